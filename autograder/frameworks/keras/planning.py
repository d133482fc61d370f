"""Say in plain JSON which network is to be trained, and how; and make it from that alone.

The plan is made where a submission's model was rebuilt, and is all that a box that trains gets of it: a configuration
whose initialisers are Keras's own, the loss, the optimiser, and which layers keep weights of the course. No weight of
the submission is among it.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np

from autograder.contracts import Planned
from autograder.frameworks.keras import (
    bare,  # noqa: F401 - registers our own layers with Keras
    constants,
)
from autograder.frameworks.keras.compiled import loss_config, loss_name
from autograder.frameworks.keras.course_weights import CourseWeights
from autograder.frameworks.keras.words import forgetting, has_learned, lookups
from autograder.networks.brought import bits, checked
from autograder.networks.plan import canonical
from autograder.networks.rates import stepped
from autograder.networks.wiring import usual_networks, wiring
from autograder.protocol.answers import PlanReport
from autograder.protocol.jobs import DataTask

RATES = (1e-6, 10.0)
"""The smallest and the largest learning rate with which the grader trains."""
METRICS = {DataTask.MULTILABEL: "binary_accuracy", DataTask.REGRESSION: "mae", DataTask.FORECAST: "mae"}
"""What is told of a training besides its loss; accuracy where one class each is learned."""


def plan(model: Any, course: CourseWeights) -> Planned:
    """Plan the training of a built, compiled model."""
    learned = [(path, layer) for path, layer in lookups(model) if has_learned(layer)]
    sizes = {layer.name: int(layer.vocabulary_size()) for _, layer in learned}
    config, replaced = checked(forgetting(keras.saving.serialize_keras_object(model), sizes), default_initialiser)
    written, names = canonical(stepped(config, usual_networks().words))
    kept: list[Any] = []
    adapted = [names.path(own) for own, _ in learned]
    used: set[int] = set()
    course_for, new = 0, 0
    for own, layer in frozen(model):
        path, weights = names.path(own), layer.get_weights()
        if isinstance(layer, keras.layers.Normalization):
            adapted += [path] if was_adapted(layer) else []
            continue
        keys = course.same(weights)
        if keys is None:
            keys = course.instead(weights, used)
            course_for, new = course_for + (keys is not None), new + (keys is None)
        if keys is not None:
            kept.append([path, keys])
    how = {"optimizer": optimizer(model.optimizer), "loss": losses(model)}
    made = {"model": written, "kept": kept, "adapted": adapted, **how}
    inside = constants.made(model)
    counted = None if inside is None else bits([written, how]) + inside
    return Planned(made, PlanReport(replaced, course_for, new, counted, wiring(written, usual)))


def build(plan: Mapping[str, Any], course: CourseWeights, *, learned: DataTask = DataTask.CLASSIFICATION) -> Any:
    """Make the network of a plan, with new weights where it does not keep the course's; compiled for the task."""
    model = keras.saving.deserialize_keras_object(plan["model"], safe_mode=True)
    for path, keys in plan["kept"]:
        at(model, path).set_weights([course.arrays[key] for key in keys])
    made = {name: keras.saving.deserialize_keras_object(plan[name], safe_mode=True) for name in ("optimizer", "loss")}
    model.compile(**made, metrics=[METRICS.get(learned, "accuracy")])
    return model


def frozen(model: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the layers whose weights training does not move, with the names of the models that they lie in."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from frozen(layer, (*path, layer.name))
        elif layer.weights and not layer.trainable_weights:
            yield (*path, layer.name), layer


def at(model: Any, path: Sequence[str]) -> Any:
    """Return the layer at a path of names."""
    for name in path:
        model = model.get_layer(name)
    return model


def was_adapted(layer: Any) -> bool:
    """Tell whether a normalisation has learned the spread of its inputs: one that is new changes nothing."""
    return layer.input_mean is None and not (np.allclose(layer.mean, 0) and np.allclose(layer.variance, 1))


def adapt(model: Any, plan: Mapping[str, Any], x: Any) -> None:
    """Let layers of a plan learn the spread or the words of what reaches them, from what the network is trained on."""
    for path in plan["adapted"]:
        layer = at(model, path)
        values = x
        with contextlib.suppress(ValueError):  # one that lies inside another model has that model's input
            values = keras.Model(model.inputs, layer.input).predict(x, batch_size=256, verbose=0)
        layer.adapt(np.asarray(values))


def default_initialiser(kind: str, setting: str) -> Any:
    """Return the initialiser that Keras gives a setting of a layer by itself."""
    name = usual(kind).get(setting, "glorot_uniform")
    return keras.saving.serialize_keras_object(keras.initializers.get(name))


def usual(kind: str) -> Mapping[str, Any]:
    """Return what Keras gives the settings of a class of layers by itself."""
    parameters = inspect.signature(getattr(keras.layers, kind, keras.layers.Dense).__init__).parameters
    return {name: each.default for name, each in parameters.items() if each.default is not each.empty}


def optimizer(live: Any) -> Any:
    """Return an optimiser as JSON, its learning rate within the grader's range."""
    return within_range({**keras.saving.serialize_keras_object(live), "build_config": None})


def within_range(value: Any) -> Any:
    """Return a configuration without names, with every learning rate in it moved to the range."""
    if isinstance(value, list):
        return [within_range(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: within_range(item) for name, item in value.items() if name != "build_config"}
    if "class_name" in value and isinstance(made.get("config"), dict):
        made["config"].pop("name", None)
    for name in made.keys() & {"learning_rate", "initial_learning_rate"}:
        if isinstance(made[name], int | float):
            made[name] = min(max(float(made[name]), RATES[0]), RATES[1])
    return made


def losses(model: Any) -> Any:
    """Return a model's losses as JSON, in the order of its outputs."""
    given = model.loss
    if isinstance(given, dict):
        return [loss(given.get(name)) for name in model.output_names]
    return [loss(each) for each in given] if isinstance(given, list | tuple) else loss(given)


def loss(given: Any) -> Any:
    """Return one loss: its name where it is as Keras has it under that name, else with its settings."""
    if given is None:
        return None
    if isinstance(given, keras.losses.Loss) and loss_config(given) != loss_config(type(given)()):
        serialised = keras.saving.serialize_keras_object(given)
        return {**serialised, "config": {**serialised["config"], "name": None}}
    return loss_name(given)
