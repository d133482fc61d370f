"""Translate what students and staff read.

Every student-facing sentence passes through `gettext` (imported as `_`) as a constant string and is formatted
afterwards: ``_("expected {expected}, found {found}").format(…)``. The language is a context variable, so that
threads that write reports in different languages do not disturb each other. A course's own words (the titles and
messages of its checks) come from its own catalog, which is looked into first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from types import MappingProxyType

LANGUAGES = ("en", "ko")
_NO_WORDS: Mapping[str, str] = MappingProxyType({})
_language: ContextVar[str] = ContextVar("language", default="en")
_words: ContextVar[Mapping[str, str]] = ContextVar("words", default=_NO_WORDS)


@cache
def translations(language: str) -> NullTranslations:
    """Return the catalog of a language; the untranslated English where there is none."""
    catalog = Path(__file__).parent / "locale" / language / "LC_MESSAGES" / "autograder.mo"
    if not catalog.is_file():
        return NullTranslations()
    with catalog.open("rb") as file:
        return GNUTranslations(file)


@contextmanager
def language(code: str, words: Mapping[str, str] = _NO_WORDS) -> Iterator[None]:
    """Use a language (`en`, `ko`) for every message made inside the block, and a course's own translations."""
    tokens = _language.set(code), _words.set(words)
    try:
        yield
    finally:
        _language.reset(tokens[0])
        _words.reset(tokens[1])


def current_language() -> str:
    """Return the code of the language in use."""
    return _language.get()


def current_words() -> Mapping[str, str]:
    """Return the course's own translations in use."""
    return _words.get()


def later(message: str) -> str:
    """Mark a message of a table for translation; it is translated where it is used, by `gettext`."""
    return message


def gettext(message: str) -> str:
    """Return the message in the language in use."""
    return _words.get().get(message) or translations(_language.get()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of the message that fits the number, in the language in use."""
    return translations(_language.get()).ngettext(singular, plural, n)
