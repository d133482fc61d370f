"""Where a part of Keras's public interface can be imported from: `keras`, and `tensorflow.keras` in its two guises."""

from __future__ import annotations

import contextlib
import importlib
import sys
from types import ModuleType

WHOLE = "keras._tf_keras.keras"
"""Keras as TensorFlow offers it, with what only `tf.keras` kept; it is there without TensorFlow, too."""
INTERNAL = ("keras.src", "keras._")
ROOTS = ("keras", WHOLE, "tensorflow.keras")


def homes(part: str) -> list[ModuleType]:
    """Return every module that offers a part of Keras ("optimizers", "datasets.mnist", "" for all), each once.

    `tensorflow.keras.optimizers` is another module object than `keras.optimizers`, with the same classes in it.
    """
    roots = ROOTS if "tensorflow" in sys.modules else ROOTS[:1]
    found = [importlib.import_module(f"{root}.{part}" if part else root) for root in roots]
    return list({id(module): module for module in found}.values())


def warm() -> None:
    """Import every public part of Keras in each of its guises, once for all forks: most are only imported when used."""
    public = [name for name in sys.modules if name.startswith("keras.") and not name.startswith(INTERNAL)]
    for part in (name.removeprefix("keras.") for name in public):
        for root in ROOTS if "tensorflow" in sys.modules else ROOTS[:2]:
            with contextlib.suppress(ImportError):
                importlib.import_module(f"{root}.{part}")
