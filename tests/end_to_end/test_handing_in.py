"""A class is taken in by the real command: roster, attempts, late hand-ins, the grade book, and what people decide."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.end_to_end.conftest import CORPUS, Command, results

PERFECT = (CORPUS / "runs/perfect.py").read_text(encoding="utf-8")
WRONG = "import this is no python\n"
IN_TIME = datetime(2026, 11, 20, tzinfo=UTC).timestamp()
ROSTER = """학번,이름,이메일
20261234,김민지,minji@u.kr
20261235,"Müller, José",jose@u.kr
20261236,박없음,park@u.kr
"""
SETTINGS = (
    'title = "Test course"\nattempts = "best"\ntimezone = "Asia/Seoul"\n[late]\nper_day = 0.1\nfile_dates = true\n'
)


@pytest.fixture(scope="module")
def own_course(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test course with a deadline, a late policy and an extension."""
    root = tmp_path_factory.mktemp("own") / "course"
    shutil.copytree(course, root, ignore=shutil.ignore_patterns(".autograder"))
    (root / "course.toml").write_text(SETTINGS)
    set_deadline(root, "2026-11-22T23:59:00")
    return root


def set_deadline(root: Path, moment: str) -> None:
    path = root / "assignments/digits_cnn/assignment.toml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("due = ")]
    path.write_text("\n".join([f"due = {moment}", *lines]))


@pytest.fixture(scope="module")
def graded(autograder: Command, own_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class: two attempts of one student, one late, one who is on no roster, one who handed in nothing."""
    folder, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("runs") / "out"
    hand_ins = {
        "20261234_김민지/attempt 1/main.py": PERFECT,
        "20261234_김민지/attempt 2/main.py": WRONG,
        "José Müller/2026-11-24_10-00 +0900/main.py": PERFECT,
        "guest.py": WRONG,
    }
    for name, text in hand_ins.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (IN_TIME, IN_TIME))
    (folder.parent / "roster.csv").write_text(ROSTER, encoding="utf-8")
    asked = ["batch", folder, "-a", "digits_cnn", "--out", out, "--roster", folder.parent / "roster.csv", "-j", 1]
    ran = autograder(*asked, course=own_course)
    assert ran.code == 0, ran.stdout + ran.stderr
    assert "Handed in nothing (1): 박없음" in ran.stdout
    assert "guest: not on the roster" in ran.stdout
    return out


def book(autograder: Command, course: Path) -> dict[str, dict[str, str]]:
    shown = autograder("gradebook", "--csv", course=course)
    assert shown.code == 0, shown.stderr
    return {row["student"]: row for row in csv.DictReader(io.StringIO(shown.stdout))}


def test_a_class_is_taken_in_and_kept_and_decided_about(autograder: Command, own_course: Path, graded: Path) -> None:
    found = results(graded)
    assert {name: each["earned"] for name, each in found.items()} == {"김민지": 100, "Müller, José": 80, "guest": 0}
    assert found["Müller, José"]["adjustments"] == [{"points": -20.0, "reason": "late by 2 days begun"}]
    assert "박없음" in (graded / "index.html").read_text(encoding="utf-8")
    rows = book(autograder, own_course)
    assert {name: (row["points"], row["state"], row["attempts"]) for name, row in rows.items()} == {
        "김민지": ("100", "graded", "2"),
        "Müller, José": ("80", "graded", "1"),
        "guest": ("0", "graded", "1"),
        "박없음": ("", "missing", "0"),
    }

    decided = autograder(
        "gradebook",
        "override",
        "20261235",
        "digits_cnn",
        97,
        "--reason",
        "read by hand",
        "--author",
        "TA",
        course=own_course,
    )
    assert "80 → 97" in decided.stdout, decided.stderr
    set_deadline(own_course, "2026-11-24T09:30:00")
    kept = {path: path.stat().st_mtime_ns for path in graded.glob(".store/evidence/*/evidence.json")}
    again = autograder("regrade", graded, course=own_course)
    assert again.code == 0, again.stderr
    assert {path: path.stat().st_mtime_ns for path in graded.glob(".store/evidence/*/evidence.json")} == kept
    jose = results(graded)["Müller, José"]
    assert jose["earned"] == 97
    assert [change["points"] for change in jose["adjustments"]] == [-10, 7]
    assert results(graded)["김민지"]["earned"] == 100
    said = autograder("gradebook", "history", "20261235", course=own_course).stdout
    assert [line.split("digits_cnn  ")[1] for line in said.splitlines()][1:] == [
        "80 / 100 graded; -20 late by 2 days begun",
        "set to 97: read by hand",
        "90 / 100 graded; -10 late by 1 days begun",
    ]


CANVAS_FILES = ("obrienann_1003_503_a.py", "김민지_LATE_1001_501_a.py", "müllerjosé_1002_502_과제-1.py")
CANVAS_BOOK = """Student,ID,SIS User ID,SIS Login ID,Section,Digits (9)
    Points Possible,,,,,100
"Müller, José",1002,77,jose@u.kr,A,
"O'Brien, Ann",1003,78,ann@u.kr,A,
김민지,1001,79,minji@u.kr,A,
"""
MOODLE_FILES = (
    "José Müller_314_assignsubmission_file_/a.py",
    "O'Brien, Ann_315_assignsubmission_file_a.py",
    "김민지_313_assignsubmission_file_/a.py",
)
MOODLE_SHEET = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (grade),Feedback comments
Participant 313,김민지,minji@u.kr,Submitted,,100.00,-,
Participant 314,José Müller,jose@u.kr,Submitted,,100.00,-,
Participant 315,"O'Brien, Ann",ann@u.kr,Submitted,,100.00,-,
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("platform", "names", "sheet", "column"),
    [("canvas", CANVAS_FILES, CANVAS_BOOK, "Digits (9)"), ("moodle", MOODLE_FILES, MOODLE_SHEET, "Grade")],
)
def test_a_platform_s_zip_is_graded_and_its_sheet_filled_in(
    autograder: Command, tmp_path: Path, platform: str, names: tuple[str, ...], sheet: str, column: str
) -> None:
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        for name in names:
            archive.writestr(name, WRONG)
    (tmp_path / "sheet.csv").write_text(sheet, encoding="utf-8")
    asked = ["batch", tmp_path / "submissions.zip", "-a", "digits_cnn", "--out", tmp_path / "out"]
    ran = autograder(*asked, "--roster", tmp_path / "sheet.csv")
    assert ran.code == 0, ran.stdout + ran.stderr
    assert "roster" not in ran.stdout
    assert "Handed in nothing" not in ran.stdout
    filled = autograder("export", tmp_path / "out", "--to", platform, "--into", tmp_path / "sheet.csv")
    assert filled.stderr == ""
    rows = [row for row in csv.DictReader(io.StringIO(filled.stdout)) if "Possible" not in str(row)[:60]]
    assert [row[column] for row in rows if row] == ["0", "0", "0"]


@pytest.mark.slow
def test_without_the_cache_neither_evidence_nor_trainings_are_read(autograder: Command, tmp_path: Path) -> None:
    def graded_once(*options: str) -> tuple[bool, int]:
        """Grade, and return whether the training was a remembered one, and when the evidence was written."""
        ran = autograder("grade", CORPUS / "runs/perfect.py", "-a", "digits_cnn", "--out", tmp_path / "out", *options)
        assert ran.code == 0, ran.stdout + ran.stderr
        (path,) = (tmp_path / "out").glob(".store/evidence/*/evidence.json")
        return json.loads(path.read_text())["evidence"]["training"]["reused"], path.stat().st_mtime_ns

    first = graded_once()
    assert graded_once() == first
    reused, written = graded_once("--no-cache")
    assert not reused
    assert written > first[1]
    shutil.rmtree(tmp_path / "out")
    assert graded_once()[0]
