"""Where a part of Keras's public interface can be imported from: `keras`, and `tensorflow.keras` in its two guises."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

ROOTS = ("keras", "keras._tf_keras.keras", "tensorflow.keras")


def homes(part: str) -> list[ModuleType]:
    """Return every module that offers a part of Keras ("optimizers", "datasets.mnist"), each once.

    `tensorflow.keras.optimizers` is another module object than `keras.optimizers`, with the same classes in it.
    """
    roots = ROOTS if "tensorflow" in sys.modules else ROOTS[:1]
    found = [importlib.import_module(f"{root}.{part}") for root in roots]
    return list({id(module): module for module in found}.values())
