"""What people decided is what other systems get."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.cli.app import app
from autograder.database import place
from autograder.gradebook import Gradebook, open_gradebook
from autograder.records import Person
from autograder.run_folder import RunFolder
from tests.exports.books import book, grade, in_review

MADE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KIM, JOSE, ADA, EVE = "김민준", "Müller, José", "Ada", "Eve"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    (root / "assignments/digits_cnn").mkdir(parents=True)
    (root / "course.toml").write_text('title = "T"\n')
    (root / "assignments/digits_cnn/assignment.toml").write_text('title = "Digits"\npoints = 100\n')
    return root


@pytest.fixture
def export(tmp_path: Path, course: Path) -> Callable[..., Result]:
    """Record three grades, let somebody decide, and run the command."""

    def run(decide: Callable[[Gradebook], None], *arguments: str) -> Result:
        folder = RunFolder(tmp_path / "run")
        folder.write_settings({"assignment": "digits_cnn", "course": str(course)})
        with open_gradebook(place(course, tmp_path / "cache"), lambda: MADE) as gradebook:
            for slug, record in book(grade(KIM), in_review(JOSE), grade(ADA)).records.items():
                folder.write_record(slug, record)
                gradebook.record(record)
            gradebook.enrol(EVE, Person(student_id="9", canvas_id="1009"))
            decide(gradebook)
        environment = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
        return CliRunner().invoke(app, ["export", str(folder.root), *arguments], env=environment)

    return run


def decide(gradebook: Gradebook) -> None:
    gradebook.override(JOSE, "digits_cnn", 91.5, reason="read by hand", author="ta")
    gradebook.excuse(KIM, "digits_cnn", excused=True, reason="ill", author="ta")
    gradebook.override(EVE, "digits_cnn", 70, reason="oral exam", author="ta")
    gradebook.comment(ADA, "digits_cnn", "Nice plots", author="ta")


def test_overrides_are_exported_and_excuses_are_no_numbers(export: Callable[..., Result]) -> None:
    done = export(decide, "--to", "csv")
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert {name: row["earned"] for name, row in rows.items()} == {KIM: "", JOSE: "91.5", ADA: "62.5", EVE: "70"}
    assert rows[JOSE]["state"] == "graded"
    assert f"{KIM}: ungraded; no points are written. Excused: ill" in done.stderr


def test_canvas_is_told_who_is_excused_and_matched_by_its_own_ids(
    export: Callable[..., Result], tmp_path: Path
) -> None:
    sheet = tmp_path / "canvas.csv"
    sheet.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Digits (5)\n    Points Possible,,,,,100\n"
        f"{KIM},1001,,,A,\nEva (called Eve),1009,,,A,\n{ADA},1003,,,A,\n",
        encoding="utf-8",
    )
    done = export(decide, "--to", "canvas", "--into", str(sheet))
    rows = {row["ID"]: row["Digits (5)"] for row in csv.DictReader(io.StringIO(done.stdout))}
    assert rows == {"": "100", "1001": "EX", "1009": "70", "1003": "62.5"}
    fresh = list(csv.DictReader(io.StringIO(export(decide, "--to", "canvas").stdout)))
    assert [row["Digits"] for row in fresh if row["Student"] in (KIM, EVE)] == ["EX", "70"]
    assert [row["ID"] for row in fresh if row["Student"] == EVE] == ["1009"]


def test_a_decision_s_reason_and_comments_reach_the_student(export: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "gradescope"
    assert export(decide, "--to", "gradescope", "--out", str(out)).exit_code == 0
    told = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in out.iterdir()}
    assert told["s1"]["score"] == 91.5
    assert "read by hand" in told["s1"]["output"]
    assert "Nice plots" in told["s2"]["output"]
    assert "+0" not in told["s2"]["output"]
    assert "s0" not in told


def test_an_attempt_that_counts_instead_is_told(export: Callable[..., Result]) -> None:
    def first(gradebook: Gradebook) -> None:
        (record,) = book(grade(ADA, earned=99)).records.values()
        gradebook.record(replace(record, submission=replace(record.submission, digest="sha256:other")))

    assert f"{ADA}: the grade book counts another attempt (last: 99 points)" in export(first, "--to", "csv").stderr


def test_a_decision_about_a_former_name_keeps_no_points_from_being_written(
    export: Callable[..., Result], tmp_path: Path
) -> None:
    """Another student took the name, so that the account is called otherwise in this run."""

    def before(gradebook: Gradebook) -> None:
        (record,) = book(grade(ADA)).records.values()
        mine = replace(record, submission=replace(record.submission, person=Person(canvas_id="1003")))
        RunFolder(tmp_path / "run").write_record("s2", mine)
        gradebook.enrol("Bob", Person(canvas_id="1003"))
        gradebook.override("Bob", "digits_cnn", 70, reason="oral exam", author="ta")

    sheet = tmp_path / "canvas.csv"
    sheet.write_text(f"Student,ID,SIS User ID,SIS Login ID,Section,Digits (5)\n{ADA},1003,,,A,\n", encoding="utf-8")
    done = export(before, "--to", "canvas", "--into", str(sheet))
    assert [row["Digits (5)"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["62.5"]
    assert f"Bob: decided about in the grade book, but this account's student is called {ADA}" in done.stderr
