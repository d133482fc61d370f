"""Turn raw images into what a model takes: the course's default, and the usual spellings of `preprocess`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import UnfitError
from autograder.images import with_channel
from autograder.records import Failure, FailureKind, Shape
from autograder.texts import are_texts, shaped, spoken

Images = NDArray[np.float32]

IMAGENET_BGR = np.array([103.939, 116.779, 123.68], np.float32)
"""The mean colour that VGG16 and ResNet50 subtract, blue first."""

SCALINGS: Mapping[str, Callable[[Images, float], Images]] = {
    "unit": lambda x, top: x / np.float32(top),
    "raw": lambda x, top: x,  # noqa: ARG005 - all scalings share a signature
    "bytes": lambda x, top: x / np.float32(255.0),  # noqa: ARG005
    "centred": lambda x, top: x / np.float32(top / 2) - np.float32(1.0),
    "half": lambda x, top: x / np.float32(top) - np.float32(0.5),
    "imagenet": lambda x, top: x[..., ::-1] - IMAGENET_BGR if x.shape[-1] == 3 else x,  # noqa: ARG005
}


class MisfitError(UnfitError):
    """Inputs do not fit a model's input."""

    def __init__(self, image: tuple[int, ...], shape: Shape) -> None:
        said = f"inputs of shape {image} do not fit an input of shape {shape}"
        details = {"images": str(image), "found": str(shape)}
        super().__init__(Failure(FailureKind.WRONG_INPUT_SHAPE, said, details=details))


class TextsError(UnfitError):
    """Inputs are texts, and a model takes numbers."""

    def __init__(self, shape: Shape) -> None:
        said = f"inputs are texts, and the model takes numbers of shape {shape}"
        super().__init__(Failure(FailureKind.TAKES_NO_TEXTS, said, details={"found": str(shape)}))


def transform(images: NDArray[np.generic], top: float, shape: Shape | None, *, scaling: str) -> NDArray[Any]:
    """Scale images of shape (n, h, w[, c]) with pixels 0–`top` and give each the model's input shape.

    Args:
        images: raw; texts (n,) keep what they are.
        top: the largest value of a pixel.
        shape: what the model takes, without the batch; None where it takes any: images keep their shape, and those
            without a channel axis get one.
        scaling: a name of `SCALINGS`.

    Raises:
        MisfitError: an image's values do not fit the input shape.
        TextsError: inputs are texts, and the shape is none of one text.
    """
    if are_texts(images):
        texts = shaped(images, shape)
        if texts is None:
            raise TextsError(shape or ())
        return texts
    image = images.shape[1:]
    target = _fill(shape, image, prod(image)) if shape is not None else with_channel(image)
    scaled = SCALINGS[scaling](images.astype(np.float32), top)
    if target == _channels_first(image) != image:
        return np.ascontiguousarray(np.moveaxis(scaled, -1, 1))
    return scaled.reshape(len(images), *target)


def _channels_first(image: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of an image with channels when they come first; () for an image without."""
    return (image[-1], *image[:-1]) if len(image) == 3 else ()


def _fill(shape: Shape, image: tuple[int, ...], size: int) -> tuple[int, ...]:
    if None in shape:
        candidates = [image, (*image, 1), _channels_first(image)]
        filled = next((c for c in candidates if _fits(shape, c)), None)
    else:
        known = tuple(int(n) for n in shape if n is not None)
        filled = known if prod(known) == size else None
    if filled is None:
        raise MisfitError(image, shape)
    return filled


def _fits(shape: Shape, image: tuple[int, ...]) -> bool:
    return len(shape) == len(image) and all(a in (None, b) for a, b in zip(shape, image, strict=True))


def recognise(images: NDArray[np.generic], top: float, result: NDArray[np.generic]) -> str | None:
    """Name the scaling under which `transform` gives `result` from `images`; None when none does."""
    if are_texts(images):
        return "unit" if are_texts(result) and np.array_equal(np.ravel(spoken(images)), np.ravel(result)) else None
    if result.shape[0] != images.shape[0] or prod(result.shape[1:]) != prod(images.shape[1:]):
        return None
    for name in SCALINGS:
        usual = transform(images, top, result.shape[1:], scaling=name)
        if np.allclose(usual, result, rtol=1e-4, atol=1e-5):
            return name
    return None
