from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exports.places import line_of, notebook_line
from autograder.records import Form

CORPUS = Path(__file__).parents[1] / "submissions" / "corpus"
LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=12)
CELL = st.tuples(st.sampled_from(["code", "markdown"]), st.lists(LINE, min_size=1, max_size=4))


def notebook(cells, *, as_list=True) -> dict:
    def source(lines):
        whole = "\n".join(lines)
        return whole.splitlines(keepends=True) if as_list else whole

    made = [{"cell_type": kind, "metadata": {}, "outputs": [], "source": source(lines)} for kind, lines in cells]
    return {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@given(st.lists(CELL, min_size=1, max_size=5), st.sampled_from([None, 1, 4]), st.booleans())
def test_every_line_of_every_code_cell_is_found(cells, indent, ascii_only):
    text = json.dumps(notebook(cells), indent=indent, ensure_ascii=ascii_only)
    written = text.split("\n")
    code = [lines for kind, lines in cells if kind == "code"]
    for number, lines in enumerate(code, start=1):
        for at, line in enumerate(lines, start=1):
            found = notebook_line(text.encode(), cell=number, line=at)
            if found is None:
                assert not any(lines[at - 1 :])
            else:
                assert json.dumps(line, ensure_ascii=ascii_only)[1:-1] in written[found - 1]


def test_a_source_in_one_string_is_found_at_its_only_line():
    text = json.dumps(notebook([("markdown", ["# x"]), ("code", ["a = 1", "b = 2", "c = 3"])], as_list=False), indent=1)
    found = notebook_line(text.encode(), cell=1, line=3)
    assert "a = 1\\nb = 2\\nc = 3" in text.split("\n")[found - 1]


def test_a_real_notebooks_failing_cell_is_found():
    data = (CORPUS / "runs" / "fails_at_cell_12.ipynb").read_bytes()
    line = line_of("cell 12, line 1", form=Form.NOTEBOOK, entry="x.ipynb", data=data)
    assert line is not None
    cells = [cell for cell in json.loads(data)["cells"] if cell["cell_type"] == "code"]
    assert json.dumps("".join(cells[11]["source"]).split("\n")[0])[1:-1] in data.decode().split("\n")[line - 1]


def test_an_old_notebooks_cells_are_found_too():
    data = (CORPUS / "readable" / "nbformat3.ipynb").read_bytes()
    assert notebook_line(data, cell=1, line=1) is not None


@pytest.mark.parametrize("where", ["cell 13", "cell 99, line 1", "cell 0, line 1", "cell 12, line 999", "", "nowhere"])
def test_a_place_that_the_notebook_does_not_have_is_none(where):
    data = (CORPUS / "runs" / "fails_at_cell_12.ipynb").read_bytes()
    count = sum(cell["cell_type"] == "code" for cell in json.loads(data)["cells"])
    assert count < 99
    expected_none = where != "cell 13" or count < 13
    assert (line_of(where, form=Form.NOTEBOOK, entry="x.ipynb", data=data) is None) == expected_none


@given(st.binary(max_size=200))
def test_any_bytes_give_a_line_or_none(data):
    assert notebook_line(data, cell=1, line=1) is None or json.loads(data)


@pytest.mark.parametrize("name", sorted(path.name for path in (CORPUS / "unreadable").glob("*.ipynb")))
def test_unreadable_notebooks_raise_nothing(name):
    data = (CORPUS / "unreadable" / name).read_bytes()
    line = notebook_line(data, cell=1, line=1)
    assert line is None or line <= data.count(b"\n") + 1


@pytest.mark.parametrize(
    ("where", "line"),
    [("hw2.py, line 3", 3), ("hw2.py", None), ("hw2.py, line 9", None), ("hw2.py, 2행", 2), ("", None)],
)
def test_a_modules_line_is_the_last_number_after_its_name(where, line):
    assert line_of(where, form=Form.MODULE, entry="hw2.py", data=b"a\nb\nc\n") == line


def test_a_notebook_that_takes_too_long_to_read_has_no_lines():
    data = b'{"cells": [{"cell_type": "code", "source": ["x\\n"]}], "nbformat": 4, "a": [' + b"0," * 8_000_000 + b"0]}"
    started = time.process_time()
    assert line_of("cell 1, line 1", form=Form.NOTEBOOK, entry="x.ipynb", data=data) is None
    assert time.process_time() - started < 2
