"""A student checks their own work, with the public half of the course alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.end_to_end.attacks import HONEST
from tests.end_to_end.conftest import CORPUS, Command


@pytest.fixture
def public(course: Path, tmp_path: Path) -> Path:
    """The course as students get it."""
    root = tmp_path / "handed-out"
    shutil.copytree(course, root)
    shutil.rmtree(root / "reference")
    return root


def test_right_work_passes_the_public_checks(autograder: Command, public: Path) -> None:
    ran = autograder("check", CORPUS / "runs/perfect.py", "-a", "digits_cnn", course=public)
    assert ran.code == 0, ran.stdout + ran.stderr
    assert "✗" not in ran.stdout
    assert "5,160 parameters" in ran.stdout


def test_wrong_work_is_told_what_is_wrong(autograder: Command, public: Path, tmp_path: Path) -> None:
    (tmp_path / "digits_cnn.py").write_text(HONEST)
    ran = autograder("check", tmp_path / "digits_cnn.py", course=public)
    assert ran.code == 0, ran.stdout + ran.stderr
    assert "✗" in ran.stdout
    assert "650" in ran.stdout
