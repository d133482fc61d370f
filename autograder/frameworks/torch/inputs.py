"""In which shape a module takes the course's inputs, found by giving it a few."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from autograder.frameworks.torch.modes import modes_kept
from autograder.frameworks.torch.rebuild import RebuiltModule
from autograder.records import Shape

Taken = tuple[tuple[int, ...], str]
"""The shape of one input without the batch, and its type."""

TAKEN: Final[weakref.WeakKeyDictionary[Any, Taken]] = weakref.WeakKeyDictionary()
"""What is known of the modules of this process."""


def taken(model: Any) -> tuple[Shape, str] | None:
    """Return what a module takes; None where it is not known yet, or where it takes several inputs."""
    if not isinstance(model, RebuiltModule):
        return TAKEN.get(model)
    given = model.program.inputs
    return (given[0].shape[1:], given[0].dtype) if len(given) == 1 else None


def find_shape(module: Any, inputs: NDArray[Any], prepared: NDArray[Any] | None) -> tuple[Taken | None, str]:
    """Return the first shape of inputs that a module takes, one that leaves a vector for each before others.

    Beside it stands what the module said of the first shape that it did not take.

    Args:
        module: left as it is.
        inputs: a few of the course's, (n, …), raw.
        prepared: the same as the submission's `preprocess` gives them, if it has one.
    """
    found, said = None, ""
    for array in [prepared] if prepared is not None else shapes(inputs):
        for dtype in ("float32", "int64"):
            rank, complaint = _rank(module, array, dtype)
            said = said or complaint
            if rank == 2:
                return (array.shape[1:], dtype), said
            if rank is not None and found is None:
                found = array.shape[1:], dtype
    return found, said


def shapes(inputs: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield inputs in the shapes in which a module may take them: images with their channels first, plain, flat."""
    image = inputs.shape[1:]
    if len(image) == 3:
        yield np.moveaxis(inputs, -1, 1)
    if len(image) == 2:
        yield inputs[:, None]
    yield inputs
    if len(image) > 1:
        yield inputs.reshape(len(inputs), -1)
    if len(image) == 2:
        yield inputs[..., None]


def _rank(module: Any, array: NDArray[Any], dtype: str) -> tuple[int | None, str]:
    """Return how many axes a module's output has; None where it does not take the inputs, and what it said."""
    device = next((held.device for held in module.parameters()), torch.device("cpu"))
    first, fits = None, False
    try:
        with modes_kept(module), torch.no_grad():
            module.eval()
            given = module(torch.from_numpy(np.ascontiguousarray(array, dtype=dtype)).to(device))
        first = given[0] if isinstance(given, tuple | list) and given else given
        fits = isinstance(first, torch.Tensor) and first.ndim > 0 and len(first) == len(array)
    except Exception as error:  # noqa: BLE001  a module refuses inputs in any way
        return None, f"{type(error).__name__}: {error}".splitlines()[0][:300]
    return (first.ndim, "") if fits else (None, "forward() must return a tensor with a row for each input")
