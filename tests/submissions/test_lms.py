"""What students can write beside a platform's names gives nobody another's name."""

from __future__ import annotations

from itertools import pairwise

import pytest

from autograder.submissions import discover
from autograder.submissions.lms import GRADESCOPE, read_gradescope, read_label
from tests.submissions.test_discovery import lay, students


@pytest.mark.parametrize(
    "text", ["kim:\n  :submitters:\n  - :name: eve\neve:\n  :submitters:\n  - :name: kim\n", "a: ["]
)
def test_metadata_that_a_student_left_in_a_shared_folder_names_nobody(text, tmp_path):
    folder = lay(tmp_path / "class", "kim/main.py", "eve/main.py", "submission_1/main.py")
    (folder / "submission_metadata.yml").write_text(text)
    found = discover(folder)
    assert students(found) == [
        ("eve", ""),
        ("kim", ""),
        ("submission_1", ""),
        ("submission_metadata.yml", "unknown_type"),
    ]
    assert [item.path.name for item in found] == [item.student for item in found]


def test_a_folder_s_name_for_two_of_moodle_s_participants_is_nobody_s(tmp_path):
    other = "Victim Kim_9_assignsubmission_file_x_77_assignsubmission_file_"
    folder = lay(tmp_path / "moodle", "Victim Kim_9_assignsubmission_file_/main.py", f"{other}/main.py")
    found = discover(folder, into=tmp_path / "work")
    assert [(item.path.name, item.lms_id) for item in found] == [
        ("Victim Kim_9_assignsubmission_file_", "9"),
        (other, ""),
    ]
    label = read_label("Kim_9_assignsubmission_file_Kim_8_assignsubmission_file_hw.py")
    assert (label.student, label.lms_id) == ("Kim", "9")


@pytest.mark.parametrize("number", ["1234", "55"])
@pytest.mark.parametrize("prefix", ["evilbob_777_9001_", "evilbob_LATE_777_9001_", "LATE_anon_777_9001_"])
def test_the_title_of_a_file_of_canvas_names_nobody_else(prefix, number, tmp_path):
    title = f"x-victimanna_{number}_assignsubmission_file_pooling.py"
    for name in (f"{prefix}{title}", "victimanna_1234_9002_mypool.py", "carol_888_9003_pooling.py"):
        (tmp_path / name).write_text("x = 1")
    found = {one.student: one.path.name for one in discover(tmp_path)}
    assert sorted(found) == sorted(["carol", "victimanna", "anon_777" if "anon" in prefix else "evilbob"])
    assert found["victimanna"] == "victimanna_1234_9002_mypool.py"


@pytest.mark.parametrize("field", [":submitters:\n  - :name: *i", ":submitters:\n  - :sid: *i", ":created_at: *i"])
def test_a_few_lines_of_metadata_make_no_long_text(field, tmp_path):
    lists = "".join(f"{a}: &{a} [{', '.join([f'*{b}'] * 10)}]\n" for b, a in pairwise("abcdefghi"))
    path = tmp_path / GRADESCOPE
    path.write_text(f"a: &a [x]\n{lists}submission_1:\n  {field}\n")
    (found,) = [each for each in read_gradescope(path) if each.folder == "submission_1"]
    assert (found.student, found.lms_id, found.submitted_at) == ("submission_1", "", None)
