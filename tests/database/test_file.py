"""One file for journal and gradebook: opened by several, brought up to date step by step."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from autograder.database import OWN_PACKAGE, Tables, connect, place, transaction
from autograder.errors import UsageError

FIRST = "CREATE TABLE a (x INTEGER NOT NULL) STRICT"
SECOND = "CREATE TABLE b (y TEXT NOT NULL) STRICT;\nINSERT INTO a VALUES (2);"


def columns(connection: sqlite3.Connection) -> list[int]:
    return [x for (x,) in connection.execute("SELECT x FROM a ORDER BY x")]


def test_a_file_lies_in_the_course_where_version_control_does_not_see_it(tmp_path: Path) -> None:
    path = place(tmp_path, tmp_path / "cache")
    assert path == tmp_path / ".autograder" / "course.sqlite"
    assert (path.parent / ".gitignore").read_text() == "*\n"


def test_nobody_but_owner_and_group_may_look(tmp_path: Path) -> None:
    for path in (place(tmp_path, tmp_path / "cache"), tmp_path / "elsewhere" / "course.sqlite"):
        connect(path, Tables("one", (FIRST,))).close()
        assert path.parent.stat().st_mode & 0o007 == 0


def test_a_course_that_cannot_be_written_has_its_file_in_the_cache(tmp_path: Path) -> None:
    (tmp_path / ".autograder").write_text("in the way")
    (tmp_path / "other").mkdir()
    path = place(tmp_path, tmp_path / "cache")
    assert path.is_relative_to(tmp_path / "cache")
    assert path == place(tmp_path, tmp_path / "cache") != place(tmp_path / "other", tmp_path / "cache")


def test_the_course_that_the_package_carries_has_its_file_in_the_cache(tmp_path: Path) -> None:
    assert place(OWN_PACKAGE / "bundled", tmp_path).is_relative_to(tmp_path)


def test_tables_are_brought_up_to_date_and_keep_what_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "course.sqlite"
    with closing(connect(path, Tables("one", (FIRST,)))) as connection:
        connection.execute("INSERT INTO a VALUES (1)")
    with closing(connect(path, Tables("one", (FIRST, SECOND)))) as connection:
        assert columns(connection) == [1, 2]
        connection.execute("INSERT INTO b VALUES ('z')")
    with closing(connect(path, Tables("one", (FIRST, SECOND)))) as connection:
        assert columns(connection) == [1, 2]


def test_modules_have_versions_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "course.sqlite"
    connect(path, Tables("one", (FIRST,))).close()
    with closing(connect(path, Tables("two", ("CREATE TABLE c (z REAL) STRICT",)))) as connection:
        assert connection.execute("SELECT * FROM a, c").fetchall() == []


def test_a_step_that_fails_leaves_the_tables_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "course.sqlite"
    connect(path, Tables("one", (FIRST,))).close()
    with pytest.raises(sqlite3.Error):
        connect(path, Tables("one", (FIRST, "INSERT INTO a VALUES (5); INSERT INTO nowhere VALUES (1)")))
    with closing(connect(path, Tables("one", (FIRST,)))) as connection:
        assert columns(connection) == []


def test_a_file_that_a_newer_version_wrote_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "course.sqlite"
    connect(path, Tables("one", (FIRST, SECOND))).close()
    with pytest.raises(UsageError, match="newer autograder"):
        connect(path, Tables("one", (FIRST,)))


def test_a_transaction_that_fails_writes_nothing(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "course.sqlite", Tables("one", (FIRST,)))) as connection:
        with pytest.raises(sqlite3.IntegrityError), transaction(connection):
            connection.executemany("INSERT INTO a VALUES (?)", [(1,), (None,)])
        assert columns(connection) == []


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    path, tables = tmp_path / "course.sqlite", Tables("one", (FIRST,))

    def write(first: int) -> None:
        with closing(connect(path, tables)) as connection:
            for x in range(first, first + 20):
                with transaction(connection):
                    connection.execute("INSERT INTO a VALUES (?)", (x,))

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 20, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(connect(path, tables)) as connection:
        assert columns(connection) == list(range(60))


OTHER = """\
import pathlib, sys
from autograder.database import Tables, connect
connection = connect(pathlib.Path(sys.argv[1]), Tables("one", (sys.argv[2],)))
for number in range(40):
    connection.execute("INSERT INTO a VALUES (?)", (int(sys.argv[3]) + number,))
connection.close()
"""


def test_no_row_is_lost_where_a_command_asks_again_where_the_file_lies(tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    path, tables = place(tmp_path / "course", tmp_path / "cache"), Tables("one", (FIRST,))
    with closing(connect(path, tables)) as connection:
        connection.execute("INSERT INTO a VALUES (-1)")
        place(tmp_path / "course", tmp_path / "cache")
        for turn in (0, 100, 200):
            subprocess.run([sys.executable, "-c", OTHER, path, FIRST, str(turn)], check=True)
            connection.executemany("INSERT INTO a VALUES (?)", [(turn + number,) for number in range(40, 80)])
    with closing(connect(path, tables)) as connection:
        assert columns(connection) == [-1, *(turn + number for turn in (0, 100, 200) for number in range(80))]
