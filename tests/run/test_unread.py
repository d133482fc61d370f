"""What cannot be read is told from others by little of it, and nothing of it stays open."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from autograder.errors import SubmissionError
from autograder.run.worker import READ_OF_UNREAD, _digest
from autograder.submissions.files import read_bytes


def lay(folder: Path) -> list[Path]:
    """Lay out one of each kind of thing that a student may hand in."""
    (folder / "folder").mkdir()
    (folder / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    (folder / "hole.py").touch()
    os.truncate(folder / "hole.py", 2**40)
    (folder / "file.py").write_text("x = 1")
    return [*sorted(folder.iterdir()), folder / "missing"]


def opened() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors are counted in /proc")
def test_nothing_stays_open(tmp_path: Path) -> None:
    paths, before = lay(tmp_path), opened()
    for path in paths:
        _digest(path)
        with contextlib.suppress(SubmissionError):
            read_bytes(path, max_mb=1)
    assert opened() == before


def test_each_has_a_digest_of_its_own(tmp_path: Path) -> None:
    paths = lay(tmp_path)
    assert len({_digest(path) for path in paths}) == len(paths)


@pytest.mark.parametrize("change", [lambda path: path.write_text("x = 2"), lambda path: os.truncate(path, 2**30)])
def test_another_content_or_size_is_another_digest(change, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1")
    before = _digest(path)
    change(path)
    assert _digest(path) != before
    assert READ_OF_UNREAD < 2**24
