"""A data set that another distribution brings: one input and one target for each example."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Arrays, ArraySpec, Places
from autograder.data.verified import LABEL, verify
from autograder.errors import AutograderError, DataError


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A data set whose arrays a function makes or reads.

    Args:
        title: what people call it.
        x: what one example is.
        class_names: the classes, in the order of their labels.
        read: gives `x_train` and `y_train`, and `x_test` and `y_test` where the set has test examples of its own.
        public_labels: whether the labels can be found on the internet.
        task: what is learned.
        y: what is to be given for an example, where that is no label.
        one: what one example is called.
        many: what several are called.
        unit: what numbers that are to be given are in.
    """

    title: str
    x: ArraySpec
    class_names: tuple[str, ...]
    read: Callable[[Places], Arrays]
    public_labels: bool = False
    task: str = "classification"
    y: ArraySpec = LABEL
    one: str = ""
    many: str = ""
    unit: str = ""

    @property
    def inputs(self) -> Mapping[str, ArraySpec]:
        """What a network gets."""
        return {"x": self.x}

    @property
    def targets(self) -> Mapping[str, ArraySpec]:
        """What it is to give: an index into the class names, or numbers."""
        return {"y": self.y}

    def source(self, places: Places) -> str:
        """Return the digest of the arrays."""
        arrays = self.load(places)
        told = [(key, array.dtype.str, array.shape, _digest(array)) for key, array in sorted(arrays.items())]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def load(self, places: Places) -> Arrays:
        """Return the arrays that the function gives, verified."""
        try:
            arrays = {key: np.asarray(array) for key, array in self.read(places).items()}
        except AutograderError:
            raise
        except Exception as error:
            raise DataError(f"The data set {self.title} cannot be read: {type(error).__name__}: {error}") from error
        for key in ("y_train", "y_test"):
            if (
                key in arrays
                and arrays[key].dtype.kind in "iuf"
                and np.can_cast(arrays[key], self.y.dtype, "same_kind")
            ):
                arrays[key] = arrays[key].astype(self.y.dtype)
        verify(self, arrays)
        return arrays


def _digest(array: NDArray[Any]) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()
