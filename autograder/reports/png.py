"""PNG pictures in pages: arrays as PNG, and foreign PNG reduced to what a decoder needs."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_PIXELS = 4_000_000
_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


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
    height, width = image.shape[:2]
    lines = image.reshape(height, -1)
    raw = np.concatenate([np.zeros((height, 1), np.uint8), lines], axis=1).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if image.ndim == 2 else 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def cleaned(data: bytes) -> bytes | None:
    """Return a PNG with its pixels and nothing else (no text, no profiles); None for what is no sound PNG."""
    if not data.startswith(SIGNATURE):
        return None
    kept: list[tuple[bytes, bytes]] = []
    position = len(SIGNATURE)
    while position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        body = data[position + 8 : position + 8 + length]
        checksum = data[position + 8 + length : position + 12 + length]
        if len(checksum) < 4 or struct.unpack(">I", checksum)[0] != zlib.crc32(kind + body):
            return None
        if kind in _KEPT:
            kept.append((kind, body))
        if kind == b"IEND":
            return SIGNATURE + b"".join(_chunk(*chunk) for chunk in kept) if _sound(kept) else None
        position += 12 + length
    return None


def data_url(png: bytes) -> str:
    """Return a PNG as a `data:` address."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _sound(chunks: list[tuple[bytes, bytes]]) -> bool:
    kind, header = chunks[0]
    if kind != b"IHDR" or len(header) != 13 or sum(name == b"IHDR" for name, _ in chunks) != 1:
        return False
    width, height = struct.unpack_from(">II", header)
    return 0 < width * height <= MAX_PIXELS and any(name == b"IDAT" for name, _ in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
