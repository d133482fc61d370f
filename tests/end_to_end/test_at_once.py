"""Nothing opens a live course file beside SQLite, whichever command runs; and whatever runs at once, no row is lost."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from autograder.gradebook import history, open_gradebook, standings
from tests.execution.classroom import AUTOGRADER, Classroom
from tests.gradebook.test_gradebook import START

WATCH = """\
import os, sys


def watch(event, arguments):
    if event in ("open", "os.truncate", "os.remove", "os.rename", "os.link"):
        paths = [os.fsdecode(each) for each in arguments if isinstance(each, (str, bytes, os.PathLike))]
        names = [os.path.basename(path) for path in paths]
        if any(name in ("course.sqlite", "course.sqlite-journal", "course.sqlite-wal") for name in names):
            with open(os.environ["WATCHED"], "a") as told:
                told.write(f"{event} {names} by {sys.argv}\\n")


sys.addaudithook(watch)
"""


class Room:
    """A classroom, and commands on it under an audit hook."""

    def __init__(self, root: Path) -> None:
        self.room = Classroom(root, 2).make()
        self.watched = root / "watched"
        (root / "hook").mkdir()
        (root / "hook" / "sitecustomize.py").write_text(WATCH)
        self.file = root / "course" / ".autograder" / "course.sqlite"

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUTOGRADER", "XDG"))}
        mine = {"HOME": str(self.room.root / "home"), "PYTHONPATH": str(self.room.root / "hook")}
        return subprocess.Popen(
            [str(AUTOGRADER), *map(str, arguments), "--course", "course"],
            cwd=self.room.root,
            env=kept | mine | {"WATCHED": str(self.watched), "COLUMNS": "200"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: object, codes: tuple[int, ...] = (0,)) -> str:
        return ended(self.start(*arguments), codes)


def ended(process: subprocess.Popen[str], codes: tuple[int, ...]) -> str:
    said = process.communicate(timeout=600)[0]
    assert process.returncode in codes, said
    assert "Traceback" not in said, said
    return said


@pytest.fixture
def room(isolation: None, tmp_path: Path) -> Room:
    return Room(tmp_path)


def decide(room: Room, tag: str) -> list[subprocess.Popen[str]]:
    return [
        room.start("gradebook", "override", "student 00", "double", 5, "--reason", f"{tag} override", "--author", "ta"),
        room.start("gradebook", "comment", "student 00", "double", f"{tag} comment", "--author", "ta"),
        room.start("gradebook", "excuse", "student 01", "double", "--reason", f"{tag} excuse", "--author", "ta"),
    ]


def test_every_command_at_once_keeps_every_row_and_opens_nothing_beside_sqlite(room: Room) -> None:
    room.run("batch", "class", "-a", "double", "--out", "first", "-j", 1)
    long = [
        room.start("batch", "class", "-a", "double", "--out", "second", "-j", 1),
        room.start("batch", "class", "-a", "double", "--out", "third", "-j", 1),
        room.start("grade", "class/student 01.py", "-a", "double", "--out", "single", "--student", "late"),
        room.start("regrade", "first"),
    ]
    tags = 0
    while tags < 2 or (tags < 4 and any(process.poll() is None for process in long)):
        short = decide(room, str(tags))
        short += [room.start("status"), room.start("gradebook"), room.start("gradebook", "history")]
        short += [room.start("export", "first", "--to", "csv")]
        for process in short:
            ended(process, (0,))
        tags += 1
    for process in long:
        ended(process, (0,))
    ended(room.start("calibrate", "double", "--seeds", 3), (2,))

    with open_gradebook(room.file, lambda: START) as book:
        said = [each.said for each in history(book)]
        assert {each.student for each in standings(book)} == {"student 00", "student 01", "late"}
        assert book.file.read(lambda connection: connection.execute("PRAGMA integrity_check").fetchall()) == [("ok",)]
    for tag in range(tags):
        for what in ("override", "comment", "excuse"):
            assert sum(f"{tag} {what}" in each.split(": ") or each == f"{tag} {what}" for each in said) == 1, (
                tag,
                what,
            )
    found = json.loads(room.run("status", "--json"))
    assert sorted((Path(each["folder"]).name, each["jobs"]) for each in found) == [
        (name, {"done": 2}) for name in ("first", "second", "third")
    ]
    assert not room.watched.exists(), room.watched.read_text()


def test_a_damaged_file_ends_no_command_and_pages_are_written(room: Room) -> None:
    room.run("batch", "class", "-a", "double", "--out", "out", "-j", 1)
    for command in (("regrade", "out"), ("gradebook",), ("status",), ("export", "out", "--to", "csv")):
        room.file.write_bytes(b"something else entirely" * 1000)
        for page in (room.room.root / "out").rglob("feedback.html"):
            page.unlink()
        assert room.run(*command).count("the file was damaged") == 1
        assert "the file was damaged" not in room.run("gradebook", "history")
        if command[0] == "regrade":
            assert len(list((room.room.root / "out").rglob("feedback.html"))) == 2
    assert len(list(room.file.parent.glob("course.damaged-*.sqlite"))) == 4
