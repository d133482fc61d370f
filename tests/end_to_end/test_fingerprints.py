"""What depends on something that changed is made anew by `batch`; `regrade` leaves what it cannot judge as it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.end_to_end.conftest import CALIBRATION, REPOSITORY
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


TRAINED = """\
title = "Small"
points = 20
[entry]
model = true
functions = ["double"]
[data]
name = "digits"
[training]
mode = "grader"
epochs = 1
budget_s = 60
[limits]
memory_mb = 2000
"""
NETWORK = """

import keras


def build_model():
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
    )
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model
"""
PRIVATE_CHECK = '''\
import pytest


@pytest.mark.points(10)
def test_accuracy(accuracy):
    """It learns."""
    assert accuracy is not None
'''
EXTENSION = "student,assignment,days\nstudent 00,double,1\n"
Seen = Mapping[str, object]
GRADED = {"grade", "page"}
RUN = {"evidence", *GRADED}
ALL = {"reference", *RUN}
EVERYTHING = {"training", *ALL}
JUDGED = ALL - {"evidence"}


class TrainedRoom(Room):
    """A classroom whose one student has a network too, graded by a copy of the package that the test may change."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        (self.public / "assignment.toml").write_text(TRAINED)
        (self.private / "checks").mkdir()
        (self.private / "checks" / "test_private.py").write_text(PRIVATE_CHECK)
        (self.private / "calibration.json").write_text(json.dumps({**CALIBRATION, "bar": 0.01, "epochs": 1}))
        (self.private / "factor.txt").write_text("2")
        (self.private / "solution.py").write_text(
            f"def double(x):\n    return int(open('factor.txt').read()) * x\n{NETWORK}"
        )
        self.submission = root / "class" / "student 00.py"
        self.submission.write_text(self.submission.read_text() + NETWORK)
        self.site = root / "site"
        without = shutil.ignore_patterns("__pycache__", "samples", "assignment_templates", "bundled")
        shutil.copytree(REPOSITORY / "autograder", self.site / "autograder", ignore=without)
        shutil.copytree(REPOSITORY / "templates", self.site / "templates")

    def code(self, name: str) -> Path:
        """Return a file of the package."""
        return self.site / "autograder" / name

    def batch(self) -> str:
        """Grade the class by the copy of the package, and return what was said."""
        start = "from autograder.cli.app import main; main()"
        arguments = ["batch", "class", "-a", "double", "--course", "course", "--out", "out", "-j", "1"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUTOGRADER", "XDG"))}
        home = {"HOME": str(self.room.root / "home"), "PYTHONPATH": str(self.site), "COLUMNS": "200"}
        done = subprocess.run(
            [sys.executable, "-P", "-c", start, *arguments],
            cwd=self.room.root,
            env=kept | home,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def seen(self) -> Seen:
        """Return what tells of each thing that is made whether it was made anew."""
        cache, (student,) = self.room.root / "home/.cache/autograder", (self.room.root / "out").glob("students/*")
        record = json.loads((student / "record.json").read_text())
        places = {"references": cache / "data", "trainings": cache, "cases": cache / "data"}
        kept = {name: sorted(path.name for path in (place / name).iterdir()) for name, place in places.items()}
        return {
            "evidence": record["evidence_key"],
            "reference": kept["references"],
            "training": kept["trainings"],
            "cases": kept["cases"],
            "grade": (student / "record.json").stat().st_mtime_ns,
            "page": (student / "feedback.html").stat().st_mtime_ns,
        }


def edited(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


INPUTS: Mapping[str, tuple[Callable[[TrainedRoom], object], set[str]]] = {
    "nothing": (lambda room: None, set()),
    "the submission": (lambda room: edited(room.submission, "import keras\n", "import keras  # mine\n"), RUN),
    "a shipped file": (lambda room: (room.public / "models" / "more.txt").write_text("x"), EVERYTHING),
    "a file that cases read": (lambda room: (room.private / "hidden.csv").write_text("8\n"), {"cases", *ALL}),
    "the public cases": (lambda room: edited(room.public / "cases.py", "(5,)", "(6,)"), {"cases", *ALL}),
    "the solution": (lambda room: edited(room.private / "solution.py", "import keras", "import  keras"), JUDGED),
    "a file of the solution": (lambda room: (room.private / "factor.txt").write_text("2 "), JUDGED),
    "the bar": (lambda room: edited(room.private / "calibration.json", "0.01", "0.02"), RUN),
    "the recipe": (lambda room: edited(room.public / "assignment.toml", "epochs = 1", "epochs = 2"), EVERYTHING),
    "a limit": (lambda room: edited(room.public / "assignment.toml", "memory_mb = 2000", "memory_mb = 2100"), ALL),
    "the hidden images": (lambda room: (room.private / "reference.toml").write_text("test_seed = 5\n"), EVERYTHING),
    "the title": (lambda room: edited(room.public / "assignment.toml", "Small", "Little"), GRADED),
    "the course": (lambda room: edited(room.course / "course.toml", "Test", "Our"), GRADED),
    "an extension": (lambda room: (room.course / "extensions.csv").write_text(EXTENSION), GRADED),
    "a check": (lambda room: edited(room.public / "checks" / "test_public.py", "It doubles", "It does"), GRADED),
    "what checks may import": (lambda room: (room.course / "assignments" / "shared.py").write_text(""), GRADED),
    "a package": (lambda room: (room.site / "nobodys-1.0.dist-info").mkdir(), EVERYTHING),
    "another version of it": (
        lambda room: (room.site / "nobodys-1.0.dist-info").rename(room.site / "nobodys-1.1.dist-info"), EVERYTHING
    ),
    "code in boxes": (lambda room: room.code("probe/more.py").write_text(""), EVERYTHING),
    "data of the code": (lambda room: edited(room.code("networks/usual.json"), "{", "{ "), EVERYTHING),
    "code that reads hand-ins": (lambda room: room.code("submissions/more.py").write_text(""), EVERYTHING),
    "code of pages": (lambda room: room.code("reports/more.py").write_text(""), GRADED),
}  # fmt: skip


@pytest.mark.slow
def test_each_input_makes_anew_what_depends_on_it(isolation: None, tmp_path: Path) -> None:
    room = TrainedRoom(tmp_path)
    room.batch()
    before, found = room.seen(), {}
    for name, (change, _made) in INPUTS.items():
        change(room)
        said = room.batch()
        after = room.seen()
        found[name] = {each for each in after if after[each] != before[each]}
        assert ("already done" in said) is ("evidence" not in found[name]), name
        before = after
    assert found == {name: made for name, (_change, made) in INPUTS.items()}
