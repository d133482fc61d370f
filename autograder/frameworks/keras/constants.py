"""Count the numbers that a network makes out of its form: what it computes is then the same for any image and weights.

`sum(ones_like(Dense(n)(x)))` is n, whatever x is. Such numbers are found where they come up: two images that differ and
weights that are drawn anew must not change what a layer or an operation gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.frameworks.keras.hearing import heard
from autograder.frameworks.keras.words import as_taken, made_up
from autograder.networks.brought import number_bits

SAME: Final = 1e-4
"""Up to which share of itself a number may differ and still be the same."""
FREE_SIZE: Final = 32
"""The size given to a side of an image that may have any."""

Array = NDArray[np.float64]


def made(model: Any) -> int | None:
    """Return the bits of the numbers that a network makes out of nothing but its form; None where it cannot be run."""
    rng = np.random.default_rng(0)
    weights = model.get_weights()
    try:
        first, second = (_given(model, rng) for _ in range(2))
    except Exception:  # noqa: BLE001 - a network may refuse made-up images in any way; a person is asked then
        return None
    finally:
        model.set_weights(weights)
    found = {(one.shape[1:], tuple(map(float, _rounded(one[0]).ravel()))) for one in _constant(first, second)}
    return sum(_bits(values) for _, values in found)


def _given(model: Any, rng: np.random.Generator) -> list[Array]:
    """Return what layers and operations give for two images, with weights that are drawn anew."""
    import keras

    model.set_weights([_drawn(weight, rng) for weight in model.get_weights()])
    inputs = model.inputs[0] if isinstance(model, keras.Sequential) else model.input
    images = keras.tree.map_structure(lambda tensor: _examples(model, tensor, rng), inputs)
    with heard() as said:
        model(images, training=False)
    return [np.asarray(keras.ops.convert_to_numpy(keras.ops.cast(one, "float32")), np.float64) for one in said]


def _drawn(weight: Any, rng: np.random.Generator) -> Any:
    if not np.issubdtype(weight.dtype, np.floating):
        return weight
    if weight.ndim < 2:
        return rng.uniform(0.5, 1.5, weight.shape).astype(weight.dtype)
    return (rng.normal(size=weight.shape) / np.sqrt(np.prod(weight.shape[:-1]))).astype(weight.dtype)


def _examples(model: Any, tensor: Any, rng: np.random.Generator) -> Any:
    if tensor.dtype == "string":
        return as_taken(made_up(model, (2, *tensor.shape[1:]), rng))
    shape = (2, *(side or FREE_SIZE for side in tensor.shape[1:]))
    return rng.uniform(0, 1, shape).astype(tensor.dtype)


def _constant(first: list[Array], second: list[Array]) -> Iterator[Array]:
    """Yield what is the same in both runs, and for both images where it has a row for each."""
    for one, other in zip(first, second, strict=True):
        if one.size == 0 or one.shape != other.shape or not np.isfinite(one).all():
            continue
        rows = one if one.ndim and len(one) == 2 else one[None]
        others = other if one.ndim and len(one) == 2 else other[None]
        if np.allclose(rows, rows[:1], SAME, 0) and np.allclose(rows, others, SAME, 0):
            yield rows


def _rounded(values: Array) -> Array:
    """Return numbers to four digits, the least that can be told apart."""
    digits = 10.0 ** (3 - np.floor(np.log10(np.where(values == 0, 1, np.abs(values)))))
    return np.round(values * digits) / digits


def _bits(values: tuple[float, ...]) -> int:
    """Return the bits of numbers in a row, or of the steps between them: of each run its value and length."""
    steps = (values[0], *np.diff(values).tolist())
    return min(_run_bits(values), _run_bits(steps))


def _run_bits(values: tuple[float, ...]) -> int:
    runs = [(value, len(list(same))) for value, same in groupby(values)]
    return sum(number_bits(value) + length.bit_length() - 1 for value, length in runs)
