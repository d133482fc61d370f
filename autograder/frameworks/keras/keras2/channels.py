"""Images whose channels stand first, as they did in Keras 1 where nothing was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled

_CHANNELS = (1, 3)
_FEWEST_PIXELS = 8


def place(options: Mapping[str, Any], spelled: Spelled) -> None:
    """Let channels stand first from now on, if a layer of Keras 1 takes images that cannot be meant otherwise."""
    import keras

    shape = options.get("input_shape")
    if "data_format" in options or keras.config.image_data_format() != "channels_last" or not _is_first(shape):
        return
    spelled('dim_ordering="th" by default', 'keras.backend.set_image_data_format("channels_first")')
    keras.config.set_image_data_format("channels_first")


def _is_first(shape: object) -> bool:
    if not isinstance(shape, tuple | list) or len(shape) != 3 or not all(isinstance(side, int) for side in shape):
        return False
    return shape[0] in _CHANNELS and min(shape[1:]) >= _FEWEST_PIXELS
