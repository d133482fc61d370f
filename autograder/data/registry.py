"""The data sets that a course can name: the package's own, and those of other distributions."""

from __future__ import annotations

from autograder.contracts import DataSet
from autograder.data.bundled import BUNDLED
from autograder.data.published import PublishedSet
from autograder.errors import UsageError
from autograder.extensions import EntryPointGroup

_PARTS = ("title", "task", "inputs", "targets", "class_names", "public_labels", "source", "load")
CLASSIFICATION = "classification"


def _fits(found: object) -> bool:
    return not isinstance(found, type) and all(hasattr(found, part) for part in _PARTS)


DATA_SETS: EntryPointGroup[DataSet] = EntryPointGroup(
    "autograder.datasets", "data set", BUNDLED, "a contracts.DataSet", _fits
)
"""Every data set by the name that `assignment.toml` uses."""


def find(name: str) -> DataSet:
    """Return a data set.

    Raises:
        UsageError: there is none, or none that can be graded. The message names the distribution that brings it.
    """
    data_set = DATA_SETS.find(name)
    if data_set.task != CLASSIFICATION or set(data_set.inputs) != {"x"} or set(data_set.targets) != {"y"}:
        names = ", ".join((*data_set.inputs, *data_set.targets))
        raise UsageError(
            f"{DATA_SETS.origin(name)}: the data set {name!r}: this version grades {CLASSIFICATION} with one input x "
            f"and one target y; found {data_set.task} with {names}"
        )
    return data_set


def used(name: str, *, offline: bool) -> str:
    """Return the name of the set that a run really uses in the place of another one."""
    data_set = BUNDLED.get(name)
    stand_in = data_set.stand_in if isinstance(data_set, PublishedSet) else ""
    return stand_in if offline and stand_in else name
