"""Answers in words are found where students put them, and what the handout has is none of them."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
import pytest

from autograder.submissions import HandIn, load
from autograder.submissions.answers import ANSWER_CHARS, AskedAnswer, AskedAnswers, normal, read_answers

ASKED = AskedAnswers(
    (AskedAnswer("why", ("Why it doubles", "왜 두 배인가")), AskedAnswer("q-2")),
    frozenset(map(normal, ["*Write your answer here.*", "Say in a\nsentence why.", "# YOUR CODE HERE\n\npass"])),
)
CODE = "def double(x):\n    return 2 * x\n"


def notebook(*cells: tuple[str, str, tuple[str, ...]]) -> str:
    make = {"text": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    made = [make[kind](source, metadata={"tags": list(tags)} if tags else {}) for kind, source, tags in cells]
    return nbformat.writes(nbformat.v4.new_notebook(cells=[*made, nbformat.v4.new_code_cell(CODE)]))


def answers(tmp_path: Path, **files: str) -> dict[str, str]:
    folder = tmp_path / "hand-in"
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return dict(read_answers(load(HandIn("kim", folder), assignment="essay", into=tmp_path / "into"), ASKED))


@pytest.mark.parametrize(
    "cells",
    [
        [("text", "Because.", ("why",))],
        [("text", "*Write your answer here.*\n\nBecause.", ("answer", "why"))],
        [("text", "## 3. Why it doubles\n\nSay in a sentence\nwhy.\n\nBecause.", ()), ("text", "## Next\n\nNo.", ())],
        [("text", "# 왜 두 배인가", ()), ("code", "1 + 1", ()), ("text", "Because.", ())],
        [("text", "## why", ()), ("text", "*Write your answer here.*", ()), ("code", 'why = "Because."', ())],
        [("code", "Because.", ("why",))],
        [("code", "# YOUR CODE HERE\n\npass", ("why",)), ("text", "Because.", ("why",))],
        [("code", "%matplotlib inline", ()), ("code", 'why: str = """\nBecause.\n"""', ())],
    ],
)
def test_a_notebook_answers_in_cells_below_headings_and_in_variables(
    cells: list[tuple[str, str, tuple[str, ...]]], tmp_path: Path
) -> None:
    assert answers(tmp_path, a__ipynb=notebook(*cells)) == {"why": "Because.", "q-2": ""}


@pytest.mark.parametrize(
    "code",
    [
        '# %% [markdown] tags=["answer", "why"]\n# Because.\n\n# %%\n',
        '# %% [markdown] tags=["why"]\n"""\nBecause.\n"""\n',
        "# %% [markdown]\n# ## Why it doubles\n#\n# Because.\n\n# %% [markdown]\n# ## Other\n#\n# No.\n",
        'why = (\n    "Because."\n)\n',
    ],
)
def test_a_module_answers_in_the_same_places(code: str, tmp_path: Path) -> None:
    assert answers(tmp_path, a__py=f"{CODE}\n\n{code}")["why"] == "Because."


def test_a_file_beside_the_code_answers(tmp_path: Path) -> None:
    found = answers(tmp_path, a__py=CODE, Why__md="한글 답.\n", **{"q-2__txt": "Two.\n\nParagraphs."})
    assert found == {"why": "한글 답.", "q-2": "Two.\n\nParagraphs."}


def test_what_the_handout_has_and_what_nobody_wrote_is_no_answer(tmp_path: Path) -> None:
    stub = notebook(("text", "## Why it doubles\n\nSay in a sentence why.\n\n*Write your answer here.*", ()))
    assert answers(tmp_path, a__ipynb=stub) == {"why": "", "q-2": ""}


def test_an_answer_is_cleaned_and_cut(tmp_path: Path) -> None:
    found = answers(tmp_path, a__py=CODE, why__md="\x1b[31mred\x1b[0m\u202e" + "x" * 2 * ANSWER_CHARS)
    assert found["why"].startswith("redxxx")
    assert len(found["why"]) == ANSWER_CHARS


@pytest.mark.parametrize("hostile", ["# %% tags=[" * 60_000, "# # " * 200_000, "\n \t" * 200_000, "why = '''" * 90_000])
def test_reading_takes_time_in_proportion(hostile: str, tmp_path: Path) -> None:
    began = time.process_time()
    answers(tmp_path, a__py=f"{CODE}# %% [markdown]\n{hostile}")
    assert time.process_time() - began < 3
