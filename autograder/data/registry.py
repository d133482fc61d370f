"""The data sets that a course can name: its own, those of the package, and those of other distributions."""

from __future__ import annotations

import numpy as np

from autograder.contracts import DataSet, Places
from autograder.data import own
from autograder.data.bundled import BUNDLED
from autograder.data.published import PublishedSet
from autograder.errors import UsageError
from autograder.extensions import EntryPointGroup
from autograder.protocol.jobs import DataTask
from autograder.sentences import EXAMPLES, IMAGES, Nouns

_PARTS = ("title", "task", "inputs", "targets", "class_names", "public_labels", "source", "load")


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
    if problem := _ungradable(data_set):
        origin = f"{places.course}/data/{name}/{own.STATEMENT}" if places and is_own else DATA_SETS.origin(name)
        raise UsageError(f"{origin}: the data set {name!r}: {problem}")
    return data_set


def nouns_of(data_set: DataSet) -> Nouns:
    """Return what a set's examples are called: as it says itself, else images or examples."""
    usual = IMAGES if has_images(data_set) else EXAMPLES
    return Nouns(getattr(data_set, "one", "") or usual.one, getattr(data_set, "many", "") or usual.many)


def has_images(data_set: DataSet) -> bool:
    """Tell whether inputs can be drawn: bytes, or what is called an image, in rows and columns of one or 3 values."""
    x = data_set.inputs["x"]
    drawn = len(x.shape) == 2 or (len(x.shape) == 3 and x.shape[2] in {1, 3})
    return drawn and (x.dtype == "uint8" or x.meaning == "image")


def _ungradable(data_set: DataSet) -> str:
    """Return why a set cannot be graded; "" where it can."""
    if data_set.task not in set(DataTask) or set(data_set.inputs) != {"x"} or set(data_set.targets) != {"y"}:
        arrays = ", ".join((*data_set.inputs, *data_set.targets))
        tasks = ", ".join(DataTask)
        return f"expected one input x, one target y and a task of {tasks}; found {data_set.task} with {arrays}"
    task, count, target = DataTask(data_set.task), len(data_set.class_names), data_set.targets["y"]
    if task is DataTask.BINARY and count != 2:
        return f"expected two class names for the task {task}, found {count}"
    if task is DataTask.MULTILABEL and (count < 2 or target.shape != (count,)):
        return f"expected class names and a row of as many labels for the task {task}, found {count} and {target.shape}"
    if task.names_classes and (count < 2 or target.shape):
        return f"expected class names and one label each for the task {task}, found {count} and {target.shape}"
    if task.gives_numbers and (count or len(target.shape) > 1 or np.dtype(target.dtype).kind != "f"):
        found = f"{count}, and {target.dtype} of shape {target.shape}"
        return f"expected no class names and a float or a row of them for the task {task}, found {found}"
    return ""


def used(name: str, *, offline: bool) -> str:
    """Return the name of the set that a run really uses in the place of another one."""
    data_set = BUNDLED.get(name)
    stand_in = data_set.stand_in if isinstance(data_set, PublishedSet) else ""
    return stand_in if offline and stand_in else name
