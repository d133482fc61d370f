"""A damaged file is set aside by name, what can be read of it is in a new one, and work goes on."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from autograder.course.policy import Attempts
from autograder.database import Database
from autograder.execution import JobRecord, What
from autograder.gradebook import Gradebook, history, open_gradebook, standings
from tests.execution.jobs import events, journal
from tests.gradebook.test_gradebook import ASSIGNMENT, START, record

PAGE = 4096
STUDENTS = 120
TABLES = ("entries", "students", "assignments", "hand_ins", "grades", "overrides", "comments")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a journal and a grade book that fill several pages of each table."""
    path = tmp_path_factory.mktemp("sound") / "course.sqlite"
    with open_gradebook(path, lambda: START) as book:
        book.assign(ASSIGNMENT, Attempts.LAST)
        book.record(*(record(f"student {number:03}", number) for number in range(STUDENTS)))
        for number in range(STUDENTS):
            who = f"student {number:03}"
            book.override(who, "digits_cnn", number / 2, reason=f"by hand, {number}", author="ta")
            book.comment(who, "digits_cnn", f"comment {number} " + "x" * 100, author="ta")
    with closing(journal(path.parent)) as log:
        log.enlist({f"job {number:03}": JobRecord(f"student {number:03}", "stamp") for number in range(STUDENTS)})
        names = [f"job {number:03}" for number in range(STUDENTS)]
        log.write([*events(What.STARTED, *names), *events(What.DONE, *names, result="result")])
    return path


@pytest.fixture
def file(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "course.sqlite"))


def counts(path: Path) -> dict[str, int]:
    with closing(Database(path)) as opened:
        return {
            table: opened.read(lambda c, table=table: c.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[misc]
            for table in (*(f"book_{name}" for name in TABLES), "runs", "jobs", "attempts")
        }


def overwrite(path: Path, start: int, data: bytes) -> None:
    with path.open("r+b") as damaged:
        damaged.seek(start)
        damaged.write(data)


def usable(path: Path) -> None:
    """Assert that reading and writing go on."""
    with open_gradebook(path, lambda: START) as book:
        book.override("new", "digits_cnn", 1, reason="afterwards", author="ta")
        assert next(each for each in standings(book) if each.student == "new").points == 1
        assert history(book)[-1].said.endswith("afterwards")
        assert book.file.read(lambda connection: connection.execute("PRAGMA integrity_check").fetchall()) == [("ok",)]
    with closing(journal(path.parent)) as log:
        log.enlist({"new": JobRecord("new", "1")})


def test_whatever_page_is_damaged_only_its_rows_are_lost(
    sound: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = counts(sound)
    chance = random.Random(1)
    for number in range(sound.stat().st_size // PAGE):
        path = Path(shutil.copy(sound, tmp_path / f"course-{number}.sqlite"))
        overwrite(path, number * PAGE, chance.randbytes(PAGE))
        after = counts(path)
        lost = {table: rows - after[table] for table, rows in before.items() if after[table] < rows}
        assert sum(lost.values()) <= 260, (number, lost)  # at most one leaf's rows, and entries' own
        aside = path.with_name(f"course-{number}.damaged-1.sqlite")
        assert aside.exists()
    said = [each.getMessage() for each in caplog.records]
    assert len(said) == sound.stat().st_size // PAGE
    assert all("the file was damaged. It is kept as course-" in each for each in said)


def garbage(path: Path) -> None:
    path.write_bytes(b"something else entirely" * 1000)


def zeros(path: Path) -> None:
    overwrite(path, 0, bytes(path.stat().st_size))


def cut(path: Path) -> None:
    """Cut off a third of a file: over half of its 53 pages are the first ones of tables, which say what is behind."""
    os.truncate(path, path.stat().st_size * 2 // 3)


def header(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")  # nobody writes at this moment
        overwrite(path, 0, b"\xff" * 100)


def dropped(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE book_comments")


def no_schema(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE nonsense (' WHERE name = 'book_grades'")


def no_versions(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TABLE versions")


DAMAGES: dict[Callable[[Path], None], float] = {
    garbage: 0.0, zeros: 0.0, cut: 0.08, header: 1.0, dropped: 0.85, no_schema: 0.8, no_versions: 1.0,
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
def test_work_goes_on_whatever_happened_to_the_file(file: Path, damage: Callable[[Path], None]) -> None:
    before = counts(file)
    damage(file)
    with closing(Database(file)):
        pass
    assert sum(counts(file).values()) >= DAMAGES[damage] * sum(before.values())
    usable(file)


def test_a_file_that_is_damaged_while_it_is_open_is_replaced_on_the_way(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_gradebook(file, lambda: START) as book, closing(journal(file.parent)) as log:
        log.enlist({"a": JobRecord("A", "1")})
        header(file)
        book.override("student 001", "digits_cnn", 99, reason="on the way", author="ta")
        log.write([*events(What.STARTED, "a"), *events(What.DONE, "a", result="result")])
        assert dict(log.enlist({"a": JobRecord("A", "1")})) == {"a": "result"}
        assert next(each.points for each in standings(book) if each.student == "student 001") == 99
    assert len([each for each in caplog.records if "was damaged" in each.getMessage()]) == 1
    usable(file)


def test_a_file_that_vanishes_while_it_is_open_is_made_anew(file: Path) -> None:
    with open_gradebook(file, lambda: START) as book, closing(journal(file.parent)) as log:
        file.unlink()
        book.override("a", "digits_cnn", 99, reason="on the way", author="ta")
        assert dict(log.enlist({"a": JobRecord("A", "1")})) == {}
        assert [each.points for each in standings(book)] == [99]


WRITE = """\
import sys, pathlib, time
from tests.gradebook.test_gradebook import START
from autograder.gradebook import open_gradebook
with open_gradebook(pathlib.Path(sys.argv[1]), lambda: START) as book:
    for number in range(60):
        book.comment(sys.argv[2], "digits_cnn", f"{number}", author="ta")
        print(number, flush=True)
"""


def test_several_commands_go_on_with_the_same_new_file(file: Path) -> None:
    def comments(book: Gradebook) -> set[tuple[str, str]]:
        return {(each.student, one.text) for each in standings(book) for one in each.comments}

    command = [sys.executable, "-c", WRITE, str(file)]
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([*command, who], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for who in ("ann", "ben", "cid")
    ]
    assert all(writer.stdout is not None and writer.stdout.readline() for writer in writers)
    header(file)
    said = [writer.communicate(timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0], said
    assert sum(errors.count("was damaged") for _output, errors in said) <= 1  # a write under way may have mended it
    with open_gradebook(file, lambda: START) as book:
        found = comments(book)
    assert {(who, str(number)) for who in ("ann", "ben", "cid") for number in range(60)} <= found


def test_a_disk_that_takes_no_new_file_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.database import rescue
    from autograder.errors import StorageError

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rescue, "_copied", full)
    header(file)
    with pytest.raises(StorageError, match="no new one can be written"):
        Database(file)
