"""How a kind of failure is told."""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """How a kind is told: the title, and the sentence; "" where the failure brings its own."""

    title: str
    sentence: str
