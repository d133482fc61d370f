"""Books of grades for the export tests: plain data, and what hostile students put into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.exports import Book
from autograder.records import Adjustment, CheckResult, Form, Grade, Record, State, Status, Submission, Visibility

MADE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SUBMISSION = Submission(
    "", "digits_cnn", Path("/none"), "sha256:5f", datetime(2026, 11, 22, 21, 4, tzinfo=UTC), Form.NOTEBOOK, "a.ipynb"
)
CHECKS = (
    CheckResult("test_architecture", "The layers match.", Status.FAILED, 40, 22.5, "expected 10 filters, found 32"),
    CheckResult("test_accuracy", "It recognises digits.", Status.PASSED, 40, 40, "97.2% of 540 images"),
    CheckResult(
        "test_scaling", "Pixels are scaled.", Status.FAILED, 20, 0, "SECRET message", "SECRET detail", Visibility.HIDDEN
    ),
)


def grade(student: str, results: tuple[CheckResult, ...] = CHECKS, **changes: object) -> Grade:
    earned = sum(result.earned for result in results)
    made = Grade(student, "digits_cnn", results, (), earned, 100, State.GRADED)
    return replace(made, **changes)


def ungraded(student: str) -> Grade:
    return grade(student, (), state=State.UNGRADED, reason="The grader's sandbox failed.")


def in_review(student: str) -> Grade:
    results = (*CHECKS[:2], replace(CHECKS[2], status=Status.ERROR))
    return grade(student, results, state=State.NEEDS_REVIEW, reason="test_scaling could not be run")


def late(student: str) -> Grade:
    return grade(student, adjustments=(Adjustment(-10, "late by 1 day"),), earned=52.5)


def book(*grades: Grade, **changes: object) -> Book:
    records: Mapping[str, Record] = {
        f"s{number}": Record(replace(SUBMISSION, student=each.student), f"key{number}", each)
        for number, each in enumerate(grades)
    }
    made = Book("digits_cnn", "Digits with a CNN", datetime(2026, 11, 23, 23, 59, tzinfo=UTC), MADE, records)
    return replace(made, **changes)
