"""A run folder is one command's, or that of several who grade different students."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import LeaseError
from autograder.run import grading_lock
from autograder.run.grading_lock import writing

HOLD = """\
import sys, time
from pathlib import Path
from autograder.run.grading_lock import writing
with writing(Path(sys.argv[1]), sys.argv[2:]):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(out: Path, *students: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLD, str(out), *students]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.stdout.close()
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading_lock, "PATIENCE_S", 0.3)


@pytest.mark.parametrize("students", [(), ("kim",)])
def test_a_folder_that_one_command_has_alone_is_refused_with_its_name(
    tmp_path: Path, students: tuple[str, ...]
) -> None:
    other = holder(tmp_path)
    try:
        with (
            pytest.raises(LeaseError, match=f"is being graded already, by process {other.pid} on"),
            writing(tmp_path, students),
        ):
            pass
    finally:
        end(other)
    with writing(tmp_path, students):
        pass


def test_different_students_are_graded_beside_each_other_and_one_student_by_one_command(tmp_path: Path) -> None:
    other = holder(tmp_path, "kim", "lee")
    try:
        with writing(tmp_path, ["ann"]):
            pass
        for students in (["lee", "ann"], []):
            with pytest.raises(LeaseError, match="another command"), writing(tmp_path, students):
                pass
    finally:
        end(other)
    with writing(tmp_path):
        pass


def test_what_a_killed_holder_wrote_tells_nothing(tmp_path: Path) -> None:
    end(holder(tmp_path))
    with writing(tmp_path, ["kim"]), pytest.raises(LeaseError, match="another command"), writing(tmp_path):
        pass
