"""Assignments that the corpus needs besides those that are shipped or imported, written into a course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

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


def write(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)


WRITTEN: Mapping[str, Callable[[Path, str], None]] = {
    "by_a_bar": partial(by_a_bar, mode="grader"),
    "by_a_bar_at_home": partial(by_a_bar, mode="student"),
    "roots": roots,
    "sums": sums,
}
