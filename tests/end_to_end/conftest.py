"""A small course made from the repository's own, and the real command run on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.backends import open_sandbox
from autograder.errors import IsolationError

REPOSITORY = Path(__file__).parents[2]
AUTOGRADER = Path(sys.executable).with_name("autograder")
CORPUS = REPOSITORY / "tests" / "submissions" / "corpus"

ASSIGNMENT = """\
title = "Digits"
points = 100

[data]
name = "digits"

[training]
mode = "grader"
epochs = 4
batch_size = 50
validation = 0.2

[limits]
wall_s = 120
cpu_s = 120
memory_mb = 1500
output_mb = 2
disk_mb = 64
"""
CALIBRATION = {
    "accuracies": [0.5, 0.5, 0.5],
    "seeds": [1, 2, 3],
    "n": 540,
    "bar": 0.2,
    "false_fail": 0.001,
    "versions": {},
    "device": "cpu",
    "data": "digits",
    "epochs": 4,
}


@dataclass(frozen=True)
class Ran:
    """One run of the command."""

    code: int
    stdout: str
    stderr: str


Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all runs: the reference is run once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def environment(home: Path) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUTOGRADER", "XDG"))}
    nobody = "http://127.0.0.1:9"
    return kept | {"HOME": str(home), "COLUMNS": "200", "http_proxy": nobody, "https_proxy": nobody}


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's `digits_cnn` with few epochs, narrow limits and a low bar."""
    root = tmp_path_factory.mktemp("course")
    (root / "course.toml").write_text('title = "Test course"\n')
    for half in ("assignments", "reference"):
        shutil.copytree(REPOSITORY / half / "digits_cnn", root / half / "digits_cnn")
    (root / "assignments/digits_cnn/assignment.toml").write_text(ASSIGNMENT)
    (root / "reference/digits_cnn/calibration.json").write_text(json.dumps(CALIBRATION))
    return root


@pytest.fixture(scope="session")
def isolation() -> None:
    """Skip, loudly, where no backend isolates fully: there the command refuses to run anything."""
    try:
        open_sandbox("auto", ()).close()
    except IsolationError as error:
        pytest.skip(f"END-TO-END TESTS SKIPPED: {error}")


@pytest.fixture(scope="session")
def autograder(
    isolation: None, course: Path, environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Command:
    """Run the real command in an empty folder."""
    folder = tmp_path_factory.mktemp("cwd")

    def run(*arguments: object, course: Path = course, timeout: float = 900, path: Sequence[Path] = ()) -> Ran:
        command = [str(AUTOGRADER), *map(str, arguments), "--course", str(course)]
        brought = {"PYTHONPATH": os.pathsep.join(map(str, path))} if path else {}
        done = subprocess.run(
            command,
            check=False,
            cwd=folder,
            env={**environment, **brought},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def results(out: Path) -> dict[str, Any]:
    """Return every result file of a run folder by student."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in out.glob("students/*/result.json")]
    return {result["student"]: result for result in found}
