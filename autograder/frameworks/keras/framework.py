"""Keras as the probe asks for it."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Found, Framework, Noting, Planned, Reading, Rebuilt, Saved
from autograder.frameworks.keras import FILE, device, find_model, loading
from autograder.frameworks.keras import inputs as building
from autograder.frameworks.keras.watch import draw_again, watch
from autograder.protocol.jobs import DataTask, Recipe, RunJob
from autograder.records import Failure, FailureKind, Shape, Structure

PACKAGE = __name__.rpartition(".")[0]
AHEAD = tuple(
    f"tensorflow.python.data.ops.{name}_op" for name in ("concatenate", "flat_map", "from_tensors", "range", "zip")
)
"""What TensorFlow imports when a model is first trained."""


class Keras:
    """Models of `keras.Model`, whatever Keras computes with."""

    def load(self) -> None:
        """Import Keras."""
        loading.load()

    def warm(self) -> None:
        """Import whatever boxes will ask for."""
        import keras

        names = AHEAD if keras.backend.backend() == "tensorflow" else ()
        package = importlib.import_module(PACKAGE)
        parts = (module.name for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."))
        for name in (*names, *parts):
            importlib.import_module(name)
        importlib.import_module(f"{PACKAGE}.keras2").warm()

    def take_device(self) -> None:
        """Compute on the box's GPU, within its share."""
        device.take()

    def device(self) -> str:
        """Return "gpu" or "cpu"."""
        return device.device()

    def versions(self) -> dict[str, str]:
        """Return the versions of Python, Keras, NumPy and what Keras computes with."""
        return loading.versions()

    def seed(self, seed: int) -> None:
        """Seed Python, NumPy and what Keras computes with."""
        import keras

        keras.utils.set_random_seed(seed)

    def prepare(self, job: RunJob, *, data: Path, home: Path, note: Noting, reading: Reading) -> None:
        """Serve the data sets and the old spellings, and remember what is done with models."""
        from autograder.frameworks.keras.preparing import prepare

        within = PurePosixPath(job.entry).parent.parts
        top = home.parents[len(within) - 1] if within else home
        prepare(job.keras2, data=data, places={home, top}, note=note, reading=reading)

    def is_model(self, value: Any) -> bool:
        """Tell whether an object is a `keras.Model`."""
        import keras

        return isinstance(value, keras.Model)

    def find(self, names: Mapping[str, Any], *, prefer_trained: bool) -> Found:
        """Find the model to grade, see `find_model`."""
        known = (watch().trained, watch().saved, watch().used)
        trained, saved, used = ([each() for each in those] for those in known)
        begun = watch().cut if watch().cut_inside else None
        seen = find_model.Seen(trained, saved, used, begun)
        return find_model.find_model(names, prefer_trained=prefer_trained, seen=seen)

    def weights(self, model: Any) -> int | None:
        """Return how many arrays of weights a model has; None where it is not built."""
        return len(model.weights) if model.built else None

    def build(
        self, model: Any, inputs: NDArray[Any] | None, preprocess: Callable[[Any], Any] | None, *, may_wait: bool
    ) -> Failure | None:
        """Build a model by calling it with inputs in the shapes in which they may be meant to come."""
        if hasattr(model, "add") and not model.layers:
            return Failure(FailureKind.NO_LAYERS, "the model has no layers")
        if may_wait:
            return None
        if inputs is not None:
            prepared = None if preprocess is None else np.asarray(preprocess(inputs.copy()))
            if building.build(model, inputs, prepared):
                return None
        return Failure(FailureKind.UNBUILT, "the model has no weights yet")

    def is_ready(self, model: Any) -> bool:
        """Tell whether a model is compiled."""
        return bool(model.compiled)

    def steps_itself(self, model: Any) -> bool:
        """Tell whether a model's class has a step, loss or `fit` of its own."""
        import keras

        own = ("train_step", "compute_loss", "fit")
        return any(getattr(type(model), name) is not getattr(keras.Model, name) for name in own)

    def steps(self, model: Any) -> int:
        """Return how many steps the model's optimizer has taken since it was compiled."""
        return find_model.steps(model)

    def interrupted(self, model: Any) -> bool:
        """Tell whether the last `fit` was of this model, and was stopped."""
        return watch().cut is model

    def history(self, model: Any) -> Mapping[str, list[float]] | None:
        """Return the curves of the last `fit` of the model, or of the one that it is a copy of."""
        from autograder.frameworks.keras.saving import history_of

        return history_of(model)

    def export(self, model: Any, path: Path, samples: Sequence[Any] = (), *, most_mb: float) -> Saved:
        """Save a model as Keras does; one with code of the submission as the graph of what it computes."""
        from autograder.frameworks.keras.saving import save_model

        with watch().unseen():
            return save_model(model, path, samples, most_mb=most_mb)

    def shipped(self, folder: Path, name: str) -> Any:
        """Return the model of `<name>.keras`."""
        import keras

        return keras.models.load_model(folder / f"{name}.keras")

    def rebuild(self, path: Path) -> Rebuilt:
        """Return the model of a file, compiled as it was as far as that is possible without code."""
        from autograder.frameworks.keras.rebuilding import rebuilt

        loading.run_directly()
        with tempfile.TemporaryDirectory() as folder:
            link = Path(folder, FILE)
            link.symlink_to(path.absolute())
            return rebuilt(link)

    def plan(self, made: Rebuilt, data: Path) -> Planned | None:
        """Return a model's configuration, loss and optimizer, and which of the course's weights it keeps."""
        from autograder.frameworks.keras.course_weights import CourseWeights
        from autograder.frameworks.keras.planning import plan
        from autograder.frameworks.keras.rebuilding import is_trainable

        if is_trainable(made):
            with contextlib.suppress(Exception):  # its configuration may be refused in any way: a person is asked then
                return plan(made.model, CourseWeights.below(data))
        return None

    def planned(self, plan: Mapping[str, Any], data: Path, *, learned: DataTask) -> Any:
        """Return the network of a plan, compiled."""
        from autograder.frameworks.keras.course_weights import CourseWeights
        from autograder.frameworks.keras.planning import build

        return build(plan, CourseWeights.below(data), learned=learned)

    def adapt(self, model: Any, plan: Mapping[str, Any], inputs: NDArray[Any]) -> None:
        """Let layers of normalisation learn the spread of what reaches them."""
        from autograder.frameworks.keras.planning import adapt

        adapt(model, plan, inputs)

    def input_shape(self, model: Any) -> Shape | None:
        """Return the shape of one input, without the batch."""
        return building.input_shape(model)

    def describe(self, model: Any, *, input_shape: Shape | None) -> Structure:
        """Describe a model, traced through its calls."""
        from autograder.frameworks.keras.describe import describe

        return describe(model, input_shape=input_shape)

    def predict(self, model: Any, inputs: NDArray[Any]) -> NDArray[Any]:
        """Return a model's first output for each input."""
        from autograder.frameworks.keras.predicting import predict

        return predict(model, inputs)

    def untrained(
        self, model: Any, inputs: NDArray[Any], y: NDArray[Any], asked: NDArray[Any], *, learned: DataTask
    ) -> NDArray[Any]:
        """Return what the layer gives that knows most of the classes; of numbers the network's own output."""
        from autograder.frameworks.keras.knowing import knowing

        if not learned.names_classes:
            return self.predict(model, asked)
        return knowing(model, np.asarray(inputs), np.asarray(y), asked)

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
        """Train by the recipe with `fit`."""
        from autograder.frameworks.keras.training import fit_recipe

        if anew:
            draw_again(model)
        return fit_recipe(model, inputs, y, recipe=recipe, seed=seed, learned=learned)

    def probes(
        self, model: Any, inputs: NDArray[Any], names: Collection[str], *, learned: DataTask = DataTask.CLASSIFICATION
    ) -> Mapping[str, Mapping[str, Any]]:
        """Try the model, see `behaviour`."""
        from autograder.frameworks.keras.behaviour import observe

        return observe(model, inputs, probes=names, learned=learned)


KERAS: Framework = Keras()
