"""Collect all evidence about one submission: what its code tells, what its boxes leave, every training, the device."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from autograder.collect.code import answered, explained, read_code, unreadable
from autograder.collect.device import ON_CPU, Device
from autograder.collect.ending import was_killed
from autograder.collect.evidence import Collected, Examination
from autograder.collect.looking import training_fault
from autograder.collect.task import Task
from autograder.collect.training import PLAN, Trainer
from autograder.contracts import Sandbox
from autograder.errors import SandboxError
from autograder.partial import partial_folder
from autograder.records import Evidence, Note, NoteKind, Outcome, Repetition


@dataclass(frozen=True, slots=True)
class Collector:
    """Collects evidence with one sandbox, whose boxes are given a device. Thread-safe."""

    sandbox: Sandbox
    trainer: Trainer
    scratch: Path
    device: Device = ON_CPU

    def collect(self, task: Task, *, cancelled: Event | None = None) -> Collected:
        """Return all evidence about a submission: nothing is added to it later.

        Args:
            task: the submission and what its boxes need.
            cancelled: ends it early; what comes of it then is not whole.

        Raises:
            SandboxError: a box could not be set up, or was lost with a training.
        """
        findings = read_code(task.submission)
        collected = unreadable(task.submission, findings)
        if collected is None:
            collected = explained(findings, self._examined(task, cancelled))
            collected = replace(collected, evidence=self._repeated(task, collected, cancelled))
        collected = answered(task.submission, task.answers, collected)
        return replace(collected, evidence=self.device.named(collected.evidence))

    def _examined(self, task: Task, cancelled: Event | None) -> Collected:
        """Run a submission; one that was killed, by itself or by somebody outside, twice: the second time tells."""
        examination = Examination(self.sandbox, self.trainer, self.scratch)
        found = examination.examine(task, last=False, cancelled=cancelled)
        return examination.examine(task, cancelled=cancelled) if was_killed(found.evidence) else found

    def _repeated(self, task: Task, collected: Collected, cancelled: Event | None) -> Evidence:
        """Train networks that came close to the bar again with the next seeds, as often as the assignment says."""
        evidence, files = collected.evidence, collected.artefacts.files
        if not evidence.models:
            return self._again(task, evidence, files.get(PLAN), cancelled)
        models = dict(evidence.models)
        for wanted in task.models:
            own, plan = evidence.models[wanted.part], files.get(f"{wanted.folder}/{PLAN}")
            models[wanted.part] = self._again(replace(task, model=wanted), own, plan, cancelled)
        return replace(evidence, models=models)

    def _again(self, task: Task, evidence: Evidence, plan: bytes | None, cancelled: Event | None) -> Evidence:
        if plan is None or not task.undecided(evidence):
            return evidence
        with partial_folder(self.scratch) as folder:
            path = folder / PLAN
            path.write_bytes(plan)
            runs = tuple(self._trainings(task, path, evidence.scaling, cancelled))
        seeds = ", ".join(str(seed) for seed in (evidence.seed, *(run.seed for run in runs)))
        return replace(evidence, repetitions=runs, notes=(*evidence.notes, Note(NoteKind.RETRAINED, seeds)))

    def _trainings(self, task: Task, plan: Path, scaling: str, cancelled: Event | None) -> Iterator[Repetition]:
        first = task.seed + 1
        for seed in range(first, first + task.assignment.training.retrain):
            if cancelled is not None and cancelled.is_set():
                return
            run = self.trainer.train(task, plan, scaling=scaling, own={}, seed=seed, cancelled=cancelled)
            if run.outcome is Outcome.SANDBOX_FAULT:
                raise SandboxError(f"the training with seed {seed} was lost")
            if not training_fault(run):
                yield Repetition(seed, run.predictions, run.training_history, run.training, run.device)
