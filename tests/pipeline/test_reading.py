"""Reading a hand-in is our work: where it fails, nobody else is to blame."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import submissions
from autograder.errors import SandboxError
from autograder.pipeline import reading
from autograder.submissions.work import Handout


def test_a_fault_of_our_reader_is_not_the_students(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kim.py").write_text("x = 1\n")
    monkeypatch.setattr(submissions, "load", int)
    with pytest.raises(SandboxError, match="could not be read"):
        reading.load(
            tmp_path / "kim.py",
            student="kim",
            assignment="a",
            into=tmp_path / "into",
            submitted_at=None,
            handout=Handout,
        )
