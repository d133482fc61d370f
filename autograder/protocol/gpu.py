"""What grader and box say of a GPU: which share of it a box may take, and how frameworks say that it is full."""

from __future__ import annotations

SHARE = "AUTOGRADER_GPU_MEMORY_MB"
"""The share of the card's memory that a box may take; not set where it may take all."""

SIGNS = (
    *("ResourceExhaustedError", "RESOURCE_EXHAUSTED", "CUDA_ERROR_OUT_OF_MEMORY", "OutOfMemoryError"),
    *("CUDA out of memory", "CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED"),
)
"""What frameworks say when a GPU's memory is used up."""

OF_A_GPU = (*SIGNS, "CUDA", "CUBLAS", "CUDNN", "cuDNN")
"""What they say of a GPU that failed, whatever the reason."""


def exhausted(told: str) -> bool:
    """Tell whether the text of a failure says that a GPU's memory was used up."""
    return any(sign in told for sign in SIGNS)
