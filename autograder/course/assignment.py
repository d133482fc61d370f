"""Read and validate `assignment.toml` and `reference.toml`: what is built, on which data, within which limits."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter

from autograder.course.parts import PartKind, PartSettings
from autograder.course.policy import Attempts, Late
from autograder.course.toml import read_toml
from autograder.errors import CourseError
from autograder.protocol.jobs import Keras2Policy, NamedModel, Recipe, Stopping
from autograder.records import Limits

Positive = Annotated[float, Field(gt=0)]
PositiveInt = Annotated[int, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
NonNegativeInt = Annotated[int, Field(ge=0)]

_STRICT = ConfigDict(extra="forbid")


class TrainingMode(StrEnum):
    """Whose training is judged: the student's own, or the grader's of the student's untrained network."""

    STUDENT = "student"
    GRADER = "grader"


class Optimizer(StrEnum):
    """What the grader trains modules of PyTorch with."""

    ADAM = "adam"
    ADAMW = "adamw"
    RMSPROP = "rmsprop"
    SGD = "sgd"


class GpuPolicy(StrEnum):
    """Whether a submission runs on a GPU: it must, it may where there is one, or it does not."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class EntrySettings:
    """What a submission must name at top level, and which probes its model gets."""

    __pydantic_config__ = _STRICT

    model: bool = True
    functions: tuple[str, ...] = ()
    probes: tuple[str, ...] = ("output",)


@dataclass(frozen=True, slots=True)
class DataSpec:
    """The data set, by its name in the registry (`autograder.data`); "" for none.

    `also` names further sets, and `weights` pretrained weights ("vgg16"), that the box shows.
    """

    __pydantic_config__ = _STRICT

    name: str = ""
    also: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlyStopping:
    """Keras's `EarlyStopping`, as a recipe states it."""

    __pydantic_config__ = _STRICT

    patience: NonNegativeInt
    monitor: str = "val_loss"
    restore_best_weights: bool = False


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """The assignment's recipe; in student mode it is used where a module has no `train`.

    The `validation` share is the last part of the training data; with `validation_seed` it is what scikit-learn's
    `train_test_split` draws with this `random_state`. Modules of PyTorch, which carry no optimizer, are trained with
    `optimizer` at `learning_rate`; a model of Keras has its own.
    """

    __pydantic_config__ = _STRICT

    mode: TrainingMode = TrainingMode.STUDENT
    optimizer: Optimizer = Optimizer.ADAM
    learning_rate: Positive = 0.001
    epochs: PositiveInt = 10
    batch_size: PositiveInt = 32
    validation: Share = 0.0
    validation_seed: NonNegativeInt | None = None
    early_stopping: EarlyStopping | None = None
    budget_s: Positive = 300.0
    retrain: NonNegativeInt = 2

    @property
    def recipe(self) -> Recipe:
        """What the box that trains needs of it."""
        stopping = None if self.early_stopping is None else Stopping(**asdict(self.early_stopping))
        return Recipe(
            epochs=self.epochs,
            batch_size=self.batch_size,
            validation=self.validation,
            validation_seed=self.validation_seed,
            early_stopping=stopping,
            budget_s=self.budget_s,
            optimizer=self.optimizer,
            learning_rate=self.learning_rate,
        )


@dataclass(frozen=True, slots=True)
class StatedLimits:
    """What a box may use. Times that are not stated follow from the reference's own run: `run.allowance`."""

    __pydantic_config__ = _STRICT

    wall_s: Positive | None = None
    cpu_s: Positive | None = None
    memory_mb: PositiveInt = Limits().memory_mb
    processes: PositiveInt = Limits().processes
    output_mb: PositiveInt = Limits().output_mb
    disk_mb: PositiveInt = Limits().disk_mb

    def within(self, *, wall_s: float, cpu_s: float) -> Limits:
        """Return the limits of a box, with these times where none are stated."""
        return Limits(
            wall_s=self.wall_s or wall_s,
            cpu_s=self.cpu_s or cpu_s,
            memory_mb=self.memory_mb,
            processes=self.processes,
            output_mb=self.output_mb,
            disk_mb=self.disk_mb,
        )


@dataclass(frozen=True, slots=True)
class OnCpu:
    """What replaces the recipe's budget and the limits where `gpu = "preferred"` finds no GPU; unset, they stay."""

    __pydantic_config__ = _STRICT

    budget_s: Positive | None = None
    wall_s: Positive | None = None
    cpu_s: Positive | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """How the course treats edge cases.

    `show_mistakes` shows students test images that their network got wrong, with labels; otherwise only staff see them.
    `accept_self_reported` lets what a submission's own code said about itself count without a person's look.
    """

    __pydantic_config__ = _STRICT

    keras2: Keras2Policy = Keras2Policy.ACCEPT
    show_reference_shapes: bool = True
    show_mistakes: bool = False
    layer_names: bool = False
    accept_self_reported: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """What outputs for the hidden examples are scored by, and told besides.

    `metric` and `also` are names of metrics (`autograder.metrics`); `also` are told, not scored. Without `metric` it is
    the task's: accuracy of classes, RMSE of numbers. `bar` counts in the place of a calibrated one.
    """

    __pydantic_config__ = _STRICT

    metric: str = ""
    bar: Annotated[float, Field(allow_inf_nan=False)] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuiteSettings:
    """The course's own pytest tests, which run where the student's code is not.

    `tests` is a folder of each half of the assignment; messages of tests in the private one are for staff. `modules`
    are the student's that tests import, the hand-in's own file first. `points` are what tests or files are worth that
    have no mark, by their names; the others share what is left. `compares` names classes of the student's whose own
    comparisons with values of the tests count. A test may take `test_s` seconds unless it is marked otherwise.
    """

    __pydantic_config__ = _STRICT

    tests: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = "tests"
    modules: Annotated[tuple[str, ...], Field(min_length=1)] = ("submission",)
    points: dict[str, Positive] = field(default_factory=dict)
    compares: tuple[str, ...] = ()
    test_s: Positive = 30.0


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment's public half. `points` is the sum over its checks and its `parts`.

    `frameworks` names what submissions are written in: Keras, PyTorch, or either, told by what they import. Where
    `late` and `attempts` are not set, the course's count. A `due` without an offset is in the course's time zone.
    """

    __pydantic_config__ = _STRICT

    id: str
    title: str
    points: Positive
    due: datetime | None = None
    frameworks: tuple[str, ...] = ("keras",)
    entry: EntrySettings = EntrySettings()
    data: DataSpec = DataSpec()
    training: TrainingSettings = TrainingSettings()
    limits: StatedLimits = StatedLimits()
    gpu: GpuPolicy = GpuPolicy.NEVER
    cpu: OnCpu = OnCpu()
    seed: int = 777
    policy: Policy = Policy()
    score: Score = Score()
    parts: tuple[PartSettings, ...] = ()
    suite: SuiteSettings | None = None
    late: Late | None = None
    attempts: Attempts | None = None
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def models(self) -> tuple[NamedModel, ...]:
        """The models that are asked for by name; none where there is one, found as `entry.model` says."""
        return tuple(NamedModel(part.id, part.entry) for part in self.parts if part.kind is PartKind.MODEL)

    @property
    def grader_trains(self) -> bool:
        """Tell whether the grader's training is judged."""
        return self.entry.model and self.training.mode is TrainingMode.GRADER

    def on_cpu(self) -> Assignment:
        """Return the assignment as it is where it would rather have a GPU and there is none."""
        training, limits, own = self.training, self.limits, self.cpu
        return replace(
            self,
            training=replace(training, budget_s=own.budget_s or training.budget_s),
            limits=replace(limits, wall_s=own.wall_s or limits.wall_s, cpu_s=own.cpu_s or limits.cpu_s),
        )


@dataclass(frozen=True, slots=True)
class Private:
    """An assignment's private half: the choice of the test images and how strict the bar is.

    `test_seed` and `test_share` choose the images that students never have the labels of;
    `false_fail` is the probability with which an equal network may fall below the bar.
    """

    __pydantic_config__ = _STRICT

    test_seed: int = 777
    test_share: Share = 0.3
    false_fail: Share = 0.001


def read_assignment(folder: Path) -> Assignment:
    """Read `assignment.toml` in an assignment's public folder; its id is the folder's name.

    Raises:
        CourseError: with one sentence for each mistake, naming the file, the line and the key.
    """
    path = folder / "assignment.toml"
    assignment = read_toml(path, TypeAdapter(Assignment), {"id": folder.name})
    if assignment.cpu != OnCpu() and assignment.gpu is not GpuPolicy.PREFERRED:
        raise CourseError([f"{path}: cpu: goes with gpu = “preferred” alone, found gpu = “{assignment.gpu}”"])
    if assignment.models and not assignment.entry.model:
        raise CourseError([f"{path}: entry.model: expected true where parts are models, found false"])
    return assignment


def read_private(folder: Path) -> Private:
    """Read `reference.toml` in an assignment's private folder; defaults where there is none.

    Raises:
        CourseError: as `read_assignment`.
    """
    path = folder / "reference.toml"
    return read_toml(path, TypeAdapter(Private), {}) if path.is_file() else Private()
