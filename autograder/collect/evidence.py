"""Collect the evidence about one submission: run it, rebuild its model elsewhere, look at it, train it where asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from autograder.collect import ending as endings
from autograder.collect.answers import unanswered
from autograder.collect.budget import Budget
from autograder.collect.harvest import Reader, failure, text
from autograder.collect.planned import planned
from autograder.collect.remarks import is_name, noted, remarks
from autograder.collect.task import Task
from autograder.collect.training import PLAN, Trainer
from autograder.hookspecs import BoxResult, Sandbox
from autograder.partial import partial_folder
from autograder.records import NOT_CALLED, Evidence, Failure, Outcome, Training, Trust
from autograder.store import Artefacts
from autograder.wire import encode_npy

MAX_MODEL = 512 * 1024**2
MAX_PRINTED = 20_000
SCALINGS = ("unit", "raw", "bytes", "centred", "half", "imagenet", "own")


@dataclass(frozen=True, slots=True)
class Collected:
    """Evidence and the files that come with it."""

    evidence: Evidence
    artefacts: Artefacts


@dataclass(frozen=True, slots=True)
class _Run:
    """What the student box gave, and how much may still be read of the submission."""

    evidence: Evidence
    files: Mapping[str, bytes]
    model: bytes | None
    scaling: str
    budget: Budget
    progress: endings.Progress
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Collector:
    """Collects evidence with one sandbox. Thread-safe."""

    sandbox: Sandbox
    trainer: Trainer
    scratch: Path

    def collect(self, task: Task, *, last: bool = True, cancelled: Event | None = None) -> Collected:
        """Run a submission and everything that follows from it.

        Args:
            task: the submission and what its boxes need.
            last: whether what comes of it counts also where something killed the submission's process.
            cancelled: ends it early.

        Raises:
            SandboxError: a box could not be set up.
        """
        run = self._run(task, Budget(), cancelled)
        if run.progress.can_be_replayed and (last or not endings.was_killed(run.evidence)):
            run = self._replay(task, run, cancelled)
        if task.inputs.hidden_cases is not None:
            run = replace(run, evidence=self._call_hidden(task, run, cancelled))
        evidence, files = run.evidence, dict(run.files)
        if run.model is not None and evidence.outcome is not Outcome.SANDBOX_FAULT:
            with partial_folder(self.scratch) as folder:
                model = folder / "model.keras"
                model.write_bytes(run.model)
                evidence = self._look(task, run, model, cancelled)
                files["model.keras"] = run.model
                if (plan := model.with_name(PLAN)).is_file():
                    files[PLAN] = plan.read_bytes()
        return Collected(evidence, Artefacts(files))

    def train_again(
        self, task: Task, evidence: Evidence, plan: bytes, *, seed: int, cancelled: Event | None = None
    ) -> Evidence:
        """Train a submission's network once more, with another seed; return the evidence of that training.

        Raises:
            SandboxError: the box could not be set up.
        """
        with partial_folder(self.scratch) as folder:
            path = folder / PLAN
            path.write_bytes(plan)
            return self.trainer.train(task, path, scaling=evidence.scaling, own={}, seed=seed, cancelled=cancelled)

    def _look(self, task: Task, run: _Run, model: Path, cancelled: Event | None) -> Evidence:
        own = {} if task.grader_trains else self._own_inputs(task, run, model.parent, cancelled)
        if isinstance(own, Failure):
            return replace(run.evidence, error=run.evidence.error or own)
        test = None if task.grader_trains else own.get("test", task.inputs.test)
        evidence, rebuilt = self._inspect(task, run, model, test, cancelled)
        if not rebuilt:
            return self._look_in_student_box(task, run, cancelled)
        if own:
            evidence = _doubted(evidence, "inputs:", note="preprocess:")
        if not task.grader_trains or evidence.structure is None or task.inputs.test is None:
            return evidence
        if evidence.structure.compiled is None:
            return replace(evidence, error=evidence.error or Failure("uncompiled", "the model is not compiled"))
        plan = model.with_name(PLAN)
        if not plan.is_file():
            return replace(evidence, error=evidence.error or Failure("training", "its configuration cannot be read"))
        return self._train(task, run, evidence, plan, cancelled)

    def _inspect(
        self, task: Task, run: _Run, model: Path, test: Path | None, cancelled: Event | None
    ) -> tuple[Evidence, bool]:
        box = task.inspect_box(model, scaling=run.scaling, test=test)
        with self.sandbox.run(box, cancelled=cancelled) as result:
            reader = Reader(result.harvest, run.budget)
            rebuilt = reader.mapping("rebuilt.json")
            if result.outcome is Outcome.OK and rebuilt.get("problem"):
                return run.evidence, False
            evidence = _inspected(run.evidence, result, reader)
            if task.grader_trains and evidence.structure is not None and evidence.structure.compiled is not None:
                found = planned(reader)
                if found.plan is not None:
                    model.with_name(PLAN).write_bytes(found.plan)
                notes, doubts = (*evidence.notes, *found.notes), (*evidence.doubts, *found.doubts)
                evidence = replace(evidence, notes=notes, doubts=doubts)
            return evidence, True

    def _look_in_student_box(self, task: Task, run: _Run, cancelled: Event | None) -> Evidence:
        """Inspect, in a second student box, a model that cannot be rebuilt without student code."""
        with self.sandbox.run(task.run_box(inspect=True), cancelled=cancelled) as result:
            evidence = _inspected(run.evidence, result, Reader(result.harvest, run.budget))
            return replace(evidence, trust=Trust.SELF_REPORTED)

    def _train(self, task: Task, run: _Run, evidence: Evidence, plan: Path, cancelled: Event | None) -> Evidence:
        """Train a network on inputs that the grader makes, and only where these do not fit it on the submission's."""
        scaling = "unit" if run.scaling == "own" else run.scaling
        trained = self.trainer.train(task, plan, scaling=scaling, own={}, seed=task.seed, cancelled=cancelled)
        fits = trained.error is None or trained.error.kind != "wrong_input_shape"
        if run.scaling == "own" and fits:
            evidence = _doubted(evidence, "scaling:", note="scaled:")
        elif run.scaling == "own":
            own = self._own_inputs(task, run, plan.parent, cancelled)
            if isinstance(own, Failure):
                return replace(evidence, error=evidence.error or own)
            scaling = "own"
            trained = self.trainer.train(task, plan, scaling=scaling, own=own, seed=task.seed, cancelled=cancelled)
            evidence = replace(_doubted(evidence, "inputs:", note="preprocess:"), trust=Trust.SELF_REPORTED)
        return replace(
            evidence,
            outcome=_worse(evidence.outcome, trained.outcome),
            predictions=trained.predictions,
            training_history=trained.training_history,
            training=trained.training,
            device=trained.device,
            scaling=scaling,
            usage=endings.summed(evidence.usage, trained.usage),
            error=evidence.error or trained.error or endings.training_failure(trained.outcome),
            notes=(*evidence.notes, *_about(trained.training)),
        )

    def _own_inputs(self, task: Task, run: _Run, folder: Path, cancelled: Event | None) -> Mapping[str, Path] | Failure:
        """Let the submission's own `preprocess` make the inputs, where it is none of the usual scalings."""
        if run.scaling != "own":
            return {}
        most = task.inputs.most_items()
        with self.sandbox.run(task.preprocess_box(), cancelled=cancelled) as result:
            reader = Reader(result.harvest, Budget(array_bytes=8 * most))
            found = {name: reader.array(f"preprocessed/{name}.npy", max_items=most) for name in ("train", "test")}
        paths: dict[str, Path] = {}
        for name, array in found.items():
            if array is None or array.dtype != np.float32:
                return Failure("preprocess", "preprocess gave no array of numbers", details={"part": name})
            paths[name] = folder / f"{name}.npy"
            paths[name].write_bytes(encode_npy(array))
        return paths

    def _call_hidden(self, task: Task, run: _Run, cancelled: Event | None) -> Evidence:
        """Run the submission once more for the hidden cases; of this box nothing but the values is kept."""
        evidence = run.evidence
        ran = evidence.outcome is Outcome.OK or any(call.error != NOT_CALLED for call in evidence.functions)
        if not ran:
            return replace(evidence, functions=(*evidence.functions, *unanswered(task.asked(hidden=True))))
        with self.sandbox.run(task.hidden_box(until=run.until), cancelled=cancelled) as result:
            found = Reader(result.harvest, run.budget).functions(task.asked(hidden=True))
            return replace(
                evidence,
                outcome=_worse(evidence.outcome, result.outcome),
                functions=(*evidence.functions, *found),
                usage=endings.summed(evidence.usage, result.usage),
                error=evidence.error or endings.box_failure(result.outcome, result.reason),
            )

    def _replay(self, task: Task, run: _Run, cancelled: Event | None) -> _Run:
        """Run what came before the cell that ended the process once more, and take over what that leaves.

        How the run ended, its text and its notebook stay those of the whole run.
        """
        until = run.progress.part - 1
        again = self._run(task, run.budget, cancelled, until=until)
        if not again.progress.handed_over:
            return run
        kept = {name: data for name, data in run.files.items() if not name.startswith("figures/")}
        evidence = endings.with_story_of(run.evidence, again.evidence, at=run.progress.at)
        return replace(again, evidence=evidence, files={**again.files, **kept})

    def _run(self, task: Task, budget: Budget, cancelled: Event | None, *, until: int | None = None) -> _Run:
        with self.sandbox.run(task.run_box(until=until), cancelled=cancelled) as result:
            reader = Reader(result.harvest, budget)
            found = reader.mapping("found.json")
            failures = reader.failures()
            files = dict(reader.figures())
            if task.submission.form == "notebook" and (notebook := reader.notebook()):
                files["executed.ipynb"] = notebook
            progress = endings.progress_of(reader)
            ended = endings.ending(result, failures, progress, task.assignment.limits)
            evidence = Evidence(
                submission_digest=task.submission.digest,
                outcome=ended.outcome,
                history=reader.curves(),
                figures=tuple(sorted(name for name in files if name.startswith("figures/"))),
                notebook="executed.ipynb" if "executed.ipynb" in files else None,
                error=ended.error,
                further=ended.further,
                usage=result.usage,
                versions=_versions(found.get("versions")),
                layers_of_isolation=result.layers,
                trust=task.trust,
                functions=reader.functions(task.asked()),
                form=task.submission.form,
                source=task.submission.source,
                found=_found(text(found.get("found"), 200)),
                scaling=_scaling(text(found.get("preprocess"), 16)),
                notes=(
                    *task.submission.notes,
                    *remarks(found),
                    *noted(reader.json("notes.json"), task.submission.source),
                ),
                printed=text(result.stdout, MAX_PRINTED),
                device=text(found.get("device"), 16) or "cpu",
                seed=task.seed,
            )
            model = reader.content("model.keras", max_bytes=MAX_MODEL) if task.assignment.entry.model else None
            return _Run(evidence, files, model, evidence.scaling, budget, progress, until)


def _found(name: str) -> str | None:
    return name if is_name(name) else None


def _doubted(evidence: Evidence, doubt: str, *, note: str) -> Evidence:
    return replace(evidence, doubts=(*evidence.doubts, doubt), notes=(*evidence.notes, note))


def _about(training: Training | None) -> Iterator[str]:
    if training is not None and training.reused:
        yield "reused:"
    if training is not None and training.stopped == "budget":
        yield "training_stopped:"


def _scaling(name: str) -> str:
    return name if name in SCALINGS else "unit"


def _inspected(evidence: Evidence, result: BoxResult, reader: Reader) -> Evidence:
    problem = failure(reader.mapping("inspected.json").get("problem")) or endings.box_failure(
        result.outcome, result.reason
    )
    rebuilt = reader.mapping("rebuilt.json")
    versions = _versions(rebuilt.get("versions"))
    return replace(
        evidence,
        outcome=_worse(evidence.outcome, result.outcome),
        structure=reader.structure(),
        predictions=reader.predictions(),
        behaviour=reader.mapping("behaviour.json"),
        usage=endings.summed(evidence.usage, result.usage),
        versions=versions or evidence.versions,
        device=text(rebuilt.get("device"), 16) or evidence.device,
        error=evidence.error or problem,
    )


def _worse(outcome: Outcome, later: Outcome) -> Outcome:
    """Return the outcome of a submission after a later box: a fault of ours makes all of it void."""
    return later if later is Outcome.SANDBOX_FAULT else outcome


def _versions(value: Any) -> Mapping[str, str]:
    items = value.items() if isinstance(value, dict) else ()
    return {text(str(name), 40): text(str(version), 40) for name, version in list(items)[:20]}
