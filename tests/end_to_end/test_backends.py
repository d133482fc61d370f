"""The fork server is quicker than bubblewrap, and gives nobody another grade."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

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
