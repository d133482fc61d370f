"""A folder goes whole, whatever somebody put into it, and nothing else goes with it."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.partial import partial_folder, remove, sweep
from autograder.trees import remove_tree
from tests.deep import deepen


def test_a_folder_however_deep_is_removed_with_closed_ones_and_links(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    gone = tmp_path / "gone"
    (gone / "closed" / "inner").mkdir(parents=True)
    (gone / "closed").chmod(0)
    (gone / "link").symlink_to(kept)
    (gone / "0").mkdir()
    deepen(gone)
    remove_tree(gone)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (kept / "file").exists()


def test_a_link_is_no_folder_to_remove(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "kept")
    remove_tree(link)
    remove_tree(tmp_path / "missing")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "link"]


def test_what_is_left_half_written_goes_however_deep(tmp_path: Path) -> None:
    with partial_folder(tmp_path) as folder:
        deepen(folder)
    (tmp_path / "old").mkdir()
    deepen(tmp_path / "old")
    remove(tmp_path / "old")
    left = tmp_path / ".loading-x"
    left.mkdir()
    deepen(left)
    os.utime(left, (0, 0))
    sweep([tmp_path])
    assert list(tmp_path.iterdir()) == []
