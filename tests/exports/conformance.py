"""What every exporter must keep: all that are installed, or the one that `EXPORTER=name` names."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.exports import EXPORTERS, Exported, Given, export
from autograder.exports.table import FORMULA
from tests.exports.books import CHECKS, book, grade, in_review, late, ungraded

NAMES = (os.environ["EXPORTER"],) if "EXPORTER" in os.environ else EXPORTERS.names()
FORMULAS = ("=cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "+1", "\t=1", "\uff1d1+1")
SHEETS = {
    "moodle": "Identifier,Full name,Email address,Grade,Maximum Grade\n"
    + "".join(f'Participant {n},"{name}",s{n}@example.edu,,100\n' for n, name in enumerate(("Ada", "Hugo", *FORMULAS))),
}
FIELDS = ("classroom", "assignment", "owner", "submission", "commit", "release", "review")


def made(name: str, *grades: object, **changes: object) -> Exported:
    """Return an export, with whatever a format of the package wants."""
    sheet = SHEETS.get(name)
    return export(
        book(*grades, **changes), name, Given(sheet.encode() if sheet else None, "", dict.fromkeys(FIELDS, "x"))
    )


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_same_grades_give_the_same_documents(name: str) -> None:
    grades = (grade("Ada"), late("Hugo"), ungraded("Eve"))
    assert made(name, *grades) == made(name, *grades)
    less = (replace(CHECKS[0], earned=1.5), *CHECKS[1:])
    assert made(name, grade("Ada")) != made(name, grade("Ada", less))


def test_no_cell_starts_a_formula(name: str) -> None:
    for text in made(name, *map(grade, FORMULAS)).documents.values():
        if not text.lstrip().startswith(("{", "[", "<")):
            rows = csv.reader(io.StringIO(text, newline=""))
            given = {tuple(row[:2]) for row in csv.reader(io.StringIO(SHEETS.get(name, "")))}
            told = [cell for row in rows for cell in row[2 if tuple(row[:2]) in given else 0 :]]
            assert not [cell for cell in told if cell.startswith(FORMULA)]


@pytest.mark.parametrize(("open_one", "provisional"), [(in_review, False), (ungraded, False), (ungraded, True)])
def test_a_grade_that_is_open_is_told_and_never_written_as_a_number(name: str, open_one, provisional: bool) -> None:
    one = replace(open_one("Ada"), earned=41.125)
    marked = made(name, one, provisional=provisional)
    assert [line for line in marked.warnings if line.startswith(f"Ada: {str(one.state).replace('_', ' ')}")]
    assert not [text for text in marked.documents.values() if "41.12" in text or "41.13" in text or "4112" in text]


def test_nothing_is_told_of_what_a_hidden_check_found(name: str) -> None:
    assert "SECRET" not in str(made(name, grade("Ada")))


def test_documents_are_for_students_of_the_book_or_one_for_the_class(name: str) -> None:
    names = set(made(name, grade("Ada"), grade("Hugo")).documents)
    assert names in ({""}, {"s0", "s1"})


def test_no_file_is_written_or_changed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    made(name, grade("Ada"), ungraded("Hugo"))
    assert not list(tmp_path.iterdir())
