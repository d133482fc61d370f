"""The data sets that a course can name: its own, those of the package, and those of other distributions."""

from __future__ import annotations

from autograder.contracts import DataSet, Places
from autograder.data import own
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
"""Every data set that is no course's own by the name that `assignment.toml` uses."""


def names(places: Places) -> tuple[str, ...]:
    """Return the names of all data sets, a course's own first."""
    return tuple(dict.fromkeys((*own.names(places.course), *DATA_SETS.names())))


def find(name: str, places: Places | None = None) -> DataSet:
    """Return a data set: a course's own, where the places have one of the name.

    Raises:
        CourseError: it is the course's own, and its files are wrong.
        UsageError: there is none, or none that can be graded. The message says who brings it.
    """
    is_own = places is not None and name in own.names(places.course)
    data_set: DataSet = own.find_own(name, places) if places is not None and is_own else DATA_SETS.find(name)
    if data_set.task != CLASSIFICATION or set(data_set.inputs) != {"x"} or set(data_set.targets) != {"y"}:
        arrays = ", ".join((*data_set.inputs, *data_set.targets))
        origin = f"{places.course}/data/{name}/{own.STATEMENT}" if places and is_own else DATA_SETS.origin(name)
        raise UsageError(
            f"{origin}: the data set {name!r}: this version grades {CLASSIFICATION} with one input x "
            f"and one target y; found {data_set.task} with {arrays}"
        )
    return data_set


def used(name: str, *, offline: bool) -> str:
    """Return the name of the set that a run really uses in the place of another one."""
    data_set = BUNDLED.get(name)
    stand_in = data_set.stand_in if isinstance(data_set, PublishedSet) else ""
    return stand_in if offline and stand_in else name
