"""What is to be collected about one submission, and the boxes that do it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.collect.answers import Asked, most_numbers
from autograder.collect.budget import MODEL_MB
from autograder.collect.suite import TESTS_S, Suite
from autograder.contracts import Box, BoxLine, Mount
from autograder.course.assignment import Assignment
from autograder.course.frameworks import framework_reference, written_in
from autograder.protocol.answers import MODEL
from autograder.protocol.jobs import (
    DataTask,
    ImageScaling,
    Inspection,
    InspectJob,
    NamedModel,
    RunJob,
    TrainJob,
    Until,
)
from autograder.records import Evidence, Form, FunctionValue, Limits, Submission, Trust
from autograder.submissions.answers import NO_ANSWERS, AskedAnswers
from autograder.verdicts import is_guessable, is_verdict

GRACE_S = 15.0
"""How long before a limit on time a run is asked to stop, so that it can hand over what it has."""
"""How large the file of a model may be."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The data of an assignment as boxes get it.

    `public` goes into every box; `cases` are the calls that everybody may see, `hidden_cases` those that only the
    grader knows, which run in a box of their own; `sample` are raw training examples by which a submission's
    `preprocess` is recognised; `test` are the test examples without targets; `train_x` and `train_y` what a network
    learns from. All are `.npy` files. `learned` says what is learned from them. `suite` are the course's own tests.
    """

    public: tuple[Mount, ...] = ()
    sample: Path | None = None
    test: Path | None = None
    train_x: Path | None = None
    train_y: Path | None = None
    cases: Path | None = None
    hidden_cases: Path | None = None
    pixel_max: float = 255.0
    learned: DataTask = DataTask.CLASSIFICATION
    suite: Suite | None = None

    @property
    def are_texts(self) -> bool:
        """Tell whether examples are texts."""
        return self.train_x is not None and bool(np.load(self.train_x, mmap_mode="r").dtype.kind == "S")

    def most_items(self) -> int:
        """Return how many numbers a submission's `preprocess` may make: four for each that it is given.

        Of texts a number for each byte of the longest, at least 256 a text.
        """
        given: list[NDArray[Any]] = [
            np.load(path, mmap_mode="r") for path in (self.train_x, self.test) if path is not None
        ]
        texts = sum(len(each) * max(256, each.dtype.itemsize) for each in given if each.dtype.kind == "S")
        return texts + 4 * sum(int(each.size) for each in given if each.dtype.kind != "S")


def judges_itself(inputs: Inputs, expected: Sequence[FunctionValue]) -> bool:
    """Tell whether a test passes its verdict beside the submission, or must give what can be had without the work.

    Args:
        inputs: the cases that everybody may see, and those that nobody may.
        expected: what the reference gave.
    """
    listed = [*_listed(inputs.cases), *_listed(inputs.hidden_cases)]
    codes = {(case["id"], case["function"]): case["code"] for case in listed if case.get("code")}
    given = [(codes[value.case, value.function], value) for value in expected if (value.case, value.function) in codes]
    return any(map(is_verdict, codes.values())) or any(is_guessable(code, value.value) for code, value in given)


def soft_s(limit_s: float) -> float:
    """Return how much of a limit on time a run may use before it is asked to stop."""
    return max(1.0, limit_s - min(GRACE_S, limit_s / 4))


def decided(_evidence: Evidence) -> bool:
    """Say of every training that it is decided."""
    return False


@dataclass(frozen=True, slots=True)
class Task:
    """One submission and all that its boxes need.

    `backend` is what Keras computes with, `limits` are those of a box, and `expected` is what the functions
    of the reference gave. `undecided` tells whether a training came so close to the bar that further ones must tell.
    `answers` are the written parts, whose answers are read; `model` is the one of several that is looked at.
    """

    submission: Submission
    assignment: Assignment
    inputs: Inputs
    seed: int
    limits: Limits
    backend: str = "tensorflow"
    expected: tuple[FunctionValue, ...] = ()
    undecided: Callable[[Evidence], bool] = decided
    answers: AskedAnswers = NO_ANSWERS
    model: NamedModel | None = None

    @property
    def models(self) -> tuple[NamedModel, ...]:
        """Return the models that are asked for by name."""
        return self.assignment.models if self.model is None else (self.model,)

    @property
    def folder(self) -> str:
        """Return where a box leaves what is said of the model that is looked at, as names begin."""
        return "" if self.model is None else f"{self.model.folder}/"

    @property
    def grader_trains(self) -> bool:
        """Tell whether the grader's training is judged."""
        return self.assignment.grader_trains

    @property
    def written_in(self) -> str:
        """Return the name of the framework that the submission is written in."""
        return written_in(self.submission.source, self.assignment.frameworks)

    @property
    def framework(self) -> str:
        """Return what the model is written in, as jobs name it."""
        return framework_reference(self.written_in)

    @property
    def trust(self) -> Trust:
        """Return who will have made what is judged, as far as that is known before anything has run."""
        if self.tests_itself:
            return Trust.SELF_REPORTED
        return Trust.REBUILT if self.assignment.entry.model else Trust.CLAIMED

    @property
    def tests_itself(self) -> bool:
        """Tell whether tests judge beside the submission, so that it could change what they report."""
        return judges_itself(self.inputs, self.expected)

    def asked(self, *, hidden: bool = False) -> tuple[Asked, ...]:
        """Return the calls that are made of the submission's functions, in their order."""
        listed = _listed(self.inputs.hidden_cases if hidden else self.inputs.cases)
        return tuple(Asked(case["id"], case["function"], hidden) for case in listed)

    @property
    def most_numbers(self) -> int | None:
        """Return how many numbers the arrays of all answers may have together; None for any number."""
        return most_numbers(self.expected)

    def run_box(self, *, inspect: bool = False, until: Until | None = None) -> Box:
        """Return the student box.

        Args:
            inspect: also inspect a model that nobody else can rebuild.
            until: how much of the submission is run; all where None.
        """
        return self._student_box(self._run_job(inspect=inspect, until=until), self.inputs)

    def describe_box(self, *, until: Until | None = None) -> Box:
        """Return the student box that says what the model is, with nothing in it that nobody may see.

        `until` as for `run_box`.
        """
        job = self._run_job(inspect=True, until=until)
        job = replace(job, train=job.train and not self.grader_trains)
        return self._student_box(job, replace(self.inputs, test=None))

    def hidden_box(self, *, until: Until | None = None) -> Box:
        """Return the student box that calls the functions with arguments that nobody may see, and nothing else.

        `until` as for `run_box`.
        """
        job = replace(self._run_job(until=until), model=False, train=False, functions=True)
        return self._student_box(job, replace(self.inputs, cases=self.inputs.hidden_cases))

    def served_box(self, line: BoxLine, *, until: Until | None = None) -> Box:
        """Return the student box that answers the course's own tests over a line, and does nothing else.

        `until` as for `run_box`.
        """
        serves = self.inputs.suite.modules if self.inputs.suite else ()
        job = replace(self._run_job(until=until), model=False, train=False, functions=False, serves=serves)
        job = replace(job, soft_s=job.soft_s + TESTS_S, soft_cpu_s=soft_s(self.limits.cpu_s))
        limits = replace(self.limits, wall_s=self.limits.wall_s + TESTS_S)
        return replace(self._student_box(job, replace(self.inputs, cases=None)), line=line, limits=limits)

    def tests_box(self, line: BoxLine) -> Box:
        """Return the box with the course's own tests and without the submission."""
        suite = self.inputs.suite
        if suite is None:
            raise ValueError("expected an assignment with tests of its own")
        box = suite.box(self.seed, mounts=self.inputs.public, limits=self.limits, framework=self.framework)
        return replace(box, line=line)

    def preprocess_box(self) -> Box:
        """Return the student box that applies the submission's own `preprocess` to all images."""
        job = replace(self._run_job(), train=False, functions=False, preprocess=True)
        box = self._student_box(job, self.inputs)
        return replace(box, mounts=(*box.mounts, *self._file(self.inputs.test, "data/inputs/x_test.npy")))

    def inspect_box(self, model: Path, *, scaling: str, test: Path | None) -> Box:
        """Return the box without student code that rebuilds the model, predicts, and plans its training."""
        mounts = [Mount(model, f"in/{MODEL}"), *self._file(test, "data/inputs/x_test.npy")]
        mounts += [*self._file(self.inputs.sample, "data/x_sample.npy"), *self._shipped()]
        asked = self._inspection(scaling, self.assignment.entry.probes)
        return Box(InspectJob(asked, self.grader_trains, self.framework), tuple(mounts), self._trusted_limits())

    def train_box(self, plan: Path, *, scaling: str, test: Path, train_x: Path, seed: int) -> Box:
        """Return the box without student code that trains the network of a plan by the recipe and predicts.

        It is given nothing that does not belong to the training: what it is given names the training.
        """
        mounts = [Mount(plan, "in/plan.json"), Mount(test, "data/inputs/x_test.npy"), *self._shipped()]
        mounts += self._file(train_x, "data/train/x.npy") + self._file(self.inputs.train_y, "data/train/y.npy")
        asked = self._inspection(scaling, ())
        job = TrainJob(seed, self.assignment.training.recipe, asked, self.framework)
        return Box(job, tuple(mounts), self._trusted_limits())

    def _run_job(self, *, inspect: bool = False, until: Until | None = None) -> RunJob:
        """Return what the student box is asked; `inspect` and `until` as for `run_box`."""
        wants_training = inspect or not self.grader_trains
        return RunJob(
            entry=self.submission.entry,
            notebook=self.submission.form is Form.NOTEBOOK,
            model=self.assignment.entry.model,
            functions=self.inputs.cases is not None,
            train=wants_training and self.inputs.train_x is not None,
            by_recipe=self.grader_trains,
            inspect=inspect,
            preprocess=False,
            keras2=self.assignment.policy.keras2,
            model_mb=min(MODEL_MB, 0.9 * self.limits.disk_mb / max(1, len(self.models))),
            output_mb=self.limits.output_mb,
            soft_s=soft_s(self.limits.wall_s),
            soft_cpu_s=soft_s(self.limits.cpu_s),
            seed=self.seed,
            recipe=self.assignment.training.recipe,
            pixel_max=self.inputs.pixel_max,
            probes=self.assignment.entry.probes,
            learned=self.inputs.learned,
            until=until,
            framework=self.framework,
            models=self.models,
        )

    def _inspection(self, scaling: str, probes: tuple[str, ...]) -> Inspection:
        return Inspection(ImageScaling(scaling), self.inputs.pixel_max, probes, self.inputs.learned)

    def _student_box(self, job: RunJob, inputs: Inputs) -> Box:
        mounts = [Mount(self.submission.root, "in"), *inputs.public, *self._labelled("data")]
        mounts += self._file(inputs.sample, "data/x_sample.npy") + self._file(inputs.cases, "data/cases")
        if job.inspect:
            mounts += self._file(inputs.test, "data/inputs/x_test.npy")
        return Box(job, tuple(mounts), self.limits)

    def _shipped(self) -> list[Mount]:
        """Return the weights of the course, which frozen layers may keep."""
        return [mount for mount in self.inputs.public if mount.target.startswith(("data/models/", "data/weights/"))]

    def _trusted_limits(self) -> Limits:
        return replace(self.limits, wall_s=max(self.limits.wall_s, self.assignment.training.budget_s + 60.0))

    def _labelled(self, folder: str) -> list[Mount]:
        return self._file(self.inputs.train_x, f"{folder}/x_train.npy") + self._file(
            self.inputs.train_y, f"{folder}/y_train.npy"
        )

    @staticmethod
    def _file(path: Path | None, target: str) -> list[Mount]:
        return [] if path is None else [Mount(path, target)]


def _listed(cases: Path | None) -> list[dict[str, Any]]:
    if cases is None:
        return []
    listed: list[dict[str, Any]] = json.loads((cases / "cases.json").read_text(encoding="utf-8"))["cases"]
    return listed
