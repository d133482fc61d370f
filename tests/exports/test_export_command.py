"""The command on real run folders: files, streams and exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.run_folder import RunFolder
from tests.exports.books import book, grade, in_review, ungraded

REPOSITORY = Path(__file__).parents[2]
OLD_RECORD = REPOSITORY / "tests/old_runs/record_v1.json"
TWO = (grade("김민준"), ungraded("Ada"))


@pytest.fixture
def run(tmp_path):
    """Run the command on a folder with some grades; return its result."""

    def ran(*arguments: str, grades=TWO, env=None):
        folder = RunFolder(tmp_path / "run")
        folder.write_settings({"assignment": "digits_cnn", "course": str(REPOSITORY)})
        for slug, record in book(*grades).records.items():
            folder.write_record(slug, record)
        return CliRunner().invoke(app, ["export", str(folder.root), *arguments], env=env)

    return ran


def test_a_sheet_goes_to_stdout_and_the_warning_to_stderr(run):
    done = run("--to", "csv")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1].startswith("김민준,graded,62.5,100")
    assert done.stderr.startswith("warning: Ada: ungraded; no points are written.")


def test_a_run_of_an_earlier_version_is_exported(run, tmp_path):
    run("--to", "csv")
    old = RunFolder(tmp_path / "run").student("kim")
    old.mkdir()
    (old / "record.json").write_bytes(OLD_RECORD.read_bytes())
    done = CliRunner().invoke(app, ["export", str(tmp_path / "run"), "--to", "csv"])
    assert any(line.startswith("Kim Ji-woo,graded,100,100") for line in done.stdout.splitlines())


def test_the_title_and_the_deadline_come_from_the_runs_course(run):
    assert json.loads(run("--to", "json").stdout)["title"] != "digits_cnn"


def test_a_file_for_each_student_goes_into_a_folder(run, tmp_path):
    out = tmp_path / "gradescope"
    done = run("--to", "gradescope", "--out", str(out))
    assert done.stdout.split() == [str(out / "s0.json")]
    assert json.loads((out / "s0.json").read_text(encoding="utf-8"))["score"] == 62.5


def test_one_student_is_one_file(run, tmp_path):
    out = tmp_path / "results.json"
    assert run("--to", "gradescope", "--out", str(out), grades=(grade("Ada"),)).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["score"] == 62.5


def test_several_students_do_not_go_to_stdout(run):
    done = run("--to", "gradescope")
    assert done.exit_code == 2
    assert "--out" in done.stderr


def test_nothing_to_write_is_exit_status_3(run, tmp_path):
    done = run("--to", "gradescope", "--out", str(tmp_path / "r.json"), grades=(ungraded("Ada"),))
    assert done.exit_code == 3
    assert not (tmp_path / "r.json").exists()


def test_grades_in_review_are_written_only_when_asked_for(run):
    assert "62.5" not in run("--to", "csv", grades=(in_review("Hugo"),)).stdout
    assert "62.5" in run("--to", "csv", "--provisional", grades=(in_review("Hugo"),)).stdout


def test_a_downloaded_sheet_is_filled_in_even_in_place(run, tmp_path):
    sheet = tmp_path / "gradebook.csv"
    sheet.write_text("Student,ID,Section,Homework (7)\n김민준,1,A,\n", encoding="utf-8")
    done = run("--to", "canvas", "--into", str(sheet), "--column", "Homework", "--out", str(sheet))
    assert done.exit_code == 0
    assert sheet.read_text(encoding="utf-8") == "Student,ID,Section,Homework (7)\n김민준,1,A,62.5\n"


def test_classroom_50s_runner_speaks_through_the_environment(run):
    runner = {"CLASSROOM": "dl", "SUBMISSION_TAG": "submit/1", "COMMIT_URL": "c", "RELEASE_URL": "r"}
    result = json.loads(run("--to", "classroom50", grades=(grade("ada"),), env=runner).stdout)
    assert (result["submission"], result["review"], result["score"]) == ("submit/1", "c", 6250)


def test_a_folder_without_grades_is_refused(tmp_path):
    done = CliRunner().invoke(app, ["export", str(tmp_path), "--to", "csv"])
    assert done.exit_code != 0
    assert "expected a folder that batch or grade wrote" in str(done.exception)
