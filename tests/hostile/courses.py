"""Assignments that the corpus needs besides those that are shipped or imported, written into a course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from random import Random

from tests.end_to_end.attacks import HONEST
from tests.end_to_end.conftest import ASSIGNMENT

CHECKS = '''\
import pytest

from autograder.checks import assert_accuracy


@pytest.mark.points(50)
def test_accuracy(predictions, data, reference):
    """The network reads digits."""
    assert_accuracy(predictions, data, reference, bar=0.2)


@pytest.mark.points(50)
def test_curves(history):
    """Training went on for four epochs."""
    assert len(history["loss"]) == 4, "Expected four epochs."
'''
ROOTS = '''\
import pytest

from autograder.checks import assert_same_values


@pytest.mark.points(100)
def test_refusals(functions, reference):
    """`root` refuses numbers that have no root."""
    assert_same_values(functions, reference, "root")
'''
SUMS = '''\
import time

import numpy
import pytest


@pytest.mark.points(100)
def test_sums(functions):
    """The numbers add up."""
    started = time.process_time()
    sums = {call.case: sum(numpy.ravel(call.value)) for call in functions if call.error is None}
    assert time.process_time() - started < 2, "HELD"
    assert sums == {str(n): n * (n - 1) // 2 for n in range(3, 12)}, f"Found {sums}."
'''
COUNTED = """\
from autograder.records import Case


def cases(rng):
    for n in range(3, 12):
        yield Case(str(n), "count", (n,))
"""
CASES = """\
from autograder.records import Case


def cases(rng):
    for x in {numbers}:
        yield Case(f"of {{x}}", "root", (x,))
"""
ROOT = """\
def root(x):
    if x < 0:
        raise ValueError("a negative number has no root")
    return x ** 0.5
"""
KINDS = '''\
import pytest

from autograder.checks import assert_accuracy


@pytest.mark.points(100)
def test_accuracy(predictions, data, reference):
    """The network tells kinds."""
    assert_accuracy(predictions, data, reference, bar=0.5)
'''
NUMBERS = '''\
import pytest

from autograder.checks import assert_metric


@pytest.mark.points(100)
def test_error(predictions, data, reference):
    """The network adds."""
    assert_metric(predictions, data, reference, "rmse", at_most=1)
'''
ADDING = """\
import keras
from keras import layers


def build_model():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1, kernel_initializer="ones")])
    model.compile("sgd", "mse")
    return model


def train(model, x_train, y_train):
    return None
"""
STATED = """\
title = "Rows"
format = "csv"
files = ["train.csv"]
target = "kind"

[hidden]
files = ["test.csv"]
"""
HONEST_ROWS = """\
import keras
from keras import layers


def build_model():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(3, activation="softmax")])
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
"""
SETTINGS = """\
title = "Roots"
points = 100

[entry]
model = false
functions = ["root"]
"""


def by_a_bar(root: Path, name: str, *, mode: str) -> None:
    """Write an assignment on digits that knows its bar by its check alone; `mode` says who trains."""
    write(root / "assignments" / name, {"assignment.toml": ASSIGNMENT.replace('"grader"', f'"{mode}"')})
    write(root / "assignments" / name / "checks", {"test_public.py": CHECKS})
    write(root / "reference" / name, {"solution.py": HONEST})


def roots(root: Path, name: str) -> None:
    """Write an assignment that asks for errors, of public cases and of hidden ones."""
    write(root / "assignments" / name, {"assignment.toml": SETTINGS, "cases.py": CASES.format(numbers="(-1, -4)")})
    write(root / "assignments" / name / "checks", {"test_public.py": ROOTS})
    write(root / "reference" / name, {"solution.py": ROOT, "cases.py": CASES.format(numbers="(-2, -9)")})


def sums(root: Path, name: str) -> None:
    """Write an assignment whose check goes through the numbers of each value one by one."""
    write(root / "assignments" / name, {"assignment.toml": SETTINGS.replace("root", "count"), "cases.py": COUNTED})
    write(root / "assignments" / name / "checks", {"test_public.py": SUMS})
    write(root / "reference" / name, {"solution.py": "import numpy\n\n\ndef count(n):\n    return numpy.arange(n)\n"})


def in_order(root: Path, name: str) -> None:
    """Write an assignment on rows that hardly tell their kind, and whose hidden ones stand in the file kind by kind."""
    write(root / "data" / name, {"dataset.toml": STATED, "train.csv": rows(900, seed=1, mixed=True)})
    write(root / "reference" / "data" / name, {"test.csv": rows(3_000, seed=2)})
    settings = ASSIGNMENT.replace("digits", name).replace("epochs = 4", "epochs = 6")
    write(root / "assignments" / name, {"assignment.toml": settings})
    write(root / "assignments" / name / "checks", {"test_public.py": KINDS})
    write(root / "reference" / name, {"solution.py": HONEST_ROWS})


def in_secret(root: Path, name: str) -> None:
    """Write an assignment on rows with their sums, of which a and the sum of hidden ones are from 100 to 999."""
    stated = STATED.replace('target = "kind"', 'target = "sum"\ntask = "regression"')
    write(root / "data" / name, {"dataset.toml": stated, "train.csv": sums_of(60, seed=1, most=99)})
    write(root / "reference" / "data" / name, {"test.csv": sums_of(50, seed=2, least=100, most=900)})
    settings = ASSIGNMENT.replace("digits", name).replace('"grader"', '"student"')
    write(root / "assignments" / name, {"assignment.toml": settings})
    write(root / "assignments" / name / "checks", {"test_public.py": NUMBERS})
    write(root / "reference" / name, {"solution.py": ADDING})


def sums_of(number: int, *, seed: int, least: int = 0, most: int) -> str:
    draw = Random(seed)
    lines = ([draw.randint(least, most), draw.randint(0, 49), draw.randint(0, 49)] for _ in range(number))
    return "\n".join(["a,b,c,sum", *(",".join(map(str, (*line, sum(line)))) for line in lines)]) + "\n"


def rows(number: int, *, seed: int, mixed: bool = False) -> str:
    """Return noisy rows of three kinds as a CSV file, kind by kind or mixed."""
    draw = Random(seed)
    kinds = sorted(range(number), key=lambda row: row % 3)
    if mixed:
        draw.shuffle(kinds)
    lines = (
        ",".join([*(f"{draw.gauss(0.8 * (row % 3 == place), 1):.3f}" for place in range(3)), f"kind {row % 3}"])
        for row in kinds
    )
    return "\n".join(["a,b,c,kind", *lines]) + "\n"


def write(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)


WRITTEN: Mapping[str, Callable[[Path, str], None]] = {
    "in_order": in_order,
    "in_secret": in_secret,
    "by_a_bar": partial(by_a_bar, mode="grader"),
    "by_a_bar_at_home": partial(by_a_bar, mode="student"),
    "roots": roots,
    "sums": sums,
}
