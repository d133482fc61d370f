"""Put values into sentences, so that the joints read well whatever the values end in."""

from __future__ import annotations

from string import Formatter

from autograder.i18n import gettext as _

_ENDING = ("?", "!", "…")


def filled(template: str, **values: object) -> str:
    """Fill a sentence's places; what a value ends in is not followed by another mark, and None reads as nothing.

    An error without a message ("AssertionError:") loses its colon, one that asks ("Perhaps you forgot a comma?") keeps
    its mark and gets no full stop. A place without a value reads as a question mark.
    """
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
