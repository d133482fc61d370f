from __future__ import annotations

import ast
import io
import re
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

import autograder
from autograder.i18n import gettext, language, languages
from tests.reports.published import compiled, extracted, po_file, read
from tests.sentences import faults

PACKAGE = Path(autograder.__file__).parent
OTHERS = [code for code in languages() if code != "en"]
PLACE = re.compile(r"\{[^{}]*\}|%\(\w+\)s|%%")


@cache
def wanted() -> Catalog:
    return extracted()


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_of_the_package_and_the_templates_is_translated(code):
    catalog = read(code)
    missing = [message.id for message in wanted() if message.id and not translated(catalog.get(message.id))]
    assert missing == [], "run: python -m tests.reports.published, and translate what is empty"


def translated(message) -> bool:
    if message is None or message.fuzzy:
        return False
    return bool(message.string) if isinstance(message.string, str) else bool(message.string) and all(message.string)


@pytest.mark.parametrize("code", OTHERS)
def test_no_catalog_keeps_a_message_that_is_gone(code):
    assert [message.id for message in read(code) if message.id and message.id not in wanted()] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_fills_in_the_same_values(code):
    for message in read(code):
        if not message.id or not translated(message):
            continue
        source = message.id if isinstance(message.id, str) else message.id[1]
        target = message.string if isinstance(message.string, str) else message.string[0]
        assert set(PLACE.findall(source)) == set(PLACE.findall(target)), source


@pytest.mark.parametrize("code", OTHERS)
def test_the_compiled_catalog_is_that_of_the_source(code):
    committed = messages(po_file(code).with_suffix(".mo").read_bytes())
    assert committed == messages(compiled(read(code))), "run: python -m tests.reports.published"
    assert committed["Checks"] != "Checks"


@pytest.mark.parametrize("code", OTHERS)
def test_no_catalog_names_the_release_of_the_tool_that_wrote_it(code):
    file = po_file(code)
    assert b"Generated-By" not in file.read_bytes() + file.with_suffix(".mo").read_bytes()


def test_babels_own_compiler_gives_the_same_messages():
    catalog, stream = read("ko"), io.BytesIO()
    write_mo(stream, catalog)
    assert messages(stream.getvalue()) == messages(compiled(catalog))


def messages(compiled: bytes) -> dict[object, str]:
    """Return the messages of a compiled catalog, without its header."""
    catalog = GNUTranslations(io.BytesIO(compiled))._catalog
    return {message: text for message, text in catalog.items() if message}


def test_a_message_is_in_the_language_in_use():
    with language("ko"):
        assert gettext("passed") == "통과"
    assert gettext("passed") == "passed"


@pytest.mark.parametrize("code", OTHERS)
def test_no_message_or_translation_has_doubled_marks_or_words_of_the_programs_own(code):
    texts = [text for message in read(code) if message.id for text in (*forms(message.id), *forms(message.string))]
    assert [fault for text in texts for fault in faults(PLACE.sub("7", text), whole=False)] == []


def forms(text):
    return [text] if isinstance(text, str) else list(text)


FOREIGN = {"error", "message"}
"""Places that take what a submission or Keras says, which may end in any mark."""


def test_what_others_say_is_put_into_sentences_with_care():
    """`filled` leaves no second mark behind "AssertionError:" or "Perhaps you forgot a comma?"; `format` would."""
    careless = [
        f"{path.relative_to(PACKAGE)}, line {node.lineno}"
        for path in PACKAGE.rglob("*.py")
        if "samples" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
        if is_message(node.func.value) and FOREIGN & {keyword.arg for keyword in node.keywords}
    ]
    assert careless == []


def is_message(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
