"""The fork server is quicker than bubblewrap, and gives nobody another grade."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.end_to_end.conftest import CORPUS, Command, results
from tests.submissions.expected import PERFECT

FAILING = (
    "fails_at_cell_12.ipynb",
    "keras2_lr.py",
    "missing_package.ipynb",
    "no_model.py",
    "os_exit.ipynb",
    "raises_on_import.py",
    "returns_none.py",
    "segfault.py",
    "two_models.py",
    "uncompiled.py",
    "wrong_input_shape.py",
)
SEED = 777
"""An assignment's seed where it names none."""
OF_THE_RUN = ("usage", "isolation", "graded_at")
"""Parts of a result that tell how it was come by."""


def graded(autograder: Command, folder: Path, out: Path, sandbox: str) -> dict[str, Any]:
    done = autograder(
        "batch", folder, "-a", "digits_cnn", "--out", out, "-j", 2, "--sandbox", sandbox, "--no-cache", timeout=1200
    )
    assert done.code == 0, done.stdout + done.stderr
    return {
        student: {name: value for name, value in result.items() if name not in OF_THE_RUN}
        for student, result in results(out).items()
    }


@pytest.mark.parametrize("sandbox", ["forkserver", "bubblewrap"])
def test_a_notebook_begins_with_the_seed_of_the_assignment(autograder: Command, tmp_path: Path, sandbox: str) -> None:
    if sandbox == "bubblewrap" and shutil.which("bwrap") is None:
        pytest.skip("BUBBLEWRAP IS NOT INSTALLED: the seeds of its notebooks were not looked at")
    cell = nbformat.v4.new_code_cell("import random\nprint(random.random())")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "draws.ipynb")
    out = tmp_path / "out"
    autograder("grade", tmp_path / "draws.ipynb", "-a", "digits_cnn", "--out", out, "--sandbox", sandbox, "--no-cache")
    executed = nbformat.read(out / "students/draws/executed.ipynb", as_version=4)
    assert executed.cells[0].outputs[0].text == f"{random.Random(SEED).random()}\n"


def test_a_kernel_that_dies_is_told_at_the_cell_where_it_died(autograder: Command, tmp_path: Path) -> None:
    sources = ["a = 1", "import os, time\ntime.sleep(1)\nos._exit(0)", "b = 1"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "dies.ipynb")
    autograder("grade", tmp_path / "dies.ipynb", "-a", "digits_cnn", "--out", tmp_path / "out")
    assert results(tmp_path / "out")["dies"]["error"].startswith("cell 2, line 3: ")


@pytest.mark.slow
def test_both_backends_give_the_same_points_and_messages(autograder: Command, tmp_path: Path) -> None:
    if shutil.which("bwrap") is None:
        pytest.skip("BUBBLEWRAP IS NOT INSTALLED: the backends were not compared")
    folder = tmp_path / "class"
    folder.mkdir()
    for name in (*PERFECT, *FAILING):
        shutil.copy(CORPUS / "runs" / name, folder / f"{Path(name).stem}-{Path(name).suffix[1:]}{Path(name).suffix}")
    forked = graded(autograder, folder, tmp_path / "forked", "forkserver")
    wrapped = graded(autograder, folder, tmp_path / "wrapped", "bubblewrap")
    assert len(forked) == len(PERFECT) + len(FAILING)
    assert forked == wrapped
