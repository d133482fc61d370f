"""Check and report again from stored evidence. No student code is executed."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain
from multiprocessing import get_context

from autograder.collect.tests import TRANSCRIPT
from autograder.errors import UsageError
from autograder.records import Evidence, NoteKind, Record, SuiteVerdict
from autograder.run.attempts import owner
from autograder.run.faults import confined
from autograder.run.grading_lock import writing
from autograder.run.outcome import GradingOutcome
from autograder.run.pages import Pages
from autograder.run.reporting import reported
from autograder.run.resolve import Resolved
from autograder.run.retraining import undecided
from autograder.run.scoring import judge_each
from autograder.run_folder import RunFolder

SUITE = "suite"
"""What the course's own tests are called among what a grade depends on."""
ROUND = 50
WORTH_PROCESSES = 4 * ROUND
"""From how many submissions on further processes save more time than their start takes."""


Replay = Callable[[Record, bytes], Sequence[SuiteVerdict] | None]
"""Runs the course's own tests on what crossed before, see `collect.replay`."""


def regrade(pages: Pages, finish: Callable[[GradingOutcome], None], *, processes: int, replay: Replay) -> None:
    """Score every stored submission of a run folder anew, every attempt included, and write its pages.

    Args:
        pages: what writes into the run folder.
        finish: takes each that is done.
        processes: how many share the work, where there is enough of it.
        replay: runs the course's own tests where they have changed.

    Raises:
        UsageError: the folder holds no graded submission.
        CourseError: the checks are wrong.
        LeaseError: another command writes into the folder.
    """
    with writing(pages.folder.root):
        for done in _rounds(pages, processes, replay):
            finish(done)


def _rounds(pages: Pages, processes: int, replay: Replay) -> Iterator[GradingOutcome]:
    folder = pages.folder
    records = list(stored(folder).items())
    if not records:
        raise UsageError(
            f"{folder.root}: expected a folder that batch or grade wrote, found no graded submission in it"
        )
    rounds = [records[start : start + ROUND] for start in range(0, len(records), ROUND)]
    judged = partial(_judged, pages)
    if processes == 1 or len(records) < WORTH_PROCESSES or pages.resolved.tested:
        yield from chain.from_iterable(judged(each, replay) for each in rounds)
        return
    ignored = (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(processes, get_context("spawn"), signal.signal, ignored) as executor:
        yield from chain.from_iterable(executor.map(judged, rounds))


def _judged(
    pages: Pages, records: Iterable[tuple[str, Record]], replay: Replay | None = None
) -> Sequence[GradingOutcome]:
    """Judge stored submissions, given by folder, and write their pages."""
    found = [_replayed(pages, _stored(pages, slug, record), replay) for slug, record in records]
    judged = {each.name: each for each in judge_each(pages.resolved, [each for each in found if not each.stale])}
    finished = []
    for each in (judged.get(each.name, each) for each in found):
        record = reported(pages.folder, pages.student, each.name, each.record, each.evidence)
        finished.append(replace(each, record=record, evidence=None))
    return finished


def _stored(pages: Pages, slug: str, record: Record) -> GradingOutcome:
    evidence = pages.folder.evidence.read(record.evidence_key)
    stale = _stale(pages.resolved, slug, record, evidence)
    student = record.submission.student
    return GradingOutcome(name=slug, student=student, record=record, evidence=evidence, resumed=True, stale=stale)


def _replayed(pages: Pages, found: GradingOutcome, replay: Replay | None) -> GradingOutcome:
    """Return a submission with the verdicts of tests that have changed, where they ask nothing that was not answered.

    Its new evidence is kept beside the old one.
    """
    record, evidence, store = found.record, found.evidence, pages.folder.evidence
    if found.stale != (SUITE,) or evidence is None or replay is None:
        return found
    verdicts = replay(record, store.file(record.evidence_key, TRANSCRIPT) or b"")
    if verdicts is None:
        return found
    key, artefacts = pages.resolved.evidence_key(record.submission), store.artefacts(record.evidence_key)
    evidence = store.write(key, replace(evidence, verdicts=tuple(verdicts)), artefacts)
    record = replace(record, evidence_key=key, asked=pages.resolved.asked)
    return replace(found, record=record, evidence=evidence, stale=())


def _stale(resolved: Resolved, slug: str, record: Record, evidence: Evidence | None) -> tuple[str, ...]:
    """Return what has changed since a submission ran, so that its evidence does not fit the reference any more."""
    try:
        return _changed(resolved, record, evidence)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are graded
        confined(slug, "it was looked at again", error)
        return ()


def _changed(resolved: Resolved, record: Record, evidence: Evidence | None) -> tuple[str, ...]:
    now = resolved.asked
    changed = [name for name, digest in record.asked.items() if now.get(name) != digest]
    if "bar" in changed and evidence is not None:
        settled = any(note.kind is NoteKind.RETRAINED for note in evidence.notes)
        if not settled and not undecided(resolved, evidence):
            changed.remove("bar")
    return tuple(changed)


def stored(folder: RunFolder) -> Mapping[str, Record]:
    """Return what was graded, by folder: every attempt where a student has several, else the one hand-in."""
    attempts = folder.attempts()
    owners = {owner(slug) for slug in attempts}
    return {slug: record for slug, record in folder.records().items() if slug not in owners} | dict(attempts)
