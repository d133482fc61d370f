"""Whatever a student's folder holds, it gets a stamp, and costs others nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.run.grade_fingerprint import MOST_FILES, of_hand_in
from autograder.submissions.hand_in import HandIn
from tests.end_to_end.conftest import Command, results
from tests.field.functions import ALL

DEPTH = 1_500


@pytest.fixture
def deep() -> Iterator[Callable[[Path], None]]:
    """Make folders in folders, as deep as their names fit in a path, and remove them again."""
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        for level in range(DEPTH):
            Path(f"{folder}{'/d' * (level + 1)}").mkdir()

    yield make
    for folder in made:
        subprocess.run(["rm", "-rf", folder / "d"], check=True)


def test_what_lies_deep_is_seen(deep: Callable[[Path], None], tmp_path: Path) -> None:
    deep(tmp_path)
    before = of_hand_in(HandIn("kim", tmp_path))
    assert of_hand_in(HandIn("kim", tmp_path)) == before
    Path(f"{tmp_path}{'/d' * DEPTH}/a.py").write_text("x = 1")
    assert of_hand_in(HandIn("kim", tmp_path)) != before


def test_a_folder_of_too_many_files_is_looked_at_anew(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 1):
        (tmp_path / f"{number}").touch()
    assert of_hand_in(HandIn("kim", tmp_path)) != of_hand_in(HandIn("kim", tmp_path))


@pytest.mark.usefixtures("isolation")
def test_a_deep_folder_costs_nobody_else_a_grade(
    deep: Callable[[Path], None], autograder: Command, field_course: Path, tmp_path: Path
) -> None:
    folder, out = tmp_path / "class", tmp_path / "out"
    for name in ("kim", "mallory"):
        (folder / name).mkdir(parents=True)
        (folder / name / "preprocessing.py").write_text(ALL)
    deep(folder / "mallory")
    ran = autograder("batch", folder, "-a", "preprocessing", "--out", out, course=field_course)
    assert ran.code == 0, ran.stdout + ran.stderr
    graded = results(out)
    assert graded["kim"]["earned"] == 100
    assert "deep" in graded["mallory"]["error"]
