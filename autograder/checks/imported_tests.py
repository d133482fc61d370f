"""Checks of imported tests: cells that ran beside a submission, and expressions whose values are compared here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from autograder.checks.context import LeftToPerson, award
from autograder.checks.demands import Must, broken
from autograder.i18n import gettext as _
from autograder.records import NOT_CALLED, FunctionValue, Json
from autograder.sentences import filled

NO_ADVICE: Mapping[str, str] = MappingProxyType({})


class Ran(Enum):
    """What a test cell must have done: end without an exception."""

    WELL = "ran well"


RAN_WELL: Final = Ran.WELL


@dataclass(frozen=True, slots=True)
class Points:
    """What a test cell may give: it ends in a number of points, or in none, which is all of them."""

    possible: float


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The share that a test earned; `said` is why it is not everything, "" where it is."""

    share: float
    said: str = ""


def assert_cells(
    functions: Sequence[FunctionValue],
    question: str,
    expected: Mapping[str, Json | Ran | Points | Must],
    *,
    weights: Mapping[str, float] | None = None,
    hidden: Collection[str] = (),
    advice: Mapping[str, str] = NO_ADVICE,
) -> None:
    """Check what the tests of a question gave.

    Args:
        functions: what the tests gave; those of `cases.py` with `code`.
        question: the question that the tests belong to, `Case.function`.
        expected: by test, the value of its expression, or what it must be (`Must("<", 50)`, a tuple of several);
            `RAN_WELL` for a cell that asserts by itself, or `Points` for one that ends in what was earned.
        weights: the share of the points that each test earns; without them all tests together earn everything.
        hidden: tests of which the message says only that they did not pass.
        advice: what the student reads in addition where a test did not pass, by test.

    Raises:
        AssertionError: a test did not pass.
    """
    found = {value.case: value for value in functions if value.function == question}
    verdicts = {case: _verdict(found.get(case), wanted) for case, wanted in expected.items()}
    wrong = {case: verdict for case, verdict in verdicts.items() if verdict.said}
    if not wrong:
        return
    said = [
        text for case, each in wrong.items() if case not in hidden for text in (each.said, advice.get(case, "")) if text
    ]
    unsaid = [_("A test that is not shown did not pass.")] if set(hidden) & set(wrong) else []
    total = sum(weights.values()) if weights else 0
    lost = max(1.0 - each.share for each in wrong.values())
    if weights and total:
        lost = sum(weights.get(case, 0.0) * (1.0 - each.share) for case, each in wrong.items()) / total
    award(1.0 - lost, "\n".join([*said, *unsaid]))


def leave_to_person() -> None:
    """Leave a part to a person: its points stay among the possible ones, and are open until somebody marks it.

    Raises:
        LeftToPerson: always.
    """
    raise LeftToPerson(_("A person grades this part."))


def _verdict(found: FunctionValue | None, wanted: Json | Ran | Points | Must) -> _Verdict:
    """Return what a test earned, and why not everything."""
    if found is None or found.error == NOT_CALLED:
        return _Verdict(0.0, _("The test was not run: your code ended before."))
    if found.error is not None:
        return _Verdict(0.0, filled(_("The test “{test}” failed: {error}."), test=found.case, error=found.error))
    if isinstance(wanted, Points):
        return _given(found, wanted.possible)
    if wanted is Ran.WELL:
        return _Verdict(1.0)
    problems = [broken(found, must) for must in _demands(wanted)]
    return _Verdict(0.0 if any(problems) else 1.0, next(filter(None, problems), ""))


def _demands(wanted: Json | Must) -> tuple[Must, ...]:
    if isinstance(wanted, tuple) and wanted and all(isinstance(each, Must) for each in wanted):
        return wanted
    return (wanted,) if isinstance(wanted, Must) else (Must("==", wanted),)


def _given(found: FunctionValue, possible: float) -> _Verdict:
    """Return what a test that ends in a number gave; what is none gives everything."""
    if isinstance(found.value, bool) or not isinstance(found.value, int | float) or found.value >= possible:
        return _Verdict(1.0)
    share = found.value / possible if found.value > 0 else 0.0
    text = _("The test “{test}” gave {points:g} of {possible:g} points.")
    return _Verdict(share, text.format(test=found.case, points=share * possible, possible=possible))
