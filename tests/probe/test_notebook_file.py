"""A notebook is read and written as nbformat does it, without its validators."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.probe import notebook_file

CELL = {"cell_type": "code", "metadata": {}, "source": ["1\n", "2"], "outputs": [], "execution_count": None}
OUTPUT = nbformat.v4.new_output("stream", text="ü 한\n")


def written(folder: Path, minor: int) -> Path:
    cells = [CELL | ({"id": "a"} if minor == 5 else {})]
    content = {"nbformat": 4, "nbformat_minor": minor, "metadata": {}, "cells": cells}
    path = folder / "hw.ipynb"
    path.write_text(nbformat.writes(nbformat.from_dict(content)), encoding="utf-8")
    return path


@pytest.mark.parametrize("minor", range(6))
def test_it_is_read_and_written_as_by_nbformat(minor: int, tmp_path: Path) -> None:
    notebook = notebook_file.read(written(tmp_path, minor))
    assert notebook == nbformat.read(tmp_path / "hw.ipynb", as_version=4)
    notebook.cells[0].outputs.append(OUTPUT)
    notebook_file.ExecutedNotebook(notebook, tmp_path / "executed.ipynb").write()
    assert (tmp_path / "executed.ipynb").read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"


def test_no_validator_is_made_for_it(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys\n"
        "from nbformat import validator; from autograder.probe import notebook_file\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "notebook_file.ExecutedNotebook(notebook_file.read(path), path).write()\n"
        "print(len(validator.validators))\n"
    )
    path = str(written(tmp_path, 4))
    ran = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert ran.stdout == "0\n"
