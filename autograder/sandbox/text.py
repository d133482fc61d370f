"""Make what a box printed fit to be stored and shown."""

from __future__ import annotations

import re

ESCAPES = re.compile(r"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)|\x08")
"""Terminal sequences (colours, titles) and backspaces, which progress bars are made of."""
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of text."""


def readable(data: bytes) -> str:
    """Return bytes as text: what cannot be decoded or could fool a terminal becomes a replacement character.

    A line that was overwritten after a carriage return keeps its last state, as a terminal would show it.
    """
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    lines = ESCAPES.sub("", text).split("\n")
    return HARMFUL.sub("\ufffd", "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines))
