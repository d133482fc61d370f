"""Every student of a class is found once, whatever the platform that the files come from."""

from __future__ import annotations

import os
import tempfile
import unicodedata
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.submissions import HandIn, discover, load
from autograder.submissions.lms import read_label
from tests.submissions.make_corpus import notebook, to_json

CODE = b"x = 1\n"
NOTEBOOK = to_json(notebook(["x = 1"]))


def lay(folder, *names, data=CODE):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(NOTEBOOK if name.endswith(".ipynb") else data)
    return folder


def zipped(folder, path):
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    return path


def students(found):
    return [(item.student, item.kind) for item in found]


def test_folders_and_files_are_named_after_students(tmp_path):
    folder = lay(
        tmp_path / "class", "ann/main.py", "bob.ipynb", "carl.py", "dora.zip", "김민지/hw.ipynb", ".git/x", ".x.py"
    )
    found = discover(folder)
    assert students(found) == [("ann", ""), ("bob", ""), ("carl", ""), ("dora", ""), ("김민지", "")]
    assert [item.path.name for item in found] == ["ann", "bob.ipynb", "carl.py", "dora.zip", "김민지"]


def test_what_cannot_be_graded_is_not_dropped(tmp_path):
    folder = lay(tmp_path / "class", "ann.py", "bob.docx", "roster.csv", "carl.py", "carl.ipynb", "dora/x.txt")
    (folder / "eve.py").symlink_to("/etc/passwd")
    found = discover(folder)
    assert students(found) == [
        ("ann", ""),
        ("bob.docx", "unknown_type"),
        ("carl", "several"),
        ("dora", ""),
        ("eve.py", "symlink"),
        ("roster.csv", "unknown_type"),
    ]
    assert "carl.ipynb, carl.py" in found[2].problem
    assert all(bool(item.problem) == bool(item.kind) for item in found)


def test_names_are_shown_in_one_form(tmp_path):
    names = ["José Müller", "김민지", "O'Brien, Ann"]
    folder = lay(tmp_path / "class", *(f"{unicodedata.normalize('NFD', name)}/main.py" for name in names))
    assert sorted(item.student for item in discover(folder)) == sorted(names)
    lay(folder, f"{unicodedata.normalize('NFC', 'José Müller')}.py")
    assert ("José Müller", "several") in students(discover(folder))


def test_a_zip_of_folders_is_unpacked(tmp_path):
    source = zipped(lay(tmp_path / "class", "ann/main.py", "bob/hw.ipynb"), tmp_path / "class.zip")
    for _ in range(2):
        found = discover(source, into=tmp_path / "work")
        assert students(found) == [("ann", ""), ("bob", "")]
    for item in found:
        assert load(HandIn(item.student, item.path), assignment="a", into=tmp_path / "s").digest


def test_a_zip_s_wrapping_folder_is_no_student(tmp_path):
    source = zipped(lay(tmp_path / "class", "export/ann/main.py", "export/bob/hw.ipynb"), tmp_path / "x.zip")
    assert students(discover(source, into=tmp_path / "a")) == [("ann", ""), ("bob", "")]
    one = zipped(lay(tmp_path / "one", "ann/main.py", "ann/data/x.csv"), tmp_path / "y.zip")
    assert students(discover(one, into=tmp_path / "b")) == [("ann", "")]


def test_canvas_files_are_read_by_their_names(tmp_path):
    folder = lay(
        tmp_path / "canvas",
        "doejane_1001_500_hw1.ipynb",
        "kimminji_LATE_1002_501_my_hw_v2-1.py",
        "leeho_1003_502_main.ipynb",
        "leeho_1003_503_helper.py",
        "leeho_1003_504_helper.py",
        "parksu_1004_text.html",
        "choi_LATE_1005_link.html",
        "doejane_1006_505_hw1.ipynb",
        "김민지_1007_506_과제.ipynb",
    )
    found = discover(folder, into=tmp_path / "work")
    assert [(item.student, item.lms_id, item.late, item.kind) for item in found] == [
        ("choi", "1005", True, "online_text"),
        ("doejane (1001)", "1001", False, ""),
        ("doejane (1006)", "1006", False, ""),
        ("kimminji", "1002", True, ""),
        ("leeho", "1003", False, ""),
        ("parksu", "1004", False, "online_text"),
        ("김민지", "1007", False, ""),
    ]
    gathered = found[4].path
    assert sorted(path.name for path in gathered.iterdir()) == ["2-helper.py", "helper.py", "main.ipynb"]
    assert load(HandIn("leeho", gathered), assignment="a", into=tmp_path / "s").entry == "main.ipynb"


def test_numbers_of_the_students_own_are_no_file_ids(tmp_path):
    folder = lay(tmp_path / "class", "digits_2026_11_kim.py", "digits_2026_11_lee.py", "digits_2026_12_cho.py")
    assert [item.student for item in discover(folder)] == [
        "digits_2026_11_kim",
        "digits_2026_11_lee",
        "digits_2026_12_cho",
    ]


def test_the_folder_that_is_written_to_is_no_student(tmp_path):
    folder = lay(tmp_path / "class", "ann/main.py", "runs/hand_ins/ann/main.py")
    assert students(discover(folder, into=folder / "runs" / "work")) == [("ann", "")]


def test_moodle_folders_and_files_are_read_by_their_names(tmp_path):
    folder = lay(
        tmp_path / "moodle",
        "Jane Doe_2001_assignsubmission_file_/hw.ipynb",
        "Jane Doe_2001_assignsubmission_onlinetext_/onlinetext.html",
        "Lee, Ho_2002_assignsubmission_file/deep/hw.py",
        "Müller José_2003_assignsubmission_file_my_hw.ipynb",
        "Only Text_2004_assignsubmission_onlinetext_/onlinetext.html",
        "Participant_2005_assignsubmission_file_/hw.py",
        "Participant_2006_assignsubmission_file_/hw.py",
    )
    found = discover(folder)
    assert [(item.student, item.lms_id, item.kind) for item in found] == [
        ("Jane Doe", "2001", ""),
        ("Lee, Ho", "2002", ""),
        ("Müller José", "2003", ""),
        ("Only Text", "2004", "online_text"),
        ("Participant (2005)", "2005", ""),
        ("Participant (2006)", "2006", ""),
    ]
    assert load(HandIn("x", found[1].path), assignment="a", into=tmp_path / "s").entry == "hw.py"


GRADESCOPE = """---
submission_300:
  :submitters:
  - :name: Jane Doe
    :sid: '42'
    :email: jane@example.org
  :created_at: 2026-11-20 10:15:30.123456789 -08:00
  :score: 0.0
  :status: processed
  :results: {tests: []}
submission_301:
  :submitters:
  - :name: 김민지
    :sid: ''
    :email: minji@example.org
  - :name: Lee Ho
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-11-20 10:15:30.000000000 Z
submission_302:
  :submitters: []
../../etc:
  :submitters:
  - :name: Mallory
"""


def test_gradescope_s_export_is_read_by_its_metadata(tmp_path):
    inner = lay(
        tmp_path / "class" / "assignment_9_export",
        "submission_300/main.py",
        "submission_301/hw.ipynb",
        "submission_999/x.py",
    )
    (inner / "submission_metadata.yml").write_text(GRADESCOPE, encoding="utf-8")
    found = discover(zipped(tmp_path / "class", tmp_path / "export.zip"), into=tmp_path / "work")
    assert [(item.student, item.lms_id, item.path.name, item.kind) for item in found] == [
        ("Jane Doe", "42", "submission_300", ""),
        ("Lee Ho", "", "submission_301", ""),
        ("Mallory", "", "assignment_9_export", "missing"),
        ("submission_302", "", "submission_302", "missing"),
        ("submission_999", "", "submission_999", ""),
        ("김민지", "minji@example.org", "submission_301", ""),
    ]
    moment = datetime(2026, 11, 20, 10, 15, 30, 123456, tzinfo=timezone(timedelta(hours=-8)))
    assert found[0].submitted_at == moment
    assert found[1].submitted_at is None


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-20 10:15:30 UTC", datetime(2026, 11, 20, 10, 15, 30, tzinfo=UTC)),
        ("'2026-11-20 10:15:30.123456789 -08:00'", datetime(2026, 11, 20, 18, 15, 30, 123456, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("yesterday", None),
    ],
)
def test_every_way_to_write_the_time_is_read(written, moment, tmp_path):
    lay(tmp_path / "submission_1", "main.py")
    text = f"submission_1:\n  :submitters:\n  - :name: Ann\n  :created_at: {written}\n"
    (tmp_path / "submission_metadata.yml").write_text(text)
    assert discover(tmp_path)[0].submitted_at == moment


@pytest.mark.parametrize(
    "text", ["- 1", "a: [", "!!python/object/apply:os.system ['true']", "\x00", "x: &a [*a]\ny: {? *a}"]
)
def test_metadata_of_another_form_is_refused(text, tmp_path):
    (tmp_path / "submission_metadata.yml").write_text(text)
    with pytest.raises(UsageError, match="submission_metadata"):
        discover(tmp_path)


words = st.sampled_from([":submitters", ":name", ":sid", ":created_at", "submission_1"])
metadata = st.recursive(
    st.none() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner),
)


@given(metadata)
def test_any_metadata_gives_students_or_a_usage_error(tmp_path_factory, value):
    import yaml

    folder = tmp_path_factory.mktemp("export")
    (folder / "submission_metadata.yml").write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    try:
        discover(folder)
    except UsageError:
        return


@pytest.mark.parametrize(
    "name", ["essay.ipynb", "hw_1.ipynb", "kim_minji_hw.py", "a_1_2", "assignment_1234_export", "hw_2026_11_kim.py"]
)
def test_ordinary_names_are_no_labels(name):
    assert read_label(name) is None


def test_names_of_canvas_are_taken_apart():
    label = read_label("van_der_berg_LATE_77_880_a_1_2_b.ipynb")
    assert (label.student, label.late, label.lms_id, label.title) == ("van_der_berg", True, "77", "a_1_2_b.ipynb")
    label = read_label("LATE_anon_AbC12_880_hw.ipynb")
    assert (label.student, label.late, label.lms_id, label.title) == ("anon_AbC12", True, "AbC12", "hw.ipynb")


@pytest.mark.parametrize("name", ["missing", "missing.zip", "file", "file.zip"])
def test_a_source_that_is_no_class_is_refused(name, tmp_path):
    if "file" in name:
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(UsageError, match=name):
        discover(tmp_path / name, into=tmp_path / "work")


def test_a_zip_needs_a_place_to_be_unpacked(tmp_path):
    source = zipped(lay(tmp_path / "class", "ann/main.py"), tmp_path / "x.zip")
    with pytest.raises(UsageError, match="place"):
        discover(source)


def test_two_thousand_students_are_found_quickly(tmp_path):
    folder = lay(tmp_path / "class", *(f"student{number}_{number}_{number}_hw.py" for number in range(2_000)))
    assert len(discover(folder)) == 2_000


def test_a_folder_that_cannot_be_listed_is_its_student_s_problem():
    with tempfile.TemporaryDirectory() as place:
        folder, user = Path(place) / "class", os.geteuid()
        lay(folder, "kim/a.py", "lee.py")
        Path(place).chmod(0o755)
        (folder / "kim").chmod(0)
        os.seteuid(user or 65534)  # root lists every folder
        try:
            with pytest.raises(PermissionError):
                list((folder / "kim").iterdir())
            assert [(each.student, each.problem) for each in discover(folder)] == [("kim", ""), ("lee", "")]
        finally:
            os.seteuid(user)
            (folder / "kim").chmod(0o755)


def test_a_folder_of_very_many_files_is_looked_at_once_it_is_loaded(tmp_path):
    lay(tmp_path, *(f"kim/attempt {number}/a.py" for number in range(1, 2_003)), "lee/attempt 1/a.py")
    kim, lee = discover(tmp_path)
    assert [(each.student, each.path.name) for each in (kim, lee)] == [("kim", "kim"), ("lee", "attempt 1")]
