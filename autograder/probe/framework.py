"""The framework that models are built with."""

from __future__ import annotations

import gc
import sys


def load() -> None:
    """Import Keras where no fork server has: without Python's collector, which takes two fifths of the time."""
    if "keras" in sys.modules:
        return
    gc.disable()
    try:
        import keras  # noqa: F401
    finally:
        gc.enable()
