"""Notebooks of every origin become one plain form, or are refused with a sentence."""

from __future__ import annotations

import contextlib
import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import SubmissionError
from autograder.submissions.notebook import read_notebook
from tests.submissions.expected import CORPUS
from tests.submissions.make_corpus import notebook, to_json


def read(value):
    return read_notebook(value if isinstance(value, bytes) else to_json(value), "main.ipynb")


def sources(value):
    return [(cell["cell_type"], cell["source"]) for cell in json.loads(read(value).data)["cells"]]


def test_a_notebook_of_nbformat_3_is_upgraded_as_nbformat_does():
    data = (CORPUS / "readable" / "nbformat3.ipynb").read_bytes()
    theirs = nbformat.convert(nbformat.reads(data.decode(), as_version=3), 4)
    assert sources(data) == [(cell.cell_type, cell.source) for cell in theirs.cells]


def test_what_is_not_code_is_left_out():
    found = notebook(["x = 1"])
    found["metadata"]["widgets"] = {"state": "huge"}
    found["cells"][1] |= {"outputs": [{"secret": 1}], "metadata": {"scrolled": True, "tags": ["b", "a"]}}
    plain = json.loads(read(found).data)
    assert plain["cells"][1] == {
        "id": "cell-2",
        "cell_type": "code",
        "metadata": {"tags": ["a", "b"]},
        "source": "x = 1",
        "execution_count": None,
        "outputs": [],
    }
    assert plain["metadata"].keys() == {"kernelspec", "language_info"}


@pytest.mark.parametrize("kernel", ["python3", "conda-env-tf-py", "Python [conda]"])
def test_every_python_kernel_will_do(kernel):
    spec = {"kernelspec": {"name": kernel, "language": "python", "display_name": kernel}}
    assert read(notebook(["x"], metadata=spec)).notes == ()
    assert read(notebook(["x"], metadata={})).notes == ()
    assert read(notebook(["x"], metadata={"kernelspec": {"name": kernel}})).code == ("x",)


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "ir"}},
        {"kernelspec": {"name": "x", "language": "julia"}},
        {"language_info": {"name": "scala"}},
    ],
)
def test_other_languages_are_named(metadata):
    with pytest.raises(SubmissionError) as caught:
        read(notebook(["x"], metadata=metadata))
    assert caught.value.kind == "not_python"


def test_too_many_cells_are_refused():
    with pytest.raises(SubmissionError, match="at most 5000 cells, found 6001"):
        read(notebook(["x"] * 6000))


def test_the_line_of_a_mistake_is_named():
    with pytest.raises(SubmissionError, match=r"line 3 of main\.ipynb"):
        read(b'{"nbformat": 4,\n"cells": [],\n}')
    with pytest.raises(SubmissionError, match=r"line 2 of main\.ipynb"):
        read(b'{"nbformat": 4,\n"a": "\xff"}')


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
kinds = st.sampled_from(["code", "markdown", "raw", "heading", "html"]) | json_values
any_cell = st.fixed_dictionaries(
    {"cell_type": kinds},
    optional=dict.fromkeys(("source", "input", "level", "metadata", "id", "outputs"), json_values),
)
any_notebook = st.fixed_dictionaries(
    {"nbformat": st.sampled_from([3, 4]) | json_values},
    optional={
        "cells": st.lists(any_cell | json_values, max_size=4) | json_values,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(any_cell)}) | json_values) | json_values,
        "metadata": st.dictionaries(st.sampled_from(["kernelspec", "language_info"]), json_values) | json_values,
    },
)


@given(any_notebook)
def test_any_notebook_becomes_a_valid_one_or_a_submission_error(value):
    try:
        found = read_notebook(json.dumps(value).encode(), "main.ipynb")
    except SubmissionError:
        return
    nbformat.validate(nbformat.reads(found.data.decode(), as_version=4))
    again = read_notebook(found.data, "main.ipynb")
    assert (again.data, again.code, again.notes) == (found.data, found.code, ())


@given(st.binary(max_size=200))
def test_any_bytes_give_a_notebook_or_a_submission_error(data):
    with contextlib.suppress(SubmissionError):
        read_notebook(data, "main.ipynb")
