"""Fixtures of the course's tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

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
