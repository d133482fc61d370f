"""The plain data that flows from submission to report: frozen records, validated once at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Json: TypeAlias = Any
"""A JSON value. Structured further by the record that holds it."""

Shape: TypeAlias = tuple[int | None, ...]
"""A tensor's shape without the batch axis; None for an axis of unknown length."""


class Outcome(StrEnum):
    """How a box ended."""

    OK = "ok"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    KILLED = "killed"
    SANDBOX_FAULT = "sandbox_fault"


class Status(StrEnum):
    """How a check ended. ERROR is the check's own fault."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


class State(StrEnum):
    """What a grade is worth."""

    GRADED = "graded"
    NEEDS_REVIEW = "needs_review"
    UNGRADED = "ungraded"


class Trust(StrEnum):
    """Who rebuilt the model that was inspected: the grader's own box, or one that ran student code."""

    REBUILT = "rebuilt"
    SELF_REPORTED = "self_reported"


class Visibility(StrEnum):
    """Who sees a check: the student, or staff only."""

    VISIBLE = "visible"
    HIDDEN = "hidden"


class Form(StrEnum):
    """What a submission is written as."""

    NOTEBOOK = "notebook"
    MODULE = "module"


# --- submission and assignment ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """What a box may use. Seconds, megabytes (1024² bytes) and counts."""

    wall_s: float = 600.0
    cpu_s: float = 1200.0
    memory_mb: int = 4096
    processes: int = 256
    output_mb: int = 16
    disk_mb: int = 512
    gpu: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """How the course's list and the platforms know a student; "" where they do not.

    `canvas_id` is Canvas's number of the user, `moodle_id` Moodle's number of the participant in one assignment.
    """

    student_id: str = ""
    login: str = ""
    email: str = ""
    section: str = ""
    canvas_id: str = ""
    moodle_id: str = ""


NOBODY = Person()


@dataclass(frozen=True, slots=True)
class Submission:
    """One hand-in, laid out in a folder of its own.

    `entry` is the notebook or module inside `root`; `source` its code (a notebook's code cells joined by
    "# %%" lines), for hints and reports; `digest` is "sha256:…" over every file's path and bytes.
    `notes` are remarks for the student that loading made ("upgraded from nbformat 3"). `dated_by_file` says that
    `submitted_at` is no more than the date of a file, `marked_late` that the platform called the hand-in late.
    """

    student: str
    assignment: str
    root: Path
    digest: str
    submitted_at: datetime | None
    form: Form
    entry: str
    source: str = ""
    notes: tuple[str, ...] = ()
    person: Person = NOBODY
    dated_by_file: bool = False
    marked_late: bool = False


# --- a network as plain data -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parameters:
    """Numbers of scalar weights."""

    total: int
    trainable: int
    non_trainable: int


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as the student wrote it, in the order of `model.layers` with nested models flattened.

    `weights` are the shapes of its own weights by name ("kernel": (3, 3, 1, 10)), `config` Keras's own (scalars,
    strings, lists), `path` the names of the models it is nested in.
    """

    name: str
    class_name: str
    config: Mapping[str, Json]
    output_shape: Shape | None
    weights: Mapping[str, tuple[int, ...]]
    parameters: int
    trainable_parameters: int
    trainable: bool
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One operation of the canonical graph, in topological order.

    `op` is its canonical name ("conv2d", "relu", "flatten"; "module:Class" for what has no canonical form),
    `attributes` are fully resolved (defaults filled in), `inputs` the indices of the nodes it reads (−1−k for the
    k-th input of the model), `layer` the index in `Structure.layers` that it comes from (None for a bare op).
    """

    op: str
    attributes: Mapping[str, Json]
    inputs: tuple[int, ...]
    shape: Shape
    parameters: int
    trainable_parameters: int
    layer: int | None
    shared_with: int | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """The compile configuration, names resolved ("adam", "categorical_crossentropy", ("accuracy",))."""

    optimizer: str
    optimizer_config: Mapping[str, Json]
    loss: str | None
    loss_config: Mapping[str, Json]
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A model as plain data: what Keras shows, and the canonical graph that comparison works on."""

    name: str
    class_name: str
    layers: tuple[Layer, ...]
    nodes: tuple[Node, ...]
    inputs: tuple[Shape, ...]
    outputs: tuple[int, ...]
    parameters: Parameters
    compiled: Compiled | None
    digest: str
    """Of the canonical graph alone: equal networks have equal digests."""
    frozen_weights: str = ""
    """Digest of the values of frozen weights, which training keeps; "" where no layer is frozen."""


# --- evidence --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Usage:
    """What a box used."""

    wall_s: float
    cpu_s: float
    peak_memory_mb: float


@dataclass(frozen=True, slots=True)
class IsolationLayer:
    """One layer of isolation ("network", "mounts", "memory"…): whether it held, and why not."""

    name: str
    active: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in a student's run.

    `kind` is a stable word (`exception`, `syntax`, `no_model`, `two_models`, `missing_package`, `keras2`,
    `system_exit`, `timed_out`, …); `where` a place the student knows ("cell 12, line 3", "submission.py, line 40");
    `traceback` is cut to the student's own lines; `details` are values for the message.
    """

    kind: str
    message: str
    where: str = ""
    traceback: str = ""
    details: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One call that is made of a student's function and of the reference's.

    Arguments are trees of JSON values and arrays; `wire.Rng(seed)` stands for a NumPy generator with that seed and
    `{"$model": name}` for a model that the course ships.

    With `code` nothing is called: the code is run among the submission's names, and its value is that of the
    expression in which it ends. `function` is then a name that keeps cases of one part together.
    """

    id: str
    function: str
    args: tuple[Json, ...] = ()
    kwargs: Mapping[str, Json] = field(default_factory=dict)
    code: str = ""


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """What one call of a student's function gave. `value` is a tree of JSON values and arrays."""

    case: str
    function: str
    value: Json | None
    error: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Training:
    """How the graded weights came to be. `mode` is "student" or "grader"; `key` names a remembered training."""

    mode: str
    seed: int
    epochs: int
    seconds: float
    reused: bool = False
    key: str = ""
    stopped: str = ""


Curves: TypeAlias = Mapping[str, tuple[float, ...]]
"""A training history: "loss", "accuracy", "val_loss", "val_accuracy", one number an epoch."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was learned from running a submission. Checks see nothing else of it.

    `predictions` maps a name ("test", "scaled_255") to an array of model outputs; `behaviour` a probe's name to its
    findings; `figures` and `notebook` name files beside the stored evidence; `found` is the name under which the
    model stood; `scaling` how images were scaled for it ("unit", "own", …); `notes` are codes with values for the
    student ("renamed:net", "preprocess:"), see `reports.notes`.
    """

    __pydantic_config__ = {"arbitrary_types_allowed": True}  # noqa: RUF012 - read by pydantic, never changed

    submission_digest: str
    outcome: Outcome
    structure: Structure | None = None
    predictions: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    history: Curves | None = None
    training_history: Curves | None = None
    figures: tuple[str, ...] = ()
    notebook: str | None = None
    error: Failure | None = None
    trust: Trust = Trust.REBUILT
    usage: Usage = Usage(0.0, 0.0, 0.0)
    versions: Mapping[str, str] = field(default_factory=dict)
    layers_of_isolation: tuple[IsolationLayer, ...] = ()
    functions: tuple[FunctionValue, ...] = ()
    behaviour: Mapping[str, Json] = field(default_factory=dict)
    training: Training | None = None
    form: Form = Form.MODULE
    source: str = ""
    found: str | None = None
    scaling: str = "unit"
    notes: tuple[str, ...] = ()
    printed: str = ""
    device: str = "cpu"
    seed: int = 0
    reused: bool = False


# --- reference -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calibration:
    """What repeated training of the reference gave, and the bar that follows.

    `accuracies` holds one test accuracy for each seed, on `n` images; `bar` is set so that an equal network falls
    below it with probability `false_fail`. `validation` holds the accuracies of the same weights on the recipe's
    validation images, empty where it sets none aside; `epochs` is the largest number that a training took.
    """

    accuracies: tuple[float, ...]
    seeds: tuple[int, ...]
    n: int
    bar: float
    false_fail: float
    versions: Mapping[str, str]
    device: str
    data: str
    epochs: int
    notes: str = ""
    validation: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """The private half of an assignment, ready for checks. Never mounted in a box with student code."""

    assignment: str
    structure: Structure | None
    values: tuple[FunctionValue, ...]
    calibration: Calibration | None
    digest: str


# --- results ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Share of `n` images classified correctly, with its Wilson interval and the bar it was compared with."""

    value: float
    n: int
    interval: tuple[float, float]
    bar: float

    @property
    def decimals(self) -> int:
        """How many decimals of it students are told.

        From 500 images on a step is five images or more, so a change of one image is rarely visible: labels cannot be
        read off by handing in again and again (A. Blum and M. Hardt, The Ladder, 2015). It is about the standard error
        of the accuracies that courses ask for, so little that means anything is lost.
        """
        return 2 if self.n < 5_000 else 3

    def told(self) -> Accuracy:
        """Return it as students may read it: rounded, an accuracy below the bar never up to it."""
        digits = self.decimals
        value, bar = round(self.value, digits), round(self.bar, digits)
        if self.value < self.bar and value >= bar:
            value = round(bar - 10**-digits, digits)
        elif self.value >= self.bar:
            value = max(value, bar)
        low, high = self.interval
        return Accuracy(value, self.n, (min(round(low, digits), value), max(round(high, digits), value)), bar)

    def counted(self) -> float:
        """Return the value that points are computed from, no finer than what is told, or they would tell it.

        At or above the bar it is exact, as every point is earned there. Below the bar it is rounded, and what would be
        rounded up to the bar lies half a step below it.
        """
        if self.value >= self.bar:
            return self.value
        value = round(self.value, self.decimals)
        return value if value < self.bar else self.bar - 0.5 * 10**-self.decimals


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check on one submission. `message` is for the student, `detail` for staff."""

    check: str
    title: str
    status: Status
    possible: float
    earned: float
    message: str = ""
    detail: str = ""
    visibility: Visibility = Visibility.VISIBLE
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points added or taken after checking (late days, an override), with the reason and who made it."""

    points: float
    reason: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint for the student: what was seen, why it matters, what to try. `rule` is its stable name."""

    rule: str
    seen: str
    why: str
    attempt: str


@dataclass(frozen=True, slots=True)
class Grade:
    """The verdict on one submission."""

    student: str
    assignment: str
    results: tuple[CheckResult, ...]
    adjustments: tuple[Adjustment, ...]
    earned: float
    possible: float
    state: State
    accuracy: Accuracy | None = None
    hints: tuple[Hint, ...] = ()
    reason: str = ""
    """Why the grade is not simply GRADED."""
