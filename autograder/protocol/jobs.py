"""What a box is asked to do: one record for each task of the probe. Standard library alone, see `protocol.plain`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

KERAS = "autograder.frameworks.keras.framework:KERAS"
"""The framework of a job that names none: a module and a `contracts.Framework` in it."""
TORCH = "autograder.frameworks.torch.framework:TORCH"
"""PyTorch."""


class Keras2Policy(StrEnum):
    """What happens to spellings of Keras 2: they work and are explained, or they fail and are explained."""

    ACCEPT = "accept"
    EXPLAIN = "explain"


class ImageScaling(StrEnum):
    """How images are scaled for a model, see `probe.transform`; OWN is a submission's own `preprocess`."""

    UNIT = "unit"
    RAW = "raw"
    BYTES = "bytes"
    CENTRED = "centred"
    HALF = "half"
    IMAGENET = "imagenet"
    OWN = "own"


class DataTask(StrEnum):
    """What is learned from a data set: one of several classes or of two, some labels, numbers, or what comes next."""

    CLASSIFICATION = "classification"
    BINARY = "binary"
    MULTILABEL = "multilabel"
    REGRESSION = "regression"
    FORECAST = "forecast"

    @property
    def names_classes(self) -> bool:
        """Tell whether each example has one class."""
        return self in {DataTask.CLASSIFICATION, DataTask.BINARY}

    @property
    def gives_numbers(self) -> bool:
        """Tell whether a network is to give numbers of any size."""
        return self in {DataTask.REGRESSION, DataTask.FORECAST}

    @property
    def is_ahead(self) -> bool:
        """Tell whether inputs hold the answers of earlier examples, so that none may be told by another."""
        return self is DataTask.FORECAST


@dataclass(frozen=True, slots=True)
class Stopping:
    """The arguments of Keras's `EarlyStopping`."""

    patience: int
    monitor: str
    restore_best_weights: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the grader trains.

    The `validation` share is the last part of the training data; with `validation_seed` it is what scikit-learn's
    `train_test_split` draws with this `random_state`. Training ends when `budget_s` are over. Models that carry no
    optimizer of their own, as modules of PyTorch, are trained with `optimizer` at `learning_rate`.
    """

    epochs: int
    batch_size: int
    validation: float
    validation_seed: int | None
    early_stopping: Stopping | None
    budget_s: float
    optimizer: str = "adam"
    learning_rate: float = 0.001


@dataclass(frozen=True, slots=True)
class Until:
    """Where a run ends: after so many cells, or statements of a module, and so many lines of the cell behind them."""

    parts: int
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """How a model is looked at: the scaling of its inputs, their largest value, its probes, and what it learns."""

    scaling: ImageScaling
    pixel_max: float
    probes: tuple[str, ...]
    learned: DataTask = DataTask.CLASSIFICATION


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model that is asked for by name, of a part of the assignment: what `entry` stands for, or builds."""

    part: str
    entry: str

    @property
    def folder(self) -> str:
        """Where it is handed over, in the box's folder for results."""
        return f"part-{self.part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunJob:
    """Run a submission and hand over what it made.

    Args:
        entry: the file that runs, relative to the submission's folder.
        notebook: whether it is one; else it is a module.
        model: whether a model is asked for.
        functions: whether the cases in `data/cases` are called.
        train: whether a model that needs it is trained.
        by_recipe: whether that follows the recipe even where the submission has a `train` of its own.
        inspect: whether the model is looked at, as nobody else can rebuild it.
        preprocess: whether the submission's `preprocess` is applied to all images, and nothing else is done.
        keras2: what happens to old spellings of Keras.
        model_mb: how large the model's file may be.
        output_mb: how much the submission may print.
        soft_s: when it is asked to stop, so that it can hand over what it has.
        soft_cpu_s: likewise, in seconds of processor time.
        seed: for Python, NumPy and Keras.
        recipe: how the grader trains.
        pixel_max: the largest value of the inputs.
        probes: what the model gets where it is looked at.
        learned: what is learned from the data.
        until: how much is run; all where None.
        framework: what models are written in, as `KERAS` names it.
        serves: the modules whose names a course's tests may ask for over the box's line, the hand-in's own first;
            none where there are no such tests.
        models: the models that are asked for by name; none where there is one, which is looked for.
    """

    task: ClassVar[str] = "run"

    entry: str
    notebook: bool
    model: bool
    functions: bool
    train: bool
    by_recipe: bool
    inspect: bool
    preprocess: bool
    keras2: Keras2Policy
    model_mb: float
    output_mb: int
    soft_s: float
    soft_cpu_s: float
    seed: int
    recipe: Recipe
    pixel_max: float
    probes: tuple[str, ...]
    learned: DataTask = DataTask.CLASSIFICATION
    until: Until | None = None
    framework: str = KERAS
    serves: tuple[str, ...] = ()
    models: tuple[NamedModel, ...] = ()

    def inspection(self, scaling: ImageScaling) -> Inspection:
        """Return how the model is looked at."""
        return Inspection(scaling, self.pixel_max, self.probes, self.learned)


@dataclass(frozen=True, slots=True)
class InspectJob:
    """Rebuild the model of `in/model` and look at it; with `plan`, also plan its training."""

    task: ClassVar[str] = "inspect"

    inspection: Inspection
    plan: bool
    framework: str = KERAS


@dataclass(frozen=True, slots=True)
class TrainJob:
    """Train the network of `in/plan.json`, and look at it."""

    task: ClassVar[str] = "train"

    seed: int
    recipe: Recipe
    inspection: Inspection
    framework: str = KERAS


@dataclass(frozen=True, slots=True)
class ScriptJob:
    """Run a script of the box's `in` folder as `__main__`."""

    task: ClassVar[str] = "python"

    script: str
    arguments: tuple[str, ...] = ()
    framework: str = KERAS


@dataclass(frozen=True, slots=True)
class SuiteJob:
    """Run the course's own tests in the box's `in` folder, without student code.

    Args:
        folder: the folder of the tests.
        modules: the modules of the student's that tests may import.
        compares: classes of the student's whose own comparisons with values of the tests are believed.
        seed: for Python and NumPy, at the beginning of each test.
        test_s: how long a test may take that says nothing else.
        most_s: how long any test may take.
        only_read: whether the tests are only read, so that nothing is asked of a student's code.
    """

    task: ClassVar[str] = "suite"
    verdicts: ClassVar[str] = "verdicts.jsonl"
    """The file in which a line of JSON says what tests there are, and what came of each."""

    folder: str
    modules: tuple[str, ...]
    compares: tuple[str, ...]
    seed: int
    test_s: float
    most_s: float
    only_read: bool
    framework: str = KERAS


BoxJob: TypeAlias = RunJob | InspectJob | TrainJob | ScriptJob | SuiteJob

JOBS: Mapping[str, type[BoxJob]] = {each.task: each for each in (RunJob, InspectJob, TrainJob, ScriptJob, SuiteJob)}
"""The record of each task: `autograder.probe.tasks.<task>`."""
