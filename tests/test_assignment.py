"""Course files are read strictly, and every mistake is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.assignment import EarlyStopping, Score, TrainingMode, read_assignment, read_private
from autograder.errors import CourseError


def written(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "assignment.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_id_is_the_folder_and_defaults_fill_the_rest(tmp_path: Path) -> None:
    assignment = read_assignment(written(tmp_path / "digits", 'title = "Digits"\npoints = 10\n'))
    assert (assignment.id, assignment.points, assignment.training.mode) == ("digits", 10, TrainingMode.STUDENT)


def test_what_outputs_are_scored_by_is_read(tmp_path: Path) -> None:
    text = 'title = "D"\npoints = 1\n[score]\nmetric = "log_loss"\nbar = 0.3\nalso = ["accuracy"]\n'
    assert read_assignment(written(tmp_path / "d", text)).score == Score("log_loss", 0.3, ("accuracy",))
    text = 'title = "D"\npoints = 1\n[score]\nbar = 0.3\n'
    assert read_assignment(written(tmp_path / "e", text)).score == Score(bar=0.3)


def test_a_recipe_is_read(tmp_path: Path) -> None:
    text = 'title = "D"\npoints = 1\n[training]\nmode = "grader"\nepochs = 3\nearly_stopping = {patience = 2}\n'
    training = read_assignment(written(tmp_path / "d", text)).training
    assert (training.mode, training.epochs) == (TrainingMode.GRADER, 3)
    assert training.early_stopping == EarlyStopping(patience=2)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("points = 1\n", ["title: Field required"]),
        ('title = "D"\npoints = 0\n', ["line 2: points"]),
        ('title = "D"\npoints = 1\ncolour = "red"\n', ["line 3: colour"]),
        ('title = "D"\npoints = 1\n[limits]\nwall_s = "long"\n', ["line 4: limits.wall_s", "'long'"]),
        ('title = "D"\npoints = 1\ntraining.epochs = -3\n', ["line 3: training.epochs"]),
        ('title = "D"\npoints =\n', ["line 2"]),
        ('title = "D"\npoints = 1\n[score]\nbar = nan\n', ["line 4: score.bar"]),
        ('points = -1\n[training]\nepochs = 0.5\nmode = "robot"\n', ["title", "line 1: points", "line 3", "line 4"]),
    ],
)
def test_every_mistake_is_told_with_its_place(tmp_path: Path, text: str, places: list[str]) -> None:
    with pytest.raises(CourseError) as caught:
        read_assignment(written(tmp_path / "d", text))
    for place in places:
        assert place in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"assignment\.toml: expected this file"):
        read_assignment(tmp_path)


def test_an_assignment_without_a_private_file_has_the_defaults(tmp_path: Path) -> None:
    assert read_private(tmp_path).test_seed == 777


def test_a_private_file_is_read_strictly(tmp_path: Path) -> None:
    (tmp_path / "reference.toml").write_text("test_share = 1.5\n")
    with pytest.raises(CourseError, match="line 1: test_share"):
        read_private(tmp_path)
