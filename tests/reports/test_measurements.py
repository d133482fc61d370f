"""A measurement of any metric is shown as it was emitted: by its name, in its unit and direction, as it may be told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from autograder.i18n import gettext, language
from autograder.metrics import METRICS, Targets, find_metric, measure, public
from autograder.records import Direction, Measurement
from autograder.reports import class_page, class_view, markdown, redacted, student_page, student_view
from autograder.reports.charts import scale_chart
from autograder.reports.classroom import ClassSubmission
from autograder.reports.terminal import summary
from autograder.reports.text import axis_number, quantity
from tests.metrics.examples import accuracy, loss
from tests.reports.examples import ASSIGNMENT, EVIDENCE, GRADE, graded, measuring
from tests.reports.states import TEMPLATES
from tests.reports.test_student import Outline

LOSS = loss(0.4123, (0.3612, 0.4711))
HIGH = graded(measuring(GRADE.results, LOSS))
STAFF = student_view(HIGH, ASSIGNMENT, evidence=EVIDENCE)


def test_a_page_says_which_way_is_better_and_what_was_asked_for() -> None:
    text = Outline(student_page(redacted(STAFF), templates=TEMPLATES)).text
    assert "Log loss on 540 test examples: 0.4." in text
    assert "between 0.3 and 0.5 (95% interval). The bar is 0.3. Lower is better." in text
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


# --- each metric of the package ---


def measured(name: str, quality: float = 0.8) -> Measurement:
    """Return what a metric says of middling outputs, with a bar that lies a little beyond."""
    random = np.random.default_rng(4)
    labels, prices = random.integers(0, 8, 540), random.uniform(80, 400, 540) * 1000
    for targets, outputs in (
        (Targets(prices, unit="€"), prices * random.normal(1, 1 - quality, 540)),
        (Targets(labels // 4, 2), quality * (labels // 4) + random.uniform(0, 1 - quality / 2, 540) * 0.6),
        (Targets(labels, 8), quality * np.eye(8)[labels] + (1 - quality) / 8 + random.uniform(0, 0.9, (540, 8))),
    ):
        with suppress(ValueError):
            find_metric(name).baseline(targets)
            found = measure(find_metric(name), outputs, targets)
            assert found is not None
            assert found.baseline is not None
            bar = found.value + (found.value - found.baseline) / 10
            return replace(found, bar=min(bar, 1.0) if found.direction is Direction.HIGHER else bar)
    raise LookupError(name)


@pytest.mark.parametrize("name", METRICS.names())
def test_every_metric_is_drawn_and_told_in_both_languages(name: str) -> None:
    found = measured(name)
    view = student_view(graded(measuring(GRADE.results, found)), ASSIGNMENT, evidence=EVIDENCE)
    told, title = public(found), f"{found.title[0].upper()}{found.title[1:]}"
    text = Outline(student_page(redacted(view), templates=TEMPLATES)).text
    value = quantity(told.value, told.unit)
    assert (title if name != "accuracy" else "classified correctly") in text
    assert text.count(value) >= 2
    assert f"The bar is {quantity(told.bar or 0.0, told.unit)}." in text
    assert f"Always the same answer, whatever the input, reaches {quantity(told.baseline or 0.0, told.unit)}." in text
    assert ("Lower is better." in text) is (found.direction is Direction.LOWER)
    chart = scale_chart(found)
    assert 0 <= chart.low <= chart.value <= chart.high <= 400
    assert len({tick.label for tick in chart.ticks}) == len(chart.ticks)
    with language("ko"):
        korean = Outline(student_page(redacted(view), templates=TEMPLATES)).text
        assert value in korean
        assert gettext(found.title) in korean


@pytest.mark.parametrize("name", METRICS.names())
def test_the_chart_of_a_class_holds_all_values_and_the_bar_of_any_metric(name: str) -> None:
    values = [measured(name, quality) for quality in (0.9, 0.7, 0.5)]
    values = [*(replace(each, bar=values[0].bar) for each in values), replace(values[0], value=-1e6, told=-1e6)]
    entries = [ClassSubmission(graded(measuring(GRADE.results, each)), EVIDENCE) for each in values]
    chart = class_view(ASSIGNMENT, entries).measured
    assert chart is not None
    assert sum(column.count for column in chart.bins) == len(values)
    assert chart.mark is not None
    assert 0 <= chart.mark <= 340
    assert len({column.label for column in chart.bins}) == len(chart.bins)


def test_small_numbers_keep_their_digits() -> None:
    assert [quantity(value, "kg") for value in (0.00123, -0.0456, 0.0, 61_400.0)] == [
        *("0.00123 kg", "−0.0456 kg", "0 kg", "61,400 kg"),
    ]


def test_a_unit_that_is_a_number_has_a_sign_before_it() -> None:
    assert quantity(52.31, "1000 €", 1) == "52.3 × 1000 €"
    assert quantity(52.31, "€", 0) == "52 €"
    assert quantity(0.5, "") == "0.5"


@pytest.mark.parametrize(
    ("value", "written"),
    [(99_999.0, "99,999"), (130_000.0, "130k"), (-2_500_000.0, "−2.5M"), (0.25, "0.25"), (1e31, "∞")],
)
def test_numbers_beside_an_axis_are_short(value: float, written: str) -> None:
    assert axis_number(value) == written
