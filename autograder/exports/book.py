"""What exports share: the words and numbers of a grade, as they may be written down."""

from __future__ import annotations

from autograder.i18n import gettext as _
from autograder.records import Adjustment, Book, CheckResult, Grade, State, Status, Visibility
from autograder.wire import clean_text

MESSAGE_LIMIT = 4_000
"""Characters of one check's message."""
FEEDBACK_LIMIT = 20_000
"""Characters of all that a student is told."""


def warnings(book: Book) -> tuple[str, ...]:
    """Return a book's notes, and a sentence for each grade that is left open or has a reason for a person to look."""
    return book.notes + tuple(
        _warning(record.grade, open_=book.is_open(record.grade))
        for record in book.records.values()
        if book.is_open(record.grade) or record.grade.reason
    )


def _warning(grade: Grade, *, open_: bool) -> str:
    state = str(grade.state).replace("_", " ")
    written = "no points are written" if open_ else "its points are written"
    return f"{grade.student}: {state}; {written}. {clean_text(grade.reason, 500)}".strip()


def scaled(grade: Grade, maximum: float) -> float:
    """Return the points of a grade where `maximum` is everything, in hundredths."""
    if grade.possible <= 0 or grade.possible == maximum:
        return round(grade.earned, 2)
    return round(grade.earned * maximum / grade.possible, 2)


def share(grade: Grade) -> float:
    """Return the share of the possible points, 0 to 1."""
    return min(max(grade.earned / grade.possible, 0.0), 1.0) if grade.possible > 0 else 0.0


def points(value: float) -> str:
    """Return points with at most two decimals and a point between (92.5, 30)."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def told(result: CheckResult) -> str:
    """Return what a student may read about a check: its message, without what a hidden check found."""
    if result.visibility is not Visibility.HIDDEN:
        return clean_text(result.message, MESSAGE_LIMIT)
    if result.status is Status.PASSED:
        return ""
    return _("The course keeps the details of this check to itself.")


def feedback(grade: Grade) -> str:
    """Return a grade in plain text: a line for each check, with what did not pass and why."""
    lines = [_("a person will look at this")] if grade.state is State.NEEDS_REVIEW else []
    for result in grade.results:
        title = clean_text(result.title, 200).replace("\n", " ")
        earned = "–" if result.status is Status.AWAITING else points(result.earned)
        lines.append(f"{title} {earned} / {points(result.possible)}")
        if (result.marked_by or result.status is not Status.PASSED) and (said := told(result)):
            lines.append(said)
    lines += [adjusted(each, limit=500) for each in grade.adjustments]
    return clean_text("\n".join([*lines, *advice(grade)]), FEEDBACK_LIMIT)


def adjusted(adjustment: Adjustment, *, limit: int) -> str:
    """Return why points were added or taken, and how many; a comment has none."""
    reason = clean_text(adjustment.reason, limit)
    return f"{reason}: {adjustment.points:+g}" if adjustment.points else reason


def advice(grade: Grade) -> list[str]:
    """Return a line for each hint."""
    texts = (" ".join(filter(None, (hint.seen, hint.why, hint.attempt))) for hint in grade.hints)
    return [clean_text(text, MESSAGE_LIMIT).replace("\n", " ") for text in texts]
