"""A student keeps folder, grades and marks through changes of name, and from before the course's list was known."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.execution.classroom import AUTOGRADER, Classroom

RIGHT, WRONG = "def double(x):\n    return 2 * x\n", "def double(x):\n    return 3 * x\n"
HEAD = "name,student id,login\n"


class Course:
    """A course whose class is handed in as files, graded by the real command."""

    def __init__(self, root: Path) -> None:
        self.root = Classroom(root, 0).make().root

    def run(self, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUTOGRADER", "XDG"))}
        done = subprocess.run(
            [AUTOGRADER, *arguments, "--course", "course"],
            cwd=self.root,
            env=kept | {"HOME": str(self.root / "home"), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def batch(self, hand_ins: dict[str, str], roster: str = "") -> dict[str, dict[str, object]]:
        """Grade hand-ins; return the result files by folder."""
        for path in (self.root / "class").iterdir():
            path.unlink()
        for name, text in hand_ins.items():
            (self.root / "class" / f"{name}.py").write_text(text)
        (self.root / "roster.csv").write_text(HEAD + roster)
        known = ["--roster", "roster.csv"] if roster else []
        self.run("batch", "class", "-a", "double", "--out", "out", "-j", "1", *known)
        files = (self.root / "out" / "students").glob("*/result.json")
        return {path.parent.name: json.loads(path.read_text()) for path in files}

    def book(self) -> dict[str, tuple[str, float | None]]:
        """Return by id how each student is called, and the points."""
        document = json.loads(self.run("gradebook", "--json"))
        return {row["id"]: (row["student"], row["points"]) for row in document["standings"]}


@pytest.mark.slow
def test_students_stay_who_they_are(isolation: None, tmp_path: Path) -> None:
    course = Course(tmp_path)
    first = course.batch({"minji-k": WRONG, "lee": RIGHT})
    assert set(first) == {"minji-k", "lee"}
    course.run("gradebook", "override", "minji-k", "double", "7", "--reason", "read by hand", "--author", "ta")

    found = course.batch({"minji-k": WRONG, "20261235": RIGHT}, "김민지,20261234,minji-k\nLee,20261235,\n")
    assert {name: result["student"] for name, result in found.items()} == {"minji-k": "김민지", "lee": "Lee"}
    assert found["minji-k"]["earned"] == 7

    roster = '"Kim, Minji",20261234,minji-k\nLee,20261235,\nLee,20261236,\n'
    found = course.batch({"minji-k": RIGHT, "20261235": RIGHT, "20261236": WRONG}, roster)
    called = {str(result["student"]): name for name, result in found.items()}
    assert (called["Kim, Minji"], called["Lee (20261235)"]) == ("minji-k", "lee")
    assert len(found) == 3
    assert course.book() == {
        "minji-k": ("Kim, Minji", 7), "lee": ("Lee (20261235)", 10), "Lee (20261236)": ("Lee (20261236)", 0)
    }  # fmt: skip
    history = course.run("gradebook", "history", "minji-k")
    assert history == course.run("gradebook", "history", "20261234") == course.run("gradebook", "history", "Kim, Minji")
    course.run("grade", "class/20261236.py", "-a", "double", "--student", "20261236", "--out", "out")
    assert len(list((course.root / "out" / "students").glob("*/result.json"))) == 3
