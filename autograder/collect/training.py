"""Train a network in a box without student code, once for each distinct network: the result is remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event, Lock
from typing import Any

from autograder import models
from autograder.collect.harvest import Reader, failure, text
from autograder.collect.task import Task
from autograder.hookspecs import Sandbox
from autograder.records import Evidence, Failure, Outcome, Structure, Training
from autograder.store import Artefacts, EvidenceStore


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
        self, task: Task, model: Path, structure: Structure, *, scaling: str, own: Mapping[str, Path], seed: int,
        versions: Mapping[str, str], cancelled: Event | None
    ) -> Evidence:  # fmt: skip
        """Return the evidence of a training: predictions, curves, the record of the training, or its failure."""
        key = training_key(task, structure, scaling=scaling, own=own, seed=seed, versions=versions)
        with self.locks.of(key):
            kept = self.memory.read(key) if self.remember else None
            if kept is not None and kept.training is not None:
                return replace(kept, training=replace(kept.training, reused=True))
            evidence = self._train(task, model, scaling=scaling, own=own, seed=seed, key=key, cancelled=cancelled)
            if self.remember and evidence.outcome is Outcome.OK and evidence.error is None:
                self.memory.write(key, evidence, Artefacts({}))
            return evidence

    def _train(
        self, task: Task, model: Path, *, scaling: str, own: Mapping[str, Path], seed: int, key: str,
        cancelled: Event | None
    ) -> Evidence:  # fmt: skip
        test, train_x = own.get("test", task.inputs.test), own.get("train", task.inputs.train_x)
        if test is None or train_x is None:
            raise ValueError("training needs data")
        box = task.train_box(model, scaling=scaling, test=test, train_x=train_x, seed=seed)
        with self.sandbox.run(box, cancelled=cancelled) as result:
            reader = Reader(result.harvest)
            report = reader.mapping("trained.json")
            training = _training(report, seed, key)
            problem = _problem(report, reader.mapping("inspected.json"))
            return Evidence(
                submission_digest=task.submission.digest,
                outcome=result.outcome,
                structure=reader.structure(),
                predictions=reader.predictions(),
                training_history=reader.curves(),
                error=problem,
                usage=result.usage,
                training=training,
                device=text(report.get("device"), 16) or "cpu",
                seed=seed,
                layers_of_isolation=result.layers,
            )


def training_key(
    task: Task, structure: Structure, *, scaling: str, own: Mapping[str, Path], seed: int, versions: Mapping[str, str]
) -> str:
    """Return what names a training: network, compile configuration, recipe, data, preprocessing, seed and versions."""
    compiled = structure.compiled
    data = [own.get("train", task.inputs.train_x), own.get("test", task.inputs.test), task.inputs.train_y]
    parts = {
        "network": models.training_digest(structure),
        "compiled": None if compiled is None else asdict(compiled),
        "recipe": asdict(task.assignment.training),
        "data": [None if path is None else hashlib.sha256(path.read_bytes()).hexdigest() for path in data],
        "scaling": scaling,
        "seed": seed,
        "versions": dict(versions),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _training(report: Mapping[str, Any], seed: int, key: str) -> Training | None:
    if not report:
        return None
    epochs, seconds = report.get("epochs"), report.get("seconds")
    return Training(
        mode="grader",
        seed=seed,
        epochs=epochs if isinstance(epochs, int) else 0,
        seconds=float(seconds) if isinstance(seconds, int | float) else 0.0,
        key=key,
        stopped=text(report.get("stopped"), 32),
    )


def _problem(report: Mapping[str, Any], inspected: Mapping[str, Any]) -> Failure | None:
    return failure(report.get("problem")) or failure(inspected.get("problem"))
