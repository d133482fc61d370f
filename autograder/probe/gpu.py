"""Keep to a share of a GPU's memory, where several boxes use one."""

from __future__ import annotations

import os

SHARE = "AUTOGRADER_GPU_MEMORY_MB"


def keep_to_share() -> None:
    """Cap the memory that TensorFlow takes of the box's GPU; it would take all of it. Called before anything is run."""
    share = os.environ.get(SHARE)
    if not share or not os.environ.get("CUDA_VISIBLE_DEVICES"):
        return
    import tensorflow as tf

    for card in tf.config.list_physical_devices("GPU"):
        limit = tf.config.LogicalDeviceConfiguration(memory_limit=int(share))
        tf.config.set_logical_device_configuration(card, [limit])
