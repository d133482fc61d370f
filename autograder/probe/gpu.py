"""The GPU of a box: Keras finds it after the fork, and keeps to a share of its memory where several boxes use it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from autograder.probe.json_files import write_answer
from autograder.protocol.answers import InspectedReport, TrainedReport
from autograder.records import Failure, FailureKind

SHARE = "AUTOGRADER_GPU_MEMORY_MB"
"""The share of the card's memory that a box may take; not set where it may take all."""

SIGNS = (
    *("ResourceExhaustedError", "RESOURCE_EXHAUSTED", "CUDA_ERROR_OUT_OF_MEMORY", "OutOfMemoryError"),
    *("CUDA out of memory", "CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED"),
)
"""What frameworks say when a GPU's memory is used up."""


def exhausted(told: str) -> bool:
    """Tell whether the text of a failure says that a GPU's memory was used up."""
    return any(sign in told for sign in SIGNS)


@contextmanager
def reported(out: Path, report: type[InspectedReport | TrainedReport], kind: FailureKind) -> Iterator[None]:
    """Report it as a failure of a kind when the GPU's memory is used up: no fault of the box."""
    try:
        yield
    except Exception as error:
        told = f"{type(error).__name__}: {error}"[:2000]
        if not exhausted(told):
            raise
        write_answer(out, report(problem=Failure(kind, told)))


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
