"""Plain records that the tests of checks start from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from autograder.data import HiddenData
from autograder.records import Calibration, Evidence, Outcome, Reference


@pytest.fixture
def evidence() -> Evidence:
    return Evidence("sha256:1", Outcome.OK)


@pytest.fixture
def reference() -> Reference:
    calibration = Calibration((0.97, 0.975, 0.972), (0, 1, 2), 540, 0.95, 0.001, {}, "cpu", "digits", 100)
    return Reference("digits_cnn", None, (), calibration, "sha256:2")


@pytest.fixture
def data() -> HiddenData:
    labels = np.arange(540) % 10
    return HiddenData(
        x_test=np.zeros((540, 8, 8), np.uint8),
        y_test=labels,
        x_file=Path("x_test.npy"),
        pixel_max=16,
        class_names=tuple("0123456789"),
        is_public_labels=True,
        data="digits",
    )


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of checks, with the imports that most need."""

    def write_checks(code: str, name: str = "test_public.py") -> Path:
        path = tmp_path / name
        path.write_text("import pytest\nfrom autograder.checks import *\n" + dedent(code), encoding="utf-8")
        return path

    return write_checks
