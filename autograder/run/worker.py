"""What is done with a hand-in in a slot: load it, run it, keep its evidence."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Event

from autograder import digests
from autograder.collect import Collected, Collector
from autograder.collect.device import starved
from autograder.collect.training import KeyedLocks
from autograder.errors import SandboxError, StorageError, SubmissionError
from autograder.evidence_store import Artefacts
from autograder.execution import Slot, available_mb
from autograder.records import Evidence, Failure, Form, Outcome, Record, Submission, SubmissionFiles
from autograder.run.devices import on_slot
from autograder.run.faults import confined, faulty, ungraded
from autograder.run.job import GradingJob
from autograder.run.outcome import GradingOutcome
from autograder.run.reading import lay_out
from autograder.run.resolve import HALF, Resolved
from autograder.run.retraining import undecided
from autograder.run_folder import RunFolder
from autograder.submissions.files import is_junk
from autograder.submissions.hand_in import HandIn, plausible

READ_OF_UNREAD = 2**20
"""Bytes of a file that is refused, by which it is told from others."""

MOST_DATED = 1000
"""How many files of a folder are asked for their dates."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Does the jobs of a batch. Thread-safe: hand-ins with the same evidence wait for the first of them.

    `made` holds the keys of the evidence that this worker made.
    """

    resolved: Resolved
    collector: Collector
    folder: RunFolder
    locks: KeyedLocks = field(default_factory=KeyedLocks)
    made: set[str] = field(default_factory=set)

    @property
    def reuses(self) -> bool:
        """Tell whether what earlier runs gave is used."""
        return self.collector.trainer.remember

    def fits(self) -> bool:
        """Tell whether the machine has as much memory left as a box may take."""
        return available_mb() > self.resolved.assignment.limits.memory_mb

    def __call__(self, job: GradingJob, slot: Slot, cancelled: Event) -> GradingOutcome:
        """Return a hand-in with its evidence, which is kept unless it was cancelled or is our fault.

        Raises:
            StorageError: the evidence cannot be kept.
        """
        try:
            return self._outcome(job, slot, cancelled)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are graded
            return self._failed(job, error)

    def received(self, job: GradingJob, sent: GradingOutcome) -> GradingOutcome:
        """Return what a node sent as if it had been made here, and keep it.

        Raises:
            StorageError: the evidence cannot be kept.
        """
        evidence, artefacts = sent.evidence, sent.artefacts
        try:
            with self.resolved.speaking_to(job.hand_in.student):
                submission = self._load(job)
            record = replace(sent.record, submission=submission)
            if artefacts is not None and evidence is not None and evidence.outcome is not Outcome.SANDBOX_FAULT:
                evidence = self.folder.evidence.write(record.evidence_key, evidence, artefacts)
        except SubmissionError as error:
            return self._refused(job, Failure(error.kind, str(error)))
        except SandboxError as error:
            return self.given_up(job, str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are graded
            return self._failed(job, error)
        return replace(sent, record=record, evidence=evidence, artefacts=None)

    def given_up(self, job: GradingJob, reason: str) -> GradingOutcome:
        """Return a hand-in that nobody could run because of us."""
        unread = _unread(job.hand_in, self.resolved)
        return self._made(job, unread, self.resolved.evidence_key(unread), faulty(unread.digest, reason))

    def _failed(self, job: GradingJob, error: Exception) -> GradingOutcome:
        """Return a hand-in at which the grader failed.

        Raises:
            StorageError: nothing can be kept.
        """
        try:
            return self.given_up(job, confined(job.name, "it was run", error, root=self.folder.root))
        except OSError as full:
            raise StorageError(f"{self.folder.root}: results cannot be kept: {full}") from full

    def _outcome(self, job: GradingJob, slot: Slot, cancelled: Event) -> GradingOutcome:
        try:
            with self.resolved.speaking_to(job.hand_in.student):
                submission = self._load(job)
        except SubmissionError as error:
            return self._refused(job, Failure(error.kind, str(error)))
        except SandboxError as error:
            return self.given_up(job, str(error))
        key = self.resolved.evidence_key(submission)
        with self.locks.of(key):
            return self._made(job, submission, key, self._evidence(key, submission, slot, cancelled))

    def _refused(self, job: GradingJob, failure: Failure) -> GradingOutcome:
        """Return a submission that could not be read, and why: nothing was run."""
        unread = _unread(job.hand_in, self.resolved)
        base = self.resolved.evidence_key(unread)[:HALF]
        key = base + digests.of_parts([failure.kind, failure.message])[:HALF]
        kept = self.folder.evidence.read(key)
        if kept is not None:
            return self._made(job, unread, key, replace(kept, reused=True))
        evidence = Evidence(unread.digest, Outcome.CRASHED, error=failure, form=unread.form)
        self.folder.evidence.write(key, evidence, Artefacts({}))
        return self._made(job, unread, key, evidence)

    def _made(self, job: GradingJob, submission: Submission, key: str, evidence: Evidence) -> GradingOutcome:
        record = Record(submission, key, ungraded(submission, self.resolved.assignment.points))
        return GradingOutcome(
            name=job.name, student=job.student, record=record, evidence=evidence, resumed=evidence.reused
        )

    def _load(self, job: GradingJob) -> Submission:
        hand_in = job.hand_in
        if hand_in.problem:
            raise SubmissionError(hand_in.problem, kind=hand_in.kind)
        assignment, root = self.resolved.assignment.id, self.folder.hand_ins / job.name
        given = self.resolved.course.public(assignment)
        files = lay_out(hand_in.path, assignment=assignment, into=root, given=given, handout=self.resolved.handout)
        file_date = None if hand_in.submitted_at else dated(hand_in.path, self.folder)
        return hand_in.submission(assignment, root, files, file_date=file_date)

    def _evidence(self, key: str, submission: Submission, slot: Slot, cancelled: Event) -> Evidence:
        kept = self.folder.evidence.read(key) if self.reuses or key in self.made else None
        if kept is not None and not kept.fault:
            return replace(kept, reused=True)
        collected = self._collected(submission, slot, cancelled)
        again = collected.evidence.outcome is Outcome.SANDBOX_FAULT or (slot.memory_mb and starved(collected.evidence))
        if not again and not cancelled.is_set():
            if kept is not None or not self.reuses:
                self.folder.evidence.drop(key)
            kept = self.folder.evidence.write(key, collected.evidence, collected.artefacts)
            self.made.add(key)
            return kept
        return collected.evidence

    def _collected(self, submission: Submission, slot: Slot, cancelled: Event) -> Collected:
        collector = on_slot(self.collector, slot)
        try:
            task = self.resolved.task(submission, partial(undecided, self.resolved))
            return collector.collect(task, cancelled=cancelled)
        except SandboxError as error:
            return Collected(collector.device.named(faulty(submission.digest, str(error))), Artefacts({}))


def dated(path: Path, folder: RunFolder) -> datetime | None:
    """Return the date of a hand-in: of its file, or of the newest file of its folder, whose own tells little.

    None for what was unpacked into the run folder: its dates are ours.
    """
    if path.parent.resolve().is_relative_to(folder.unpacked.resolve()):
        return None
    try:
        inside = [path] if path.is_file() else islice(path.iterdir(), MOST_DATED)
        files = [each for each in inside if each.is_file() and not is_junk(each.name)]
        newest = max(each.stat().st_mtime for each in files or [path])
        return plausible(datetime.fromtimestamp(newest, UTC))
    except (OSError, OverflowError, ValueError):
        return None


def _unread(hand_in: HandIn, resolved: Resolved) -> Submission:
    """Return the record of a submission that could not be read; its digest is over what there is."""
    form = Form.NOTEBOOK if hand_in.path.suffix.lower() == ".ipynb" else Form.MODULE
    files = SubmissionFiles(f"sha256:{_digest(hand_in.path)}", form, hand_in.path.name)
    return hand_in.submission(resolved.assignment.id, hand_in.path, files)


def _digest(path: Path) -> str:
    total = hashlib.sha256(os.fsencode(path.name))
    try:
        total.update(_beginning(path))
    except OSError as error:
        total.update(str(error.errno).encode())
    return total.hexdigest()


def _beginning(path: Path) -> bytes:
    """Return the size of a regular file and how it begins: what cannot be read may be of any size."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        regular = stat.S_ISREG(status.st_mode)
        return f"{status.st_size}\0".encode() + os.read(descriptor, READ_OF_UNREAD) if regular else b""
    finally:
        os.close(descriptor)
