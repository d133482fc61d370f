"""The GPU of a box: Keras finds it after the fork, and keeps to a share of its memory where several boxes use it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from autograder.protocol.gpu import SHARE, exhausted


def take() -> None:
    """Make Keras compute on the box's GPU, if it has one, and cap the memory that it takes. Called before all else.

    A card that others have filled is no failure yet: what computes on it first will say so.
    """
    if not os.environ.get("CUDA_VISIBLE_DEVICES"):
        return
    import keras

    share = os.environ.get(SHARE)
    try:
        TAKERS[keras.backend.backend()](int(share) if share else None)
    except RuntimeError as error:
        if not exhausted(str(error)):
            raise


def found() -> bool:
    """Tell whether Keras computes on a GPU."""
    if not os.environ.get("CUDA_VISIBLE_DEVICES"):
        return False
    import keras

    return FINDERS[keras.backend.backend()]()


def device() -> str:
    """Return "gpu" where the framework computes on one, else "cpu"."""
    return "gpu" if found() else "cpu"


def _take_tensorflow(share: int | None) -> None:
    import tensorflow as tf

    for card in tf.config.list_physical_devices("GPU") if share else ():
        limit = tf.config.LogicalDeviceConfiguration(memory_limit=share)
        tf.config.set_logical_device_configuration(card, [limit])


def _take_torch(share: int | None) -> None:
    import torch
    from keras.src.backend.torch import core

    if not torch.cuda.is_available():
        return
    core.DEFAULT_DEVICE = "cuda"  # Keras chose when it was imported: in a fork server, where no GPU is in sight
    if share:
        whole = torch.cuda.get_device_properties(0).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, share * 2**20 / whole))


def _take_jax(share: int | None) -> None:
    """Let JAX take memory as it needs it; it knows no cap in megabytes."""
    if share:
        os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"


def _found_tensorflow() -> bool:
    import tensorflow as tf

    return bool(tf.config.list_physical_devices("GPU"))


def _found_torch() -> bool:
    import torch
    from keras.src.backend.torch import core

    return torch.cuda.is_available() and str(core.get_device()).startswith("cuda")


def _found_jax() -> bool:
    import jax

    return bool(jax.default_backend() == "gpu")


TAKERS: Mapping[str, Callable[[int | None], None]] = {
    "tensorflow": _take_tensorflow,
    "torch": _take_torch,
    "jax": _take_jax,
}
FINDERS: Mapping[str, Callable[[], bool]] = {
    "tensorflow": _found_tensorflow,
    "torch": _found_torch,
    "jax": _found_jax,
}
