"""What is wrong with a command line or a course is said in one message, with exit status 2."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.end_to_end.conftest import AUTOGRADER, CORPUS, Command, results


def test_an_unknown_assignment_is_named_with_those_there_are(autograder: Command) -> None:
    ran = autograder("grade", CORPUS / "runs/perfect.py", "-a", "digits_rnn")
    assert ran.code == 2
    assert "digits_rnn" in ran.stderr
    assert "digits_cnn" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_every_mistake_of_a_course_file_is_reported_with_its_place(
    autograder: Command, course: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "course"
    shutil.copytree(course, broken)
    path = broken / "assignments/digits_cnn/assignment.toml"
    path.write_text('title = "Digits"\npoints = -5\n\n[training]\nepochs = "many"\n\n[limits]\nwall = 60\n')
    ran = autograder("grade", CORPUS / "runs/perfect.py", "-a", "digits_cnn", course=broken)
    assert ran.code == 2
    for place in ("line 2: points", "line 5: training.epochs", "line 8: limits.wall"):
        assert place in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_folder_without_a_course_says_how_to_name_one(autograder: Command, tmp_path: Path) -> None:
    ran = autograder("grade", CORPUS / "runs/perfect.py", "-a", "digits_cnn", course=tmp_path)
    assert ran.code == 2
    assert "course.toml" in ran.stderr


def test_a_submission_that_is_not_there_gets_a_result_that_says_so(autograder: Command, tmp_path: Path) -> None:
    ran = autograder("grade", tmp_path / "gone.py", "-a", "digits_cnn", "--out", tmp_path / "out", "--json", "-")
    assert ran.code == 0
    assert "gone.py" in ran.stdout
    assert "Traceback" not in ran.stderr


def test_a_batch_folder_that_is_not_there_is_a_mistake_of_the_caller(autograder: Command, tmp_path: Path) -> None:
    ran = autograder("batch", tmp_path / "gone", "-a", "digits_cnn")
    assert ran.code == 2
    assert "gone" in ran.stderr


def test_a_backend_nobody_knows_is_refused(autograder: Command) -> None:
    ran = autograder("grade", CORPUS / "runs/perfect.py", "-a", "digits_cnn", "--sandbox", "cardboard")
    assert ran.code == 2
    assert "bubblewrap" in ran.stderr


def test_weak_isolation_is_refused_unless_it_is_allowed_by_name(autograder: Command) -> None:
    ran = autograder("grade", CORPUS / "runs/perfect.py", "-a", "digits_cnn", "--sandbox", "process")
    assert ran.code == 2
    assert "--allow-degraded" in ran.stderr
    assert "nothing was run" in ran.stderr


def test_weak_isolation_that_is_allowed_is_told_in_every_result(autograder: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ["grade", CORPUS / "runs/perfect.py", "-a", "digits_cnn", "--out", out, "--sandbox", "process"]
    ran = autograder(*asked, "--allow-degraded", "all")
    assert ran.code == 0, ran.stdout + ran.stderr
    assert "WEAK ISOLATION: mounts" in ran.stdout
    result = results(out)["perfect"]
    assert result["earned"] == 100.0
    assert result["isolation"]["mounts"] == "missing"


def test_a_backend_that_cannot_run_a_box_is_not_taken(
    course: Path, environment: Mapping[str, str], tmp_path: Path
) -> None:
    command = [AUTOGRADER, "grade", CORPUS / "runs/perfect.py", "-a", "digits_cnn", "--course", course]
    without = {**environment, "PATH": str(tmp_path)}
    asked = [*command, "--sandbox", "bubblewrap", "--allow-degraded", "all"]
    refused = subprocess.run(asked, env=without, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "bubblewrap is not installed" in refused.stderr
    assert "nothing was run" in refused.stderr


def test_a_notebook_of_200_mb_is_refused_with_advice(autograder: Command, tmp_path: Path) -> None:
    with (tmp_path / "huge.ipynb").open("wb") as file:
        file.truncate(200 * 1024**2)
    ran = autograder("grade", tmp_path / "huge.ipynb", "-a", "digits_cnn", "--out", tmp_path / "out")
    assert ran.code == 0, ran.stdout + ran.stderr
    assert "200 MB" in results(tmp_path / "out")["huge"]["error"]


def test_a_folder_where_a_notebook_was_meant_is_told(autograder: Command, tmp_path: Path) -> None:
    (tmp_path / "homework.ipynb").mkdir()
    ran = autograder("grade", tmp_path / "homework.ipynb", "-a", "digits_cnn", "--out", tmp_path / "out")
    assert ran.code == 0, ran.stdout + ran.stderr
    assert "homework.ipynb" in results(tmp_path / "out")["homework"]["error"]


def test_a_disk_that_takes_nothing_is_told_in_one_message(course: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [AUTOGRADER, "release", "digits_cnn", "--course", course, "--out", tmp_path],
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )
    assert ran.returncode == 2
    assert "What is done is kept" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_path_with_brackets_is_printed_as_it_is(autograder: Command, tmp_path: Path) -> None:
    ran = autograder("release", "digits_cnn", "--out", tmp_path / "stubs [bold]")
    assert "stubs [bold]/" in ran.stdout


def test_doctor_says_whether_packages_are_compiled(autograder: Command) -> None:
    ran = autograder("doctor")
    assert ran.code == 0, ran.stderr
    assert "bytecode of " in ran.stdout
    assert "keras" in ran.stdout.partition("bytecode of ")[2].splitlines()[0]
