"""The parts of an assignment beside its checks: what asks for a model is marked with its part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.checks.cases import Check
from autograder.checks.session import collect_checks
from autograder.course.assignment import Assignment
from autograder.course.parts import PartKind
from autograder.errors import CourseError
from autograder.records import MODEL, Visibility

MODEL_NAMES = ("model", "build_model")
"""What a model is called where an assignment asks for one."""
OF_A_MODEL = frozenset({"structure", "predictions", "history", "behaviour"})
"""The fixtures that give what is known of one model."""


def assert_marked(assignment: Assignment, checks: Sequence[Check]) -> None:
    """Check that checks and parts go together.

    Raises:
        CourseError: a check is of a part that there is not, one asks for a model and does not say for which, or a part
            has no check.
    """
    problems = list(_problems(assignment, checks))
    if problems:
        raise CourseError([f"{assignment.id}: {problem}" for problem in problems])


def _problems(assignment: Assignment, checks: Sequence[Check]) -> Iterator[str]:
    checked = [part.id for part in assignment.parts if part.kind is not PartKind.WRITTEN]
    models = [each.part for each in assignment.models]
    for check in checks:
        place, asked = f"{check.place}: {check.name}", sorted(check.fixtures & OF_A_MODEL)
        if check.part not in {MODEL, *checked}:
            yield f"{place}: expected the id of a part ({', '.join(checked) or 'none'}), found {check.part!r}"
        elif models and asked and check.part not in models:
            yield f'{place}: expected @pytest.mark.part("{models[0]}"), which says whose {asked[0]} it asks for'
    for part in sorted(set(checked) - {check.part for check in checks}):
        yield f'parts: {part}: expected a check with @pytest.mark.part("{part}"), found none'


def marked_checks(assignment: Assignment, files: Sequence[tuple[Path, Visibility]]) -> tuple[Check, ...]:
    """Return the checks of an assignment's files, each of a part that there is.

    Raises:
        CourseError: a file is wrong, or checks and parts do not go together.
    """
    checks = collect_checks(files) if files else ()
    assert_marked(assignment, checks)
    return checks


def asked_names(assignment: Assignment) -> frozenset[str]:
    """Return the names that a submission has to define."""
    models = [each.entry for each in assignment.models] or (MODEL_NAMES if assignment.entry.model else ())
    return frozenset({*assignment.entry.functions, *models})
