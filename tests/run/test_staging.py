"""What is carried to another machine: the files of a hand-in, or what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.run.job import GradingJob
from autograder.run.staging import packed, unpacked
from autograder.submissions.hand_in import HandIn
from autograder.trees import remove_tree
from tests.deep import deepen


def test_files_arrive_and_links_do_not(tmp_path: Path) -> None:
    folder = tmp_path / "kim"
    (folder / "layers").mkdir(parents=True)
    (folder / "main.py").write_text("a = 1\n")
    (folder / "layers" / "own.py").write_text("b = 2\n")
    (folder / "link.py").symlink_to("main.py")
    carried = packed(GradingJob("kim", HandIn("kim", folder)))
    assert carried.files == {"kim/main.py": b"a = 1\n", "kim/layers/own.py": b"b = 2\n"}
    there = unpacked(carried.files, carried.hand_in, tmp_path / "there")
    assert (there.path / "layers" / "own.py").read_text() == "b = 2\n"


@pytest.mark.parametrize("levels", [20, 3_000])
def test_folders_in_folders_are_told_and_not_carried(tmp_path: Path, levels: int) -> None:
    folder = tmp_path / "mallory"
    folder.mkdir()
    deepen(folder, levels)
    carried = packed(GradingJob("mallory", HandIn("mallory", folder)))
    remove_tree(folder)  # pytest itself cannot
    assert (carried.files, carried.hand_in.kind) == ({}, "too_deep")
    assert "folders at most 16 deep" in carried.hand_in.problem
