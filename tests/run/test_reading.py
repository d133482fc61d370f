"""Reading a hand-in is our work: where it fails, nobody else is to blame."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from autograder import submissions
from autograder.apart import Most
from autograder.errors import SandboxError, SubmissionError
from autograder.records import SubmissionFiles
from autograder.run import reading
from autograder.submissions.work import Handout


def lay_out(path: Path) -> SubmissionFiles:
    """Lay out a hand-in beside it."""
    into = path.parent / "into" / "kim"
    return reading.lay_out(path, assignment="a", into=into, given=path.parent, handout=Handout)


def test_a_fault_of_our_reader_is_not_the_students(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kim.py").write_text("x = 1\n")
    monkeypatch.setattr(submissions, "lay_out", int)
    with pytest.raises(SandboxError, match="could not be read"):
        lay_out(tmp_path / "kim.py")


def test_what_is_read_belongs_to_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kim.py").write_text("x = 1\n")
    loaded = lay_out(tmp_path / "kim.py")
    folder = tmp_path / "into" / "kim"
    assert (loaded.entry, loaded.source) == ("kim.py", "x = 1\n")
    assert [path.name for path in folder.parent.iterdir()] == ["kim"]
    assert (folder.stat().st_mode & 0o777, (folder / "kim.py").stat().st_mode & 0o777) == (0o755, 0o644)
    elsewhere = replace(loaded, entry="../../kim.py")
    monkeypatch.setattr(reading, "within", lambda *_, scratch, **__: (scratch / "submission").mkdir() or elsewhere)
    with pytest.raises(SandboxError, match="elsewhere"):
        lay_out(tmp_path / "kim.py")


def test_a_reader_that_is_ended_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "kim.zip", "w") as archive:
        archive.writestr("junk.bin", bytes(2**20))
        archive.writestr("kim.ipynb", b'{"cells": [], "nbformat": 4, "a": [' + b"0," * 10 * 2**20 + b"0]}")
    monkeypatch.setattr(reading, "Most", partial(Most, memory_mb=32))
    with pytest.raises(SubmissionError, match="take longer"):
        lay_out(tmp_path / "kim.zip")
    assert list((tmp_path / "into").iterdir()) == []
