"""What the tests of submissions share: loading into a fresh folder, and reading source from text."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from autograder.records import Submission
from autograder.submissions import Findings, HandIn, load, read_source


@pytest.fixture
def load_path(tmp_path: Path) -> Callable[..., Submission]:
    """Load a path for a student of `digits_cnn` into a folder of its own."""
    numbers = count()

    def loaded(path: Path) -> Submission:
        return load(HandIn("kim", path), assignment="digits_cnn", into=tmp_path / "runs" / str(next(numbers)))

    return loaded


@pytest.fixture
def read(tmp_path: Path, load_path: Callable[..., Submission]) -> Callable[..., Findings]:
    """Read source without running it: a module's text, or a notebook's cells."""

    def findings(*cells: str, module: bool = False) -> Findings:
        if module:
            path = tmp_path / "main.py"
            path.write_text("\n".join(cells), encoding="utf-8")
        else:
            path = tmp_path / "main.ipynb"
            code = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
            path.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": code}), encoding="utf-8")
        return read_source(load_path(path))

    return findings
