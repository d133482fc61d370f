"""Among several files the one that is meant is graded, or the student is asked which."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from autograder.errors import SubmissionError
from autograder.submissions.choice import choose


def chosen(*names, sources=None):
    sources = sources or {}
    paths = [PurePosixPath(name) for name in names]
    found = choose(paths, assignment="digits_cnn", read=lambda path: sources.get(str(path), b""))
    return str(found) if found else None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.ipynb"], "a.ipynb"),
        (["a.py"], "a.py"),
        (["a.ipynb", "utils.py", "helper.py"], "a.ipynb"),
        (["a.ipynb", "b.ipynb", "digits_cnn.ipynb"], "digits_cnn.ipynb"),
        (["a.ipynb", "Digits-CNN.ipynb"], "Digits-CNN.ipynb"),
        (["a.ipynb", "digits_cnn_kim.ipynb"], "digits_cnn_kim.ipynb"),
        (["a.ipynb", "digits_cnn_kim.ipynb", "digits_cnn.py"], "digits_cnn.py"),
        (["main.py", "digits_cnn.py"], "digits_cnn.py"),
        (["main.py", "a.py", "b.py"], "main.py"),
        (["Submission.ipynb", "draft.ipynb"], "Submission.ipynb"),
        (["submission.ipynb", "main.ipynb"], "main.ipynb"),
        (["digits_cnn.ipynb", "digits_cnn.py"], "digits_cnn.ipynb"),
        (["deep/digits_cnn.ipynb", "a.py"], "a.py"),
        (["deep/a.ipynb", "test_public.py", "conftest.py", "setup.py", "__init__.py"], "deep/a.ipynb"),
        (["A.IPYNB", "x.csv"], "A.IPYNB"),
    ],
)
def test_the_clearest_name_wins(names, expected):
    assert chosen(*names) == expected


def test_a_module_that_imports_the_others_is_the_one():
    sources = {"train.py": b"from layers import block\nimport utils, os\n", "layers.py": b"from .utils import f\n"}
    assert chosen("train.py", "layers.py", "utils.py", sources=sources) == "train.py"


def test_nothing_to_grade_is_none():
    assert chosen("a.csv", "test_x.py") is None


@pytest.mark.parametrize(
    "names", [["a.ipynb", "b.ipynb"], ["a.py", "b.py"], ["digits_cnn_1.ipynb", "digits_cnn_2.ipynb"]]
)
def test_a_tie_names_the_candidates(names):
    with pytest.raises(SubmissionError, match="found 2: " + ", ".join(names)) as caught:
        chosen(*names)
    assert caught.value.kind == "ambiguous"
    assert "name it digits_cnn.ipynb" in str(caught.value)


def test_what_was_not_graded_is_told(tmp_path, load_path):
    for name in ("digits_cnn.py", "helper.py", "other.py"):
        (tmp_path / name).write_bytes(b"x = 1\n")
    assert load_path(tmp_path).notes == ()
    (tmp_path / "digits_cnn.ipynb").write_bytes(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x"}]}')
    (tmp_path / "old.ipynb").write_bytes(b"{}")
    assert load_path(tmp_path).notes == ("Graded: digits_cnn.ipynb. Not graded: digits_cnn.py, old.ipynb.",)
