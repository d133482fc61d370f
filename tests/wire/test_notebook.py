"""An executed notebook from a box keeps what a page may show, and nothing else."""

from __future__ import annotations

import base64
import io
import json

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from autograder.errors import WireError
from autograder.wire import decode_notebook


def png(width=4, height=3):
    file = io.BytesIO()
    Image.fromarray(np.full((height, width, 3), 7, dtype=np.uint8)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def code(*outputs, source="x", **more):
    return {
        "cell_type": "code",
        "source": source,
        "outputs": list(outputs),
        "execution_count": 1,
        "metadata": {},
    } | more


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def display(data, kind="display_data", **more):
    return {"output_type": kind, "data": data, "metadata": {"isolated": True}} | more


def decode(*cells, **more):
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"widgets": {}}, "cells": list(cells)} | more
    decoded = decode_notebook(json.dumps(notebook).encode())
    nbformat.validate(decoded)
    return decoded


def outputs(*found):
    return decode(code(*found)).cells[0].outputs


def test_source_streams_results_and_errors_are_kept():
    decoded = decode(
        {"cell_type": "markdown", "source": ["# 제목\n", "text"], "metadata": {"tags": ["x"]}},
        code(stream("a\n"), source=["print('a')\n", "1"], execution_count=7),
    )
    assert [cell.source for cell in decoded.cells] == ["# 제목\ntext", "print('a')\n1"]
    assert decoded.cells[1].execution_count == 7
    assert decoded.cells[1].outputs == [stream("a\n")]
    assert [cell.id for cell in decoded.cells] == ["cell-1", "cell-2"]
    assert decoded.metadata.autograder.left_out == 0


def test_prints_of_one_stream_are_joined_before_overwriting_is_resolved():
    assert outputs(stream("10%\r"), stream(["50%", "\r"]), stream("done\n"), stream("w", "stderr"), stream("end")) == [
        stream("done\n"),
        stream("w", "stderr"),
        stream("end"),
    ]


def test_a_traceback_loses_its_colours_only():
    found = {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "no",
        "traceback": ["\x1b[31mline 1\x1b[0m", "two"],
    }
    assert outputs(found)[0] == found | {"traceback": ["line 1", "two"]}


def test_html_is_kept_and_marked_for_the_sanitiser():
    (output,) = outputs(display({"text/html": "<script>", "text/plain": "t"}, "execute_result", execution_count=2))
    assert output.data == {"text/html": "<script>", "text/plain": "t"}
    assert output.metadata == {"untrusted_html": True}
    assert output.execution_count == 2
    (output,) = outputs(display({"text/plain": "t"}))
    assert output.metadata == {}


def test_images_are_drawn_anew():
    (output,) = outputs(display({"image/png": [png()[:30] + "\n", png()[30:]]}))
    assert Image.open(io.BytesIO(base64.b64decode(output.data["image/png"]))).size == (4, 3)


@pytest.mark.parametrize(
    "data",
    [
        {"image/svg+xml": "<svg onload='x'/>"},
        {"application/javascript": "alert(1)"},
        {"text/latex": "$x$"},
        {"text/markdown": "[x](javascript:x)"},
        {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}},
        {"image/png": "not base64!"},
        {"image/png": base64.b64encode(b"<svg/>").decode()},
        {"image/png": png(3000, 3000)},
        {"image/png": 7},
        {"text/html": "x" * 300_000},
        {"text/plain; charset=utf-8": "x"},
        "no bundle",
        None,
    ],
)
def test_other_results_are_dropped_and_counted(data):
    decoded = decode(code(display(data)))
    assert decoded.cells[0].outputs == []
    assert decoded.metadata.autograder.left_out == 1


def test_what_else_a_cell_holds_is_gone():
    decoded = decode(
        {"cell_type": "markdown", "source": "x", "attachments": {"a.png": {"image/png": png()}}, "metadata": {"a": 1}},
        {"cell_type": "<script>", "source": "raw", "id": "<script>", "metadata": None},
        "no cell",
        code({"output_type": "update_display_data", "data": {}}, "no output", {}, execution_count=True, source=None),
    )
    assert "attachments" not in decoded.cells[0]
    assert [cell.cell_type for cell in decoded.cells] == ["markdown", "raw", "raw", "code"]
    assert "script" not in json.dumps(decoded)
    assert decoded.cells[3].execution_count is None
    assert decoded.metadata.autograder.left_out == 3


def test_floods_are_cut_and_counted():
    decoded = decode(
        code(*[display({"text/plain": str(n)}) for n in range(500)]),
        code(stream("x" * 500_000)),
        *[code() for _ in range(1_500)],
    )
    assert len(decoded.cells) == 1_000
    assert len(decoded.cells[0].outputs) == 50
    assert len(decoded.cells[1].outputs[0].text) == 50_000
    assert decoded.metadata.autograder.left_out == 450 + 502


def test_all_images_share_one_budget():
    big = display({"image/png": png(2000, 1999)})
    decoded = decode(*[code(big) for _ in range(15)])
    assert sum(len(cell.outputs) for cell in decoded.cells) == 10


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"nbformat": 3, "cells": []}', b'{"nbformat": 4}', b'{"nbformat": 4, "cells": {}}']
)
def test_what_is_no_notebook_is_refused(data):
    with pytest.raises(WireError):
        decode_notebook(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
words = (
    st.sampled_from(["code", "markdown", "stream", "error", "display_data", "execute_result", "stdout"]) | json_values
)
bundles = st.dictionaries(st.sampled_from(["text/plain", "text/html", "image/png", "image/svg+xml"]), json_values)
any_output = st.dictionaries(
    st.sampled_from(["output_type", "name", "text", "ename", "evalue", "traceback", "execution_count"]), words
).flatmap(lambda fields: bundles.map(lambda data: fields | {"data": data}))
any_cell = st.fixed_dictionaries(
    {"cell_type": words},
    optional={"source": json_values, "outputs": st.lists(any_output | json_values), "id": json_values},
)


@settings(max_examples=40)
@given(st.lists(any_cell | json_values, max_size=4))
def test_any_cells_give_a_valid_notebook(cells):
    decode(*cells)
