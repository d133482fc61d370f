"""A measurement of any metric is shown as it was emitted: by its name, in its unit and direction, as it may be told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.console import Console

from autograder.i18n import language
from autograder.reports import class_page, class_view, markdown, redacted, student_page, student_view
from autograder.reports.charts import scale_chart
from autograder.reports.classroom import ClassSubmission
from autograder.reports.terminal import summary
from tests.metrics.examples import accuracy, loss
from tests.reports.examples import ASSIGNMENT, EVIDENCE, GRADE, graded, measuring
from tests.reports.states import TEMPLATES
from tests.reports.test_student import Outline

LOSS = loss(0.4123, (0.3612, 0.4711))
HIGH = graded(measuring(GRADE.results, LOSS))
STAFF = student_view(HIGH, ASSIGNMENT, evidence=EVIDENCE)


def test_a_page_says_which_way_is_better_and_what_was_asked_for() -> None:
    text = Outline(student_page(redacted(STAFF), templates=TEMPLATES)).text
    assert "Log loss on 540 examples: 0.4." in text
    assert "between 0.4 and 0.5 (95% interval). The bar is 0.3. Lower is better." in text
    assert not any(exact in text for exact in ("0.412", "0.361", "0.471"))


def test_staff_read_the_exact_value() -> None:
    text = Outline(student_page(STAFF, templates=TEMPLATES)).text
    assert "Exactly: 0.4123; interval 0.3612 to 0.4711; bar 0.3." in text


def test_a_page_in_another_language_names_the_metric_in_it() -> None:
    with language("ko"):
        assert "로그 손실" in student_page(redacted(STAFF), templates=TEMPLATES)


def test_the_terminal_and_markdown_name_it_with_what_is_told() -> None:
    assert "log loss 0.4" in markdown(redacted(STAFF)).splitlines()[2]
    console = Console(width=120, force_terminal=False)
    with console.capture() as captured:
        console.print(summary(redacted(STAFF)))
    assert "log loss 0.4 " in captured.get()


def test_the_class_page_has_a_column_and_a_chart_of_it() -> None:
    entries = [
        ClassSubmission(graded(measuring(GRADE.results, loss(value, (0.1, 0.9)))), EVIDENCE) for value in (0.25, 0.75)
    ]
    page = class_page(class_view(ASSIGNMENT, entries), templates=TEMPLATES)
    assert 'class="num">log loss</th>' in page
    assert 'class="num">0.75</td>' in page
    assert "Log loss; the dashed line is the bar" in page


def test_what_is_not_scored_is_no_heading() -> None:
    told = replace(LOSS, bar=None)
    view = student_view(graded(measuring(GRADE.results, told, accuracy(0.97))), ASSIGNMENT, evidence=EVIDENCE)
    assert view.measurement is not None
    assert (view.measurement.name, len(view.measurements)) == ("accuracy", 2)


@pytest.mark.parametrize("found", [LOSS, loss(0.1, (0.1, 0.1)), loss(12.0, (9.0, 15.0))])
def test_a_scale_holds_the_value_its_interval_and_the_bar(found) -> None:
    chart = scale_chart(found)
    assert 0 <= chart.low <= chart.value <= chart.high <= 400
    assert (chart.bar < chart.value) == (found.bar < found.value)
    assert all(0 <= tick.at <= 400 for tick in chart.ticks)
