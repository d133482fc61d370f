"""Check and report again from stored evidence. No student code is executed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from autograder.errors import UsageError
from autograder.pipeline.attempts import owner
from autograder.pipeline.batch import Finished
from autograder.pipeline.judge import Item, judge
from autograder.pipeline.pages import Pages
from autograder.records import Evidence, Outcome
from autograder.store import Record, RunFolder


def regrade(pages: Pages) -> Iterator[Finished]:
    """Judge every stored submission of a run folder anew, every attempt included, and write its pages.

    Raises:
        UsageError: the folder holds no graded submission.
        CourseError: the checks are wrong.
    """
    folder = pages.folder
    records = stored(folder)
    if not records:
        raise UsageError(
            f"{folder.root}: expected a folder that batch or grade wrote, found no graded submission in it"
        )
    evidence = {slug: folder.evidence.read(record.evidence_key) for slug, record in records.items()}
    items = [
        Item(slug, record.submission, evidence[slug] or _lost(record.submission.digest))
        for slug, record in records.items()
    ]
    grades = judge(pages.prepared, items)
    for slug, record in records.items():
        judged = replace(record, grade=grades[slug])
        folder.write_record(slug, judged)
        pages.student(slug, judged)
        yield Finished(slug, judged, resumed=True)


def stored(folder: RunFolder) -> Mapping[str, Record]:
    """Return what was graded, by folder: every attempt where a student has several, else the one hand-in."""
    attempts = folder.attempts()
    owners = {owner(slug) for slug in attempts}
    return {slug: record for slug, record in folder.records().items() if slug not in owners} | dict(attempts)


def _lost(digest: str) -> Evidence:
    return Evidence(digest, Outcome.SANDBOX_FAULT)
