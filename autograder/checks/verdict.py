"""Turn what pytest saw of a check into its result: what the student reads, and what staff read."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from autograder.checks.cases import Check
from autograder.checks.context import CheckContext, LeftToPerson, PartialCredit
from autograder.checks.missing import GraderFaultError
from autograder.i18n import gettext as _
from autograder.records import CheckResult, Status, Visibility

MESSAGE_LENGTH = 4_000
DETAIL_LENGTH = 20_000


def result_of(
    check: Check, calls: Sequence[pytest.CallInfo[None]], ran: CheckContext, *, wrong: Callable[[], str]
) -> CheckResult:
    """Turn a check's phases into its result.

    Args:
        check: as the course wrote it.
        calls: what pytest saw of its phases.
        ran: what it said besides, and what it measured.
        wrong: says what of the submission's answers is of another kind than the solution's, so that the check could
            not deal with it; "" where nothing is.
    """
    errors = [call.excinfo.value for call in calls if call.excinfo is not None]
    status, fraction, message = _verdict(errors[0] if errors else None)
    broken = any(_verdict(error)[0] is Status.ERROR for error in errors)
    if broken and not any(isinstance(error, GraderFaultError) for error in errors) and (said := wrong()):
        status, fraction, message = Status.FAILED, 0.0, said
    elif broken:
        status, fraction, message = Status.ERROR, 0.0, _("This check could not be run; a person will look at it.")
    if status is not Status.ERROR:
        message = "\n".join([*ran.remarks, message] if message else ran.remarks)
    detail = "".join(text for error in errors for text in _traceback(error))
    if check.visibility is Visibility.HIDDEN:
        said = "" if status is Status.ERROR else message
        detail, message = "\n".join(filter(None, [said, detail])), hidden_sentence(status)
    return CheckResult(
        check=check.name,
        title=check.title,
        status=status,
        possible=check.points,
        earned=check.points if fraction == 1 else min(round(fraction * check.points, 2), check.points),
        message=message[:MESSAGE_LENGTH],
        detail=detail[-DETAIL_LENGTH:],
        visibility=check.visibility,
        seconds=sum(call.duration for call in calls),
        claimed=check.claimed,
        part=check.part,
        measured=check.measures,
        measurements=tuple(ran.measurements),
    )


def _verdict(error: BaseException | None) -> tuple[Status, float, str]:
    if error is None:
        return Status.PASSED, 1.0, ""
    if isinstance(error, pytest.skip.Exception):
        return Status.SKIPPED, 0.0, str(error)
    if isinstance(error, LeftToPerson):
        return Status.AWAITING, 0.0, str(error)
    if isinstance(error, PartialCredit):
        return Status.FAILED, error.fraction, str(error)
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Status.FAILED, 0.0, str(error) or _("What this check asks for was not found.")
    return Status.ERROR, 0.0, ""


def hidden_sentence(status: Status) -> str:
    """Return what students read of a hidden check."""
    sentences = {
        Status.PASSED: _("This check is not shown. It passed."),
        Status.FAILED: _("This check is not shown. It did not pass; your teacher can tell you more."),
        Status.SKIPPED: _("This check is not shown. It was skipped."),
        Status.AWAITING: _("This check is not shown. A person grades this part."),
        Status.ERROR: _("This check could not be run; a person will look at it."),
    }
    return sentences[status]


def _traceback(error: BaseException) -> Iterator[str]:
    """Format an error for staff, without pytest's own frames; nothing for what a check says on purpose."""
    if isinstance(error, PartialCredit | LeftToPerson | pytest.fail.Exception | pytest.skip.Exception):
        return
    summary = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = summary
    while part is not None:
        part.stack[:] = [frame for frame in part.stack if not {"_pytest", "pluggy"} & set(Path(frame.filename).parts)]
        part = part.__cause__ or part.__context__
    yield from summary.format()
