"""What an assignment says of frameworks is read, or refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.folder import open_course
from autograder.errors import CourseError

DATA = '[data]\nname = "digits"\n'


@pytest.mark.parametrize(
    ("said", "rest", "told"),
    [
        ('["jax"]', DATA, "unknown framework 'jax'; there are: keras, torch"),
        ("[]", DATA, "expected one of keras, torch, found none"),
        ('["torch", "torch"]', DATA, "expected one of keras, torch, found torch, torch"),
        ('["torch"]', "", r"does not say what it takes; name the set in \[data\]"),
        ('["keras", "torch"]', "", r"does not say what it takes; name the set in \[data\]"),
    ],
)
def test_what_cannot_be_graded_is_refused_with_its_line(said: str, rest: str, told: str, tmp_path: Path) -> None:
    course = of(tmp_path, said, rest)
    with pytest.raises(CourseError, match=rf"assignment\.toml, line 3: frameworks: .*{told}"):
        course.assignment("a")


@pytest.mark.parametrize(
    ("said", "rest"), [('["keras"]', ""), ('["torch"]', DATA), ('["torch"]', "[entry]\nmodel = false\n")]
)
def test_what_can_be_graded_is_taken(said: str, rest: str, tmp_path: Path) -> None:
    assert of(tmp_path, said, rest).assignment("a").frameworks


def of(root: Path, frameworks: str, rest: str):  # type: ignore[no-untyped-def]
    (root / "course.toml").write_text('title = "C"\n')
    (root / "assignments" / "a").mkdir(parents=True)
    (root / "assignments/a/assignment.toml").write_text(f'title = "A"\npoints = 10\nframeworks = {frameworks}\n{rest}')
    return open_course(root)
