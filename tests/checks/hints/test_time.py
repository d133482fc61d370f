"""The time that reading a source takes grows with its length, whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import process_time

import pytest

from autograder.checks.hints import find_hints
from autograder.checks.hints.source import LONGEST, read
from autograder.course.assignment import Assignment, DataSpec
from autograder.records import Evidence, Outcome
from tests.metrics.examples import accuracy

ASSIGNMENT = Assignment(id="digits", title="", points=100, data=DataSpec(name="digits"))
LOW = accuracy(0.5)
LENGTH = LONGEST // 3
LIMIT_S = 5.0
"""Seconds of processor time for a source of that length; one on an idle machine, minutes where it grows as a square."""
HEAD = "import numpy as np\nfrom keras.datasets import mnist\n(x, y), _ = mnist.load_data()\n"
FIT = "model.fit(x, y, epochs=2)\n"


def names(n: int) -> list[str]:
    return [f"a{i:x}" for i in range(n)]


SOURCES: Mapping[str, Callable[[int], str]] = {
    "one value for many targets": lambda n: f"{', '.join(names(n // 8))} = np.array([{'x,' * (n // 8)}]).reshape(y)",
    "targets one after the other": lambda n: " = ".join([*names(n // 8), "x / 255"]),
    "pairs": lambda n: f"{', '.join(names(n // 14))} = {', '.join(['x / 255'] * (n // 14))}",
    "pairs many times": lambda n: " = ".join(["a, b"] * (n // 8) + ["x / 2, y"]),
    "a chain of names": lambda n: "\n".join(
        f"{new} = {old} / 2" for old, new in zip(["x", *names(n // 14)], names(n // 14), strict=False)
    ),
    "many names from one": lambda n: "\n".join(f"{name} = x / 2" for name in names(n // 13)),
    "one name again and again": lambda n: "a = x / 2\n" * (n // 10),
    "many fits": lambda n: "a = x / 2\n" + FIT * (n // len(FIT)),
    "many fits of one function": lambda n: "def f(x):\n" + f"    {FIT}" * (n // 40) + "f(x)\n" * (n // 12),
    "many arguments": lambda n: f"def f({','.join(names(n // 16))}): return a1\nz = f({'x / 2,' * (n // 16)})\n",
    "many arguments by name": lambda n: (
        f"def f({','.join(names(n // 20))}): return a1\nz = f({','.join(f'{a}=x' for a in names(n // 20))})\n"
    ),
    "many unpacked": lambda n: f"def f({','.join(names(n // 12))}): return a1\n" + "z = f(*x)\n" * (n // 20),
    "many functions of one name": lambda n: "def f(a): return a / 2\n" * (n // 40) + "z = f(x)\n" * (n // 18),
    "many methods of one name": lambda n: (
        "class A:\n" + "    def f(self, a): return self.b / 2\n" * (n // 80) + "z.b = z.f(x)\n" * (n // 26)
    ),
    "many results": lambda n: "def f(a):\n" + "    if a: return a / 2\n" * (n // 40) + "z = f(x)\n" * (n // 18),
    "many predictions": lambda n: "z = x / 2\n" + "model.predict(x)\n" * (n // 18),
    "lambdas": lambda n: "z = " + "lambda a=" * min(n // 20, 60) + "x / 2" + ": a" * min(n // 20, 60),
    "attributes": lambda n: "\n".join("z = x" + ".b" * 60 + " / 2" for _ in range(n // 130)),
    "subscripts": lambda n: "\n".join("z = x" + "[0]" * 60 + " / 2" for _ in range(n // 190)),
    "nested loops": lambda n: "\n".join("z = " + "[" * 60 + "a" + " for a in x]" * 60 for _ in range(n // 790)),
    "appended": lambda n: "z = []\n" + "z.append(x / 2)\n" * (n // 17) + "b = np.array(z)\n",
    "operators": lambda n: "z = x" + " / 2" * min(n // 4, 700) + "\n" + FIT,
    "spaces behind a cell that is broken": lambda n: "def (\n" + " " * (n // 2) + "x\n" + "a " * (n // 8) + "b\n",
    "questions": lambda n: "def (\n" + "? " * (n // 4) + "x\n" + "a?" + " " * (n // 3) + "x\n",
    "an assignment of blanks": lambda n: "def (\n" + " " * (n // 3) + "," * (n // 3) + "! x\n",
    "cells": lambda n: "# %%\n" * (n // 5),
    "old keys": lambda n: "history['acc']\n" * (n // 15),
    "old keys in a chain": lambda n: ("history" + "['acc']" * min(n // 7, 2000) + "\n") * max(1, n // 14_000),
    "attributes in a long chain": lambda n: ("z = x" + ".b" * min(n // 2, 2000) + " / 2\n") * max(1, n // 4_000),
    "old keywords": lambda n: "Adam(lr=1)\n" * (n // 11),
    "frozen": lambda n: "model.compile()\n" + "base.trainable = False\n" * (n // 23),
}


@pytest.mark.parametrize("shape", SOURCES)
def test_a_long_source_is_read_in_seconds(shape: str) -> None:
    source = HEAD + SOURCES[shape](LENGTH) + "\n# %%\n" + FIT
    evidence = Evidence("sha256:1", Outcome.OK, source=source, history={"loss": (1.0, 0.5)})
    assert len(source) < LONGEST
    started = process_time()
    find_hints(evidence, ASSIGNMENT, measured=LOW)
    assert process_time() - started < LIMIT_S


@pytest.mark.parametrize(
    "shape", [shape for shape in SOURCES if shape != "cells" and "def (" not in SOURCES[shape](100)]
)
def test_the_sources_are_programs(shape: str) -> None:
    assert len(read(HEAD + SOURCES[shape](LENGTH)).nodes) > 100
