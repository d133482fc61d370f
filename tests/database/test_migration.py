"""A file that an earlier version wrote is brought up to date when it is opened, and kept beside as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from autograder.database import Database, Tables, connect
from autograder.database.book import BOOK
from autograder.database.journal import JOURNAL
from autograder.errors import StorageError
from autograder.execution import JobRecord
from autograder.gradebook import history, open_gradebook, standings
from autograder.records import Person
from tests.execution.jobs import journal
from tests.gradebook.test_gradebook import START, checked, record

FIRST = Path(__file__).with_name("first_version.sql")
"""What `sqlite3 course.sqlite .dump` printed of a file that the first version wrote."""
OPEN = """\
import pathlib, sys
from autograder.database import Database
sys.stdin.read(1)
Database(pathlib.Path(sys.argv[1])).close()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "course.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    return path


def copies(file: Path) -> list[str]:
    return sorted(path.name for path in file.parent.glob("course.*version*"))


def test_everything_is_still_there(file: Path) -> None:
    with open_gradebook(file, lambda: START) as book:
        found = {each.student: each for each in standings(book)}
        assert {name: (each.points, len(each.attempts)) for name, each in found.items()} == {
            "kim": (85, 2), "park-gh": (None, 1), "이서연": (90, 1)
        }  # fmt: skip
        assert found["이서연"].person == Person("20261235", "seoyeon", "seoyeon@example.edu", "A", "1002")
        assert [each.checks for each in found["kim"].attempts] == [(), ()]
        assert len(history(book)) == 12
        book.record(record("kim", 95, "sha256:b", results=checked(55)))
        again = next(each for each in standings(book) if each.student == "kim")
        assert (again.points, [each.earned for each in again.attempts[-1].checks]) == (85, [40, 55])
    with closing(journal(file.parent)) as log:
        assert log.enlist({}) == {}


def test_a_copy_says_what_it_is_and_can_be_put_back(file: Path) -> None:
    before = dump(file)
    Database(file).close()
    assert copies(file) == ["course.gradebook-version-1-1.sqlite"]
    assert dump(file) != before
    assert dump(file.with_name(copies(file)[0])) == before
    Database(file).close()
    assert len(copies(file)) == 1
    file.with_name(copies(file)[0]).replace(file)
    Database(file).close()
    assert copies(file) == ["course.gradebook-version-1-1.sqlite"]


def test_two_processes_that_open_it_at_once_bring_it_up_to_date_once(file: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(file)]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"!")
        process.stdin.flush()
    assert [process.communicate()[1] for process in started] == [b"", b"", b""]
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(copies(file)) == 1


def test_a_disk_that_takes_no_copy_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(file)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", full)
        with pytest.raises(StorageError, match="No space"):
            Database(file)
    assert dump(file) == before
    Database(file).close()
    assert len(copies(file)) == 1


def test_its_rows_can_be_saved_when_it_is_damaged_later(tmp_path: Path) -> None:
    file = tmp_path / "course.sqlite"
    connect(file, Tables("gradebook", BOOK.steps[:1]), JOURNAL).close()
    with closing(journal(tmp_path)) as log:
        log.enlist({"kim": JobRecord("kim", "stamp")})
    with open_gradebook(file, lambda: START) as book:
        book.record(*(record(f"s{number}", 60, results=checked(20)) for number in range(40)))
    with file.open("r+b") as damaged:
        damaged.write(b"\xff" * 100)
    with open_gradebook(file, lambda: START) as book:
        found = {each.student: each for each in standings(book)}
        assert [len(found[f"s{number}"].attempts[0].checks) for number in range(40)] == [2] * 40
        assert book.file.read(lambda connection: connection.execute("SELECT name FROM jobs").fetchall()) == [("kim",)]


def dump(file: Path) -> list[str]:
    """Return a file's tables and rows; a copy may list its indices in another order."""
    with closing(sqlite3.connect(file)) as connection:
        return sorted(connection.iterdump())
