"""Tell a student's attempts apart, and choose those that are graded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from pathlib import Path

from autograder.course.policy import Attempts
from autograder.i18n import gettext as _
from autograder.submissions.files import told_apart
from autograder.submissions.hand_in import HandIn, plausible

MOST = 20
"""Attempts that are graded of those that a student's folder names, where the best one counts."""
SEVERAL = "several"
"""The kind of the problem where one student has several hand-ins, and nothing tells which counts."""
_NUMBERED = re.compile(r"(?:attempt|try|submission|version|v|시도|제출)[\W_]*(\d{1,4})(?:회|차)?", re.IGNORECASE)
_DATED = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T _-](\d\d)[-:_h]?(\d\d)(?:[-:_m]?(\d\d))?)?(?:\.\d+)?[ _]?(Z|[+-]\d{4})?"
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt in a student's folder: its number, or when it was made."""

    path: Path
    number: int
    submitted_at: datetime | None


def read_attempts(entries: Sequence[Path], *, zone: tzinfo) -> tuple[Attempt, ...]:
    """Return the attempts that a student's folder holds, the earliest first; none where it holds anything else.

    Every file and folder is named after an attempt: "attempt 1", "submission_2.ipynb", "2026-11-22T21-04-00" (in the
    time zone `zone` where no offset is written).
    """
    found = [_read(path, zone) for path in entries]
    attempts = sorted((each for each in found if each is not None), key=_moment)
    moments = [_moment(each) for each in attempts]
    return tuple(attempts) if len(attempts) == len(entries) and len(set(moments)) == len(moments) else ()


def choose(attempts: Sequence[HandIn], policy: Attempts) -> tuple[HandIn, ...]:
    """Return what is graded, sorted by student: of several attempts the one that counts, or all where the best does.

    Of those that no platform counted the best of the last 20 does. What is chosen carries a remark that says so, and
    its number only where all are graded.
    """
    chosen: list[HandIn] = []
    for _student, group in groupby(sorted(attempts, key=_owner), _owner):
        mine = sorted(group, key=lambda each: each.attempt)
        if len(mine) == 1 or not all(each.attempt for each in mine):
            chosen += mine
        elif policy is Attempts.BEST:
            few = len(mine) <= MOST or any(each.lms_id for each in mine)
            rule = _("the best one counts") if few else _("the best of the last {most} counts").format(most=MOST)
            chosen += [_remarked(each, len(mine), rule) for each in (mine if few else mine[-MOST:])]
        elif policy is Attempts.FIRST:
            chosen.append(_remarked(mine[0], len(mine), _("the first one counts")))
        else:
            chosen.append(_remarked(mine[-1], len(mine), _("the last one counts")))
    return tuple(chosen if policy is Attempts.BEST else [replace(each, attempt=0) for each in chosen])


def as_attempts(items: list[HandIn]) -> list[HandIn]:
    """Return a student's hand-ins as attempts; where nothing tells their order, they become one problem."""
    if len(items) == 1:
        return items
    numbers = {item.attempt for item in items}
    if 0 not in numbers and len(numbers) == len(items):
        return sorted(items, key=lambda item: item.attempt)
    times = {item.submitted_at: item for item in items if item.submitted_at and not item.attempt}
    if len(times) == len(items):
        return [replace(times[time], attempt=number) for number, time in enumerate(sorted(times), start=1)]
    names = ", ".join(told_apart([item.path.name for item in items[:5]]))
    text = _(
        "Expected one hand-in for each student, found several: {names}. None of them is graded before it is clear "
        "which counts."
    )
    return [replace(items[0], problem=text.format(names=names), kind=SEVERAL, attempt=0)]


def _owner(found: HandIn) -> str:
    return found.student


def _remarked(found: HandIn, total: int, rule: str) -> HandIn:
    note = _("Attempt {number} of {total}: {rule}.").format(number=found.attempt, total=total, rule=rule)
    return replace(found, notes=(*found.notes, note))


def _read(path: Path, zone: tzinfo) -> Attempt | None:
    name = path.stem if path.is_file() else path.name
    if match := _NUMBERED.fullmatch(name):
        return Attempt(path, int(match[1]), None)
    match = _DATED.fullmatch(name)
    try:
        moment = plausible(_time(match, zone)) if match else None
    except ValueError:
        return None
    return Attempt(path, 0, moment) if moment else None


def _time(match: re.Match[str], zone: tzinfo) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    written = datetime.strptime(match[7], "%z").tzinfo if match[7] else zone
    return datetime(year, month, day, hour, minute, second, tzinfo=written)


def _moment(attempt: Attempt) -> tuple[int, datetime]:
    return attempt.number, attempt.submitted_at or datetime.min.replace(tzinfo=UTC)
