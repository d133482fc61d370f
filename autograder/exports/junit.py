"""JUnit XML as pytest writes it: a suite for each student, a case for each check, points in properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from autograder.exports.book import feedback, points, told
from autograder.i18n import gettext as _
from autograder.records import Book, CheckResult, Exported, Given, Record, State, Status

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_Element = ET.Element


def junit(book: Book, given: Given) -> Exported:  # noqa: ARG001 - the signature of an export
    """Return one document with every student's suite."""
    return Exported({"": document({book.assignment: book})})


def document(books: Mapping[str, Book]) -> str:
    """Return one document over the suites of several books."""
    suites = ET.Element("testsuites", {"name": "autograder"})
    for book in books.values():
        suites.extend(_suite(book, record) for record in book.records.values())
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def xml_text(text: str) -> str:
    """Return text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def _suite(book: Book, record: Record) -> _Element:
    grade = record.grade
    counts = {status: sum(result.status is status for result in grade.results) for status in Status}
    unread = grade.state is State.UNGRADED
    suite = ET.Element(
        "testsuite",
        {
            "name": xml_text(f"{book.assignment} {grade.student}"),
            "errors": str(1 if unread else counts[Status.ERROR]),
            "failures": str(0 if unread else counts[Status.FAILED]),
            "skipped": str(0 if unread else counts[Status.SKIPPED] + counts[Status.AWAITING]),
            "tests": str(1 if unread else len(grade.results)),
            "time": f"{sum(result.seconds for result in grade.results):.3f}",
            "timestamp": book.made.isoformat(timespec="seconds"),
        },
    )
    facts = {"state": str(grade.state), "points_possible": points(grade.possible)}
    if not book.is_open(grade):
        facts["points_earned"] = points(grade.earned)
    _properties(suite, facts)
    if unread:
        case = ET.SubElement(suite, "testcase", {"classname": book.assignment, "name": "grading", "time": "0"})
        _say(case, "error", _("not graded yet"), grade.reason)
        return suite
    for result in grade.results:
        _case(suite, book, result)
    output = ET.SubElement(suite, "system-out")
    output.text = xml_text(feedback(grade))
    return suite


def _case(suite: _Element, book: Book, result: CheckResult) -> None:
    attributes = {"classname": book.assignment, "name": xml_text(result.check), "time": f"{result.seconds:.3f}"}
    case = ET.SubElement(suite, "testcase", attributes)
    earned = {} if result.status in {Status.ERROR, Status.AWAITING} else {"points_earned": points(result.earned)}
    _properties(case, {"title": result.title, "points_possible": points(result.possible), **earned})
    kinds = {
        Status.FAILED: "failure",
        Status.ERROR: "error",
        Status.SKIPPED: "skipped",
        Status.AWAITING: "skipped",
    }
    if kind := kinds.get(result.status):
        _say(case, kind, result.title, told(result))


def _say(case: _Element, kind: str, message: str, text: str) -> None:
    extra = {"type": "pytest.skip"} if kind == "skipped" else {}
    said = ET.SubElement(case, kind, {**extra, "message": xml_text(message)})
    said.text = xml_text(text)


def _properties(parent: _Element, facts: Mapping[str, str]) -> None:
    held = ET.SubElement(parent, "properties")
    for name, value in facts.items():
        ET.SubElement(held, "property", {"name": name, "value": xml_text(value)})
