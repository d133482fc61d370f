"""Grade books as Canvas and Moodle give them are rosters, are filled in, and name the students of their own zips."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command
from tests.field.conftest import Graded, graded
from tests.field.test_intake import MODULE, PART, WHOLE

CANVAS = {
    "kimminji_101_5001_preprocessing.ipynb": WHOLE,
    "leejoon_LATE_102_5002_preprocessing-1.ipynb": PART,
    "studenttest_199_5003_preprocessing.py": MODULE,
}
PLAIN = """\
Student,ID,SIS User ID,SIS Login ID,Section,Preparing data (9001),Current Score
    Points Possible,,,,,100.0,(read only)
"Kim, Minji",101,20260001,minji,DL-01,,
"Lee, Joon",102,20260002,joon,DL-01,,
"Park, Sora",103,20260003,sora,DL-01,12.5,12.5
"Student, Test",199,,a1b2c3,DL-01,,
"""
POSTED = PLAIN.replace("    Points", ",,,,,Manual Posting,\n    Points", 1)
MUTED = PLAIN.replace("    Points", ",,,,,Muted,\n    Points", 1)
TRANSLATED = PLAIN.replace("    Points Possible,,,,,100.0,", "points possible,,,,,1 000.00,")


def semicolons(text: str) -> str:
    """Return a sheet as Canvas writes it where a comma stands before decimals."""
    file = io.StringIO(newline="")
    rows = list(csv.reader(io.StringIO(text)))
    csv.writer(file, delimiter=";").writerows(
        [cell.replace(".", ",") if cell.replace(".", "").isdigit() else cell for cell in row] for row in rows
    )
    return file.getvalue()


SHEETS: Mapping[str, tuple[bytes, list[str]]] = {
    "plain": (PLAIN.encode(), ["100", "15", "12.5", ""]),
    "with a mark": (("\ufeff" + POSTED).encode(), ["100", "15", "12.5", ""]),
    "manual posting": (POSTED.encode(), ["100", "15", "12.5", ""]),
    "muted": (MUTED.encode(), ["100", "15", "12.5", ""]),
    "semicolons": (semicolons(PLAIN).encode(), ["100", "15", "12,5", ""]),
    "semicolons, posting and a mark": (("\ufeff" + semicolons(POSTED)).encode(), ["100", "15", "12,5", ""]),
    "tabs": (PLAIN.replace(",", "\t").replace('"Kim\t', '"Kim,').encode(), ["100", "15", "12.5", ""]),
    "UTF-16": (("\ufeff" + PLAIN).encode("utf-16-le"), ["100", "15", "12.5", ""]),
    "Excel's hint": (("sep=;\r\n" + semicolons(PLAIN)).encode(), ["100", "15", "12,5", ""]),
    "another maximum": (TRANSLATED.encode(), ["1000", "150", "12.5", ""]),
    "names apart": (
        PLAIN.replace("Student,ID", "LastName,FirstName,ID").replace("    Points Possible,", "    Points Possible,,")
        .replace('"Kim, Minji"', "Kim,Minji").replace('"Lee, Joon"', "Lee,Joon").replace('"Park, Sora"', "Park,Sora")
        .replace('"Student, Test"', "Student,Test").encode(), ["100", "15", "12.5", ""],
    ),
}  # fmt: skip
"""Canvas's grade book in the dialects of institutions, and what stands in it once it was filled in."""
ROSTER = "student id,name,email\n20260001,Kim Minji,minji@u.example\n20260002,Lee Joon,joon@u.example\n"
ROSTER += "20260003,Jean-Pierre Dupont,jp@u.example\n20260004,Park Sora,sora@u.example\n"
GROUPS = {
    "Group 1-Kim Minji_9101_assignsubmission_file_/preprocessing.ipynb": WHOLE,
    "Lab_2-Lee Joon_9102_assignsubmission_file_/preprocessing.ipynb": PART,
    "Group 1-Jean-Pierre Dupont_9103_assignsubmission_file_preprocessing.py": MODULE,
}


def zipped(files: Mapping[str, str], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


@dataclass(frozen=True)
class Run:
    said: str
    out: Path
    students: Mapping[str, Graded]


def batch(autograder: Command, course: Path, folder: Path, files: Mapping[str, str], roster: bytes | None) -> Run:
    options: list[object] = []
    if roster is not None:
        (folder / "roster.csv").write_bytes(roster)
        options = ["--roster", folder / "roster.csv"]
    source = zipped(files, folder / "class.zip")
    out = folder / "run"
    ran = autograder("batch", source, "-a", "preprocessing", "--out", out, "-j", 2, *options, course=course)
    assert ran.code == 0, ran.stdout + ran.stderr
    found = [graded(path) for path in sorted(out.rglob("result.json"))]
    return Run(ran.stdout, out, {str(one.result["student"]): one for one in found})


@pytest.fixture(scope="module")
def canvas(autograder: Command, field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    book = SHEETS["semicolons, posting and a mark"][0]
    return batch(autograder, field_course, tmp_path_factory.mktemp("canvas"), CANVAS, book)


@pytest.fixture(scope="module", params=["with a roster", "without"])
def moodle(
    request: pytest.FixtureRequest, autograder: Command, field_course: Path, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    roster = ROSTER.encode() if request.param == "with a roster" else None
    return batch(autograder, field_course, tmp_path_factory.mktemp("moodle"), GROUPS, roster)


def test_canvas_s_book_names_the_students_of_its_zip(canvas: Run) -> None:
    assert {who: one.earned for who, one in canvas.students.items()} == {
        "Kim, Minji": 100, "Lee, Joon": 15, "studenttest": 100,
    }  # fmt: skip
    assert "Handed in nothing (1): Park, Sora" in canvas.said


@pytest.mark.parametrize("dialect", SHEETS)
def test_canvas_s_book_is_filled_in_as_it_was_written(
    dialect: str, canvas: Run, autograder: Command, field_course: Path, tmp_path: Path
) -> None:
    data, wanted = SHEETS[dialect]
    (tmp_path / "book.csv").write_bytes(data)
    target = tmp_path / "filled.csv"
    ran = autograder(
        "export", canvas.out, "--to", "canvas", "--into", tmp_path / "book.csv", "--out", target, course=field_course
    )
    assert ran.code == 0, ran.stderr
    text = target.read_bytes().decode("utf-8-sig")
    between = ";" if ";" in text else "\t" if "\t" in text else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=between))
    assert [row[-1] for row in rows][-4:] == wanted
    assert rows[0][-1] == "Preparing data (9001)"
    assert target.read_bytes().startswith(b"\xef\xbb\xbf") == ("mark" in dialect or dialect == "UTF-16")
    before = list(
        csv.reader(io.StringIO(data.decode("utf-16" if dialect == "UTF-16" else "utf-8-sig")), delimiter=between)
    )
    before = [row for row in before if not row[0].startswith("sep=")]
    assert [row[:-1] for row in rows] == [row[: len(rows[0]) - 1] for row in before]


@pytest.mark.parametrize("dialect", SHEETS)
def test_canvas_s_book_is_a_roster_in_every_dialect(dialect: str, tmp_path: Path) -> None:
    from autograder.submissions.roster import read_roster

    (tmp_path / "book.csv").write_bytes(SHEETS[dialect][0])
    students = read_roster(tmp_path / "book.csv")
    assert [each.person.student_id for each in students] == ["20260001", "20260002", "20260003"]
    assert [each.person.canvas_id for each in students] == ["101", "102", "103"]


def test_a_column_that_canvas_computes_is_not_filled_in(
    canvas: Run, autograder: Command, field_course: Path, tmp_path: Path
) -> None:
    (tmp_path / "book.csv").write_text(PLAIN)
    options = (
        "--to",
        "canvas",
        "--into",
        tmp_path / "book.csv",
        "--column",
        "Current Score",
        "--out",
        tmp_path / "x.csv",
    )
    ran = autograder("export", canvas.out, *options, course=field_course)
    assert ran.code == 2
    assert "Canvas computes the column Current Score" in ran.stderr


def test_moodle_s_groups_are_no_part_of_a_students_name(moodle: Run) -> None:
    assert {who: one.earned for who, one in moodle.students.items()} == {
        "Kim Minji": 100, "Lee Joon": 15, "Jean-Pierre Dupont": 100,
    }  # fmt: skip
    assert "not on the roster" not in moodle.said
