from __future__ import annotations

import base64
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.records import Form
from autograder.reports.notebook import MAX_CELLS, MAX_TEXT, cells_of, omitted_cells, sanitised, shown_code
from autograder.reports.view import Piece
from tests.reports import hostile
from tests.reports.examples import code, figure, markdown, notebook


def one(*outputs) -> tuple:
    cell = code("x = 1")
    cell["outputs"] = list(outputs)
    return cells_of({"cells": [cell]})[0].outputs


def test_code_is_highlighted_and_markdown_rendered():
    cells = cells_of(notebook())
    assert cells[0].html.startswith("<p><strong>Digits</strong></p>")
    assert "<em>small</em>" in cells[0].html
    assert 'href="https://example.org"' in cells[0].html
    assert '<span class="kn">import</span>' in cells[1].html


def test_cells_are_numbered_as_the_student_counts_code_cells():
    assert [cell.number for cell in cells_of(notebook()) if cell.code] == [1, 2, 3, 4]


def test_a_stream_a_picture_and_a_table_are_shown():
    outputs = cells_of(notebook())[-1].outputs
    assert [output.piece for output in outputs] == [Piece.TEXT, Piece.PNG, Piece.HTML]
    assert outputs[0].content == "best validation accuracy 0.9791\n"
    assert base64.b64decode(outputs[1].content).startswith(b"\x89PNG")
    assert "<table><thead>" in outputs[2].content
    assert "style" not in outputs[2].content
    assert "class" not in outputs[2].content


def test_a_traceback_is_cut_to_the_students_own_cells():
    failed = next(cell for cell in cells_of(notebook(fails=True)) if cell.failed)
    trace = failed.outputs[0].content
    assert trace.startswith("Cell In[4], line 1\n----> 1 model = build_model()")
    assert trace.endswith("AttributeError: module 'keras.layers' has no attribute 'Flaten'")
    assert "keras/utils.py" not in trace
    assert "\x1b" not in trace


def test_a_progress_bar_is_shown_as_the_terminal_leaves_it():
    bar = "\r".join(f"{done}/3 [{'=' * done}]" for done in (1, 2, 3)) + "\ndone\n"
    assert one({"output_type": "stream", "text": bar})[0].content == "3/3 [===]\ndone\n"
    erased = "1/2\x08\x08\x082/2\n"
    assert one({"output_type": "stream", "text": erased})[0].content == "2/2\n"


def test_long_output_is_cut():
    assert len(one({"output_type": "stream", "text": "x" * 10_000_000})[0].content) == MAX_TEXT


def test_many_outputs_of_one_cell_become_one_text():
    stream = {"output_type": "stream", "text": "epoch\n"}
    assert len(one(*[stream] * 5_000)) == 1


def test_many_cells_and_much_text_stay_small():
    cells = [code("x = 1\n" * 3_000) for _ in range(1_000)]
    shown = cells_of({"cells": cells})
    assert len(shown) == MAX_CELLS
    assert omitted_cells({"cells": cells}) == 850
    assert sum(len(cell.html) for cell in shown) < 200_000


def test_pictures_stop_at_their_budget():
    picture = {"output_type": "display_data", "data": {"image/png": base64.b64encode(figure()).decode()}}
    shown = one(*[picture] * 15)
    assert 0 < len(shown) < 15


@pytest.mark.parametrize("text", hostile.STRINGS)
def test_no_hostile_string_survives_the_sanitiser(text):
    assert_harmless(sanitised(text))


@pytest.mark.parametrize("text", hostile.STRINGS)
def test_no_hostile_notebook_leaves_more_than_text_and_tables(text):
    for cell in cells_of(hostile.notebook(text)):
        assert_harmless(cell.html)
        for output in cell.outputs:
            if output.piece is Piece.HTML:
                assert_harmless(output.content)


def assert_harmless(markup: str) -> None:
    """Parse as a browser does and look at what became of it."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            assert tag not in {
                "script",
                "style",
                "svg",
                "img",
                "iframe",
                "object",
                "form",
                "base",
                "link",
                "meta",
                "math",
            }
            for name, value in attributes:
                assert name in {"href", "rel", "colspan", "rowspan", "start", "class"}
                assert name != "href" or value.startswith(("http://", "https://", "mailto:"))

    Reader().feed(markup)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "cell_type", "source", "outputs", "output_type", "data", "text", "traceback"])
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@settings(max_examples=300)
@given(JSON)
def test_any_json_gives_cells_or_none(value):
    for cell in cells_of(value):
        assert_harmless(cell.html)
    assert omitted_cells(value) >= 0


@pytest.mark.parametrize("pattern", ["[", "*a_", "`", "<", "> ", "![[", "|-", "\\", "&#", "((", "- "])
def test_markdown_that_is_made_to_be_slow_is_rendered_in_time(pattern):
    start = time.process_time()
    cells_of({"cells": [markdown(pattern * 10_000)]})
    assert time.process_time() - start < 3


def test_a_notebook_survives_a_round_trip_through_json():
    assert cells_of(json.loads(json.dumps(notebook()))) == cells_of(notebook())


def test_a_module_is_shown_with_what_it_printed_as_a_terminal_leaves_it() -> None:
    printed = "epoch 1\repoch 2\n\x1b[31m<b>0.98</b>\x1b[0m\n"
    (cell,) = shown_code(None, "print(1)\n", Form.MODULE, printed).cells
    assert [(output.piece, output.content) for output in cell.outputs] == [(Piece.TEXT, "epoch 2\n<b>0.98</b>\n")]
    (cell,) = shown_code(None, "print(1)\n", Form.MODULE, "x" * 1_000_000).cells
    assert len(cell.outputs[0].content) == MAX_TEXT
    (cell,) = shown_code(None, "print(1)\n", Form.MODULE, " \n").cells
    assert cell.outputs == ()
