"""Write what a hand-in got, so that a fault of ours at one leaves the others as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.records import Evidence, Record
from autograder.run.faults import confined, faulty, left_open, ungraded
from autograder.run_folder import RunFolder

Report = Callable[[str, Record, Evidence | None], None]
"""Writes a hand-in's pages."""


def reported(folder: RunFolder, report: Report, slug: str, record: Record, evidence: Evidence | None) -> Record:
    """Keep a record and write its pages; return what is kept, which is ungraded where the grader failed at that.

    Raises:
        OSError: nothing can be written.
    """
    try:
        _write(folder, report, slug, record, evidence)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are graded
        said = confined(slug, "its pages were written", error, root=folder.root)
        record = replace(record, grade=ungraded(record.submission, record.grade.possible))
        _write_fault(folder, report, slug, record, said)
    return record


def _write(folder: RunFolder, report: Report, slug: str, record: Record, evidence: Evidence | None) -> None:
    folder.write_record(slug, record)
    report(slug, record, evidence)


def _write_fault(folder: RunFolder, report: Report, slug: str, record: Record, said: str) -> None:
    """Write pages that say that the grader failed; no page of an earlier run stays."""
    for path in folder.student(slug).glob("*.*"):
        path.unlink(missing_ok=True)
    try:
        folder.write_record(slug, record)
        report(slug, left_open(record), faulty(record.submission.digest, said))
    except Exception as error:  # noqa: BLE001 - then there are none
        confined(slug, "a page about that was written", error, root=folder.root)
