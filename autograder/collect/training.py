"""Train a network in a box without student code, once for each distinct network: the result is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock

from autograder import digests
from autograder.collect.environment import code, packages
from autograder.collect.harvest import Reader
from autograder.collect.task import Task
from autograder.contracts import Box, Sandbox
from autograder.evidence_store import Artefacts, EvidenceStore
from autograder.protocol import plain
from autograder.protocol.answers import InspectedReport, TrainedReport
from autograder.records import Evidence, Outcome, Training

PLAN = "plan.json"
"""What a box that trains gets of a submission's model, also kept beside the evidence."""
PREDICTIONS = ("test", "raw", "centred", "untrained")


class KeyedLocks:
    """One lock for each key: slots that want the same training wait for the one that does it."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._locks: dict[str, Lock] = {}

    def of(self, key: str) -> Lock:
        """Return the key's lock."""
        with self._guard:
            return self._locks.setdefault(key, Lock())


@dataclass(frozen=True, slots=True)
class Trainer:
    """Trains and remembers. One trainer serves all slots: equal networks that arrive together train once."""

    sandbox: Sandbox
    memory: EvidenceStore
    remember: bool
    locks: KeyedLocks

    def train(
        self, task: Task, plan: Path, *, scaling: str, own: Mapping[str, Path], seed: int, cancelled: Event | None
    ) -> Evidence:
        """Return the evidence of a training: predictions, curves, the record of the training, or its failure.

        A training that was cut short, or that failed, is not remembered: its end says nothing about the next one's.
        """
        test, train_x = own.get("test", task.inputs.test), own.get("train", task.inputs.train_x)
        if test is None or train_x is None:
            raise ValueError("training needs data")
        box = task.train_box(plan, scaling=scaling, test=test, train_x=train_x, seed=seed)
        key = training_key(box, task.backend)
        with self.locks.of(key):
            kept = self.memory.read(key) if self.remember else None
            if kept is not None and kept.training is not None:
                return replace(kept, training=replace(kept.training, reused=True))
            evidence = self._train(task, box, seed=seed, key=key, cancelled=cancelled)
            if self.remember and _ended_well(evidence):
                self.memory.write(key, evidence, Artefacts({}))
            return evidence

    def _train(self, task: Task, box: Box, *, seed: int, key: str, cancelled: Event | None) -> Evidence:
        with self.sandbox.run(box, cancelled=cancelled) as result:
            reader = Reader(result.harvest)
            report, inspected = reader.answer(TrainedReport), reader.answer(InspectedReport)
            problems = [each.problem for each in (report, inspected) if each is not None]
            return Evidence(
                submission_digest=task.submission.digest,
                outcome=result.outcome,
                predictions=reader.predictions(PREDICTIONS),
                training_history=reader.curves(),
                error=next((problem for problem in problems if problem is not None), None),
                fault=report.fault if report is not None else "",
                usage=result.usage,
                training=_training(report, seed, key),
                device=(report and report.device) or "cpu",
                seed=seed,
                layers_of_isolation=result.layers,
            )


def training_key(box: Box, backend: str) -> str:
    """Return what names a training: every byte that its box is given, and what runs there.

    What cannot change a training is not among it, because it is not given: names of layers, seeds of the submission's,
    see `networks.plan`, and the parts of the recipe that decide what happens afterwards, see `Task.train_box`.
    """
    given = {mount.target: digests.of_file(mount.source) for mount in box.mounts}
    asked = [box.task, plain.encode(box.job)]
    return digests.of_parts([*asked, given, dict(box.environment), backend, packages(), code()])


def _ended_well(evidence: Evidence) -> bool:
    training = evidence.training
    whole = training is not None and not training.stopped
    return whole and evidence.outcome is Outcome.OK and evidence.error is None


def _training(report: TrainedReport | None, seed: int, key: str) -> Training | None:
    if report is None:
        return None
    return Training(
        mode="grader",
        seed=seed,
        epochs=report.epochs,
        seconds=report.seconds,
        key=key,
        stopped=report.stopped,
    )
