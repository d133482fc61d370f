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


def run_directly() -> bool:
    """Run each operation outside of a function as it is, where TensorFlow computes on the processor.

    TensorFlow otherwise wraps it in a function of its own and optimises that, for each kind of operation anew: a third
    of the time in which a small model is rebuilt and predicts. What comes out is the same. This is for boxes without
    student code; a submission runs as it would anywhere.

    Returns:
        whether it is so now; not with another backend, a GPU, or a TensorFlow without the switch.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        return False
    import tensorflow as tf
    from tensorflow.python import pywrap_tfe
    from tensorflow.python.eager import context

    switch = getattr(pywrap_tfe, "TFE_ContextSetRunEagerOpAsFunction", None)
    if switch is None or tf.config.list_physical_devices("GPU"):
        return False
    context.ensure_initialized()
    switch(context.context()._handle, False)  # noqa: FBT003, SLF001 - TensorFlow has no public name for it
    return True
