"""What a student writes for a date, in a name or on a file, stops nobody's export and moves no deadline."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command
from tests.field.functions import ALL

NAMES = {
    "first": "00010101T0000+1400.py",
    "last": "9999-12-31T23-59-1200.py",
    "early": "2020-01-01.py",
    "file": "preprocessing.py",
    "zoe": "preprocessing.py",
}
FORMATS = ("csv", "json", "gradescope", "nbgrader", "junit")
FAR = 2**39
"""Seconds: a file of the year 19391."""


@pytest.fixture(scope="module")
def late_course(field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course of the field, with a deadline that has passed and dates of files believed nowhere."""
    root = tmp_path_factory.mktemp("late") / "course"
    shutil.copytree(field_course, root, ignore=shutil.ignore_patterns(".autograder"))
    settings = root / "assignments/preprocessing/assignment.toml"
    late = "\n[late]\nper_day = 0.5\n"
    settings.write_text("due = 2026-01-01T00:00:00Z\n" + settings.read_text() + late)
    return root


@pytest.fixture(scope="module")
def ran(late_course: Path, autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("run")
    for student, name in NAMES.items():
        (folder / student).mkdir()
        (folder / student / name).write_text(f"# {student}\n{ALL}")
    os.utime(folder / "file", (FAR, FAR))
    done = autograder("batch", folder, "-a", "preprocessing", "--out", out, "-j", 2, course=late_course, timeout=600)
    assert done.code == 0, done.stdout + done.stderr
    return out, done.stdout + done.stderr


@pytest.mark.parametrize("to", FORMATS)
def test_every_export_names_everybody(to: str, ran: tuple[Path, str], late_course: Path, autograder: Command) -> None:
    into = ran[0] / f"exported-{to}"
    done = autograder("export", ran[0], "--to", to, "--out", into, course=late_course)
    assert done.code == 0, done.stdout + done.stderr
    texts = [path.name + path.read_text("utf-8") for path in (into, *into.rglob("*")) if path.is_file()]
    assert all(any(student in text for text in texts) for student in NAMES)


def test_a_name_makes_no_hand_in_early_and_the_batch_says_so(ran: tuple[Path, str]) -> None:
    assert "late.file_dates" in ran[1]
    assert "early" in ran[1]
