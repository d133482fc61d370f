"""Stored evidence is checked and reported again without running anybody's code."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.records import Record
from autograder.run.regrade import WORTH_PROCESSES
from autograder.run_folder import RunFolder
from tests.end_to_end.attacks import HONEST
from tests.end_to_end.conftest import AUTOGRADER, CORPUS, Command, results


@pytest.mark.parametrize("students", [1, pytest.param(WORTH_PROCESSES, marks=pytest.mark.slow)])
def test_an_edited_check_changes_points_and_runs_nothing(
    autograder: Command, course: Path, environment: Mapping[str, str], tmp_path: Path, students: int
) -> None:
    edited, out = tmp_path / "course", tmp_path / "out"
    shutil.copytree(course, edited)
    ran = autograder("grade", CORPUS / "runs/perfect.py", "-a", "digits_cnn", "--out", out, course=edited)
    assert ran.code == 0, ran.stdout + ran.stderr
    assert results(out)["perfect"]["earned"] == 100.0
    (record,) = RunFolder(out).records().values()
    for number in range(1, students):
        named = (
            replace(record.submission, student=f"student{number}"),
            replace(record.grade, student=f"student{number}"),
        )
        RunFolder(out).write_record(f"student{number}", Record(named[0], record.evidence_key, named[1]))
    for path in edited.glob("reference/digits_cnn/checks/*.py"):
        path.write_text(path.read_text() + "\n    raise AssertionError('changed our mind')\n")
    nothing = tmp_path / "empty"
    nothing.mkdir()
    again = subprocess.run(
        [AUTOGRADER, "regrade", out, "--course", edited],
        env={**environment, "PATH": str(nothing)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 0, again.stdout + again.stderr
    assert len(results(out)) == students
    assert all(result["earned"] < 100.0 for result in results(out).values())
    assert all("changed our mind" in page.read_text() for page in out.glob("students/*/staff.html"))


def test_an_interrupted_batch_keeps_what_was_finished_and_goes_on(
    isolation: None, course: Path, environment: Mapping[str, str], tmp_path: Path
) -> None:
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    for number in range(4):
        (folder / f"student{number}.py").write_text(HONEST + f"\n# {number}\n")
    command = [AUTOGRADER, "batch", folder, "-a", "digits_cnn", "--out", out, "-j", "1", "--course", course]
    batch = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    deadline = time.monotonic() + 300
    while not list(out.glob("students/*/result.json")) and time.monotonic() < deadline:
        time.sleep(0.2)
    batch.send_signal(signal.SIGINT)
    printed, _ = batch.communicate(timeout=120)
    finished = set(results(out))
    assert batch.returncode == 130, printed
    assert 1 <= len(finished) < 4, printed
    kept = {path: path.stat().st_mtime_ns for path in out.glob(".store/evidence/*/evidence.json")}
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stdout + again.stderr
    assert len(results(out)) == 4
    assert again.stdout.count("already done") == len(kept)
    assert all(path.stat().st_mtime_ns == before for path, before in kept.items())
    assert not list(out.rglob(".partial*"))
