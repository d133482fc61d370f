"""TensorFlow's private Keras, `tensorflow.python.keras`: none of its models is a `keras.Model`."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.probe.keras2.notes import Spelled
from autograder.probe.keras2.table import PRIVATE, PUBLIC


def install(spelled: Spelled) -> None:
    """Let `from tensorflow.python.keras… import …` give what `tensorflow.keras` has, unless TensorFlow itself asks."""
    plain = builtins.__import__

    def importing(
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - Python's own names for them
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if level or not fromlist or f"{name}.".partition(f"{PRIVATE}.")[:2] != ("", f"{PRIVATE}.") or _is_own(globals):
            return plain(name, globals, locals, fromlist or (), level)
        try:
            found = plain(name.replace(PRIVATE, PUBLIC, 1), globals, locals, fromlist, level)
        except ImportError:
            return plain(name, globals, locals, fromlist, level)
        spelled(PRIVATE, PUBLIC)
        return found

    builtins.__import__ = importing


def _is_own(names: Mapping[str, Any] | None) -> bool:
    """Tell whether an import stands in TensorFlow or Keras."""
    return str((names or {}).get("__name__")).partition(".")[0] in {"tensorflow", "keras"}
