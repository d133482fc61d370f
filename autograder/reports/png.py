"""PNG pictures in pages: arrays as PNG, and foreign PNG reduced to what a decoder needs."""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from autograder.errors import WireError
from autograder.wire import strip_png

MAX_PIXELS = 4_000_000


def encode(image: NDArray[np.uint8]) -> bytes:
    """Return an image as PNG.

    Args:
        image: Grey (h, w) or (h, w, 1), or red, green and blue (h, w, 3).

    Raises:
        ValueError: The array is no such image.
    """
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[:, :, 0]
    if image.dtype != np.uint8 or not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)):
        message = f"expected a uint8 image (h, w) or (h, w, 3), found {image.dtype} {image.shape}"
        raise ValueError(message)
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def cleaned(data: bytes) -> bytes | None:
    """Return a PNG with its pixels and nothing else (no text, no profiles); None for what is no sound PNG."""
    try:
        return strip_png(data, max_pixels=MAX_PIXELS)
    except WireError:
        return None


def data_url(png: bytes) -> str:
    """Return a PNG as a `data:` address."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
