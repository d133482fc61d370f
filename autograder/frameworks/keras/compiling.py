"""Keep how a model is compiled: when Keras saves it as HDF5, it takes the optimiser out of the model's settings."""

from __future__ import annotations

import functools
from typing import Any


def install() -> None:
    """Put back what saving takes out."""
    from keras.src.legacy.saving import saving_utils

    original = saving_utils.model_metadata

    @functools.wraps(original)
    def model_metadata(model: Any, *args: Any, **options: Any) -> Any:
        settings = getattr(model, "_compile_config", None)
        kept = dict(settings.config) if settings is not None else {}
        try:
            return original(model, *args, **options)
        finally:
            if settings is not None:
                settings.config.update(kept)

    saving_utils.model_metadata = model_metadata
