"""Among several files the one that is meant is graded, and the student is told which."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from autograder.submissions.choice import choose
from autograder.submissions.work import DAMAGED, Handout, work_of

STUB = """\
def scale(x):
    # YOUR CODE HERE
    raise NotImplementedError('write this part')

def one_hot(y):
    ...
"""
PART = STUB.replace("    raise NotImplementedError('write this part')\n", "    return x / 255\n")
WHOLE = PART.replace("    ...\n", "    return y == 1\n")
PROSE = "# Scale\n"
HANDOUT = Handout((work_of(STUB, PROSE + STUB),), frozenset({"scale", "one_hot"}))


def choice(sources, handout=HANDOUT):
    """Choose among files by their code; None stands for a damaged one."""
    paths = [PurePosixPath(name) for name in sources]

    def read(path):
        code = sources[str(path)]
        return DAMAGED if code is None else work_of(code, PROSE + code)

    return choose(paths, assignment="digits_cnn", handout=lambda: handout, read=read)


def chosen(*names, sources=None):
    found = choice({name: f"a = '{name}'" for name in names} | (sources or {}), Handout())
    return str(found.path) if found else None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.ipynb"], "a.ipynb"),
        (["a.py"], "a.py"),
        (["a.ipynb", "utils.py", "helper.py"], "a.ipynb"),
        (["a.ipynb", "b.ipynb", "digits_cnn.ipynb"], "digits_cnn.ipynb"),
        (["a.ipynb", "Digits-CNN.ipynb"], "Digits-CNN.ipynb"),
        (["a.ipynb", "digits_cnn_kim.ipynb"], "digits_cnn_kim.ipynb"),
        (["a.ipynb", "Copy of digits_cnn.ipynb"], "Copy of digits_cnn.ipynb"),
        (["a.ipynb", "digits_cnn_kim.ipynb", "digits_cnn.py"], "digits_cnn.py"),
        (["main.py", "digits_cnn.py"], "digits_cnn.py"),
        (["main.py", "a.py", "b.py"], "main.py"),
        (["Submission.ipynb", "draft.ipynb"], "Submission.ipynb"),
        (["submission.ipynb", "main.ipynb"], "main.ipynb"),
        (["digits_cnn.ipynb", "digits_cnn.py"], "digits_cnn.ipynb"),
        (["deep/digits_cnn.ipynb", "a.py"], "a.py"),
        (["deep/a.ipynb", "test_public.py", "conftest.py", "setup.py", "__init__.py"], "deep/a.ipynb"),
        (["A.IPYNB", "x.csv"], "A.IPYNB"),
        (["test_network.py"], "test_network.py"),
        (["test_network.ipynb", "helper.py"], "test_network.ipynb"),
        (["test_digits_cnn.ipynb", "test_public.py"], "test_digits_cnn.ipynb"),
        (["conftest.py", "test_digits_cnn.py"], "test_digits_cnn.py"),
        (["a2.ipynb", "a10.ipynb"], "a10.ipynb"),
        ([".ipynb_checkpoints/a-checkpoint.ipynb", "b.ipynb"], "b.ipynb"),
    ],
)
def test_the_clearest_name_wins(names, expected):
    assert chosen(*names) == expected


def test_a_module_that_imports_the_others_is_the_one():
    sources = {"train.py": "from layers import block\nimport utils, os\n", "layers.py": "from .utils import f\n"}
    assert chosen("utils.py", sources=sources) == "train.py"


def test_nothing_to_grade_is_none():
    assert chosen("a.csv", "test_x.txt") is None
    assert chosen(".ipynb_checkpoints/a-checkpoint.ipynb") is None


COPIES = [
    "digits_cnn (1).ipynb",
    "hw1_final_kim.ipynb",
    "Copy of digits_cnn.ipynb",
    "digits_cnn-Copy1.ipynb",
    "deep/digits_cnn.ipynb",
    "digits_cnn_ko.ipynb",
    "digits_cnn.py",
    ".ipynb_checkpoints/digits_cnn-checkpoint.ipynb",
]


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("work", [PART, WHOLE, None], ids=["part", "whole", "damaged"])
def test_the_untouched_stub_is_never_graded_where_work_lies_beside_it(copy, work):
    found = choice({"digits_cnn.ipynb": STUB, copy: work})
    assert str(found.path) == copy
    assert found.note == f"Graded: {copy}. Not graded, since it is as it was handed out: digits_cnn.ipynb."


@pytest.mark.parametrize("copy", [name for name in COPIES if not name.startswith(".")])
def test_an_untouched_copy_is_not_graded_in_the_place_of_the_work(copy):
    found = choice({"digits_cnn.ipynb": PART, copy: STUB})
    assert str(found.path) == "digits_cnn.ipynb"
    assert copy in found.note


@pytest.mark.parametrize("copy", [name for name in COPIES if not name.startswith(".") and name.endswith(".ipynb")])
def test_of_two_versions_the_fuller_one_is_graded_and_that_is_said(copy):
    found = choice({"digits_cnn.ipynb": PART, copy: WHOLE})
    if copy == "deep/digits_cnn.ipynb" or "/" not in copy:
        assert str(found.path) == copy
    assert found.note.startswith(f"Graded: {copy}, the one in which most is written. Not graded: digits_cnn.ipynb.")


def test_a_scratch_notebook_is_not_taken_for_the_fuller_one():
    found = choice({"digits_cnn.ipynb": PART, "scratch.ipynb": "print(1)\n" * 20})
    assert (str(found.path), found.note) == (
        "digits_cnn.ipynb", "Graded: digits_cnn.ipynb. Not graded: scratch.ipynb.",
    )  # fmt: skip


def test_prose_counts_where_nobody_wrote_code():
    answered = {"digits_cnn.ipynb": STUB, "digits_cnn (1).ipynb": STUB + "# because"}
    assert str(choice(answered).path) == "digits_cnn (1).ipynb"
    assert str(choice(dict.fromkeys(answered, STUB)).path) == "digits_cnn.ipynb"


def test_empty_files_are_no_work():
    found = choice({"digits_cnn.ipynb": "", "Untitled.ipynb": WHOLE})
    assert str(found.path) == "Untitled.ipynb"


@pytest.mark.parametrize("names", [["a.ipynb", "b.ipynb"], ["a.py", "b.py"], ["digits_cnn_1.py", "digits_cnn_2.py"]])
def test_a_tie_is_decided_by_the_name_and_told(names):
    found = choice(dict.fromkeys(names, WHOLE))
    assert str(found.path) == names[1]
    assert found.note.startswith(f"Graded: {names[1]}, the last one by its name. Not graded: {names[0]}.")
    assert "hand in that one alone" in found.note


def test_what_was_not_graded_is_told(tmp_path, load_path):
    for name in ("digits_cnn.py", "helper.py", "other.py"):
        (tmp_path / name).write_bytes(b"x = 1\n")
    assert load_path(tmp_path).notes == ()
    (tmp_path / "digits_cnn.ipynb").write_bytes(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x"}]}')
    (tmp_path / "old.ipynb").write_bytes(b"{}")
    assert load_path(tmp_path).notes == ("Graded: digits_cnn.ipynb. Not graded: digits_cnn.py, old.ipynb.",)
