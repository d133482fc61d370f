"""A course of one's own starts from the bundled one."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.end_to_end.conftest import AUTOGRADER


def ran(environment: Mapping[str, str], cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [AUTOGRADER, *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=600)


def test_a_new_course_has_every_assignment_and_makes_its_own_stubs(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    made = ran(environment, tmp_path, "new", "mine")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "mine" / "course.toml").read_text() == 'title = "mine"\n'
    stub = tmp_path / "mine/assignments/digits_cnn/digits_cnn.py"
    before = stub.read_text()
    stub.unlink()
    released = ran(environment, tmp_path / "mine", "release", "digits_cnn")
    assert released.returncode == 0, released.stderr
    assert stub.read_text() == before


def test_a_folder_that_holds_something_is_left_alone(environment: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    refused = ran(environment, tmp_path, "new", "mine")
    assert refused.returncode == 2
    assert "empty folder" in refused.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
