"""Grades: points bounded and monotone, honest states, late days counted as the policy says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.assignment import Assignment, Policy
from autograder.errors import CourseError
from autograder.grading import LatePolicy, grade, late_adjustment
from autograder.records import (
    NOT_CALLED,
    Adjustment,
    CheckResult,
    Evidence,
    Form,
    FunctionValue,
    Outcome,
    State,
    Status,
    Submission,
    Trust,
    Visibility,
)
from autograder.review import Untrained
from tests.metrics.examples import accuracy
from tests.notes import doubt
from tests.reports import examples

ASSIGNMENT = Assignment(id="digits_cnn", title="A CNN for digits", points=100)
SUBMISSION = Submission("kim", "digits_cnn", Path("kim"), "sha256:1", None, Form.MODULE, "main.py")
EVIDENCE = Evidence("sha256:1", Outcome.OK)
DUE = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)


def result(check: str, possible: float, earned: float, status: Status = Status.PASSED) -> CheckResult:
    return CheckResult(check, f"Title of {check}", status, possible, earned, "", "", Visibility.VISIBLE, 0.01)


def results(*earned: float) -> list[CheckResult]:
    return [result(f"test_{place}", 100 / len(earned), points) for place, points in enumerate(earned)]


def scored(value: float = 0.97, bar: float = 0.95) -> list[CheckResult]:
    """Two checks that give all their points, of which the first scored an accuracy."""
    first, second = results(50, 50)
    return [replace(first, measurements=(accuracy(value, bar=bar),)), second]


def test_points_are_the_sum_of_the_checks() -> None:
    verdict = grade(SUBMISSION, results(50, 12.5), EVIDENCE, ASSIGNMENT)
    assert (verdict.earned, verdict.possible, verdict.state, verdict.reason) == (62.5, 100, State.GRADED, "")
    assert (verdict.student, verdict.assignment) == ("kim", "digits_cnn")


def test_a_check_that_broke_asks_for_a_person_and_names_itself() -> None:
    broken = [result("test_a", 60, 60), result("test_b", 40, 0, Status.ERROR)]
    verdict = grade(SUBMISSION, broken, EVIDENCE, ASSIGNMENT)
    assert verdict.state is State.NEEDS_REVIEW
    assert "test_b" in verdict.reason
    assert "test_a" not in verdict.reason
    assert verdict.earned == 60


def test_what_a_person_marks_stays_among_the_possible_points() -> None:
    open_ = [result("test_a", 70, 56), result("test_b", 30, 0, Status.AWAITING)]
    verdict = grade(SUBMISSION, open_, EVIDENCE, ASSIGNMENT)
    assert (verdict.earned, verdict.possible, verdict.state) == (56, 100, State.AWAITING)
    assert verdict.reason == "30 of 100 points are still to be marked by a person."


def test_what_was_skipped_is_not_judged_and_asks_for_a_person() -> None:
    skipped = [result("test_a", 70, 56), result("test_b", 30, 0, Status.SKIPPED)]
    verdict = grade(SUBMISSION, skipped, EVIDENCE, ASSIGNMENT)
    assert (verdict.state, verdict.earned, verdict.possible) == (State.NEEDS_REVIEW, 56, 70)
    assert verdict.reason == "Not judged here: test_b."


def test_a_submission_of_which_nothing_was_judged_asks_for_a_person() -> None:
    skipped = [result("test_a", 70, 0, Status.SKIPPED), result("test_b", 30, 0, Status.SKIPPED)]
    assert grade(SUBMISSION, skipped, EVIDENCE, ASSIGNMENT).state is State.NEEDS_REVIEW


def test_a_broken_check_worth_nothing_asks_for_a_person_too() -> None:
    broken = [result("test_a", 100, 100), result("test_b", 0, 0, Status.ERROR)]
    assert grade(SUBMISSION, broken, EVIDENCE, ASSIGNMENT).state is State.NEEDS_REVIEW


def test_a_failed_check_is_the_students_and_stays_graded() -> None:
    failed = [result("test_a", 60, 60), result("test_b", 40, 10, Status.FAILED)]
    assert grade(SUBMISSION, failed, EVIDENCE, ASSIGNMENT).state is State.GRADED


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.SANDBOX_FAULT])
def test_however_a_submission_ends_it_is_graded(outcome: Outcome) -> None:
    assert grade(SUBMISSION, results(0, 0), replace(EVIDENCE, outcome=outcome), ASSIGNMENT).state is State.GRADED


def test_a_fault_of_the_sandbox_leaves_it_ungraded() -> None:
    verdict = grade(SUBMISSION, results(50, 50), replace(EVIDENCE, outcome=Outcome.SANDBOX_FAULT), ASSIGNMENT)
    assert (verdict.state, verdict.earned) == (State.UNGRADED, 0)
    assert verdict.reason


HIDDEN = FunctionValue("one", "f", None, NOT_CALLED, 0.0, hidden=True)


@pytest.mark.parametrize(
    ("facts", "beside"),
    [
        ({}, False),
        ({"trust": Trust.SELF_REPORTED}, True),
        ({"trust": Trust.CLAIMED}, True),
        ({"functions": (HIDDEN,)}, True),
    ],
)
def test_of_what_was_not_seen_nobody_says_that_the_grader_failed(facts: dict[str, Any], beside: bool) -> None:
    evidence = replace(EVIDENCE, fault="the box ended: crashed, ended by SIGKILL", **facts)
    verdict = grade(SUBMISSION, results(50, 50), evidence, ASSIGNMENT)
    assert verdict.state is State.NEEDS_REVIEW
    assert ("ran your code once more" in verdict.reason) == beside
    assert "grader failed" not in verdict.reason


NETWORK = examples.structure()
DOUBTS = {
    "a model": {"trust": Trust.SELF_REPORTED, "structure": NETWORK},
    "tests": {"trust": Trust.SELF_REPORTED},
    "a model whose scaling is claimed": {"trust": Trust.SELF_REPORTED, "structure": NETWORK, "scaling": "own"},
    "inputs": {"trust": Trust.SELF_REPORTED, "structure": NETWORK, "doubts": (doubt("inputs"),), "scaling": "own"},
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_self_reported_waits_for_a_person_unless_the_course_accepts_it(name: str) -> None:
    evidence = replace(EVIDENCE, **DOUBTS[name])
    verdict = grade(SUBMISSION, scored(), evidence, ASSIGNMENT)
    assert (verdict.state, verdict.earned) == (State.NEEDS_REVIEW, 100)
    assert verdict.reason.count("self-reported") == 1
    accepting = replace(ASSIGNMENT, policy=Policy(accept_self_reported=True))
    verdict = grade(SUBMISSION, scored(), evidence, accepting)
    assert verdict.state is State.GRADED
    assert "self-reported" in verdict.reason


def test_points_for_what_is_claimed_wait_for_a_person_unless_the_course_accepts_them() -> None:
    given = [replace(result("test_a", 50, 50), claimed=True), result("test_b", 50, 50)]
    verdict = grade(SUBMISSION, given, EVIDENCE, ASSIGNMENT)
    assert (verdict.state, verdict.earned) == (State.NEEDS_REVIEW, 100)
    assert "(self-reported): test_a." in verdict.reason
    accepting = replace(ASSIGNMENT, policy=Policy(accept_self_reported=True))
    assert grade(SUBMISSION, given, EVIDENCE, accepting).state is State.GRADED
    given[0] = replace(given[0], earned=0)
    assert grade(SUBMISSION, given, EVIDENCE, ASSIGNMENT).state is State.GRADED


@pytest.mark.parametrize(
    ("doubts", "untrained"),
    [
        (("numbers:640",), None),
        (("wiring:9000",), None),
        (("plan:",), None),
        ((), Untrained(0.9, 0.1, 10)),
        (("scaling:",), None),
    ],
    ids=str,
)
def test_a_suspicion_waits_for_a_person_whatever_the_course_accepts(
    doubts: tuple[str, ...], untrained: Untrained | None
) -> None:
    accepting = replace(ASSIGNMENT, policy=Policy(accept_self_reported=True))
    evidence = replace(EVIDENCE, doubts=tuple(map(doubt, doubts)))
    verdict = grade(SUBMISSION, scored(0.5), evidence, accepting, untrained=untrained)
    assert verdict.state is State.NEEDS_REVIEW
    assert verdict.reason


@pytest.mark.parametrize("doubts", [("inputs:",), ("numbers:640",), ("wiring:9000",), ("scaling:",)])
def test_doubts_about_an_accuracy_count_only_where_one_is_judged(doubts: tuple[str, ...]) -> None:
    evidence = replace(EVIDENCE, doubts=tuple(map(doubt, doubts)))
    assert grade(SUBMISSION, results(50, 50), evidence, ASSIGNMENT).state is State.GRADED


@pytest.mark.parametrize(
    ("doubts", "untrained"),
    [(("inputs:",), None), (("numbers:640",), None), (("wiring:9000",), None), ((), Untrained(0.6, 0.1, 10))],
    ids=str,
)
def test_a_check_that_knows_the_bar_judges_an_accuracy_too(
    doubts: tuple[str, ...], untrained: Untrained | None
) -> None:
    evidence = replace(EVIDENCE, doubts=tuple(map(doubt, doubts)))
    measured = [replace(result("test_a", 50, 50), measured=True), result("test_b", 50, 50)]
    assert grade(SUBMISSION, measured, evidence, ASSIGNMENT, untrained=untrained).state is State.NEEDS_REVIEW
    measured[0] = replace(measured[0], earned=0, status=Status.FAILED)
    assert grade(SUBMISSION, measured, evidence, ASSIGNMENT, untrained=untrained).state is State.GRADED


def test_without_a_calibration_points_that_are_lost_make_an_unknown_scaling_a_doubt() -> None:
    evidence = replace(EVIDENCE, doubts=(doubt("scaling"),))
    states = [
        grade(SUBMISSION, [replace(result("test_a", 100, earned), measured=True)], evidence, ASSIGNMENT).state
        for earned in (100, 60)
    ]
    assert states == [State.GRADED, State.NEEDS_REVIEW]


def test_scaling_that_the_grader_does_not_know_is_no_doubt_where_its_own_was_enough() -> None:
    evidence = replace(EVIDENCE, doubts=(doubt("scaling"),))
    assert grade(SUBMISSION, scored(), evidence, ASSIGNMENT).state is State.GRADED


@pytest.mark.parametrize("bar", [0.2, 0.9])
@pytest.mark.parametrize(
    "untrained", [Untrained(0.1, 0.1, 10), Untrained(0.39, 0.1, 10), Untrained(0.39, 0.2, 5), Untrained(0.88, 0.5, 2)]
)
def test_a_network_may_name_some_images_by_chance_before_it_is_trained(untrained: Untrained, bar: float) -> None:
    verdict = grade(SUBMISSION, scored(bar=bar), EVIDENCE, ASSIGNMENT, untrained=untrained)
    assert verdict.state is State.GRADED


def test_checks_that_do_not_add_up_are_a_mistake_of_the_course() -> None:
    with pytest.raises(CourseError, match=r"expected checks worth 100 points .* found 90 \(test_a 50, test_b 40\)"):
        grade(SUBMISSION, [result("test_a", 50, 50), result("test_b", 40, 40)], EVIDENCE, ASSIGNMENT)


def test_every_impossible_check_is_named() -> None:
    with pytest.raises(CourseError) as caught:
        grade(SUBMISSION, [result("test_a", 50, 51), result("test_b", 50, -1)], EVIDENCE, ASSIGNMENT)
    assert len(caught.value.problems) == 2


def test_adjustments_count_and_are_kept() -> None:
    late, bonus = Adjustment(-10, "late"), Adjustment(+5, "bug found", "lee")
    verdict = grade(SUBMISSION, results(40, 40), EVIDENCE, ASSIGNMENT, adjustments=[late, bonus])
    assert verdict.earned == 75
    assert verdict.adjustments == (late, bonus)


earned_lists = st.lists(st.floats(0, 1), min_size=1, max_size=8)
adjustment_lists = st.lists(st.floats(-200, 200), max_size=4)


@given(earned_lists, adjustment_lists)
def test_points_stay_between_nothing_and_the_possible(shares: list[float], adjustments: list[float]) -> None:
    checks = [result(f"c{i}", 100 / len(shares), share * (100 / len(shares))) for i, share in enumerate(shares)]
    given_adjustments = [Adjustment(points, "reason") for points in adjustments]
    assert 0 <= grade(SUBMISSION, checks, EVIDENCE, ASSIGNMENT, adjustments=given_adjustments).earned <= 100


@given(earned_lists, adjustment_lists, st.data())
def test_more_points_in_a_check_never_give_fewer_in_all(
    shares: list[float], adjustments: list[float], data: st.DataObject
) -> None:
    each = 100 / len(shares)
    place = data.draw(st.integers(0, len(shares) - 1))
    better = [max(share, data.draw(st.floats(0, 1))) if i == place else share for i, share in enumerate(shares)]
    earned = [
        grade(
            SUBMISSION,
            [result(f"c{i}", each, share * each) for i, share in enumerate(given_shares)],
            EVIDENCE,
            ASSIGNMENT,
            adjustments=[Adjustment(points, "reason") for points in adjustments],
        ).earned
        for given_shares in (shares, better)
    ]
    assert earned[0] <= earned[1]


POLICY = LatePolicy(per_day=0.1, grace=timedelta(minutes=30), cap=0.5, closes_after=timedelta(days=7))


@pytest.mark.parametrize(
    ("late", "points"),
    [
        (timedelta(hours=-1), None),
        (timedelta(0), None),
        (timedelta(minutes=30), None),
        (timedelta(minutes=31), -10),
        (timedelta(days=1), -10),
        (timedelta(days=1, seconds=1), -20),
        (timedelta(days=4, hours=12), -50),
        (timedelta(days=7), -50),
        (timedelta(days=7, seconds=1), -100),
    ],
)
def test_late_days_cost_what_the_policy_says(late: timedelta, points: float | None) -> None:
    adjustment = late_adjustment(DUE + late, DUE, 100, POLICY)
    assert (adjustment.points if adjustment else None) == points


def test_an_extension_moves_the_deadline() -> None:
    handed_in = DUE + timedelta(days=2)
    assert late_adjustment(handed_in, DUE, 100, POLICY, extension=timedelta(days=2)) is None
    shorter = late_adjustment(handed_in, DUE, 100, POLICY, extension=timedelta(days=1))
    assert shorter is not None
    assert shorter.points == -10


def test_an_unknown_moment_costs_nothing() -> None:
    assert late_adjustment(None, DUE, 100, POLICY) is None
    assert late_adjustment(DUE, None, 100, POLICY) is None


def test_the_default_policy_costs_nothing() -> None:
    assert late_adjustment(DUE + timedelta(days=30), DUE, 100, LatePolicy()) is None


@given(st.timedeltas(timedelta(0), timedelta(days=30)), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_later_never_costs_less(one: timedelta, other: timedelta) -> None:
    costs = [late_adjustment(DUE + late, DUE, 100, POLICY) for late in sorted((one, other))]
    first, second = (adjustment.points if adjustment else 0.0 for adjustment in costs)
    assert 0 >= first >= second >= -100
