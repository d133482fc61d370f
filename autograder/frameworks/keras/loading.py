"""The framework that models are built with."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any

ASKING = ("keras.src.utils.rng_utils", "keras.src.saving.serialization_lib", "keras.src.legacy.saving.json_utils")
"""Parts of Keras that import TensorFlow with every backend, to seed it and to look for objects of its classes."""

TORCH_DEVICE = "KERAS_TORCH_DEVICE"
"""Where Keras computes with PyTorch; without it Keras asks CUDA when it is imported."""


def load() -> None:
    """Import Keras: without Python's collector, which takes two fifths of the time, and without a look at GPUs.

    What CUDA has begun does not survive a fork, and boxes and the kernels of notebooks are forks of what calls this.
    """
    os.environ[TORCH_DEVICE] = "cpu"
    collecting = gc.isenabled()
    gc.disable()
    try:
        import keras
    finally:
        if collecting:  # a fork server goes on importing without it
            gc.enable()
        del os.environ[TORCH_DEVICE]
    if keras.backend.backend() != "tensorflow":
        for name in ASKING:
            vars(importlib.import_module(name))["tf"] = _IfImported()


class _IfImported:
    """TensorFlow where a submission has imported it, else a package that is not there."""

    @property
    def available(self) -> bool:
        """Whether it is imported."""
        return "tensorflow" in sys.modules

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.modules["tensorflow"], name)


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    import platform
    from importlib.metadata import version

    import keras

    found = {"python": platform.python_version(), "keras": keras.__version__, "numpy": version("numpy")}
    backend = keras.backend.backend()
    found[backend] = version(backend)
    return found


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
