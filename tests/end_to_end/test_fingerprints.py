"""What a grade depends on and has changed is made anew, by `batch`; `regrade` leaves what it cannot judge as it was."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.execution.classroom import AUTOGRADER, Classroom

HIDDEN_CASES = """\
import csv
from pathlib import Path

from autograder.records import Case


def cases(rng):
    with (Path(__file__).parent / "hidden.csv").open() as file:
        for number, (value,) in enumerate(csv.reader(file)):
            yield Case(f"hidden {number}", "double", (int(value),))
"""
CHECK = '''\
import pytest

from autograder.checks import assert_same_values


@pytest.mark.points(10)
def test_double(functions, reference):
    """It doubles."""
    assert_same_values(functions, reference, "double")
'''


class Room:
    """A classroom whose one student reads a shipped file, and whose hidden cases read a hidden one."""

    def __init__(self, root: Path) -> None:
        self.room = Classroom(root, 1).make()
        self.course = root / "course"
        self.public, self.private = (self.course / half / "double" for half in ("assignments", "reference"))
        (self.public / "models").mkdir()
        (self.public / "models" / "factor.txt").write_text("2")
        (self.private / "hidden.csv").write_text("3\n4\n")
        (self.private / "cases.py").write_text(HIDDEN_CASES)
        (root / "class" / "student 00.py").write_text(
            "def double(x):\n    return int(open('models/factor.txt').read()) * x\n"
        )

    def run(self, command: str, *options: str) -> tuple[int, str]:
        arguments = ["class", "-a", "double", "--out", "out", "-j", "1"] if command == "batch" else ["out"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUTOGRADER", "XDG"))}
        done = subprocess.run(
            [AUTOGRADER, command, *arguments, "--course", "course", *options],
            cwd=self.room.root,
            env=kept | {"HOME": str(self.room.root / "home"), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        return done.returncode, done.stdout + done.stderr

    def graded(self) -> tuple[float, str]:
        """Return the points, and the key of the evidence that gave them."""
        (path,) = (self.room.root / "out").glob("students/*/record.json")
        record = json.loads(path.read_text())
        return record["grade"]["earned"], record["evidence_key"]


@pytest.fixture
def room(isolation: None, tmp_path: Path) -> Room:
    return Room(tmp_path)


@pytest.mark.slow
def test_what_changes_is_run_again_and_nothing_else(room: Room) -> None:
    assert room.run("batch")[0] == 0
    first = room.graded()
    code, said = room.run("batch")
    assert (code, room.graded()) == (0, first)
    assert "already done" in said

    (room.private / "hidden.csv").write_text("5\n6\n7\n")
    code, said = room.run("regrade")
    assert (code, room.graded()) == (3, first)
    assert "1 submissions keep their grades: cases of the assignment changed" in said
    assert room.run("batch")[0] == 0
    points, second = room.graded()
    assert (points, second != first[1]) == (first[0], True)

    (room.public / "models" / "factor.txt").write_text("3")
    assert room.run("batch")[0] == 0
    points, third = room.graded()
    assert points < first[0]
    assert third not in {first[1], second}

    checks = room.public / "checks" / "test_public.py"
    checks.write_text(checks.read_text() + "\n")
    assert room.run("regrade")[0] == 0
    assert room.graded()[1] == third
