"""What a student handed in as several files is gathered within limits, or is that student's problem."""

from __future__ import annotations

import os

import pytest

from autograder.submissions import discover
from autograder.trees import remove_tree
from tests.deep import deepen
from tests.submissions.test_discovery import lay, students

KIM = "kim_123_4561_"


def test_a_special_file_among_several_is_its_student_s_own_problem(tmp_path):
    folder = lay(tmp_path / "canvas", "good_1_2222_a.py", KIM + "a.py")
    os.mkfifo(folder / "kim_123_4562_b.py")
    assert students(discover(folder, into=tmp_path / "work")) == [("good", ""), ("kim", "not_a_file")]


@pytest.mark.parametrize(("inside", "kind"), [("pipe", ""), ("deep", "too_deep")])
def test_a_folder_among_several_is_gathered_within_limits(inside, kind, tmp_path):
    folder = lay(tmp_path / "moodle", "good_1_assignsubmission_file_a.py", "kim_9_assignsubmission_file_a.py")
    lay(folder, "kim_9_assignsubmission_file_/b.py")
    below = folder / "kim_9_assignsubmission_file_"
    if inside == "pipe":
        os.mkfifo(below / "pipe.py")
    else:
        deepen(below)
    try:
        found = discover(folder, into=tmp_path / "work")
        assert students(found) == [("good", ""), ("kim", kind)]
        assert inside == "deep" or "pipe.py" in " ".join(found[1].notes)
    finally:
        remove_tree(folder)


def test_nothing_is_gathered_through_a_link(tmp_path):
    folder = lay(tmp_path / "canvas", "good_1_2222_a.py", "kim_123_4562_a.py", "kim_123_4563_1-a.py")
    (folder / (KIM + "a.py")).symlink_to(tmp_path / "outside")
    _good, found = discover(folder, into=tmp_path / "work")
    assert not (tmp_path / "outside").exists()
    assert sorted(path.name for path in found.path.iterdir()) == ["1-a.py", "2-1-a.py", "a.py"]


def test_gathering_leaves_out_what_is_too_large_before_it_is_copied(tmp_path):
    folder = lay(tmp_path / "canvas", "good_1_2222_a.py", KIM + "a.py", "kim_123_4562_b.bin")
    os.truncate(folder / "kim_123_4562_b.bin", 1024**4)
    found = discover(folder, into=tmp_path / "work")
    assert students(found) == [("good", ""), ("kim", "")]
    assert [path.name for path in found[1].path.iterdir()] == ["a.py"]
    assert "b.bin (1048576 MB) was left out" in found[1].notes[0]


def test_gathering_keeps_to_the_sum_of_a_hand_in(tmp_path):
    names = [f"kim_123_456{number}_{number}.bin" for number in range(6)]
    folder = lay(tmp_path / "canvas", "good_1_2222_a.py", KIM.replace("4561", "4569") + "a.py", *names)
    for name in names:
        os.truncate(folder / name, 45 * 1024**2)
    found = discover(folder, into=tmp_path / "work")
    assert sum(path.stat().st_size for path in found[1].path.iterdir()) <= 200 * 1024**2
    assert len(found[1].notes) == 2
