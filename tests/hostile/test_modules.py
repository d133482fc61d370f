"""Hostile modules of PyTorch earn what they compute once the grader has trained it, and hurt nobody."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Command, results
from tests.hostile.acting import acts
from tests.hostile.corpus import Entry, entries
from tests.hostile.courses import in_order
from tests.hostile.earning import assert_earned
from tests.metrics.examples import accuracy_in

ENTRIES = entries("modules")
IMPORTS = "import torch\nfrom torch import nn\n"
HONEST = """

def build_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
"""
HONEST_ROWS = "\n\ndef build_model():\n    return nn.Linear(3, 3)\n"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="TORCH SKIPPED: PyTorch is not installed"),
]


def code(entry: Entry) -> str:
    text = entry.path.read_text()
    if entry.assignment == "in_order":
        return text
    return IMPORTS + HONEST + text if entry.behind else text + IMPORTS + HONEST


@pytest.fixture(scope="module")
def both(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with an assignment on digits and one on rows, for modules of PyTorch too."""
    root = tmp_path_factory.mktemp("course") / "own"
    shutil.copytree(course, root)
    in_order(root, "in_order")
    for path in root.glob("assignments/*/assignment.toml"):
        path.write_text(path.read_text().replace("points = 100", 'points = 100\nframeworks = ["keras", "torch"]'))
    return root


@pytest.fixture(scope="module", params=["forkserver", "bubblewrap"])
def outs(
    request: pytest.FixtureRequest, autograder: Command, both: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """Grade all, and an honest one for each assignment; return the folders of results."""
    found = {}
    for assignment, honest in (("digits_cnn", HONEST), ("in_order", HONEST_ROWS)):
        folder, found[assignment] = tmp_path_factory.mktemp(assignment), tmp_path_factory.mktemp(f"runs-{assignment}")
        (folder / "honest.py").write_text(IMPORTS + honest)
        for entry in ENTRIES.values():
            if entry.assignment == assignment:
                (folder / f"{entry.name}.py").write_text(code(entry))
        options = ("-a", assignment, "--out", found[assignment], "-j", 2, "--sandbox", request.param)
        ran = autograder("batch", folder, *options, course=both, timeout=3600)
        if "cannot isolate" in ran.stderr:
            pytest.skip(f"HOSTILE MODULES NOT RUN: {ran.stderr}")
        assert ran.code in (0, 3), ran.stdout + ran.stderr
        for text in (ran.stdout, ran.stderr):
            assert "\x1b" not in text
            assert "\u202e" not in text
            assert not [line for line in text.splitlines() if line.lstrip().startswith(("::", "##["))]
    return found


@pytest.fixture(scope="module")
def graded(outs: Mapping[str, Path]) -> Mapping[str, Mapping[str, Any]]:
    return {assignment: results(out) for assignment, out in outs.items()}


def test_the_honest_ones_are_graded(graded: Mapping[str, Mapping[str, Any]]) -> None:
    for found in graded.values():
        assert (found["honest"]["trust"], found["honest"]["state"]) == ("rebuilt", "graded")
        assert 0.2 < accuracy_in(found["honest"])["value"] < 0.9


@pytest.mark.parametrize("name", ENTRIES)
def test_it_earns_what_its_module_earns(name: str, graded: Mapping[str, Mapping[str, Any]]) -> None:
    entry = ENTRIES[name]
    assert_earned(entry, graded[entry.assignment][name], graded[entry.assignment]["honest"])


@pytest.mark.parametrize("name", ENTRIES)
def test_a_batch_grades_it_once(name: str, graded: Mapping[str, Mapping[str, Any]]) -> None:
    assert graded[ENTRIES[name].assignment][name]["state"] != "ungraded"


@pytest.mark.parametrize("name", ENTRIES)
def test_nothing_of_it_acts_in_a_page(name: str, outs: Mapping[str, Path]) -> None:
    pages = [*(outs[ENTRIES[name].assignment] / "students" / name).glob("*.html")]
    assert pages
    for page in pages:
        assert acts(page.read_text()) == []


def test_each_works_on_a_grader_that_imports_submissions() -> None:
    if shutil.which("bwrap") is None:
        pytest.skip("NO CONTROLS: bubblewrap keeps what they plant away from the host, and is not installed")
    given = {name: {"code": code(entry), "naive": entry.naive} for name, entry in ENTRIES.items()}
    cage = ("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-pid")
    command = [*cage, "--setenv", "TMPDIR", "/dev/shm", sys.executable, "-B", "-m", "tests.hostile.naive_modules"]
    ran = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-4000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert {name: said for name, said in found.items() if said != "True"} == {}
