from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog

from autograder.i18n import LANGUAGES, gettext, language
from tests.reports.published import compiled, extracted, po_file, read

OTHERS = [code for code in LANGUAGES if code != "en"]
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
    file = po_file(code).with_suffix(".mo")
    assert file.read_bytes() == compiled(read(code)), "run: python -m tests.reports.published"
    with file.open("rb") as stream:
        assert GNUTranslations(stream).gettext("Checks") != "Checks"


def test_a_message_is_in_the_language_in_use():
    with language("ko"):
        assert gettext("passed") == "통과"
    assert gettext("passed") == "passed"
