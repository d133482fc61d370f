"""Write a model that needs a submission's code as a functional model of Keras's own layers, with the same weights.

What the model does is traced (`trace`) and said again (`replay`). The copy is believed only where it computes what the
model computes.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
from keras.src.backend.common import global_state
from numpy.typing import NDArray

from autograder.frameworks.keras import words
from autograder.frameworks.keras.foreign import foreign
from autograder.frameworks.keras.replay import ExportError, Replay
from autograder.frameworks.keras.trace import trace
from autograder.frameworks.keras.words import as_taken

BATCH = 4
CLOSE = {"rtol": 1e-3, "atol": 1e-5}


def needs_code(model: Any) -> tuple[str, ...]:
    """Return the classes and functions without which a model cannot be rebuilt from its file; none for a plain one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            config = keras.saving.serialize_keras_object(model)
        except Exception:  # noqa: BLE001 - a layer of a submission may fail to give its configuration in any way
            return (type(model).__name__,)
    if "compile_config" in config:
        del config["compile_config"]
    return tuple(dict.fromkeys(foreign(config)))


def without_code(model: Any, samples: Sequence[NDArray[Any]] = ()) -> tuple[Any, tuple[str, ...]]:
    """Return a model as it can be rebuilt without a submission's code, and the names of what it needs all the same."""
    needed = needs_code(model)
    if not needed:
        return model, ()
    try:
        return exported(model, samples), ()
    except ExportError:
        return model, needed


def exported(model: Any, samples: Sequence[NDArray[Any]] = ()) -> Any:
    """Return a functional model that computes what a built model computes, of layers that need no submission.

    Args:
        model: is left as it is.
        samples: inputs, (n, …), on which the two must agree, beside made-up ones.

    Raises:
        ExportError: there is none.
    """
    with undisturbed(model), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            shape = np.shape(samples[0])[1:] if samples else None
            copy = Replay(trace(model, weights=True, input_shape=shape)).model(model.name)
            agree(model, copy, samples)
        except ExportError:
            raise
        except Exception as error:
            raise ExportError(f"{type(error).__name__}: {error}"[:500]) from error
    if needed := needs_code(copy):
        raise ExportError(", ".join(needed))
    copy.get_compile_config = model.get_compile_config
    return copy


@contextmanager
def undisturbed(model: Any) -> Iterator[None]:
    """Take back what tracing and copying leave in layers, generators and counters of names."""
    layers = [model, *model._flatten_layers(include_self=False)]  # noqa: SLF001 - Keras has no public walk
    nodes = [(layer, len(layer._inbound_nodes), len(layer._outbound_nodes)) for layer in layers]  # noqa: SLF001
    counters = dict(global_state.get_global_attribute("object_name_uids", {}) or {})
    drawn = random.getstate()
    try:
        yield
    finally:
        random.setstate(drawn)
        names = global_state.get_global_attribute("object_name_uids")
        if names is not None:
            names.clear()
            names.update(counters)
        for layer, inbound, outbound in nodes:
            del layer._inbound_nodes[inbound:], layer._outbound_nodes[outbound:]  # noqa: SLF001


def agree(model: Any, copy: Any, samples: Sequence[NDArray[Any]]) -> None:
    """Compare weights and outputs.

    Raises:
        ExportError: they differ.
    """
    sizes = [sum(int(np.prod(weight.shape)) for weight in each.weights) for each in (model, copy)]
    if sizes[0] != sizes[1]:
        raise ExportError(f"{sizes[0] - sizes[1]} weights take no part in what the model computes")
    for given in [*made_up(copy), *samples]:
        outputs = [_outputs(each, given) for each in (model, copy)]
        if not all(np.allclose(a, b, equal_nan=True, **CLOSE) for a, b in zip(*outputs, strict=True)):
            raise ExportError("the model computes something else than its layers in their order")


def made_up(model: Any) -> Iterator[Any]:
    """Yield inputs of the right shapes: between 0 and 1, and around 0."""
    numbers = np.random.default_rng(0)
    for shift in (0.0, 0.5):
        arrays = [_drawn(model, tensor, numbers, shift) for tensor in model.inputs]
        yield arrays[0] if len(arrays) == 1 else arrays


def _drawn(model: Any, tensor: Any, numbers: np.random.Generator, shift: float) -> Any:
    if tensor.dtype == "string":
        return as_taken(words.made_up(model, (BATCH, *tensor.shape[1:]), numbers))
    shape = (BATCH, *(size or 8 for size in tensor.shape[1:]))
    return (numbers.random(shape) - shift).astype("float32")


def _outputs(model: Any, given: Any) -> list[NDArray[Any]]:
    found = keras.tree.flatten(model(as_taken(given), training=False))
    return [np.asarray(keras.ops.convert_to_numpy(output), dtype="float32") for output in found]
