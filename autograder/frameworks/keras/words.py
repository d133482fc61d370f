"""Layers that look words up: what they have learned, what a plan says of them, and texts that they know."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

LOOKUPS = ("TextVectorization", "StringLookup")
LEARNED = ("vocabulary", "vocabulary_size", "idf_weights")
"""Settings of such a layer that it learns from the data."""
SPECIAL = 2
"""Entries that a vocabulary begins with: padding, and words that are not in it."""
MADE_UP = ("a", "good", "bad", "the", "film", "is", "not", "very", "long", "day")


def as_taken(inputs: Any) -> Any:
    """Return texts as a tensor, which Keras trains on; other arrays as they are."""
    import keras

    if isinstance(inputs, np.ndarray) and inputs.dtype.kind in "SU":
        return keras.ops.convert_to_tensor(inputs, "string")
    return inputs


def lookups(model: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the layers that look words up, with the names of the models that they lie in."""
    import keras

    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from lookups(layer, (*path, layer.name))
        elif type(layer).__name__ in LOOKUPS:
            yield (*path, layer.name), layer


def has_learned(layer: Any) -> bool:
    """Tell whether a layer knows any words."""
    with contextlib.suppress(Exception):  # a layer without a table may refuse to say
        return int(layer.vocabulary_size()) > SPECIAL
    return False


def forgetting(config: Any, sizes: dict[str, int]) -> Any:
    """Return a configuration whose layers know no words, and have room for as many as they knew.

    A list of words in an order of somebody's choosing would be numbers that a network brings along.

    Args:
        config: what Keras serialised.
        sizes: how many words each layer knew, by its name.
    """
    if isinstance(config, list):
        return [forgetting(item, sizes) for item in config]
    if not isinstance(config, dict):
        return config
    if config.get("class_name") not in LOOKUPS or not isinstance(config.get("config"), dict):
        return {name: forgetting(item, sizes) for name, item in config.items()}
    settings = {**config["config"], **dict.fromkeys(LEARNED)}
    known = sizes.get(str(settings.get("name")), 0)
    if known and settings.get("output_mode") != "int":
        settings |= {"max_tokens": known, "pad_to_max_tokens": True}
    elif known and not settings.get("max_tokens"):
        settings["max_tokens"] = known
    return {**config, "config": settings}


def made_up(model: Any, shape: tuple[int | None, ...], rng: np.random.Generator) -> NDArray[Any]:
    """Return texts of words that a model knows, of another length each; `shape` begins with their number."""
    known = [word for _, layer in lookups(model) for word in _vocabulary(layer)]
    words = np.array(known or MADE_UP)
    count = int(np.prod([size or 1 for size in shape]))
    drawn = [" ".join(rng.choice(words, size=rng.integers(3, 12))) for _ in range(count)]
    return np.array([text.encode() for text in drawn]).reshape([size or 1 for size in shape])


def _vocabulary(layer: Any) -> list[str]:
    with contextlib.suppress(Exception):
        return [str(word) for word in layer.get_vocabulary()[SPECIAL:5000]]
    return []
