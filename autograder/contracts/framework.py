"""A framework in which networks are written, and what is said of a model of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from autograder.contracts.student_box import Noting
from autograder.protocol.answers import PlanReport
from autograder.protocol.jobs import DataTask, Recipe, RunJob
from autograder.records import Failure, Shape, Structure

MOST_ALONE = 4_000
"""Up to how many inputs what a model gives for each is that of this input alone: of more, each decides too little."""


class UnfitError(ValueError):
    """A model does not fit what it is to take or to learn; `failure` is how it is told."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Found:
    """A model and the name it stood under, or why there is none.

    `others` are further models that were passed over, and `why` says why, in the words of `collect.remarks`;
    `overwritten` is the only name that the model once had, and is another thing's now; `error` is what
    `build_model()` raised after it had made the model.
    """

    model: Any = None
    name: str = ""
    failure: Failure | None = None
    others: tuple[str, ...] = ()
    overwritten: str = ""
    why: str = ""
    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """How saving a model went: why there is no file, and what of the submission's code the file needs to be read."""

    problem: Failure | None = None
    code: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A model, what of the submission's code its training would need, and what its settings were refused for."""

    model: Any
    code: tuple[str, ...] = ()
    problem: Failure | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What a training is made from, as JSON, and what was found while it was written."""

    plan: Mapping[str, Any]
    report: PlanReport


class Reading(Protocol):
    """Gives functions that read files the submission's own file where they are told a place of another computer."""

    def __call__(self, original: Callable[..., Any], key: str, *, at: int = 0, mode: str = "") -> Callable[..., Any]:
        """Return a function in place of one.

        Args:
            original: reads a file.
            key: the name of the argument that is the path.
            at: its place among the arguments.
            mode: the name of the argument behind it that says whether it writes; "" for what always reads.
        """


class Framework(Protocol):
    """What the probe asks of a framework, inside boxes alone.

    It is one object in a module; a job names it ("keras_like.grading:FRAMEWORK"). Importing that module imports no more
    than the standard library, NumPy and this package: `load` imports the framework, before anything else is asked.

    What most frameworks need nothing for is done here already, for a class that inherits from this one.

    Models are objects that only it looks into. Inputs are arrays (n, …) of numbers, or of texts in UTF-8, as
    `probe.transform` gives them the shape that `input_shape` says; `data` is the box's folder of the course's data.
    What a submission's code raises goes through.
    """

    def load(self) -> None:
        """Import the framework. It touches no GPU and starts no thread: boxes are forks of what did this."""

    def warm(self) -> None:
        """Import and find out, once for all forks, what boxes will ask for; it changes nothing that they could see."""

    def take_device(self) -> None:
        """Compute on the box's GPU, if it has one, within its share (`protocol.gpu`); called before all else."""

    def device(self) -> str:
        """Return "gpu" where it computes on one, else "cpu"."""
        return "cpu"

    def versions(self) -> dict[str, str]:
        """Return the versions that a result depends on, by package; "python" among them."""

    def seed(self, seed: int) -> None:
        """Seed Python, NumPy and the framework."""

    def prepare(self, job: RunJob, *, data: Path, home: Path, note: Noting, reading: Reading) -> None:
        """Make a student box ready for code in the framework: its data sets, old spellings, what is to be remembered.

        Args:
            job: what is asked for.
            data: the course's data, offline.
            home: the folder in which the submission runs.
            note: is told what was done for the submission.
            reading: is put around what reads files.
        """

    def is_model(self, value: Any) -> bool:
        """Tell whether an object is a model."""

    def find(self, names: Mapping[str, Any], *, prefer_trained: bool) -> Found:
        """Find the model to grade among a submission's top-level names.

        Args:
            names: the names.
            prefer_trained: whether a trained variable `model` comes before `build_model()`, as in notebooks.
        """

    def weights(self, model: Any) -> int | None:
        """Return how many arrays of weights a model has; None where it has none yet, as shapes come from the data."""

    def build(
        self, model: Any, inputs: NDArray[Any] | None, preprocess: Callable[[Any], Any] | None, *, may_wait: bool
    ) -> Failure | None:
        """Give a model without weights its weights; return why that cannot be done.

        Args:
            model: one of which `weights` knows none.
            inputs: a few of the course's, raw; None where there are none.
            preprocess: the submission's own, to be called with a copy of them; None where it has none.
            may_wait: whether its own training will do it.
        """

    def is_ready(self, model: Any) -> bool:
        """Tell whether a model knows how it is trained: its loss and its optimizer, if it carries them."""
        return True

    def steps_itself(self, model: Any) -> bool:
        """Tell whether a model trains by a step of the submission's own."""
        return False

    def steps(self, model: Any) -> int:
        """Return how many steps of training a model has taken, or a number that grows with them; 0 for none."""

    def interrupted(self, model: Any) -> bool:
        """Tell whether the last training of this process was of this model, and was stopped from outside."""
        return False

    def history(self, model: Any) -> Mapping[str, list[float]] | None:
        """Return the curves of a model's last training, a number for each epoch; None for none."""

    def export(self, model: Any, path: Path, samples: Sequence[Any] = (), *, most_mb: float) -> Saved:
        """Write a model to a file, as data that is read without the code that made it.

        An earlier file is replaced only where that worked.

        Args:
            model: has weights.
            path: the file; what is written beside it meanwhile goes again.
            samples: inputs on which the file must give what the model gives.
            most_mb: how large the file may be.
        """

    def shipped(self, folder: Path, name: str) -> Any:
        """Return a model that the course ships in a folder, by its name without an ending."""

    def rebuild(self, path: Path) -> Rebuilt:
        """Return the model of a file that `export` may have written; in a box without student code.

        Nothing in the file is run. `Rebuilt.problem` says why its loss and optimizer could not be had.

        Raises:
            Exception: of any kind, where the file is damaged or hostile, or names what only the submission knows.
        """

    def plan(self, made: Rebuilt, data: Path) -> Planned | None:
        """Return how a rebuilt model is to be trained, without its weights; None where nobody can train it again.

        Weights of the course (`data`'s folders `models` and `weights`) that the model keeps are named by it.
        """

    def planned(self, plan: Mapping[str, Any], data: Path, *, learned: DataTask) -> Any:
        """Return the network of a plan, with new weights where it does not keep the course's, ready to be trained."""

    def adapt(self, model: Any, plan: Mapping[str, Any], inputs: NDArray[Any]) -> None:
        """Let what a planned network learns about its inputs before training learn it from those that it is given."""

    def input_shape(self, model: Any) -> Shape | None:
        """Return the shape of one input, without the batch; None where there are several or it does not say."""

    def describe(self, model: Any, *, input_shape: Shape | None) -> Structure:
        """Describe a model as plain data: its layers in the student's words, and its canonical graph.

        Raises:
            ValueError: the shape of its input is not known.
        """

    def predict(self, model: Any, inputs: NDArray[Any]) -> NDArray[Any]:
        """Return a model's first output for each input, (n, …), as float32: what that input alone gives.

        Of at most `MOST_ALONE` inputs no output tells of those beside it, whatever a model does with what it is given
        together.

        Raises:
            UnfitError: the outputs have more numbers than are read.
        """

    def untrained(
        self, model: Any, inputs: NDArray[Any], y: NDArray[Any], asked: NDArray[Any], *, learned: DataTask
    ) -> NDArray[Any]:
        """Return what a network knows of `asked` before it has learned anything.

        Args:
            model: untrained.
            inputs: training examples.
            y: their labels or numbers.
            asked: test examples.
            learned: the task. Of classes it is what that layer gives that knows most of them.

        Raises:
            UnfitError: as `predict`.
        """
        return self.predict(model, asked)

    def fit(
        self,
        model: Any,
        inputs: NDArray[Any],
        y: NDArray[Any],
        *,
        recipe: Recipe,
        seed: int,
        learned: DataTask = DataTask.CLASSIFICATION,
        anew: bool = False,
    ) -> str:
        """Train by the recipe; return why it ended early ("", "budget", "diverged").

        Args:
            model: ready.
            inputs: training examples.
            y: their labels, (n,), rows of 0 and 1, (n, k), or numbers, (n,) or (n, k); the loss gets them as it likes.
            recipe: for how long, and on what part of the data.
            seed: for Python, NumPy and the framework.
            learned: what is learned from the data.
            anew: whether whatever learns begins with new weights; asked of what was made after `prepare` alone.

        Raises:
            UnfitError: the outputs or the loss do not fit what is learned.
        """

    def probes(
        self, model: Any, inputs: NDArray[Any], names: Collection[str], *, learned: DataTask = DataTask.CLASSIFICATION
    ) -> Mapping[str, Mapping[str, Any]]:
        """Return what each probe that was asked for found (`checks.behaviour`); why not, under "problem".

        `learned` says which answers such a network can give.

        A model is as it was when this returns.
        """
        return {}
