"""One file for each submission, as learning platforms read them after their own run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from autograder.errors import UsageError
from autograder.exports.book import FEEDBACK_LIMIT, adjusted, advice, feedback, share, told
from autograder.i18n import gettext as _
from autograder.records import Book, CheckResult, Exported, Given, Grade, Json, Record, State, Status, Visibility
from autograder.wire import clean_text

HUNDREDTHS = 100
"""Classroom 50 takes whole points only: every one of its points is a hundredth of ours."""
CLASSROOM_FIELDS = ("classroom", "owner", "submission", "commit", "release", "review")
PRAIRIELEARN_BYTES = 1_000_000


def gradescope(book: Book, given: Given) -> Exported:  # noqa: ARG001 - the signature of an export
    """Return Gradescope's `results.json`. A hidden check, and with it the total, is shown once grades are published.

    Where a person has yet to mark a part, a provisional book has the checks that are judged, and no total.
    """
    waiting = {slug: record for slug, record in book.records.items() if book.waits(record.grade)}
    partial = {slug: _json(_gradescope(record, is_whole=False)) for slug, record in waiting.items()}
    return Exported({**_each(book, _gradescope).documents, **partial})


def classroom50(book: Book, given: Given) -> Exported:
    """Return Classroom 50's `classroom50/result/v1`, every point in hundredths.

    Raises:
        UsageError: the runner's fields are missing.
    """
    missing = [name for name in CLASSROOM_FIELDS if not given.fields.get(name) and name != "owner"]
    if missing:
        raise UsageError(
            f"classroom50: expected what its runner says about the submission; missing: {', '.join(missing)}"
        )
    return _each(book, lambda record: _classroom50(book, record, given.fields))


def autolab(book: Book, given: Given) -> Exported:  # noqa: ARG001
    """Return Autolab's last line of output: points for each problem, which are the checks."""
    return _each(book, _autolab, indent=None)


def coursera(book: Book, given: Given) -> Exported:  # noqa: ARG001
    """Return Coursera's `feedback.json`: the share of the points, and the feedback in words."""
    return _each(
        book, lambda record: {"fractionalScore": round(share(record.grade), 4), "feedback": feedback(record.grade)}
    )


def prairielearn(book: Book, given: Given) -> Exported:  # noqa: ARG001
    """Return PrairieLearn's `results.json`, under 1 MB; a submission that is not graded is not gradable there."""
    documents = {}
    for slug, record in book.records.items():
        document = _prairielearn(book, record.grade, limit=4_000)
        if len(_json(document).encode()) > PRAIRIELEARN_BYTES:
            document = _prairielearn(book, record.grade, limit=100)
        documents[slug] = _json(document)
    return Exported(documents)


def _each(book: Book, make: Callable[[Record], Json], *, indent: int | None = 1) -> Exported:
    return Exported({slug: _json(make(record), indent=indent) for slug, record in book.settled().items()})


def _json(document: Json, *, indent: int | None = 1) -> str:
    return json.dumps(document, ensure_ascii=False, indent=indent) + "\n"


def _gradescope(record: Record, *, is_whole: bool = True) -> Json:
    grade = record.grade
    notes = [adjusted(each, limit=500) for each in grade.adjustments]
    if grade.state is State.NEEDS_REVIEW:
        notes.insert(0, _("a person will look at this"))
    elif grade.state is State.AWAITING:
        notes.insert(0, grade.reason)
    total: dict[str, Json] = {"score": round(grade.earned, 2)} if is_whole else {}
    return {
        **total,
        "output": clean_text("\n".join([*notes, *advice(grade)]), FEEDBACK_LIMIT),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_gradescope_test(number, result) for number, result in enumerate(grade.results, start=1)],
    }


def _gradescope_test(number: int, result: CheckResult) -> Json:
    judged = result.status in {Status.PASSED, Status.FAILED}
    test: dict[str, Json] = {
        "number": str(number),
        "name": clean_text(result.title or result.check, 200),
        "max_score": round(result.possible, 2),
        "output": told(result) if judged else " ".join(filter(None, (_unjudged(result.status), told(result)))),
        "visibility": "after_published" if result.visibility is Visibility.HIDDEN else "visible",
        "extra_data": {"check": result.check},
    }
    if judged:
        test |= {"score": round(result.earned, 2), "status": str(result.status)}
    return test


def _unjudged(status: Status) -> str:
    words = {Status.SKIPPED: _("skipped"), Status.AWAITING: _("to be marked by a person")}
    return words.get(status, _("could not be checked"))


def _classroom50(book: Book, record: Record, fields: Mapping[str, str]) -> Json:
    grade = record.grade
    most = round(grade.possible * HUNDREDTHS)
    return {
        "schema": "classroom50/result/v1",
        "assignment": fields.get("assignment") or book.assignment,
        "assignment_type": fields.get("assignment_type") or "individual",
        **{name: fields.get(name, "") for name in CLASSROOM_FIELDS},
        "owner": fields.get("owner") or grade.student,
        "datetime": _zulu(record.submission.submitted_at or book.made),
        "graded_at": _zulu(book.made),
        "score": min(max(round(grade.earned * HUNDREDTHS), 0), most),
        "max-score": most,
        "tests": [_classroom50_test(result) for result in grade.results if result.status is not Status.SKIPPED],
    }


def _classroom50_test(result: CheckResult) -> Json:
    most = round(result.possible * HUNDREDTHS)
    return {
        "test-name": clean_text(result.check, 200),
        "passed": result.status is Status.PASSED,
        "score": min(max(round(result.earned * HUNDREDTHS), 0), most),
        "max-score": most,
    }


def _autolab(record: Record) -> Json:
    grade = record.grade
    scores = {clean_text(result.check, 200): round(result.earned, 2) for result in grade.results}
    if grade.adjustments:
        scores["adjustments"] = round(grade.earned - sum(scores.values()), 2)
    return {"scores": scores, "scoreboard": [round(grade.earned, 2)]}


def _prairielearn(book: Book, grade: Grade, *, limit: int) -> Json:
    if book.is_open(grade):
        looked_at = grade.state is State.NEEDS_REVIEW
        reason = _("a person will look at this") if looked_at else clean_text(grade.reason, 500) or _("not graded yet")
        return {"gradable": False, "message": reason, "format_errors": [reason]}
    tests = [
        {
            "name": clean_text(result.title or result.check, 200),
            "points": round(result.earned, 4),
            "max_points": round(result.possible, 4),
            "message": clean_text(told(result), limit),
        }
        for result in grade.results
        if result.status is not Status.SKIPPED
    ]
    output = clean_text(feedback(grade), min(FEEDBACK_LIMIT, limit * 5))
    return {"gradable": True, "score": round(share(grade), 4), "output": output, "tests": tests}


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
