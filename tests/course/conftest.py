"""Fixtures of the course's tests."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import keras
import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

# the tests of the course share one module of helpers; pytest imports each file on its own
_path = Path(__file__).with_name("course.py")
_spec = importlib.util.spec_from_file_location("course_helpers", _path)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
sys.modules["course_helpers"] = _module
_spec.loader.exec_module(_module)


def pytest_configure(config: pytest.Config) -> None:
    """Know the marks of the course's checks, which some tests import."""
    config.addinivalue_line("markers", "points(number): what the check is worth")
    config.addinivalue_line("markers", "visibility(word): who sees the check")
    config.addinivalue_line("markers", "claimed: the check believes what the submission says of itself")


@pytest.fixture
def as_in_a_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in an empty folder, draw without a screen, build VGG16 without its weights."""
    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    real = keras.applications.VGG16
    monkeypatch.setattr(keras.applications, "VGG16", lambda **options: real(**options | {"weights": None}))
    yield tmp_path
    plt.close("all")
