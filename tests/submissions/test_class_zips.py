"""A file that a student put into a class's zip is at worst that student's problem."""

from __future__ import annotations

import zipfile

import pytest

from autograder.submissions import discover
from tests.submissions.test_discovery import students

KIM = "kim_123_4561_"
MOODLE = "kim_9_assignsubmission_file_/"
REFUSED = {
    "far more than it holds": ({KIM + "a.py": "#" * 20_000_000}, "zip_bomb"),
    "leads elsewhere": ({KIM + "a\\..\\b.py": "x"}, "zip_unsafe"),
    "control characters": ({KIM + "a\x07.py": "x"}, "zip_unsafe"),
    "one name in two forms": ({KIM + "\u00e9.py": "x", KIM + "e\u0301.py": "x"}, "zip_duplicate"),
    "a file and a folder": ({MOODLE + "a": "x", MOODLE + "a/b.py": "x"}, "zip_duplicate"),
    "deep folders": ({MOODLE + "d/" * 17 + "a.py": "x"}, "too_deep"),
    "a path that no system takes": ({MOODLE + ("d" * 250 + "/") * 14 + "d" * 250 + "/" + "e" * 250: "x"}, "too_deep"),
    "a plain folder": ({"kim/" + "d/" * 17 + "a.py": "x"}, "too_deep"),
}


@pytest.mark.parametrize("wrapper", ["", "export/"])
@pytest.mark.parametrize("case", REFUSED)
def test_one_student_s_file_never_refuses_the_zip_of_a_class(case, wrapper, tmp_path):
    files, kind = REFUSED[case]
    good = "good/main.py" if case == "a plain folder" else "good_1_2222_pooling.py"
    if "assignsubmission" in "".join(files):
        good = "good_1_assignsubmission_file_/main.py"
    found = discover(class_zip(tmp_path, {good: "x = 1", **files}, wrapper), into=tmp_path / "work")
    assert students(found) == [("good", ""), ("kim", kind)]
    assert found[0].path.is_file() or (found[0].path / "main.py").is_file()
    assert "could not be taken out of the course's zip: Expected" in found[1].problem


def test_a_long_name_in_the_zip_of_a_class_is_shortened(tmp_path):
    names = [KIM + "한" * 100 + ".py", "lee_124_4562_" + "한" * 100 + "a.py", "lee_124_4563_" + "한" * 100 + "b.py"]
    found = discover(class_zip(tmp_path, dict.fromkeys(names, "x = 1")), into=tmp_path / "work")
    assert students(found) == [("kim", ""), ("lee", "")]
    assert found[0].path.read_text() == "x = 1"
    assert found[0].path.suffix == ".py"
    assert len(list(found[1].path.iterdir())) == 2


def class_zip(folder, files, wrapper=""):
    with zipfile.ZipFile(folder / "class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(wrapper + name, content)
    return folder / "class.zip"
