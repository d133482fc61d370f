"""Keep what goes wrong in the grader to the one hand-in at which it goes wrong."""

from __future__ import annotations

import errno
import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from autograder.errors import WHOLE_RUN
from autograder.i18n import gettext as _
from autograder.records import Evidence, Failure, FailureKind, Form, Grade, Outcome, Record, State, Submission
from autograder.wire import clean_text

_LOG = logging.getLogger(__name__)
_FULL = frozenset({errno.EDQUOT, errno.ENOSPC, errno.EROFS})
_CLOSED = frozenset({errno.EACCES, errno.EPERM})
_MOST_SHOWN = 20_000
R = TypeVar("R")


def confined(name: str, doing: str, error: Exception, *, root: Path | None = None) -> str:
    """Write an unforeseen error with its traceback to the log; return a sentence about it for staff.

    Args:
        name: the hand-in's.
        doing: what was done with it ("its evidence was collected").
        error: what was raised.
        root: where the run writes, None where nothing is written.

    Raises:
        Exception: `error` itself, where it concerns the whole run: the course is wrong, or the disk is full.
    """
    if isinstance(error, WHOLE_RUN) or (isinstance(error, OSError) and _is_of_the_disk(error, root)):
        raise error
    said = f"the grader failed while {doing}: {type(error).__name__}: {clean_text(str(error), 500)}"
    _LOG.error("%s: %s\n%s", name, said, clean_text("".join(traceback.format_exception(error)), _MOST_SHOWN))
    return said


def faulty(digest: str, reason: str) -> Evidence:
    """Return the evidence of a hand-in of which a fault of ours left none."""
    return Evidence(digest, Outcome.SANDBOX_FAULT, error=Failure(FailureKind.SANDBOX_FAULT, reason))


def ungraded(submission: Submission, possible: float) -> Grade:
    """Return the grade of a hand-in at which the grader failed. It has no results: the next batch grades it again."""
    reason = _("The grader failed at your submission; it will be graded again, and you lose no points by it.")
    return Grade(submission.student, submission.assignment, (), (), 0.0, possible, State.UNGRADED, reason=reason)


def left_open(record: Record) -> Record:
    """Return a record that says whose it is and that it is not graded, and nothing that a submission chose."""
    grade, person = record.grade, record.submission.person
    bare = Submission(grade.student, grade.assignment, Path(), "", None, Form.MODULE, "", person=person)
    return Record(bare, "", ungraded(bare, grade.possible))


def tolerant(make: Callable[[Mapping[str, Record]], R], records: Mapping[str, Record]) -> R:
    """Return what is made of all records, where one that it cannot be made of is left open.

    Raises:
        Exception: as `make`, where it concerns the whole run, or no single one is the reason.
    """
    try:
        return make(records)
    except WHOLE_RUN:
        raise
    except Exception as error:
        damaged = {name for name, record in records.items() if not _is_made(make, {name: record})}
        if not damaged or len(damaged) == len(records) > 1:
            raise
        for name in damaged:
            confined(name, "all grades were written", error)
        return make({name: left_open(one) if name in damaged else one for name, one in records.items()})


def _is_made(make: Callable[[Mapping[str, Record]], R], one: Mapping[str, Record]) -> bool:
    try:
        make(one)
    except Exception:  # noqa: BLE001 - the error of all is told
        return False
    return True


def is_to_be_repeated(grade: Grade) -> bool:
    """Tell whether the grader failed at a hand-in after it had run."""
    return grade.state is State.UNGRADED and not grade.results


def _is_of_the_disk(error: OSError, root: Path | None) -> bool:
    """Tell whether nothing can be written any more, whoever's turn it is."""
    place = error.filename
    inside = root is not None and isinstance(place, str | Path) and Path(place).is_relative_to(root)
    return error.errno in _FULL or (error.errno in _CLOSED and inside)
