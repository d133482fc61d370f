"""Grade many submissions: run them in slots, score and report each as it arrives, resume after a stop."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event

from autograder import wire
from autograder.collect import Collector
from autograder.errors import StorageError
from autograder.execution import Agent, Coordinator, Engine, JobRecord, LocalEngine, Log, RunEvent, What
from autograder.records import Outcome, Record, Submission
from autograder.run import grade_fingerprint
from autograder.run.devices import Devices
from autograder.run.faults import confined, is_to_be_repeated
from autograder.run.job import GradingJob
from autograder.run.outcome import GradingOutcome
from autograder.run.pages import Pages
from autograder.run.reporting import reported
from autograder.run.resolve import HALF, Resolved
from autograder.run.scoring import judge_each
from autograder.run.worker import Worker
from autograder.run_folder import RunFolder
from autograder.submissions.hand_in import HandIn

DEVICES = Devices()


def in_process(worker: Worker, jobs: int, devices: Devices = DEVICES) -> Engine[GradingJob, GradingOutcome]:
    """Return the engine of this process.

    Raises:
        UsageError: the assignment requires a GPU that is not there.
    """
    slots = devices.slots(worker.resolved.assignment, jobs)
    worker = replace(worker, resolved=worker.resolved.at(slots))
    return LocalEngine(Agent(worker, slots, starved=GradingOutcome.starved, fits=worker.fits))


def slowest_first(jobs: Iterable[GradingJob], folder: RunFolder) -> list[GradingJob]:
    """Return jobs in the order of how long they took last time, so that no slow one is left for the end alone."""
    return sorted(jobs, key=lambda job: folder.wall_s(job.name), reverse=True)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch over one assignment into one run folder.

    `pages` writes into the folder, `log` is where it is written down how the jobs go, `finish` takes each hand-in that
    is done. `anew` says that every one counts as handed in now.
    """

    pages: Pages
    collector: Collector
    log: Log
    finish: Callable[[GradingOutcome], None]
    anew: bool = False

    @property
    def resolved(self) -> Resolved:
        """The assignment."""
        return self.pages.resolved

    @property
    def folder(self) -> RunFolder:
        """The run folder."""
        return self.pages.folder

    def run(
        self,
        hand_ins: Sequence[HandIn],
        *,
        jobs: int,
        cancelled: Event,
        engine: Callable[[Worker, int], Engine[GradingJob, GradingOutcome]] = in_process,
    ) -> None:
        """Grade every hand-in.

        Args:
            hand_ins: what is graded.
            jobs: how many at a time, on each node.
            cancelled: ends the batch early.
            engine: makes what has the jobs done.

        Raises:
            CourseError: the checks are wrong.
            ExecutionError: the batch cannot go on.
        """
        worker = Worker(self.resolved, self.collector, self.folder)
        self.folder.sweep()
        with closing(engine(worker, jobs)) as opened:
            try:
                self._through(opened, worker, hand_ins, cancelled)
            except OSError as error:
                raise StorageError(f"{self.folder.root}: results cannot be written: {error}") from error

    def _through(
        self, engine: Engine[GradingJob, GradingOutcome], worker: Worker, hand_ins: Sequence[HandIn], cancelled: Event
    ) -> None:
        """Grade every hand-in through an engine, those first that an earlier run has done."""
        jobs = {slug: GradingJob(slug, hand_in) for slug, hand_in in zip(_slugs(hand_ins), hand_ins, strict=True)}
        for done in self._done(jobs):
            del jobs[done.name]
            self.finish(done)
        waiting = slowest_first(jobs.values(), self.folder)
        self.log.write([RunEvent(what=What.QUEUED, name=job.name, student=job.student) for job in waiting])

        def take(outcomes: Sequence[GradingOutcome]) -> Sequence[GradingOutcome]:
            return self._score([_here(worker, jobs[outcome.name], outcome) for outcome in outcomes])

        coordinator = Coordinator(engine, self.log, self._fault, worker.given_up)
        coordinator.run(waiting, take=take, cancelled=cancelled)

    def _done(self, jobs: Mapping[str, GradingJob]) -> list[GradingOutcome]:
        """Return the jobs that an earlier run did, and nothing has changed since; what is damaged is done again."""
        common = grade_fingerprint.of_run(self.resolved, self.pages.templates)
        entries = {
            name: JobRecord(job.hand_in.student, f"{common}-{self._stamp(name, job.hand_in)}")
            for name, job in jobs.items()
        }
        kept = {name: self._kept(name, result) for name, result in sorted(self.log.enlist(entries).items())}
        return [
            GradingOutcome(name=name, student=record.submission.student, record=record, resumed=True)
            for name, record in kept.items()
            if record is not None
        ]

    def _stamp(self, name: str, hand_in: HandIn) -> str:
        try:
            return grade_fingerprint.of_hand_in(hand_in)
        except Exception as error:  # noqa: BLE001 - whatever a hand-in is, the others are graded
            confined(name, "what was handed in was compared with an earlier run's", error, root=self.folder.root)
            return secrets.token_hex()

    def _kept(self, name: str, result: str) -> Record | None:
        """Return what an earlier run gave, where it is there as it was and may be used."""
        if not self.collector.trainer.remember:
            return None
        try:
            record = self.folder.read_record(name)
            if record is None or is_to_be_repeated(record.grade) or self._digest(name) != result:
                return None
            evidence = self.folder.evidence.read(record.evidence_key)
        except Exception as error:  # noqa: BLE001 - as above
            confined(name, "an earlier run's result was read", error, root=self.folder.root)
            return None
        return record if evidence is not None and not evidence.fault else None

    def _fault(self, outcome: GradingOutcome) -> str:
        """Return why an outcome does not count because of us, "" where it counts."""
        evidence, record = outcome.evidence, outcome.record
        if evidence is None or evidence.outcome is Outcome.SANDBOX_FAULT:
            told = evidence.first_error.message if evidence and evidence.first_error else ""
            return told or "the box was lost"
        if record.evidence_key[:HALF] != self.resolved.evidence_key(record.submission)[:HALF]:
            return "the node has another version of Python's packages, of autograder or of the course"
        return ""

    def _digest(self, slug: str) -> str:
        return grade_fingerprint.of_results(self.folder.student(slug))

    def _score(self, outcomes: Sequence[GradingOutcome]) -> Sequence[GradingOutcome]:
        """Judge outcomes and write what people read; return them with the digests of what lies in their folders."""
        kept = [self._keep(judged) for judged in judge_each(self.resolved, outcomes)]
        return [replace(each, result=self._digest(each.name)) for each in kept]

    def _keep(self, judged: GradingOutcome) -> GradingOutcome:
        submission, evidence = judged.record.submission, judged.evidence
        if evidence is not None and evidence.source:
            submission = replace(submission, source="")  # it is kept once
        before = self.folder.read_record(judged.name)
        anew = self.anew or before is None or _handed_in(before.submission) != _handed_in(submission)
        record = replace(judged.record, submission=submission, asked=self.resolved.asked)
        record = reported(self.folder, self.pages.student, judged.name, record, evidence)
        kept = replace(judged, record=record, evidence=None, anew=anew)
        self.finish(kept)
        return kept


def _here(worker: Worker, job: GradingJob, outcome: GradingOutcome) -> GradingOutcome:
    """Return an outcome as if it had been made on this machine; how it ended stays."""
    if outcome.artefacts is None:
        return outcome
    received = worker.received(job, outcome)
    return replace(received, node=outcome.node, device=outcome.device, fault=outcome.fault)


def _handed_in(submission: Submission) -> tuple[str, datetime | None]:
    return submission.digest, submission.stated_at


def _slug(hand_in: HandIn) -> str:
    student = wire.slug(hand_in.key)
    return f"{student}/attempt-{hand_in.attempt}" if hand_in.attempt else student


def _slugs(hand_ins: Sequence[HandIn]) -> list[str]:
    slugs = [_slug(hand_in) for hand_in in hand_ins]
    if len(set(slugs)) != len(slugs):
        slugs = [f"{slug}-{number}" if slugs.count(slug) > 1 else slug for number, slug in enumerate(slugs, start=1)]
    return slugs
