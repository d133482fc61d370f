"""The metrics that an assignment names: found, and asked whether they can judge its data."""

from __future__ import annotations

from autograder.contracts import Targets
from autograder.course.assignment import Assignment
from autograder.course.folder import Course
from autograder.errors import CourseError, UsageError
from autograder.metrics import Metric, Scoring, find_metric


def read_scoring(course: Course, assignment: Assignment, targets: Targets | None) -> Scoring:
    """Return what an assignment scores outputs by.

    Args:
        course: the course.
        assignment: the assignment.
        targets: those of its hidden examples; None where they are not here.

    Raises:
        CourseError: a metric that it names is not there, or cannot judge these targets.
    """
    score, where = assignment.score, course.public(assignment.id) / "assignment.toml"
    names = (score.metric, *score.also)
    try:
        metric, *also = map(find_metric, names)
    except UsageError as error:
        raise CourseError([f"{where}: score: {error}"]) from None
    if targets is not None:
        for name, each in zip(names, (metric, *also), strict=True):
            _assert_readable(str(where), name, each, targets)
    return Scoring(metric, score.bar, tuple(also))


def _assert_readable(where: str, name: str, metric: Metric, targets: Targets) -> None:
    try:
        metric.baseline(targets)
    except ValueError as error:
        raise CourseError(
            [f"{where}: score: “{name}” cannot judge the hidden examples of this data set: {error}"]
        ) from None
