"""Every file of the corpus does what the tables in `expected` say."""

from __future__ import annotations

import json

import nbformat
import pytest

from autograder.errors import SubmissionError
from autograder.records import Form
from autograder.submissions import read_source
from tests.submissions.expected import CORPUS, KERAS2, PERFECT, RUNS, UNREADABLE
from tests.submissions.make_corpus import files

READABLE = sorted(path.name for path in (CORPUS / "readable").iterdir())
ALL_RUNS = sorted(path.name for path in (CORPUS / "runs").iterdir())


def test_the_committed_files_are_the_generated_ones():
    assert {path: path.read_bytes() for path in files()} == files()


def test_every_file_stands_in_a_table():
    assert {path.name for path in (CORPUS / "unreadable").iterdir()} == UNREADABLE.keys()
    assert set(ALL_RUNS) == {*RUNS, *PERFECT, *KERAS2}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_its_kind_and_a_sentence(name, load_path, tmp_path):
    with pytest.raises(SubmissionError) as caught:
        load_path(CORPUS / "unreadable" / name)
    message = str(caught.value)
    assert caught.value.kind == UNREADABLE[name]
    assert len(message) < 500
    assert "xpected" in message or "cannot be unpacked" in message
    assert message.endswith((".", "?"))
    assert list((tmp_path / "runs").iterdir()) == []


@pytest.mark.parametrize("name", READABLE)
def test_unusual_files_are_read(name, load_path):
    submission = load_path(CORPUS / "readable" / name)
    assert "x = " in submission.source
    if submission.form is Form.NOTEBOOK:
        nbformat.validate(nbformat.read(submission.root / submission.entry, 4))
    else:
        compile((submission.root / submission.entry).read_bytes(), submission.entry, "exec")


@pytest.mark.parametrize("name", ALL_RUNS)
def test_what_fails_only_when_run_is_loaded_and_read(name, load_path):
    findings = read_source(load_path(CORPUS / "runs" / name))
    assert (findings.problem is not None) == (RUNS.get(name) == "syntax")


@pytest.mark.parametrize("name", KERAS2)
def test_each_old_spelling_is_found_by_reading(name, load_path):
    findings = read_source(load_path(CORPUS / "runs" / name))
    rules = {spelling.rule for _where, spelling in findings.old}
    assert name.removeprefix("keras2_").removesuffix(".py") in rules


@pytest.mark.parametrize("name", PERFECT)
def test_modern_code_has_no_old_spelling(name, load_path):
    findings = read_source(load_path(CORPUS / "runs" / name))
    assert findings.old == ()


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("nbformat3.ipynb", "upgraded from nbformat 3"),
        ("worksheets_in_4.ipynb", "another version of the format"),
        ("cells_of_4_in_3.ipynb", "another version of the format"),
        ("no_version.ipynb", "read as version 4"),
        ("bom.ipynb", "byte order mark"),
        ("utf16.ipynb", "saved as UTF-16"),
        ("several.zip", "Graded: two.ipynb, the last one by its name. Not graded: one.ipynb."),
        ("missing_fields.ipynb", "3 incomplete cells were repaired"),
    ],
)
def test_repairs_are_told(name, note, load_path):
    assert note in " ".join(load_path(CORPUS / "readable" / name).notes)


@pytest.mark.parametrize("name", ["plain.zip", "crlf.ipynb", "string_sources.ipynb", "한글 과제 (1).ipynb", "crlf.py"])
def test_what_needs_no_repair_has_no_note(name, load_path):
    assert load_path(CORPUS / "readable" / name).notes == ()


def test_korean_text_survives_every_encoding(load_path):
    for name in ("crlf.py", "bom.py", "cp949_declared.py"):
        assert "# 학생: 김민지\nx = '값'\n" in load_path(CORPUS / "readable" / name).source
    assert load_path(CORPUS / "readable" / "windows_korean.zip").entry == "과제1.py"


def test_the_tutorial_is_read_whole(load_path):
    submission = load_path(CORPUS / "runs" / "fails_at_cell_12.ipynb")
    assert read_source(submission).problem is None
    assert submission.source.count("# %%\n") == 12
    stored = json.loads((submission.root / submission.entry).read_bytes())
    assert stored["cells"][0]["source"] == "# 손글씨 숫자 인식"
