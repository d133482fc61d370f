"""TensorFlow's private Keras, `tensorflow.python.keras`: none of its models is a `keras.Model`."""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.keras_names.table import PRIVATE, PUBLIC


def install(spelled: Spelled) -> None:
    """Let `tensorflow.python.keras…` be what `tensorflow.keras` has wherever others than TensorFlow import it."""
    plain = builtins.__import__
    above, _dot, last = PRIVATE.rpartition(".")
    if above in sys.modules:
        vars(sys.modules[above])[last] = importlib.import_module(
            PUBLIC
        )  # TensorFlow imports from its copy by full name

    def importing(
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - Python's own names for them
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        whole = f"{name}.{last}" if name == above and last in (fromlist or ()) else name
        if level or f"{whole}.".partition(f"{PRIVATE}.")[:2] != ("", f"{PRIVATE}.") or _is_own(globals):
            return plain(name, globals, locals, fromlist or (), level)
        try:
            found = plain(name.replace(PRIVATE, PUBLIC, 1), globals, locals, fromlist, level)
        except ImportError:
            return plain(name, globals, locals, fromlist, level)
        if not fromlist:
            vars(found).setdefault("python", sys.modules[above])
        spelled(PRIVATE, PUBLIC)
        return found

    builtins.__import__ = importing


def _is_own(names: Mapping[str, Any] | None) -> bool:
    """Tell whether an import stands in TensorFlow or Keras."""
    return str((names or {}).get("__name__")).partition(".")[0] in {"tensorflow", "keras"}
