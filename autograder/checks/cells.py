"""Checks of imported tests: cells that ran beside a submission, and expressions whose values are compared here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from typing import Final

from autograder.checks.context import LeftToPerson, award
from autograder.checks.stated import assert_stated_values
from autograder.i18n import gettext as _
from autograder.records import NOT_CALLED, FunctionValue, Json
from autograder.sentences import filled


class Ran(Enum):
    """What a test cell must have done: end without an exception."""

    WELL = "ran well"


RAN_WELL: Final = Ran.WELL


def assert_cells(
    functions: Sequence[FunctionValue],
    question: str,
    expected: Mapping[str, Json | Ran],
    *,
    weights: Mapping[str, float] | None = None,
    hidden: Collection[str] = (),
) -> None:
    """Check what the tests of a question gave.

    Args:
        functions: what the tests gave; those of `cases.py` with `code`.
        question: the question that the tests belong to, `Case.function`.
        expected: by test, the value of its expression, or `RAN_WELL` for a cell that asserts by itself.
        weights: the share of the points that each test earns; without them all tests together earn everything.
        hidden: tests of which the message says only that they did not pass.

    Raises:
        AssertionError: a test did not pass.
    """
    found = {value.case: value for value in functions if value.function == question}
    wrong = {case: problem for case, wanted in expected.items() if (problem := _problem(found.get(case), wanted))}
    if not wrong:
        return
    said = [problem for case, problem in wrong.items() if case not in hidden]
    unsaid = [_("A test that is not shown did not pass.")] if set(hidden) & set(wrong) else []
    total = sum(weights.values()) if weights else 0
    lost = sum(weights.get(case, 0.0) for case in wrong) / total if weights and total else 1.0
    award(1.0 - lost, "\n".join([*said, *unsaid]))


def leave_to_person() -> None:
    """Leave a part to a person: its points stay among the possible ones, and are open until somebody marks it.

    Raises:
        LeftToPerson: always.
    """
    raise LeftToPerson(_("A person grades this part."))


def _problem(found: FunctionValue | None, wanted: Json | Ran) -> str:
    """Return why a test did not pass; "" if it did."""
    if found is None or found.error == NOT_CALLED:
        return _("The test was not run: your code ended before.")
    if found.error is not None:
        return filled(_("The test “{test}” failed: {error}."), test=found.case, error=found.error)
    if wanted is Ran.WELL:
        return ""
    try:
        assert_stated_values([found], found.function, {found.case: wanted}, rtol=0.0, atol=0.0)
    except AssertionError as error:
        return str(error)
    return ""
