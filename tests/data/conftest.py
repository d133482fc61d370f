"""Places for data sets: a cache of the test's own, and the real files where this machine has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.data import Places


def real_data() -> Path | None:
    """Return the folder of real data files, if this machine has it."""
    folder = Path(os.environ.get("AUTOGRADER_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    root = tmp_path_factory.mktemp("data")
    return Places(cache=root / "cache", keras=root / "keras")


@pytest.fixture(scope="session")
def real_places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = real_data()
    if folder is None:
        pytest.skip("REAL DATA MISSING: name a folder with mnist.npz etc. in AUTOGRADER_TEST_DATA")
    root = tmp_path_factory.mktemp("real")
    return Places(cache=root / "cache", keras=root / "keras", folder=folder)
