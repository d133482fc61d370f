"""What every data set must keep: all that are here, or the one that `DATA_SET=name` names."""

from __future__ import annotations

import os

import numpy as np
import pytest

from autograder.course.assignment import DataSpec, Private
from autograder.data import DATA_SETS, Places, find, hidden, public, training
from autograder.errors import DataError

NAMES = (os.environ["DATA_SET"],) if "DATA_SET" in os.environ else DATA_SETS.names()


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest, places: Places) -> str:
    try:
        find(request.param).source(places)
    except DataError as error:
        pytest.skip(f"REAL DATA MISSING: {error}")
    return request.param


def rows(array: np.ndarray) -> set[bytes]:
    return {row.tobytes() for row in np.ascontiguousarray(array)}


def test_it_says_what_it_is_and_gives_that(name: str, places: Places) -> None:
    data_set = find(name)
    assert data_set.title
    assert len(data_set.class_names) > 1
    arrays, specs = data_set.load(places), {**data_set.inputs, **data_set.targets}
    for key, array in arrays.items():
        spec = specs[key.rpartition("_")[0]]
        assert array.shape[1:] == spec.shape
        assert np.can_cast(array.dtype, spec.dtype, "safe")
        assert array.max() <= (spec.largest if key.startswith("x") else len(data_set.class_names) - 1)


def test_it_is_the_same_each_time(name: str, places: Places) -> None:
    first, second = find(name).load(places), find(name).load(places)
    assert all(np.array_equal(first[key], second[key]) for key in {*first, *second})
    assert find(name).source(places) == find(name).source(places)


def test_no_hidden_example_is_in_any_file_of_a_box(name: str, places: Places) -> None:
    spec, private = DataSpec(name=name), Private()
    secret, known = hidden(spec, private, places), training(spec, private, places)
    hidden_rows = rows(secret.x_test) - rows(known.x_train)
    assert len(hidden_rows) > len(secret.x_test) / 2
    shown = [mount.source for mount in public(spec, private, places).mounts if mount.source.is_dir()]
    files = [path for folder in shown for path in folder.glob("*.npy")]
    assert len(files) >= 4
    for path in files:
        array = np.load(path)
        assert array.ndim == 1 or not hidden_rows & rows(array)


def test_a_box_gets_dtypes_as_they_are_handed_out(name: str, places: Places) -> None:
    data_set = find(name)
    mounts = public(DataSpec(name=name), Private(), places).mounts
    folder = next(mount.source for mount in mounts if mount.target in (f"data/{name}", f"data/files/{name}"))
    assert np.load(folder / "x_test.npy").dtype == data_set.inputs["x"].dtype
    assert np.load(folder / "y_train.npy").dtype == data_set.targets["y"].dtype
