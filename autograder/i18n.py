"""Translate what students and staff read.

Every student-facing sentence passes through `gettext` (imported as `_`) as a constant string and is formatted
afterwards: ``_("expected {expected}, found {found}").format(…)``. The language is a context variable, so that
threads that write reports in different languages do not disturb each other. A course's own words (the titles and
messages of its checks) come from its own catalog, which is looked into first.

Languages are found: the package's by the folders in `locale/`, a course's by files `<code>.po` or `<code>.mo` in a
folder of its own, whose sentences count before the package's. What neither has is in English.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from autograder.errors import CourseError

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

PACKAGE = Path(__file__).parent / "locale"
SOURCE = "en"
"""The language that sentences are written in."""
_CODE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{1,8})*")
_PLACE = re.compile(r"\{[^{}]*\}|%\(\w+\)s")
_NO_WORDS: Mapping[str, str] = MappingProxyType({})
_language: ContextVar[str] = ContextVar("language", default=SOURCE)
_words: ContextVar[Mapping[str, str]] = ContextVar("words", default=_NO_WORDS)
_brought: ContextVar[Path | None] = ContextVar("brought", default=None)


def languages(brought: Path | None = None) -> tuple[str, ...]:
    """Return the codes of every language that there is: the package's, and those in a course's folder of catalogs."""
    own = sorted(folder.parent.name for folder in PACKAGE.glob("*/LC_MESSAGES"))
    files = sorted(brought.glob("*.[mp]o")) if brought else []
    codes = [path.stem for path in files if _CODE.fullmatch(path.stem)]
    return tuple(dict.fromkeys((SOURCE, *own, *codes)))


@cache
def translations(language: str, brought: Path | None = None) -> NullTranslations:
    """Return the catalog of a language; the untranslated English where there is none.

    Raises:
        CourseError: the catalog that the course brings cannot be read, or has places that the sentence has not.
    """
    compiled = PACKAGE / language / "LC_MESSAGES" / "autograder.mo"
    found = GNUTranslations(io.BytesIO(compiled.read_bytes())) if compiled.is_file() else NullTranslations()
    path = _path(language, brought)
    if path is None:
        return found
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - few courses bring a catalog

    stream = io.BytesIO()
    write_mo(stream, _catalog(path))
    stream.seek(0)
    own = GNUTranslations(stream)
    own.add_fallback(found)
    return own


def _path(language: str, brought: Path | None) -> Path | None:
    paths = [brought / f"{language}.{suffix}" for suffix in ("po", "mo")] if brought else []
    return next((path for path in paths if path.is_file()), None)


@cache
def _catalog(path: Path) -> Catalog:
    from babel.messages.mofile import read_mo  # noqa: PLC0415 - likewise
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            catalog = read_po(file, abort_invalid=True) if path.suffix == ".po" else read_mo(file)
    except (OSError, ValueError, LookupError, TypeError, struct.error, PoFileError) as error:
        raise CourseError([f"{path}: expected a catalog of messages; {error}"]) from error
    problems = [problem for message in catalog for problem in _misplaced(path, message.id, message.string or ())]
    if problems:
        raise CourseError(problems)
    return catalog


def _misplaced(path: Path, source: str | Sequence[str], said: str | Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each place of a translation that would not be filled in."""
    sources, texts = ([each] if isinstance(each, str) else list(each) for each in (source, said))
    known = {place for text in sources for place in _PLACE.findall(text)}
    for text in texts if sources != [""] else []:
        found = set(_PLACE.findall(text)) - known
        lone = known and re.search(r"[{}]", _PLACE.sub("", text))
        if found or lone:
            named = ", ".join(sorted(found)) or "a lone brace"
            yield f"{path}: “{sources[0]}”: expected no other places than the sentence has, found {named}"


def bring(brought: Path) -> None:
    """Look into a course's folder of catalogs from here on, in this context.

    Raises:
        CourseError: as `translations`, for any of the languages.
    """
    for code in languages(brought):
        translations(code, brought)
    _brought.set(brought)


@contextmanager
def language(code: str, words: Mapping[str, str] = _NO_WORDS, brought: Path | None = None) -> Iterator[None]:
    """Use a language (`en`, `ko`) for every message made inside the block, and a course's own translations.

    Args:
        code: the language.
        words: the course's translations of what its checks say.
        brought: the course's folder of catalogs; else the one that this context looks into already.
    """
    tokens = _language.set(code), _words.set(words), _brought.set(brought or _brought.get())
    try:
        yield
    finally:
        _language.reset(tokens[0])
        _words.reset(tokens[1])
        _brought.reset(tokens[2])


def current_language() -> str:
    """Return the code of the language in use."""
    return _language.get()


def current_words() -> Mapping[str, str]:
    """Return the course's own translations in use: of what its checks say, and of the package's sentences."""
    path = _path(_language.get(), _brought.get())
    messages = _catalog(path) if path else ()
    told = {each.id: each.string for each in messages if isinstance(each.id, str) and isinstance(each.string, str)}
    return {**{source: text for source, text in told.items() if source and text}, **_words.get()}


def later(message: str) -> str:
    """Mark a message of a table for translation; it is translated where it is used, by `gettext`."""
    return message


def gettext(message: str) -> str:
    """Return the message in the language in use."""
    return _words.get().get(message) or translations(_language.get(), _brought.get()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of the message that fits the number, in the language in use."""
    return translations(_language.get(), _brought.get()).ngettext(singular, plural, n)
