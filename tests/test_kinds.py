"""Every kind of failure that the code can name has a title and a sentence, in every language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from autograder.collect.ending import ENDS
from autograder.i18n import LANGUAGES, gettext, language
from autograder.kinds import KINDS
from autograder.probe import kinds
from autograder.records import Outcome

PACKAGE = Path(__file__).parents[1] / "autograder"


def emitted() -> Iterator[str]:
    """Yield the kinds that stand in the code: in `Failure("…")`, and in the rules that tell exceptions apart."""
    for path in (path for path in PACKAGE.rglob("*.py") if "samples" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            first = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if getattr(getattr(node, "func", None), "id", "") == "Failure" and isinstance(first, ast.Constant):
                yield str(first.value)
            if path.name == "kinds.py" and path.parent.name == "probe" and isinstance(node, ast.Tuple) and node.elts:
                kind = node.elts[0]
                if len(node.elts) == 2 and isinstance(kind, ast.Constant) and isinstance(node.elts[1], ast.Dict):
                    yield str(kind.value)


def test_every_kind_that_the_code_names_is_in_the_table() -> None:
    outcomes = {str(outcome) for outcome in Outcome} - {"ok"}
    named = {*emitted(), *kinds.BY_CLASS.values(), *ENDS, *outcomes, "not_provided", "no_weights"}
    assert named <= set(KINDS), named - set(KINDS)
    assert len(named) > 30


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_has_a_title_and_a_sentence_in_every_language(kind: str, code: str) -> None:
    title, sentence = KINDS[kind]
    assert title
    assert sentence
    with language(code):
        for text in (title, sentence):
            assert gettext(text) != text
            assert fields(gettext(text)) == fields(text)


def fields(text: str) -> set[str | None]:
    """Return the values that a sentence asks for."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}
