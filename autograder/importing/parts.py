"""What an imported assignment consists of, whatever it was written for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.checks.demands import Must
from autograder.records import MODEL, Json
from autograder.verdicts import is_guessable, is_verdict

ANSWER = "answer"
"""Tag of a Markdown cell that holds a written answer: the stub asks for one instead."""

STAFF = "staff"
"""Tag of a cell that only the solution has."""

IN_NOTEBOOK = "active-ipynb"
"""Tag of a cell that runs in the notebook and is a comment in the module."""


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a question.

    `code` runs among a submission's names. With `valued` the value of the expression in which it ends is compared with
    `expected` outside, or meets `demands`; without it the code asserts by itself. `weight` is its share of the
    question's points. With `possible` a number in which the code ends is what was earned of so many points. `advice`
    is what a student reads where the test does not pass.
    """

    name: str
    code: str
    hidden: bool = False
    valued: bool = False
    expected: Json = None
    weight: float = 1.0
    possible: float = 0.0
    advice: str = ""
    demands: tuple[Must, ...] = ()

    @property
    def is_compared_outside(self) -> bool:
        """Tell whether what the code gives must be known to pass: no verdict of the submission's own process."""
        exact = [must.value for must in self.demands if must.relation in {"==", "close to"}]
        values = exact if self.demands else [self.expected]
        return self.valued and not is_verdict(self.code) and not any(is_guessable(self.code, each) for each in values)


@dataclass(frozen=True, slots=True)
class Question:
    """What earns points together. Without tests a person grades it; `partial` says that each test earns its share.

    `part` is the id of the written part that it becomes, with which the cells of the answer are tagged, "" where there
    is no such cell; `scheme` is how people mark it.
    """

    name: str
    title: str
    points: float
    tests: tuple[Test, ...] = ()
    partial: bool = False
    part: str = ""
    scheme: str = ""


def part_id(name: str) -> str:
    """Return the id of the written part that a question becomes."""
    plain = re.sub(r"[^a-z0-9_-]+", "_", name.casefold()).strip("_-")[:60]
    return plain if plain[:1].isalpha() and not plain.startswith("test_") and plain != MODEL else f"q_{plain}"


@dataclass(frozen=True, slots=True)
class Imported:
    """An assignment read from another grader's notebook.

    `solution` carries the markers that `course.release` replaces; `lost` are sentences about what could not be
    carried over; `settings` what the source says about itself ("format": "nbgrader").
    """

    title: str
    solution: NotebookNode
    questions: tuple[Question, ...]
    lost: tuple[str, ...]
    settings: Mapping[str, str]
