"""The Keras that a program was written for, as far as its imports tell."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.keras_names.table import MODULES

_LATER = ("experimental", "_v2")
_EARLY = frozenset(part for part in MODULES if not any(mark in part for mark in _LATER))
"""Modules that Keras had when it was not yet a part of TensorFlow."""


class Era:
    """Whether a program imports such a module from `keras` itself."""

    def __init__(self) -> None:
        self.is_old = False

    def install(self) -> None:
        """Look at what is imported from now on."""
        plain = builtins.__import__

        def importing(
            name: str,
            globals: Mapping[str, Any] | None = None,  # noqa: A002 - Python's own names for them
            locals: Mapping[str, Any] | None = None,  # noqa: A002
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> Any:
            if not level and name.startswith("keras."):
                part = name.removeprefix("keras.")
                self.is_old |= any(each in _EARLY for each in (part, *(f"{part}.{each}" for each in fromlist or ())))
            return plain(name, globals, locals, fromlist or (), level)

        builtins.__import__ = importing
