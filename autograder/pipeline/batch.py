"""Grade many submissions: run them in parallel slots, judge and report each as it arrives, resume after a stop."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from autograder import submissions, wire
from autograder.collect import Collected, Collector
from autograder.collect.training import KeyedLocks
from autograder.errors import SandboxError, SubmissionError
from autograder.pipeline.judge import Item, judge
from autograder.pipeline.prepared import Prepared
from autograder.pipeline.reading import explained, unreadable
from autograder.pipeline.settling import settled
from autograder.records import Evidence, Failure, Form, Outcome, Submission
from autograder.store import Artefacts, Record, RunFolder

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a student handed in: a path, or why there is none to read."""

    student: str
    path: Path
    problem: str = ""
    kind: str = "unreadable"
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """One submission's way through a batch is over. `resumed` says that an earlier run had done it."""

    slug: str
    record: Record
    resumed: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch over one assignment into one run folder."""

    prepared: Prepared
    collector: Collector
    folder: RunFolder
    report: Callable[[str, Record], None]
    locks: KeyedLocks = field(default_factory=KeyedLocks)

    def run(
        self,
        hand_ins: Sequence[HandIn],
        *,
        jobs: int,
        cancelled: Event,
        started: Callable[[str], None] = lambda _: None,
    ) -> Iterator[Finished]:
        """Grade every hand-in and yield each as it is finished; a set `cancelled` ends the batch early.

        Raises:
            CourseError: the checks are wrong.
        """
        slugs = _slugs(hand_ins)
        with ThreadPoolExecutor(jobs, thread_name_prefix="slot") as slots:
            waiting: dict[Future[Item], str] = {
                slots.submit(self._collect, slug, hand_in, cancelled, started): slug
                for slug, hand_in in zip(slugs, hand_ins, strict=True)
            }
            try:
                while waiting:
                    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in done:
                        del waiting[future]
                    yield from self._judge([future.result() for future in done if not future.cancelled()], cancelled)
            except BaseException:
                cancelled.set()
                for future in waiting:
                    future.cancel()
                raise

    def _collect(self, slug: str, hand_in: HandIn, cancelled: Event, started: Callable[[str], None]) -> Item:
        if cancelled.is_set():
            return Item(slug, _unread(hand_in, self.prepared), _stopped(hand_in))
        started(hand_in.student)
        try:
            submission = self._load(slug, hand_in)
        except SubmissionError as error:
            unread = _unread(hand_in, self.prepared)
            return Item(slug, unread, self._refused(unread, Failure(error.kind, str(error))))
        return Item(slug, submission, self._evidence(submission, cancelled))

    def _refused(self, unread: Submission, failure: Failure) -> Evidence:
        """Return the evidence of a submission that could not be read: nothing was run."""
        key = self.prepared.evidence_key(unread)
        kept = self.folder.evidence.read(key)
        if kept is not None:
            return replace(kept, reused=True)
        evidence = Evidence(unread.digest, Outcome.CRASHED, error=failure, form=unread.form)
        self.folder.evidence.write(key, evidence, Artefacts({}))
        return evidence

    def _load(self, slug: str, hand_in: HandIn) -> Submission:
        if hand_in.problem:
            raise SubmissionError(hand_in.problem, kind=hand_in.kind)
        return submissions.load(
            hand_in.path,
            student=hand_in.student,
            assignment=self.prepared.assignment.id,
            into=self.folder.hand_ins / slug,
            submitted_at=hand_in.submitted_at or _modified(hand_in.path),
        )

    def _evidence(self, submission: Submission, cancelled: Event) -> Evidence:
        key = self.prepared.evidence_key(submission)
        with self.locks.of(key):
            return self._evidence_of(key, submission, cancelled)

    def _evidence_of(self, key: str, submission: Submission, cancelled: Event) -> Evidence:
        kept = self.folder.evidence.read(key)
        if kept is not None:
            return replace(kept, reused=True)
        collected = unreadable(submission) or explained(submission, self._attempt(submission, cancelled))
        collected = settled(self.prepared, self.collector, submission, collected, cancelled=cancelled)
        if collected.evidence.outcome is not Outcome.SANDBOX_FAULT and not cancelled.is_set():
            self.folder.evidence.write(key, collected.evidence, collected.artefacts)
        return collected.evidence

    def _attempt(self, submission: Submission, cancelled: Event) -> Collected:
        """Collect evidence; a fault of ours is tried again."""
        reason = ""
        for _ in range(ATTEMPTS):
            try:
                collected = self.collector.collect(self.prepared.task(submission), cancelled=cancelled)
            except SandboxError as error:
                reason = str(error)
                continue
            if collected.evidence.outcome is not Outcome.SANDBOX_FAULT or cancelled.is_set():
                return collected
            reason = collected.evidence.error.message if collected.evidence.error else ""
        failure = Failure("sandbox_fault", reason)
        return Collected(Evidence(submission.digest, Outcome.SANDBOX_FAULT, error=failure), Artefacts({}))

    def _judge(self, items: Sequence[Item], cancelled: Event) -> Iterator[Finished]:
        kept = [item for item in items if not (cancelled.is_set() and item.evidence.outcome is Outcome.KILLED)]
        grades = judge(self.prepared, kept) if kept else {}
        for item in kept:
            key = self.prepared.evidence_key(item.submission)
            record = Record(item.submission, key, grades[item.slug])
            self.folder.write_record(item.slug, record)
            self.report(item.slug, record)
            yield Finished(item.slug, record, resumed=item.evidence.reused)


def _slugs(hand_ins: Sequence[HandIn]) -> list[str]:
    slugs = [wire.slug(hand_in.student) for hand_in in hand_ins]
    if len(set(slugs)) != len(slugs):
        slugs = [f"{slug}-{number}" if slugs.count(slug) > 1 else slug for number, slug in enumerate(slugs, start=1)]
    return slugs


def _modified(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None


def _unread(hand_in: HandIn, prepared: Prepared) -> Submission:
    """Return the record of a submission that could not be read; its digest is over what there is."""
    form = Form.NOTEBOOK if hand_in.path.suffix == ".ipynb" else Form.MODULE
    digest = f"sha256:{_digest(hand_in.path)}"
    return Submission(hand_in.student, prepared.assignment.id, hand_in.path, digest, None, form, hand_in.path.name)


def _digest(path: Path) -> str:
    total = hashlib.sha256(os.fsencode(path.name))
    if path.is_file() and not path.is_symlink():
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                total.update(block)
    return total.hexdigest()


def _stopped(hand_in: HandIn) -> Evidence:
    return Evidence("", Outcome.KILLED, error=Failure("killed", f"the batch ended before {hand_in.student}'s turn"))
