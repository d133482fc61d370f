"""Verify the arrays of a data set: which there are, their shapes and dtypes, and that each target can be learned."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Arrays, ArraySpec, DataSet
from autograder.errors import DataError
from autograder.i18n import gettext as _

LABEL = ArraySpec((), "int64", "class")
"""A label: an index into the class names."""
_TRAIN = frozenset({"x_train", "y_train"})
_WHOLE = _TRAIN | {"x_test", "y_test"}


def verify(data_set: DataSet, arrays: Arrays, stored: str = "") -> None:
    """Check what a data set gave.

    Args:
        data_set: the set.
        arrays: its arrays.
        stored: the dtype that all arrays have until they are handed out; else each has its own.

    Raises:
        DataError: an array is missing, is of another shape or dtype, or holds what is no label or no number.
    """
    if arrays.keys() not in (_TRAIN, _WHOLE):
        found = ", ".join(sorted(arrays)) or "none"
        raise DataError(
            _(
                "The data set {title} is damaged: expected x_train, y_train and maybe x_test, y_test; found {found}."
            ).format(title=data_set.title, found=found)
        )
    specs = {**data_set.inputs, **data_set.targets}
    for key, array in arrays.items():
        spec = specs[key.partition("_")[0]]
        shape = (len(arrays[key.replace("y", "x", 1)]), *spec.shape)
        dtype = np.dtype(stored or spec.dtype)
        if array.shape != shape or array.dtype != dtype or not len(array):
            raise DataError(
                _(
                    "The data set {title} is damaged: {key} should be {expected} of shape {shape}, "
                    "found {dtype} {found}."
                ).format(
                    title=data_set.title, key=key, expected=dtype, shape=shape, dtype=array.dtype, found=array.shape
                )
            )
        if key.startswith("y"):
            verify_targets = _verify_labels if data_set.class_names else _verify_numbers
            verify_targets(data_set, key, array)


def _verify_labels(data_set: DataSet, key: str, labels: NDArray[Any]) -> None:
    last = 1 if labels.ndim > 1 else len(data_set.class_names) - 1
    wrong = labels[(labels < 0) | (labels > last)]
    if len(wrong):
        raise DataError(
            _("The data set {title} is damaged: {key} holds the label {label}, expected 0 to {last}.").format(
                title=data_set.title, key=key, label=int(wrong.max()), last=last
            )
        )


def _verify_numbers(data_set: DataSet, key: str, numbers: NDArray[Any]) -> None:
    lost = np.argwhere(~np.isfinite(numbers))
    if len(lost):
        raise DataError(
            _("The data set {title} is damaged: {key} holds {found} at row {row}, expected numbers alone.").format(
                title=data_set.title, key=key, found=numbers[tuple(lost[0])], row=int(lost[0][0])
            )
        )
