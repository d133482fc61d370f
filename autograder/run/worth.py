"""What the parts of an assignment are worth: checks, the course's own tests, answers in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograder.checks.cases import Check
from autograder.collect import Inputs
from autograder.course.assignment import Assignment
from autograder.course.folder import Course
from autograder.errors import CourseError
from autograder.run.suite_points import SuiteCheck, suite_checks


def tested_by(
    course: Course, assignment: Assignment, inputs: Inputs, checks: Sequence[Check]
) -> tuple[SuiteCheck, ...]:
    """Return the course's own tests as checks; they share the points that nothing else has."""
    if assignment.suite is None or inputs.suite is None:
        return ()
    others = math.fsum([*(check.points for check in checks), *(part.points for part in assignment.parts)])
    where = str(course.public(assignment.id) / "assignment.toml")
    tested = suite_checks(assignment.suite, inputs.suite.tests, assignment.points - others, where)
    if taken := {test.check for test in tested} & {check.name for check in checks}:
        raise CourseError([f"{where}: expected names of tests that are no check's, found {', '.join(sorted(taken))}"])
    return tested


def worth(assignment: Assignment, checks: Sequence[Check], tested: Sequence[SuiteCheck]) -> Assignment:
    """Return an assignment that is worth what its checks and tests are, and the parts that people mark."""
    points = [each.points for each in checks] + [each.points for each in tested]
    points += [part.points for part in assignment.parts]
    return replace(assignment, points=math.fsum(points))


def titles_of(assignment: Assignment, checks: Sequence[Check], tested: Sequence[SuiteCheck]) -> Mapping[str, str]:
    """Return what checks, tests and the parts that people mark are called."""
    titles = {check.name: check.title for check in checks} | {test.check: test.title for test in tested}
    return titles | {part.id: part.called for part in assignment.parts}
