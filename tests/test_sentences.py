"""Values end in any mark, and sentences read well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.explain import explain
from autograder.i18n import language, languages
from autograder.kinds import KINDS
from autograder.records import Failure
from autograder.sentences import filled
from tests.sentences import faults

ENDINGS = (
    "AssertionError:",
    "invalid syntax. Perhaps you forgot a comma?",
    "KeyError: 'x'.",
    "it failed …",
    "Stop!",
    "a: ",
)
NAMED = {
    "setting": "loss",
    "close": "mse",
    "width": "1",
    "classes": "10",
    "images": "(8, 8)",
    "wanted": "(1,)",
    "name": "build_line",
    "names": "units",
}
"""Values that the box gives with every failure of these kinds."""


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("message", ENDINGS)
def test_a_failure_is_told_in_whole_sentences(kind: str, message: str, code: str) -> None:
    with language(code):
        told = explain(Failure(kind, message, "cell 2, line 1", details={**NAMED, "found": "NoneType"}))
    assert faults(told) == []


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("AssertionError:", "It stopped with AssertionError."),
        ("KeyError: 'x'.", "It stopped with KeyError: 'x'."),
        ("why?", "It stopped with why?"),
        (None, "It stopped with nothing."),
        ("NoneType", "It stopped with nothing."),
        (["a", "b:"], "It stopped with a, b."),
        (3.5, "It stopped with 3.5."),
    ],
)
def test_a_sentence_ends_once(value: object, sentence: str) -> None:
    assert filled("It stopped with {value}.", value=value) == sentence


def test_a_place_without_a_value_is_a_question() -> None:
    assert filled("Write {new} for {old}.", old="lr") == "Write ? for lr."


@given(st.text())
def test_any_value_is_kept_but_for_its_last_marks(value: str) -> None:
    told = filled("<{value}.", value=value)
    assert told.startswith("<")
    assert value.strip().rstrip(":.").rstrip() in told
    assert not told.endswith(("..", ":.", "?.", "!."))
