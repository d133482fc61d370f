"""Run a course's own `load.py`, and read the arrays that it gives."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder.data.own import npz_files
from autograder.data.own.examples import Examples
from autograder.data.own.statement import DataStatement
from autograder.errors import CourseError

LONGEST_S = 600.0
_RUN = """
import runpy, sys
import numpy
given = runpy.run_path(sys.argv[1])["load"]()
numpy.savez(sys.argv[2], **{name: numpy.asarray(array) for name, array in given.items()})
"""
_REMEDY = "define load() so that it returns a dictionary of arrays"


def read(path: Path, statement: DataStatement) -> Examples:
    """Return the examples that the `load()` of a file gives.

    Raises:
        CourseError: it fails, or an array is not what it must be.
    """
    with _archive(path) as archive:
        return npz_files.read(archive, statement, told=path)


def write(path: Path, statement: DataStatement, shown: NDArray[np.int64], into: Path) -> None:
    """Write some rows of what a file gives as an archive."""
    with _archive(path) as archive:
        npz_files.write(archive, statement, shown, into)


@contextmanager
def _archive(path: Path) -> Iterator[Path]:
    """Run a file in a process of its own, in its folder; no module of the grader's working directory is imported."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "given.npz"
        command = [sys.executable, "-P", "-c", _RUN, str(path.absolute()), str(archive)]
        try:
            done = subprocess.run(command, check=False, cwd=path.parent, capture_output=True, timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            told = f"expected load() to return within {LONGEST_S:.0f} s, found it running"
            raise CourseError(
                [f"{path}: {told}; write its arrays with numpy.savez_compressed, and take “npz”"]
            ) from None
        if done.returncode:
            raise CourseError([_told(path, done.stderr.decode("utf-8", "replace"))])
        yield archive


def _told(path: Path, stderr: str) -> str:
    lines = re.findall(rf'File "{re.escape(str(path.absolute()))}", line (\d+)', stderr)
    place = f"{path}, line {lines[-1]}" if lines else str(path)
    said = next((line for line in reversed(stderr.splitlines()) if line.strip()), "it ended without a word")
    return f"{place}: expected load() to give arrays, found {said.strip()[:200]}; {_REMEDY}"
