"""Examine one submission in boxes: run it, rebuild its model elsewhere, look at it, train it where asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

from autograder.collect import ending as endings
from autograder.collect.answers import unanswered
from autograder.collect.budget import Budget
from autograder.collect.harvest import Reader
from autograder.collect.looking import (
    Looked,
    Preprocessed,
    beside_code,
    looked_at,
    lost,
    prepared_inputs,
    sees_ahead,
    training_fault,
    worse,
)
from autograder.collect.models import as_told, looked_at_each
from autograder.collect.planned import planned
from autograder.collect.remarks import about_training, doubted
from autograder.collect.student_run import StudentRun, left_by
from autograder.collect.task import Task
from autograder.collect.tests import run_tests
from autograder.collect.training import PLAN, Trainer
from autograder.contracts import Box, BoxResult, Sandbox
from autograder.evidence_store import Artefacts
from autograder.partial import partial_folder
from autograder.protocol.jobs import Until
from autograder.records import (
    NOT_CALLED,
    DoubtKind,
    Evidence,
    Failure,
    FailureKind,
    NoteKind,
    Outcome,
    Trust,
)
from autograder.wire import encode_npy

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Collected:
    """Evidence and the files that come with it."""

    evidence: Evidence
    artefacts: Artefacts


@dataclass(frozen=True, slots=True)
class Examination:
    """Runs submissions in the boxes of one sandbox, and looks at what they leave. Thread-safe."""

    sandbox: Sandbox
    trainer: Trainer
    scratch: Path

    def examine(self, task: Task, *, last: bool = True, cancelled: Event | None = None) -> Collected:
        """Run a submission and everything that follows from it.

        Args:
            task: the submission and what its boxes need.
            last: whether what comes of it counts also where something killed the submission's process.
            cancelled: ends it early.

        Raises:
            SandboxError: a box could not be set up.
        """
        with partial_folder(self.scratch) as folder:
            run = self._run(task, Budget(), folder, cancelled)
            if run.progress.can_be_replayed and (last or not endings.was_killed(run.evidence)):
                run = self._replay(task, run, folder, cancelled)
            if task.inputs.hidden_cases is not None:
                run = replace(run, evidence=self._call_hidden(task, run, cancelled))
            run = run_tests(self.sandbox, task, run, cancelled)
            run = replace(run, evidence=as_told(task, run.evidence))
            if run.evidence.outcome is Outcome.SANDBOX_FAULT:
                return Collected(run.evidence, Artefacts(run.files))
            look = partial(self._looked_at, cancelled=cancelled)
            evidence, plans = looked_at_each(task, run, look) if run.models else look(task, run)
        return Collected(evidence, Artefacts({**run.files, **plans}))

    def _looked_at(self, task: Task, run: StudentRun, cancelled: Event | None) -> tuple[Evidence, Mapping[str, bytes]]:
        """Look at a model; return what came of it, and how it is trained, by the file's name."""
        if run.model is None:
            claims = run.claims.code
            return (self._look_in_student_box(task, run, run.evidence, cancelled) if claims else run.evidence), {}
        evidence, plan = self._look(task, run, run.model, cancelled), run.model.with_name(PLAN)
        return evidence, {PLAN: plan.read_bytes()} if plan.is_file() else {}

    def _look(self, task: Task, run: StudentRun, model: Path, cancelled: Event | None) -> Evidence:
        if run.claims.code:
            return self._look_in_student_box(task, run, run.evidence, cancelled)
        own = {} if task.grader_trains else self._own_inputs(task, run, model.parent, cancelled)
        if isinstance(own, Evidence):
            return own
        test = None if task.grader_trains else own.get("test", task.inputs.test)
        looked = self._inspect(task, run, model, test, cancelled)
        if not looked.rebuilt:
            return self._look_in_student_box(task, run, run.evidence, cancelled)
        evidence = doubted(looked.evidence, DoubtKind.INPUTS, NoteKind.PREPROCESS) if own else looked.evidence
        if not task.grader_trains or evidence.structure is None or task.inputs.test is None or looked.unfit:
            return evidence
        if looked.code or run.claims.steps_itself:
            return self._look_in_student_box(task, run, evidence, cancelled)
        return self._train(task, run, evidence, model.with_name(PLAN), cancelled)

    def _inspect(self, task: Task, run: StudentRun, model: Path, test: Path | None, cancelled: Event | None) -> Looked:
        """Rebuild and inspect the model without the submission's code; where the grader trains it, write the plan."""
        box = task.inspect_box(model, scaling=run.scaling, test=test)

        def read(result: BoxResult) -> Looked:
            reader = Reader(result.harvest, run.budget)
            looked = looked_at(run.evidence, result, reader, predicts=test is not None)
            evidence = looked.evidence
            compiled = evidence.structure is not None and evidence.structure.compiled is not None
            if not (task.grader_trains and compiled) or looked.code or looked.unfit:
                return looked
            found = planned(reader)
            if found.plan is not None:
                model.with_name(PLAN).write_bytes(found.plan)
            notes, doubts = (*evidence.notes, *found.notes), (*evidence.doubts, *found.doubts)
            return replace(looked, evidence=replace(evidence, notes=notes, doubts=doubts))

        return self._steadily(box, read, lambda looked: looked.evidence.fault, cancelled)

    def _look_in_student_box(
        self, task: Task, run: StudentRun, evidence: Evidence, cancelled: Event | None
    ) -> Evidence:
        """Inspect, and in grader mode train, in further student boxes what needs the submission's code.

        What the model is comes from a box in which nothing is hidden from students, as its names are theirs to choose.

        Args:
            task: the submission.
            run: what the first student box gave.
            evidence: what is known; a structure that was rebuilt elsewhere stays.
            cancelled: ends the boxes.
        """
        if evidence.outcome is Outcome.TIMED_OUT:
            return replace(evidence, fault="the model needs code of the submission, which did not end in time")
        evidence, predicts = replace(evidence, trust=Trust.SELF_REPORTED), task.inputs.test is not None

        def look(box: Box, known: Evidence, *, predicts: bool) -> Evidence:
            def read(result: BoxResult) -> Evidence:
                return beside_code(
                    known, result, Reader(result.harvest, run.budget, task.folder), task, predicts=predicts
                )

            return self._steadily(box, read, lambda found: found.fault, cancelled)

        if predicts and evidence.structure is None:
            evidence = look(task.describe_box(until=run.until), evidence, predicts=False)
            if evidence.structure is None:
                return evidence
        if evidence.fault or evidence.outcome is Outcome.SANDBOX_FAULT:
            return evidence
        if predicts and task.inputs.learned.is_ahead:
            return sees_ahead(evidence)
        return look(task.run_box(inspect=True, until=run.until), evidence, predicts=predicts)

    def _steadily(
        self, box: Box, read: Callable[[BoxResult], T], fault: Callable[[T], str], cancelled: Event | None
    ) -> T:
        """Run a box and read it; where that failed through us, once more."""
        for last in (False, True):
            with self.sandbox.run(box, cancelled=cancelled) as result:
                value = read(result)
                failed = result.outcome is Outcome.SANDBOX_FAULT or fault(value)
            if last or not failed or (cancelled is not None and cancelled.is_set()):
                break
        return value

    def _train(self, task: Task, run: StudentRun, evidence: Evidence, plan: Path, cancelled: Event | None) -> Evidence:
        """Train a network on inputs that the grader makes, and only where these do not fit it on the submission's."""
        if evidence.structure is not None and evidence.structure.compiled is None:
            return replace(
                evidence, error=evidence.error or Failure(FailureKind.UNCOMPILED, "the model is not compiled")
            )
        if not plan.is_file():
            return replace(
                evidence, error=evidence.error or Failure(FailureKind.TRAINING, "its configuration cannot be read")
            )
        own = run.scaling == "own"
        scaling = "unit" if own else run.scaling
        numbers = not (own and task.inputs.are_texts)
        trained = self._trained(task, plan, {}, scaling, cancelled) if numbers else evidence
        fits = numbers and (trained.error is None or trained.error.kind != FailureKind.WRONG_INPUT_SHAPE)
        if own and fits:
            evidence = doubted(evidence, DoubtKind.SCALING, NoteKind.SCALED)
        elif own:
            made = self._own_inputs(task, run, plan.parent, cancelled)
            if isinstance(made, Evidence):
                return replace(evidence, outcome=made.outcome, error=made.error, fault=made.fault)
            scaling = "own"
            trained = self._trained(task, plan, made, scaling, cancelled)
            evidence = replace(doubted(evidence, DoubtKind.INPUTS, NoteKind.PREPROCESS), trust=Trust.SELF_REPORTED)
        problem = trained.error or endings.training_failure(trained.outcome)
        return replace(
            evidence,
            outcome=worse(evidence.outcome, trained.outcome),
            predictions=trained.predictions,
            training_history=trained.training_history,
            training=trained.training,
            device=trained.device,
            scaling=scaling,
            usage=endings.summed(evidence.usage, trained.usage),
            error=evidence.error or problem,
            unusable=problem,
            fault=training_fault(trained),
            notes=(*evidence.notes, *about_training(trained.training)),
        )

    def _trained(
        self, task: Task, plan: Path, own: Mapping[str, Path], scaling: str, cancelled: Event | None
    ) -> Evidence:
        """Train a network; where that failed through us, once more."""
        train = partial(self.trainer.train, task, plan, scaling=scaling, own=own, seed=task.seed, cancelled=cancelled)
        trained = train()
        return train() if training_fault(trained) and not (cancelled and cancelled.is_set()) else trained

    def _own_inputs(
        self, task: Task, run: StudentRun, folder: Path, cancelled: Event | None
    ) -> Mapping[str, Path] | Evidence:
        """Let the submission's own `preprocess` make the inputs, where it is none of the usual scalings.

        Returns:
            The files by what they are for; the evidence with the reason where there are none.
        """
        if run.scaling != "own":
            return {}
        if task.inputs.learned.is_ahead:
            return sees_ahead(run.evidence)
        most = task.inputs.most_items()

        def read(result: BoxResult) -> Preprocessed:
            return prepared_inputs(result, Reader(result.harvest, Budget(array_bytes=8 * most)), most)

        made = self._steadily(task.preprocess_box(), read, lambda made: made.fault, cancelled)
        if made.problem is not None or made.fault:
            error = run.evidence.error or made.problem
            outcome = worse(run.evidence.outcome, made.outcome)
            return replace(run.evidence, outcome=outcome, error=error, fault=made.fault)
        paths = {name: folder / f"{name}.npy" for name in made.arrays}
        for name, array in made.arrays.items():
            paths[name].write_bytes(encode_npy(array))
        return paths

    def _call_hidden(self, task: Task, run: StudentRun, cancelled: Event | None) -> Evidence:
        """Run the submission once more for the hidden cases; of this box only values are kept, not what it used."""
        evidence = run.evidence
        ran = evidence.outcome is Outcome.OK or any(call.error != NOT_CALLED for call in evidence.functions)
        if not ran:
            return replace(evidence, functions=(*evidence.functions, *unanswered(task.asked(hidden=True))))

        def read(result: BoxResult) -> Evidence:
            fault = lost(result) if evidence.outcome is Outcome.OK else ""
            reader, asked = Reader(result.harvest, run.budget), task.asked(hidden=True)
            return replace(
                evidence,
                outcome=worse(evidence.outcome, result.outcome),
                functions=(*evidence.functions, *reader.functions(asked, most=task.most_numbers)),
                error=evidence.error or (None if fault else endings.hidden_box_failure(result.outcome, result.reason)),
                fault=fault,
            )

        def failed(found: Evidence) -> str:
            missed = any(call.hidden and call.error == NOT_CALLED for call in found.functions)
            return found.fault or ("a hidden case was not called" if missed else "")

        return self._steadily(task.hidden_box(until=run.until), read, failed, cancelled)

    def _replay(self, task: Task, run: StudentRun, folder: Path, cancelled: Event | None) -> StudentRun:
        """Run what came before the statement that ended the process once more, and take over what that leaves.

        How the run ended, its text and its notebook stay those of the whole run.
        """
        again = self._run(task, run.budget, folder, cancelled, until=run.progress.before)
        if not again.progress.handed_over:
            return run
        kept = {name: data for name, data in run.files.items() if not name.startswith("figures/")}
        evidence = endings.with_story_of(run.evidence, again.evidence, at=run.progress.at)
        return replace(again, evidence=evidence, files={**again.files, **kept})

    def _run(
        self, task: Task, budget: Budget, folder: Path, cancelled: Event | None, *, until: Until | None = None
    ) -> StudentRun:
        with self.sandbox.run(task.run_box(until=until), cancelled=cancelled) as result:
            return left_by(task, result, budget, into=folder, until=until)
