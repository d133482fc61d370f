"""The metrics that an assignment names: found, and asked whether they can judge its data."""

from __future__ import annotations

from pathlib import Path

from autograder.contracts import Targets
from autograder.course.assignment import Assignment
from autograder.course.folder import Course
from autograder.course.metrics import FILE, read_metrics
from autograder.errors import CourseError, UsageError
from autograder.metrics import ACCURACY, Metric, Scoring, find_metric
from autograder.metrics.promises import broken_promise

RMSE, F1 = "rmse", "f1_micro"
"""What numbers are scored by, and several labels, where an assignment names nothing."""


def read_scoring(course: Course, assignment: Assignment, targets: Targets | None) -> Scoring:
    """Return what an assignment scores outputs by.

    Args:
        course: the course.
        assignment: the assignment.
        targets: those of its hidden examples; None where they are not here.

    Raises:
        CourseError: a metric that it names is not there, cannot judge these targets, or breaks a promise.
    """
    score, where = assignment.score, course.public(assignment.id) / "assignment.toml"
    usual = ACCURACY.name if targets is None else _usual(targets)
    names, brought = (score.metric or usual, *score.also), read_metrics(course.root)
    try:
        metric, *also = (find_metric(name, brought.metrics) for name in names)
    except UsageError as error:
        raise CourseError([f"{where}: score: {error}"]) from None
    if targets is not None:
        for each in {each.name: each for each in (metric, *also)}.values():
            _assert_fit(each, targets, where, course.root / FILE if each.name in brought.metrics else None)
    source = brought.digest if score.metric in brought.metrics else ""
    return Scoring(metric, score.bar, tuple(also), brought.metrics, source)


def _usual(targets: Targets) -> str:
    if not targets.classes:
        return RMSE
    return F1 if targets.values.ndim > 1 else ACCURACY.name


def _assert_fit(metric: Metric, targets: Targets, settings: Path, brought: Path | None) -> None:
    """Check that a metric can judge targets; one that is `brought` by a file of the course is tried on them."""
    try:
        metric.baseline(targets)
    except ValueError as error:
        problem = f"{settings}: score: “{metric.name}” cannot judge the hidden examples of this data set: {error}"
        raise CourseError([problem]) from None
    except Exception:
        if brought is None:
            raise
    if brought is not None and (broken := broken_promise(metric, targets)):
        raise CourseError([f"{brought}: “{metric.name}”: {broken}"])
