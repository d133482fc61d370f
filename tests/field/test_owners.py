"""Whose a hand-in is, by the real command: nobody is harmed by another's titles, names and folders."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command
from tests.field.conftest import graded
from tests.field.test_intake import MODULE

WRONG = "import this is no python\n"
UNIVERSITY = "student id,name\n20260001,Ada Byron\n20260002,Bob Smith\n20260003,Ben Okafor\n"
CANVAS = (
    "Student,ID,SIS User ID,Section,Digits (9)\n    Points Possible,,,,100\n"
    '"Byron, Ada",1001,20260001,A,\n"Smith, Bob",1002,20260002,A,\n"Okafor, Ben",1003,20260003,A,\n'
)
MOODLE = "_assignsubmission_file_"


@dataclass(frozen=True)
class Class:
    """What is handed in, the list, what each gets (None: not graded), and what the command says."""

    files: Mapping[str, str]
    roster: str
    points: Mapping[str, float]
    said: tuple[str, ...] = ()


CLASSES = {
    "titles on Canvas": Class(
        {
            f"byronada_1001_5002_-Bob Smith_77{MOODLE}a.py": WRONG,
            "smithbob_1002_5001_a.py": MODULE,
            f"okaforben_1003_5003_Ben Okafor_77{MOODLE}a.py": MODULE,
        },
        CANVAS,
        {"Byron, Ada": 0, "Smith, Bob": 100, "Okafor, Ben": 100},
    ),
    "Canvas, the list by a university": Class(
        {f"byronada_1001_5002_x-smithbob_1002{MOODLE}a.py": WRONG, "smithbob_1002_5001_a.py": MODULE},
        UNIVERSITY,
        {"Ada Byron": 0, "Bob Smith": 100},
        ("Handed in nothing (1): Ben Okafor",),
    ),
    "groups on Moodle": Class(
        {
            f"Group 1-Ada-Bob Smith_501{MOODLE}/a.py": WRONG,
            f"Group 1-Bob Smith_502{MOODLE}/a.py": MODULE,
            f"Group 2-Ben Okafor_503{MOODLE}/a.py": MODULE,
        },
        UNIVERSITY,
        {"Ada-Bob Smith": 0, "Bob Smith": 100, "Ben Okafor": 100},
        ("Ada-Bob Smith: not on the roster", "Handed in nothing (1): Ada Byron"),
    ),
    "accounts of one name": Class(
        {
            f"bob smith_501{MOODLE}/a.py": WRONG,
            f"Bob Smith_502{MOODLE}/a.py": MODULE,
            f"Kim Lee_503{MOODLE}/a.py": MODULE,
            f"Kim Lee 20260004_504{MOODLE}/a.py": WRONG,
        },
        f"{UNIVERSITY}20260004,Kim Lee\n20260005,Kim Lee\n",
        {"bob smith": 0, "Bob Smith (502)": 100, "Kim Lee": 100, "Kim Lee 20260004": 0},
        (
            "Bob Smith (502): several accounts fit one student",
            "Bob Smith: Several accounts fit this student",
            "Kim Lee (20260004): Several accounts fit this student",
        ),
    ),
    "double names": Class(
        {
            f"Jean-Luc Picard_11{MOODLE}a.py": MODULE,
            f"Jean-Paul Sartre_12{MOODLE}a.py": MODULE,
            f"Kim Lee_13{MOODLE}a.py": MODULE,
            f"Kim Lee_14{MOODLE}a.py": MODULE,
            f"Kim Lee (13)_15{MOODLE}a.py": WRONG,
        },
        "",
        {"Jean-Luc Picard": 100, "Jean-Paul Sartre": 100, "Kim Lee (13)": 100, "Kim Lee (14)": 100}
        | {"Kim Lee (13) (15)": 0},
    ),
    "a plain folder": Class(
        {
            "hw3_2026_20260001_kim.py": MODULE,
            "hw3_2026_20260002_lee.py": WRONG,
            "hw3_2026_20260003_park.py": WRONG,
        },
        "",
        {"hw3_2026_20260001_kim": 100, "hw3_2026_20260002_lee": 0, "hw3_2026_20260003_park": 0},
        ("hw3_2026_20260001_kim.py",),
    ),
    "a student's folder": Class(
        {"Ada Byron/Bob Smith/a.py": MODULE, "Ada Byron/Ben Okafor/a.py": MODULE},
        UNIVERSITY,
        {"Ada Byron": 100},
        ("Handed in nothing (2): Ben Okafor, Bob Smith",),
    ),
    "a wrapper and links": Class(
        {"hw/kim/a.py": MODULE, "hw/kim/data -> /etc": "", "hw/lee.py -> /etc/passwd": "", "hw/park/a.py": MODULE},
        "",
        {"kim": 100, "lee.py": 0, "park": 100},
        ("holds a single folder, hw",),
    ),
}


@pytest.mark.parametrize("case", CLASSES)
def test_a_hand_in_is_its_student_s(case: str, autograder: Command, field_course: Path, tmp_path: Path) -> None:
    wanted = CLASSES[case]
    pack(wanted.files, tmp_path / "class.zip")
    (tmp_path / "roster.csv").write_text(wanted.roster)
    options = ["--roster", tmp_path / "roster.csv"] if wanted.roster else []
    out = tmp_path / "out"
    asked = ["batch", tmp_path / "class.zip", "-a", "preprocessing", "--out", out, "-j", 2, *options]
    ran = autograder(*asked, course=field_course)
    assert ran.code in {0, 3}, ran.stdout + ran.stderr
    found = [graded(path) for path in sorted(out.rglob("result.json"))]
    assert {str(one.result["student"]): one.earned for one in found} == wanted.points
    assert [words for words in wanted.said if words not in " ".join(ran.stdout.split())] == []
    if "links" in case:
        pages = {str(one.result["student"]): one.page for one in found}
        assert "data was left out: it is a link" in pages["kim"]
        assert "left out" not in pages["park"], "a remark on one student's files stands on the page of another"
        assert "found a link named lee.py" in pages["lee.py"]


@pytest.mark.slow
def test_who_takes_another_s_name_keeps_nobody_s_points_out_of_the_grade_book(
    autograder: Command, field_course: Path, tmp_path: Path
) -> None:
    """Eve calls herself Bob between two batches, so that both get their ids added."""
    out, sheet = tmp_path / "out", tmp_path / "sheet.csv"
    rows = (f"Participant {number},Bob,{number}@u.kr,,100," for number in (501, 502))
    sheet.write_text("\n".join(("Identifier,Full name,Email address,Grade,Maximum Grade,Feedback comments", *rows, "")))
    for eve in ("Eve", "Bob"):
        pack({f"Bob_501{MOODLE}a.py": MODULE, f"{eve}_502{MOODLE}a.py": WRONG}, tmp_path / "class.zip")
        ran = autograder("batch", tmp_path / "class.zip", "-a", "preprocessing", "--out", out, course=field_course)
        assert ran.code in {0, 3}, ran.stdout + ran.stderr
        written = autograder("export", out, "--to", "moodle", "--into", sheet, course=field_course)
        assert [line.split(",")[3] for line in written.stdout.splitlines()[1:]] == ["100", "0"], written.stderr
    assert {str(graded(path).result["student"]) for path in out.rglob("result.json")} == {"Bob (501)", "Bob (502)"}


def pack(files: Mapping[str, str], path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            link, _arrow, target = name.partition(" -> ")
            entry = zipfile.ZipInfo(link)
            entry.external_attr = (stat.S_IFLNK if target else stat.S_IFREG) << 16
            archive.writestr(entry, target or text)
