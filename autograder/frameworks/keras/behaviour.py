"""Try what a rebuilt model does: what it gives, when dropout acts, what a training step moves, whether it can learn.

Everything happens on the model that a box has rebuilt. Probes give it back its weights and how it was compiled, without
the optimiser's state.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.frameworks.keras.words import as_taken
from autograder.frameworks.probing import (
    DRAWS,
    IMAGES,
    STEPS,
    Finding,
    losses_seen,
    other_answers,
    outputs_seen,
    problem_seen,
    rate_seen,
)
from autograder.protocol.jobs import DataTask
from autograder.texts import are_texts

CHANNELS = 100


def observe(
    model: Any, inputs: NDArray[Any], *, probes: Collection[str], learned: DataTask = DataTask.CLASSIFICATION
) -> dict[str, Finding]:
    """Return what each probe found; a probe that could not be made says why under "problem".

    Args:
        model: built; compiled or not.
        inputs: what the model takes, (n, …); at most 32 are used.
        probes: names of `PROBES`.
        learned: what is learned from the data.
    """
    few = np.asarray(inputs[:IMAGES])
    images = as_taken(few) if are_texts(few) else few.astype(np.float32)
    return {name: _tried(PROBES[name], model, images, learned) for name in PROBES if name in probes}


def output(model: Any, images: NDArray[np.float32], _learned: DataTask) -> Finding:
    """Look at the outputs: their range, and whether each adds up to 1."""
    return outputs_seen(_outputs(model, images, training=False))


def dropout(model: Any, images: NDArray[np.float32], _learned: DataTask) -> Finding:
    """See whether two passes differ in training and in use, and measure each dropout layer's rate."""
    return {
        "layers": [_rate(layer) for layer in _leaves(model) if _is_dropout(layer)],
        "training_differs": _passes_differ(model, images, training=True),
        "inference_differs": _passes_differ(model, images, training=False),
    }


def training_step(model: Any, images: NDArray[np.float32], learned: DataTask) -> Finding:
    """Take one step towards wrong answers: frozen layers must stay as they are, all others must move."""
    before = {id(layer): layer.get_weights() for layer in _leaves(model)}
    with _training(model, optimizer="sgd", eager=True):
        model.train_on_batch(images, _other_answers(model, images, learned))
        moved = {id(layer) for layer in _leaves(model) if _differ(before[id(layer)], layer.get_weights())}
    weighted = [layer for layer in _leaves(model) if before[id(layer)]]
    return {
        "frozen_moved": [layer.name for layer in weighted if not layer.trainable and id(layer) in moved],
        "trainable_still": [layer.name for layer in weighted if layer.trainable_weights and id(layer) not in moved],
    }


def memorising(model: Any, images: NDArray[np.float32], learned: DataTask) -> Finding:
    """Train on a handful of images with arbitrary answers: a network that can learn at all learns these by heart."""
    answers = _other_answers(model, images, learned)
    with _training(model, optimizer="adam", eager=False):
        losses = [float(np.ravel(model.train_on_batch(images, answers))[0]) for _ in range(STEPS)]
    return losses_seen(losses)


Probe: TypeAlias = Callable[[Any, NDArray[np.float32], DataTask], Finding]
PROBES: Mapping[str, Probe] = {
    "output": output,
    "dropout": dropout,
    "training_step": training_step,
    "memorising": memorising,
}
"""By name, in the order in which they are made."""


def _tried(probe: Probe, model: Any, images: NDArray[np.float32], learned: DataTask) -> Finding:
    weights = model.get_weights()
    try:
        return probe(model, images, learned)
    except Exception as error:  # noqa: BLE001 - a model may refuse to be tried in any way
        return problem_seen(error)
    finally:
        if weights:
            model.set_weights(weights)


def _outputs(model: Any, images: NDArray[np.float32], *, training: bool) -> NDArray[np.float32]:
    """Return the first output for each image as numbers, shape (n, …)."""
    import keras

    given = keras.tree.flatten(model(images, training=training))[0]
    return np.asarray(keras.ops.convert_to_numpy(given), dtype=np.float32)


def _passes_differ(model: Any, images: NDArray[np.float32], *, training: bool) -> bool:
    first, second = (_outputs(model, images, training=training) for _ in range(2))
    return not np.allclose(first, second)


@contextmanager
def _training(model: Any, *, optimizer: str, eager: bool) -> Iterator[None]:
    """Compile with a loss that fits any output, as long as the block lasts; eager for steps too few to be traced."""
    import keras

    config = model.get_compile_config() if model.compiled else None
    rates = {"sgd": keras.optimizers.SGD(0.1), "adam": keras.optimizers.Adam(0.01)}
    model.compile(optimizer=rates[optimizer], loss="mean_squared_error", run_eagerly=eager)
    try:
        yield
    finally:
        if config is not None:
            model.compile_from_config(config)


def _other_answers(model: Any, images: NDArray[np.float32], learned: DataTask) -> NDArray[np.float32]:
    """Return answers that the model does not give, and that its last activation can."""
    return other_answers(_outputs(model, images, training=False), learned)


def _rate(layer: Any) -> Finding:
    """Measure which share of ones a dropout layer switches off."""
    import keras

    spatial = layer.input_spec.ndim - 2 if layer.input_spec is not None else 0
    ones = keras.ops.ones((DRAWS // CHANNELS, *([1] * spatial), CHANNELS))
    drawn = np.asarray(keras.ops.convert_to_numpy(layer(ones, training=True)))
    return rate_seen(layer.name, float(layer.rate), drawn)


def _is_dropout(layer: Any) -> bool:
    import keras

    return isinstance(layer, keras.layers.Dropout)


def _leaves(model: Any) -> list[Any]:
    import keras

    return [layer for layer in model._flatten_layers(include_self=False) if not isinstance(layer, keras.Model)]  # noqa: SLF001 - Keras has no public walk through nested models


def _differ(before: list[Any], after: list[Any]) -> bool:
    return any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True))
