"""Every hostile submission earns what its model earns, and nothing of it acts where people read about it."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from markdown_it import MarkdownIt

from autograder.errors import UsageError
from autograder.exports import FORMATS, Exported, Given
from autograder.run.export import Request, export_run
from tests.end_to_end.attacks import HONEST
from tests.end_to_end.conftest import AUTOGRADER, REPOSITORY, Command, Ran, results
from tests.exports.test_github import run as obeyed
from tests.field.conftest import words
from tests.hostile.acting import acts
from tests.hostile.corpus import Entry, entries
from tests.hostile.courses import WRITTEN
from tests.hostile.earning import assert_earned
from tests.importing.notebooks import squares, written
from tests.metrics.examples import accuracy_in

ENTRIES = entries("submissions")
BACKENDS = ["forkserver", *(pytest.param(name, marks=pytest.mark.slow) for name in ("bubblewrap", "process"))]
WEAK = {"process": ("--allow-degraded", "all")}
SHEETS = {"canvas": "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"}
IMPORTED = {"squares": squares}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def attack(entry: Entry) -> str:
    return "\n\n".join(text for kind, text in entry.cells() if kind == "code")


def code(entry: Entry) -> str:
    if entry.assignment != "digits_cnn":
        return attack(entry)
    return HONEST + attack(entry) if entry.behind else attack(entry) + HONEST


def hand_in(entry: Entry, folder: Path) -> None:
    """Write a submission as its student hands it in."""
    home = folder / (entry.student or entry.name)
    home.mkdir()
    if entry.form == "module":
        (home / f"{entry.assignment}.py").write_text(code(entry))
        return
    cells = [*entry.cells(), ("code", HONEST)]
    made = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    nbformat.write(nbformat.v4.new_notebook(cells=[made[kind](text) for kind, text in cells]), home / "work.ipynb")


@pytest.fixture(scope="module", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def out(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp(f"runs-{backend}")


@pytest.fixture(scope="module")
def batch(autograder: Command, backend: str, out: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("attackers")
    for name in ("honest", "zoe"):
        (folder / f"{name}.py").write_text(HONEST)
    for entry in ENTRIES.values():
        if entry.assignment == "digits_cnn":
            hand_in(entry, folder)
    options = ("-a", "digits_cnn", "--out", out, "-j", 2, "--sandbox", backend)
    ran = autograder("batch", folder, *options, *WEAK.get(backend, ()), timeout=3600)
    if "cannot isolate" in ran.stderr:
        pytest.skip(f"HOSTILE SUBMISSIONS NOT RUN: {ran.stderr}")
    return ran


@pytest.fixture(scope="module")
def elsewhere(
    autograder: Command, backend: str, batch: Ran, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """Hand in what is for other assignments, shipped or imported; return their folders of results."""
    root, outs = tmp_path_factory.mktemp("course"), {}
    (root / "course.toml").write_text('title = "Others"\n')
    for assignment in sorted({entry.assignment for entry in ENTRIES.values()} - {"digits_cnn"}):
        if assignment in IMPORTED:
            source = written(tmp_path_factory.mktemp("sources"), assignment, IMPORTED[assignment]())
            assert autograder("import", source, course=root).code == 0
        elif assignment in WRITTEN:
            WRITTEN[assignment](root, assignment)
        else:
            for half in ("assignments", "reference"):
                shutil.copytree(REPOSITORY / half / assignment, root / half / assignment)
        folder, outs[assignment] = (
            tmp_path_factory.mktemp(assignment),
            tmp_path_factory.mktemp(f"{assignment}-{backend}"),
        )
        shutil.copy(root / "reference" / assignment / "solution.py", folder / "honest.py")
        for entry in ENTRIES.values():
            if entry.assignment == assignment:
                hand_in(entry, folder)
        options = ("-a", assignment, "--out", outs[assignment], "-j", 2, "--sandbox", backend)
        ran = autograder("batch", folder, *options, *WEAK.get(backend, ()), course=root, timeout=3600)
        assert ran.code in (0, 3), ran.stdout + ran.stderr
    return outs


@pytest.fixture(scope="module")
def graded(batch: Ran, out: Path, elsewhere: Mapping[str, Path]) -> dict[str, Any]:
    assert batch.code in (0, 3), batch.stdout + batch.stderr
    return {"digits_cnn": results(out)} | {assignment: results(path) for assignment, path in elsewhere.items()}


def result_of(entry: Entry, graded: dict[str, Any]) -> dict[str, Any]:
    return graded[entry.assignment][entry.student or entry.name]


def test_nobody_spoils_what_is_remembered_of_an_honest_training(graded):
    for name in ("honest", "zoe"):
        assert accuracy_in(graded["digits_cnn"][name])["value"] > 0.3


@pytest.mark.parametrize("name", ENTRIES)
def test_it_earns_what_its_model_earns(name, graded):
    entry = ENTRIES[name]
    result, honest = result_of(entry, graded), graded[entry.assignment]["honest"]
    assert honest["earned"] == 100 or entry.assignment == "digits_cnn"
    assert 0 < graded["digits_cnn"]["honest"]["earned"] < 100
    assert_earned(entry, result, honest)


@pytest.mark.parametrize("name", ENTRIES)
def test_nothing_of_it_acts_in_a_page(name, batch, out, elsewhere):
    entry = ENTRIES[name]
    found = elsewhere.get(entry.assignment, out).glob("students/*/result.json")
    student = next(path.parent for path in found if _student(path) == (entry.student or entry.name))
    for page in student.glob("*.html"):
        assert acts(page.read_text()) == []
        assert not entry.never or not re.search(entry.never, words(page.read_text()).rsplit("Your code", 1)[0])


def test_nothing_acts_in_the_class_page(batch, out):
    assert acts((out / "index.html").read_text()) == []


def test_nothing_reaches_the_terminal(batch):
    for text in (batch.stdout, batch.stderr):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert not [line for line in text.splitlines() if line.lstrip().startswith(("::", "##["))]


def test_no_secret_was_printed_but_what_the_page_on_security_lists(batch, backend, out):
    stored = [json.loads(path.read_text())["evidence"] for path in out.glob(".store/evidence/*/evidence.json")]
    assert len(stored) > 50
    listed = [name for name, entry in ENTRIES.items() if entry.weak == "through" and backend in WEAK]
    assert len([evidence["printed"] for evidence in stored if "GOT" in evidence["printed"]]) == len(listed)


def test_no_name_becomes_a_formula_in_any_gradebook(batch, out):
    attackers = [entry.student for entry in ENTRIES.values() if entry.student]
    seen = 0
    for name in FORMATS:
        given = Given(SHEETS[name].encode()) if name in SHEETS else Given()
        exported = Exported({})
        with contextlib.suppress(UsageError):  # the format wants what a learning platform exports
            exported, _ = export_run(out, Request(name, given, datetime.now(UTC), provisional=True))
        for text in exported.documents.values():
            if text.lstrip().startswith(("{", "[", "<")):
                continue
            cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
            assert not [cell for cell in cells if cell.startswith(FORMULA)], name
            seen += any(attacker in cell for cell in cells for attacker in attackers)
    assert seen > 0


@pytest.mark.slow
def test_a_runner_obeys_the_grader_alone_and_its_summary_is_text(isolation, course, environment, tmp_path):
    paths = [tmp_path / f"{name}.py" for name in ("forged_annotations", "markdown_in_a_summary")]
    for path in paths:
        path.write_text(code(ENTRIES[path.stem]))
    summary = tmp_path / "summary.md"
    ran = subprocess.run(
        [AUTOGRADER, "ci", *paths, "-a", "digits_cnn", "--out", tmp_path / "out", "--course", course],
        env={**environment, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    commands = obeyed(ran.stdout)
    assert {name for name, _, _ in commands} <= {"error", "warning", "notice", "group", "endgroup"}, ran.stdout
    assert not [command for command in commands if command[2].strip() == "hacked"]
    text = summary.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert acts(MarkdownIt("commonmark", {"html": True}).render(text)) == []


@pytest.mark.slow
def test_each_works_on_a_grader_that_imports_submissions():
    given = {
        name: {
            "code": attack(entry) if entry.control == "kernel" else code(entry),
            "control": entry.control,
            "naive": entry.naive,
            "student": entry.student,
        }
        for name, entry in ENTRIES.items()
    }
    cage = ("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--setenv", "TMPDIR", "/dev/shm")
    command = [*cage, sys.executable, "-B", "-m", "tests.hostile.naive"]  # what it plants stays away from the host
    if shutil.which("bwrap") is None:
        pytest.skip("NO CONTROLS: bubblewrap keeps what they plant away from the host, and is not installed")
    ran = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-4000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert {name: said for name, said in found.items() if said != "True"} == {}


def _student(path: Path) -> str:
    return json.loads(path.read_text(encoding="utf-8"))["student"]
