"""A course is found from where one stands, and says what it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.folder import find_root, open_course
from autograder.errors import CourseError, UsageError

REPOSITORY = Path(__file__).parents[1]


def test_the_repository_is_a_course() -> None:
    course = open_course(REPOSITORY)
    assert "digits_cnn" in course.assignments()
    assert course.assignment("digits_cnn").title


def test_the_nearest_parent_that_marks_a_course_is_taken(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text('title = "Outer"\n')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "other"\n')
    assert find_root(inner, ()) == tmp_path


def test_without_a_course_the_bundled_one_is_taken(tmp_path: Path) -> None:
    bundled = tmp_path / "bundled"
    (bundled / "assignments").mkdir(parents=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert find_root(empty, (tmp_path / "nowhere", bundled)) == bundled


def test_no_course_at_all_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="--course"):
        find_root(tmp_path, ())


def test_an_unknown_assignment_is_told_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="digits_cnn"):
        open_course(REPOSITORY).assignment("digits_rnn")


def test_settings_are_read_strictly(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text('title = "C"\ncolor = "red"\n')
    with pytest.raises(CourseError, match="line 2: color"):
        open_course(tmp_path)


def test_private_checks_are_left_out_on_request() -> None:
    course = open_course(REPOSITORY)
    every, public = course.check_files("digits_cnn"), course.check_files("digits_cnn", hidden=False)
    assert public
    assert set(public) < set(every)
