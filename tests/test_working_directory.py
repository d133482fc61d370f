"""No process that the command starts imports what lies in the working directory: it may be a student's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from autograder import cli

def work():
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        pool.submit(os.getpid).result()

if __name__ == "__main__":
    cli.app = work
    {start}
"""


@pytest.mark.parametrize(("start", "taken"), [("cli.main()", False), ("work()", True)])
def test_a_process_of_the_command_imports_nothing_of_the_working_directory(
    tmp_path: Path, start: str, taken: bool
) -> None:
    for folder in ("pushed", "program"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pushed" / "pickle.py").write_text("open('taken', 'w')\nraise SystemExit\n")
    (tmp_path / "program" / "run.py").write_text(SCRIPT.format(start=start))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    command = [sys.executable, tmp_path / "program" / "run.py"]
    subprocess.run(command, cwd=tmp_path / "pushed", env=environment, check=False, capture_output=True, timeout=60)
    assert (tmp_path / "pushed" / "taken").exists() is taken
