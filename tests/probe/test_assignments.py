"""The place where a name got its last value is found in the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.probe.assignments import last_assignment
from tests.field.conftest import notebook

MODULE = """
def make():
    model = 1
    return model
model = make()
for epoch in range(2):
    model, loss = 3, 4
if model:
    history = 5
with open("x") as other:
    pass
"""


@pytest.mark.parametrize(
    ("name", "where"),
    [("model", "main.py, line 7"), ("history", "main.py, line 9"), ("other", "main.py, line 10"), ("make", "")],
)
def test_a_modules_line_is_told(name: str, where: str, tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    path.write_text(MODULE)
    assert last_assignment(path, name) == where


def test_a_notebooks_cell_is_told_also_where_it_has_magics_or_another_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "h.ipynb"
    path.write_text(notebook("model = 1", "%%time\n!pip list\nmodel = model.fit(x)", "def broken(:", "y = 2"))
    assert last_assignment(path, "model") == "cell 2, line 3"


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b'{"cells": [{"cell_type": "code", "source": 3}]}'])
def test_what_cannot_be_read_tells_nothing(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "h.ipynb"
    path.write_bytes(content)
    assert last_assignment(path, "model") == ""
