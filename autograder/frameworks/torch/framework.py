"""PyTorch as the probe asks for it."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Found, Framework, Noting, Planned, Reading, Rebuilt, Saved
from autograder.protocol.gpu import SHARE, exhausted
from autograder.protocol.jobs import DataTask, Recipe, RunJob
from autograder.records import Compiled, Failure, FailureKind, Shape, Structure

PACKAGE = __name__.rpartition(".")[0]


class Torch(Framework):
    """Modules of `torch.nn`."""

    def __init__(self) -> None:
        self._learned = DataTask.CLASSIFICATION
        self._curves: WeakKeyDictionary[Any, Mapping[str, list[float]]] = WeakKeyDictionary()
        self._manners: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def load(self) -> None:
        """Import PyTorch, without a look at GPUs."""
        importlib.import_module("torch")

    def warm(self) -> None:
        """Import whatever boxes will ask for, and follow a module once: the first time takes seconds."""
        import torch

        package = importlib.import_module(PACKAGE)
        for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."):
            importlib.import_module(module.name)
        from autograder.frameworks.torch.export import exported

        torch.set_num_threads(1)
        exported(torch.nn.Linear(2, 2), [((2,), "float32")])

    def take_device(self) -> None:
        """Compute with the box's processors, and on its GPU within its share."""
        import torch

        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS") or 1))
        share = os.environ.get(SHARE)
        if not os.environ.get("CUDA_VISIBLE_DEVICES") or not share or not torch.cuda.is_available():
            return
        try:
            whole = torch.cuda.get_device_properties(0).total_memory
            torch.cuda.set_per_process_memory_fraction(min(1.0, int(share) * 2**20 / whole))
        except RuntimeError as error:
            if not exhausted(str(error)):
                raise

    def versions(self) -> dict[str, str]:
        """Return the versions of Python, PyTorch and NumPy."""
        import platform
        from importlib.metadata import version

        return {"python": platform.python_version(), "torch": version("torch"), "numpy": version("numpy")}

    def seed(self, seed: int) -> None:
        """Seed Python, NumPy and PyTorch."""
        from autograder.frameworks.torch.training import seed_all

        seed_all(seed)

    def prepare(self, job: RunJob, *, data: Path, home: Path, note: Noting, reading: Reading) -> None:  # noqa: ARG002  the contract's
        """Remember what optimizers do, and what is learned."""
        import torch

        from autograder.frameworks.torch.finding import STEPPED

        self._learned = job.learned
        torch.load = reading(torch.load, "f")
        STEPPED.listen()

    def is_model(self, value: Any) -> bool:
        """Tell whether an object is a module with parameters."""
        from autograder.frameworks.torch.finding import is_module

        return is_module(value)

    def find(self, names: Mapping[str, Any], *, prefer_trained: bool) -> Found:
        """Find the module to grade, see `finding`."""
        from autograder.frameworks.torch import finding

        return finding.find(names, prefer_trained=prefer_trained)

    def weights(self, model: Any) -> int | None:
        """Return how many arrays of weights a module has; None where it is not known yet what it takes."""
        from autograder.frameworks.torch.inputs import taken

        return None if taken(model) is None else len(list(model.parameters()))

    def build(
        self,
        model: Any,
        inputs: NDArray[Any] | None,
        preprocess: Callable[[Any], Any] | None,
        *,
        may_wait: bool,  # noqa: ARG002  a module that trains itself must be followed all the same
    ) -> Failure | None:
        """Find the shape of inputs that a module takes, by giving it a few."""
        from autograder.frameworks.torch.inputs import TAKEN, find_shape

        if inputs is None:
            return Failure(FailureKind.UNFOLLOWED, "the assignment has no data that says what the model takes")
        prepared = None if preprocess is None else np.asarray(preprocess(inputs.copy()))
        taken, said = find_shape(model, np.asarray(inputs), prepared)
        if taken is None:
            details = {"images": str(tuple(inputs.shape[1:])), "said": said}
            return Failure(FailureKind.MODULE_INPUT, f"the model takes no inputs: {said}", details=details)
        TAKEN[model] = taken
        return None

    def steps(self, model: Any) -> int:
        """Return how many steps optimizers have taken with a module's parameters."""
        from autograder.frameworks.torch.finding import STEPPED

        return STEPPED.steps(model) or int(model in self._curves)

    def history(self, model: Any) -> Mapping[str, list[float]] | None:
        """Return the curves of the grader's training; a submission's own loop keeps none that we know."""
        return self._curves.get(model)

    def export(self, model: Any, path: Path, samples: Sequence[Any] = (), *, most_mb: float) -> Saved:  # noqa: ARG002  the contract's
        """Write a module as data, see `saving`."""
        from autograder.frameworks.torch.inputs import TAKEN
        from autograder.frameworks.torch.saving import save

        return save(model, path, [TAKEN[model]], learned=self._learned, most_mb=most_mb)

    def shipped(self, folder: Path, name: str) -> Any:
        """Return the module of `<name>.torch`, a file that `export` wrote."""
        from autograder.frameworks.torch.saving import read

        return read(folder / f"{name}.torch")

    def rebuild(self, path: Path) -> Rebuilt:
        """Return the module of a file."""
        from autograder.frameworks.torch.saving import read

        return Rebuilt(read(path).eval())

    def plan(self, made: Rebuilt, data: Path) -> Planned | None:  # noqa: ARG002  the contract's
        """Return which module is to be trained, without its weights."""
        from autograder.frameworks.torch.planning import planned

        return planned(made)

    def planned(self, plan: Mapping[str, Any], data: Path, *, learned: DataTask) -> Any:  # noqa: ARG002  the contract's
        """Return the module of a plan, with new weights."""
        from autograder.frameworks.torch.planning import built

        return built(plan, learned=learned)

    def adapt(self, model: Any, plan: Mapping[str, Any], inputs: NDArray[Any]) -> None:
        """Do nothing: no layer of torch's learns about its inputs before training."""

    def input_shape(self, model: Any) -> Shape | None:
        """Return the shape of one input, without the batch; None where there are several."""
        from autograder.frameworks.torch.inputs import taken

        known = taken(model)
        return None if known is None else known[0]

    def describe(self, model: Any, *, input_shape: Shape | None) -> Structure:
        """Describe a module, as its task's loss sees it."""
        from autograder.frameworks.torch.describe import describe
        from autograder.frameworks.torch.endings import head

        rebuilt = self._rebuilt(model)
        shape = input_shape or self.input_shape(rebuilt) or ()
        last = len(shape) == 3 and shape[-1] in {1, 3} and shape[0] not in {1, 3}
        end = head(rebuilt.program, rebuilt.learned)
        found = describe(rebuilt.program, rebuilt.arrays(), channels_first=not last, head=end)
        return replace(found, compiled=COMPILED[rebuilt.learned])

    def predict(self, model: Any, inputs: NDArray[Any]) -> NDArray[Any]:
        """Return a module's first output for each input: probabilities where it learns classes."""
        from autograder.frameworks.torch.asking import predict

        return predict(model, self._manner(model), self._tensor(model, inputs))

    def untrained(
        self, model: Any, inputs: NDArray[Any], y: NDArray[Any], asked: NDArray[Any], *, learned: DataTask
    ) -> NDArray[Any]:
        """Return what a module knows before it has learned anything; of classes the best that any call of it gives."""
        from autograder.frameworks.torch.asking import AT_A_TIME, predict
        from autograder.frameworks.torch.knowing import knowing

        how = self._manner(model)
        if not learned.names_classes:
            return predict(model, how, self._tensor(model, asked))
        given = self._tensor(model, np.concatenate([inputs, asked]))
        return knowing(model, given, y, at_a_time=AT_A_TIME)

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
        """Train by the recipe, with the optimizer that it names and the loss that the task has."""
        from autograder.frameworks.torch.fresh import draw
        from autograder.frameworks.torch.rebuild import RebuiltModule
        from autograder.frameworks.torch.training import Goal, fit

        if anew and isinstance(model, RebuiltModule):
            draw(model)
        goal = Goal(learned, self._manner(model).goal.ends)
        stopped, course = fit(model, self._array(model, inputs), y, recipe=recipe, seed=seed, goal=goal)
        self._curves[model] = course.curves
        return stopped

    def probes(
        self,
        model: Any,
        inputs: NDArray[Any],
        names: Collection[str],
        *,
        learned: DataTask = DataTask.CLASSIFICATION,  # noqa: ARG002 - its probes ask nothing that depends on it
    ) -> Mapping[str, Mapping[str, Any]]:
        """Try the module, see `behaviour`."""
        from autograder.frameworks.torch.behaviour import observe

        goal, given = self._manner(model).goal, self._tensor(model, inputs)
        return observe(self._rebuilt(model), goal, given, probes=names)

    def _manner(self, model: Any) -> Any:
        """Return how a module answers, found once: training changes nothing of it."""
        from autograder.frameworks.torch.asking import manner

        if model not in self._manners:
            self._manners[model] = manner(self._rebuilt(model))
        return self._manners[model]

    def _rebuilt(self, model: Any) -> Any:
        """Return a module as it is rebuilt from plain data."""
        from autograder.frameworks.torch.export import exported
        from autograder.frameworks.torch.inputs import TAKEN
        from autograder.frameworks.torch.rebuild import RebuiltModule

        if isinstance(model, RebuiltModule):
            return model
        made = exported(model, [TAKEN[model]])
        return RebuiltModule(made.program, made.weights, learned=self._learned)

    def _array(self, model: Any, inputs: NDArray[Any]) -> NDArray[Any]:
        """Return inputs in the type that a module takes."""
        from autograder.frameworks.torch.inputs import taken

        known = taken(model)
        return np.ascontiguousarray(inputs, dtype=None if known is None else known[1])

    def _tensor(self, model: Any, inputs: NDArray[Any]) -> Any:
        import torch

        return torch.from_numpy(self._array(model, inputs))


def _compiled(loss: str, metrics: tuple[str, ...]) -> Compiled:
    return Compiled("", {}, loss, {}, metrics)


COMPILED: Final[Mapping[DataTask, Compiled]] = {
    DataTask.CLASSIFICATION: _compiled("sparse_categorical_crossentropy", ("accuracy",)),
    DataTask.BINARY: _compiled("binary_crossentropy", ("accuracy",)),
    DataTask.MULTILABEL: _compiled("binary_crossentropy", ("binary_accuracy",)),
    **dict.fromkeys((DataTask.REGRESSION, DataTask.FORECAST), _compiled("mean_squared_error", ("mae",))),
}
"""How the grader trains a module, which carries no loss."""

TORCH: Framework = Torch()
