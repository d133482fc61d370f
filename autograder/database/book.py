"""The tables of the grade book: rows are added, and the file itself refuses to change or remove one.

Every row belongs to an entry, which says when it was made and by whom; what was entered last counts. Rows of checks
belong to that of their grade.
"""

from __future__ import annotations

from autograder.database.tables import Tables

_COLUMNS = {
    "students": "student TEXT NOT NULL, student_id TEXT NOT NULL, login TEXT NOT NULL, email TEXT NOT NULL,"
    " section TEXT NOT NULL, canvas_id TEXT NOT NULL, moodle_id TEXT NOT NULL",
    "assignments": "assignment TEXT NOT NULL, title TEXT NOT NULL, possible REAL NOT NULL, due TEXT NOT NULL,"
    " counts TEXT NOT NULL",
    "hand_ins": "student TEXT NOT NULL, assignment TEXT NOT NULL, digest TEXT NOT NULL, submitted_at TEXT NOT NULL",
    "grades": "hand_in INTEGER NOT NULL REFERENCES book_hand_ins (entry), state TEXT NOT NULL, earned REAL NOT NULL,"
    " possible REAL NOT NULL, adjustments TEXT NOT NULL, reason TEXT NOT NULL",
    "overrides": "student TEXT NOT NULL, assignment TEXT NOT NULL, points REAL, reason TEXT NOT NULL",
    "excuses": "student TEXT NOT NULL, assignment TEXT NOT NULL, excused INTEGER NOT NULL, reason TEXT NOT NULL",
    "comments": "student TEXT NOT NULL, assignment TEXT NOT NULL, text TEXT NOT NULL",
}
_INDICES = {
    "students": "student",
    "hand_ins": "student, assignment, digest",
    "grades": "hand_in",
    "overrides": "student, assignment",
    "excuses": "student, assignment",
    "comments": "student, assignment",
}
_REFUSED = "the grade book is only ever added to"


def _guards(table: str, *keys: str) -> str:
    """Return the triggers that refuse to change, remove or replace a row."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END;"
    same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own
    return (
        f"CREATE TRIGGER {table}_changed BEFORE UPDATE ON {table} {refuse}\n"
        f"CREATE TRIGGER {table}_removed BEFORE DELETE ON {table} {refuse}\n"
        f"CREATE TRIGGER {table}_replaced BEFORE INSERT ON {table} WHEN {there} {refuse}\n"
    )


def _first() -> str:
    entries = (
        "CREATE TABLE book_entries (number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, author TEXT NOT NULL)"
    )
    parts = [f"{entries} STRICT;\n", _guards("book_entries", "number")]
    for name, columns in _COLUMNS.items():
        key = "entry INTEGER PRIMARY KEY REFERENCES book_entries (number)"
        parts += [f"CREATE TABLE book_{name} ({key}, {columns}) STRICT;\n", _guards(f"book_{name}", "entry")]
    parts += [f"CREATE INDEX book_{name}_of ON book_{name} ({columns});\n" for name, columns in _INDICES.items()]
    return "".join(parts)


_CHECKS = """
ALTER TABLE book_grades ADD COLUMN run TEXT NOT NULL DEFAULT '';
ALTER TABLE book_grades ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
CREATE TABLE book_checks (
    grade INTEGER NOT NULL REFERENCES book_grades (entry),
    number INTEGER NOT NULL,
    check_id TEXT NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    earned REAL NOT NULL,
    possible REAL NOT NULL,
    PRIMARY KEY (grade, number)
) STRICT, WITHOUT ROWID;
"""

_NAMES = """
ALTER TABLE book_students ADD COLUMN name TEXT NOT NULL DEFAULT '';
CREATE TABLE book_joined (
    entry INTEGER PRIMARY KEY REFERENCES book_entries (number),
    student TEXT NOT NULL,
    same_as TEXT NOT NULL
) STRICT;
"""
"""A student's id is what stands in `student`; where an earlier version entered one, that is the name too."""

_MARKS = """
ALTER TABLE book_grades ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE book_checks ADD COLUMN answer TEXT NOT NULL DEFAULT '';
CREATE TABLE book_marks (
    entry INTEGER PRIMARY KEY REFERENCES book_entries (number),
    student TEXT NOT NULL,
    assignment TEXT NOT NULL,
    check_id TEXT NOT NULL,
    answer TEXT NOT NULL,
    comment TEXT NOT NULL,
    undone INTEGER NOT NULL
) STRICT;
CREATE TABLE book_criteria (
    mark INTEGER NOT NULL REFERENCES book_marks (entry),
    number INTEGER NOT NULL,
    criterion TEXT NOT NULL,
    title TEXT NOT NULL,
    points REAL NOT NULL,
    possible REAL NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (mark, number)
) STRICT, WITHOUT ROWID;
"""
"""A mark of a person is its criteria; one that is undone has none."""

BOOK = Tables(
    "gradebook",
    (
        _first(),
        _CHECKS + _guards("book_checks", "grade", "number"),
        _NAMES + _guards("book_joined", "entry"),
        _MARKS + _guards("book_marks", "entry") + _guards("book_criteria", "mark", "number"),
    ),
    adopt="INSERT INTO book_entries (number, at, author) VALUES (?, '', '?')",
)
