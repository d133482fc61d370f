"""Put values into sentences: what examples of the data are called, and values whatever they end in.

In a sentence {one} stands for what one example is called and {many} for several. What they are called is a context
variable, as the language is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from string import Formatter

from autograder.i18n import gettext as _
from autograder.i18n import later

_ENDING = ("?", "!", "…")


@dataclass(frozen=True, slots=True)
class Nouns:
    """What one example of the data is called, and what several are."""

    one: str = later("example")
    many: str = later("examples")


EXAMPLES = Nouns()
IMAGES = Nouns(later("image"), later("images"))
_nouns: ContextVar[Nouns] = ContextVar("nouns", default=EXAMPLES)


@contextmanager
def speaking_of(nouns: Nouns) -> Iterator[None]:
    """Call examples by these nouns in every sentence that is made inside the block."""
    token = _nouns.set(nouns)
    try:
        yield
    finally:
        _nouns.reset(token)


def current_nouns() -> Nouns:
    """Return what examples are called."""
    return _nouns.get()


def spoken() -> Mapping[str, str]:
    """Return what fills {one} and {many}, in the language in use."""
    used = _nouns.get()
    return {"one": _(used.one), "many": _(used.many)}


def worded(template: str, **values: object) -> str:
    """Format a sentence that speaks of examples."""
    return template.format(**spoken(), **values)


def filled(template: str, **values: object) -> str:
    """Fill a sentence's places; what a value ends in is not followed by another mark, and None reads as nothing.

    An error without a message ("AssertionError:") loses its colon, one that asks ("Perhaps you forgot a comma?") keeps
    its mark and gets no full stop. A place without a value reads as a question mark. {one} and {many} are filled too.
    """
    values = {**values, **spoken()}
    places = [name for _text, name, _format, _conversion in Formatter().parse(template) if name]
    clean = {name: _words(values[name]) if name in values else "?" for name in places}
    for name, value in clean.items():
        if value.endswith(_ENDING):
            template = template.replace(f"{{{name}}}.", f"{{{name}}}")
    return template.format_map(clean)


def _words(value: object) -> str:
    """Return a value as it stands in a sentence: without what would collide with the sentence's own marks."""
    if value is None or value == "NoneType":
        return _("nothing")
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value))
    return str(value).strip().rstrip(":.").rstrip()
