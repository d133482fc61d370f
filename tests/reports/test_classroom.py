from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.i18n import gettext, language
from autograder.records import Evidence, IsolationLayer, Outcome, State, Status, Trust
from autograder.reports import ClassSubmission, class_page, class_view
from tests.reports import hostile
from tests.reports.examples import (
    ASSIGNMENT,
    CHECKS,
    EVIDENCE,
    GRADE,
    HINT_FILTERS,
    TEMPLATES,
    entries,
    failed,
    graded,
    measuring,
    structure,
)
from tests.reports.test_similarity import OWN, RENAMED
from tests.reports.test_student import Outline


def entry(student: str, **changes) -> ClassSubmission:
    return ClassSubmission(replace(GRADE, student=student, **changes), EVIDENCE)


def test_what_needs_a_person_comes_first():
    view = class_view(
        ASSIGNMENT,
        [entry("a"), entry("b", state=State.NEEDS_REVIEW), entry("c", state=State.UNGRADED), entry("D")],
    )
    assert [row.student for row in view.rows] == ["c", "b", "a", "D"]
    assert dict(view.counts) == {State.GRADED: 2, State.AWAITING: 0, State.NEEDS_REVIEW: 1, State.UNGRADED: 1}


def test_each_checks_rate_counts_every_submission_once():
    half = failed("test_architecture", "m", earned=15)
    none = failed("test_architecture", "m")
    broken = tuple(replace(r, status=Status.ERROR, earned=0) for r in CHECKS)
    view = class_view(ASSIGNMENT, [ClassSubmission(graded(results)) for results in (CHECKS, half, none, broken, ())])
    rate = next(rate for rate in view.checks if rate.check == "test_architecture")
    assert (rate.passed, rate.partial, rate.failed, rate.unknown) == (1, 1, 1, 2)
    assert {rate.total for rate in view.checks} == {5}


def test_ungraded_submissions_do_not_lower_the_median():
    view = class_view(ASSIGNMENT, [entry("a", earned=80), entry("b", earned=0, state=State.UNGRADED)])
    assert (view.median, view.mean) == (80, 80)


def test_hints_are_counted_once_for_each_student():
    twice = entry("a", hints=(HINT_FILTERS, HINT_FILTERS))
    other = replace(HINT_FILTERS, rule="scaling", seen="Pixels are not scaled.")
    view = class_view(ASSIGNMENT, [twice, entry("b", hints=(HINT_FILTERS, other))])
    assert [(hint.rule, hint.count) for hint in view.hints] == [("filters", 2), ("scaling", 1)]


def test_equal_networks_are_grouped():
    wide = replace(EVIDENCE, structure=structure(32))
    view = class_view(ASSIGNMENT, [entry("a"), entry("b"), ClassSubmission(replace(GRADE, student="c"), wide)])
    assert [group.students for group in view.networks] == [("a", "b")]


def test_code_that_is_alike_is_shown_to_staff():
    listed = [
        ClassSubmission(replace(GRADE, student=name), source=text)
        for name, text in (("a", OWN), ("b", RENAMED), ("c", "x"))
    ]
    view = class_view(ASSIGNMENT, listed)
    assert [group.students for group in view.twins] == [("a", "b")]
    assert "Nearly the same code" in class_page(view, templates=TEMPLATES)


def test_missing_isolation_and_self_reports_are_announced():
    weak = replace(EVIDENCE, layers_of_isolation=(IsolationLayer("network", active=False),), trust=Trust.SELF_REPORTED)
    markup = class_page(class_view(ASSIGNMENT, [ClassSubmission(GRADE, weak)]), templates=TEMPLATES)
    assert "Missing layers of the sandbox: network." in markup
    assert "self-reported" in markup


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_small_class_has_a_page(count):
    assert "Submissions" in class_page(class_view(ASSIGNMENT, entries(count)), templates=TEMPLATES)


def test_a_class_where_nothing_ran_has_a_page():
    fault = Evidence("sha256:0", Outcome.SANDBOX_FAULT)
    listed = [
        ClassSubmission(replace(GRADE, results=(), state=State.UNGRADED), fault),
        ClassSubmission(replace(GRADE, results=())),
    ]
    assert "ungraded" in class_page(class_view(ASSIGNMENT, listed), templates=TEMPLATES)


def test_every_student_is_linked():
    tags = Outline(class_page(class_view(ASSIGNMENT, entries(30)), templates=TEMPLATES)).tags
    links = {attributes["href"] for tag, attributes in tags if tag == "a"}
    assert {f"students/{number:04d}/feedback.html" for number in range(30)} <= links


@pytest.mark.parametrize("text", hostile.STRINGS)
def test_hostile_text_adds_no_tag_to_the_class_page(text):
    def tags(word: str) -> list[tuple[str, frozenset[str]]]:
        listed = [
            ClassSubmission(hostile.grade(word), hostile.evidence(word), source=word, link="a.html") for _ in range(2)
        ]
        markup = class_page(class_view(ASSIGNMENT, listed), templates=TEMPLATES)
        assert markup.encode()
        return [(tag, frozenset(attributes)) for tag, attributes in Outline(markup).tags]

    assert tags(text) == tags("harmless words")


def test_a_link_that_is_no_path_is_not_followed():
    markup = class_page(
        class_view(ASSIGNMENT, [ClassSubmission(GRADE, link="javascript:hacked()")]), templates=TEMPLATES
    )
    assert "javascript:" not in markup


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_class_without_networks_has_no_columns_for_them(lang):
    functions = replace(EVIDENCE, structure=None, history=None, training_history=None, predictions={})
    listed = [
        ClassSubmission(replace(GRADE, student=name, results=measuring(GRADE.results)), functions)
        for name in ("a", "b")
    ]
    with language(lang):
        plain = class_page(class_view(ASSIGNMENT, listed), templates=TEMPLATES)
        whole = class_page(class_view(ASSIGNMENT, [entry("a")]), templates=TEMPLATES)
        for word in (gettext("accuracy"), gettext("parameters")):
            assert f'class="num">{word}</th>' in whole
            assert f'class="num">{word}</th>' not in plain
