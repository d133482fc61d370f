"""Put what people marked in the place of what checks gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.i18n import gettext as _
from autograder.records import CheckResult, Grade, PartMark, State, Status
from autograder.totals import totalled

_EXPLAINED = frozenset({Status.ERROR, Status.SKIPPED, Status.AWAITING})
"""Results that alone are a reason for a person to look."""


def marked(grade: Grade, marks: Sequence[PartMark]) -> Grade:
    """Return a grade with the marks of its parts and checks, its points and its state.

    A mark of an answer in words counts for that answer alone. What is not graded, by our fault, stays so.
    """
    if grade.state is State.UNGRADED:
        return grade
    latest = {(mark.check, mark.answer): mark for mark in marks}
    results = tuple(_marked(result, latest) for result in grade.results)
    if results == grade.results:
        return grade
    explained = any(result.status in _EXPLAINED for result in grade.results)
    doubted = grade.doubted or (grade.state is State.NEEDS_REVIEW and not explained)
    return totalled(replace(grade, results=results, doubted=doubted))


def _marked(result: CheckResult, latest: Mapping[tuple[str, str], PartMark]) -> CheckResult:
    mark = latest.get((result.check, result.answer))
    if mark is None:
        earlier = any(check == result.check for check, _answer in latest)
        if not (earlier and result.status is Status.AWAITING):
            return result
        return replace(result, message=_("This answer is another one than was marked; a person grades it anew."))
    earned = min(round(mark.points, 2), result.possible)
    status = Status.PASSED if earned >= result.possible else Status.FAILED
    said = "\n".join([*_said(mark), *_overruled(result)])
    return replace(result, status=status, earned=earned, message=said, marked_by=mark.author)


def _said(mark: PartMark) -> Iterator[str]:
    """Yield what a student reads of a mark: a line for each criterion that has a title, and the comment."""
    for each in mark.criteria:
        if each.title:
            line = f"{_(each.title)}: {each.points:g} / {each.possible:g}"
            yield f"{line}. {_(each.text)}" if each.text else line
        elif each.text:
            yield _(each.text)
    yield from (_(line) for line in mark.comment.split("\n") if line)


def _overruled(result: CheckResult) -> Iterator[str]:
    """Yield what a check had given that a person overruled."""
    if result.status is Status.AWAITING or result.is_written:
        return
    text = _("A person set these points; the check alone gave {earned} of {possible}.")
    yield text.format(earned=f"{result.earned:g}", possible=f"{result.possible:g}")
    if result.message:
        yield result.message
