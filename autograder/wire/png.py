"""PNG images from outside, drawn anew by us: what is stored is what our own encoder wrote."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from autograder.errors import WireError

MAX_BYTES = 16 * 1024**2
MAX_PIXELS = 16_000_000
MAX_DRAWN = 16 * 1024**2
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DRAWN = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_MODES = ("1", "L", "LA", "RGB", "RGBA", "I;16")


def decode_png(
    data: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    max_drawn: int = MAX_DRAWN,
    what: str = "the image",
) -> bytes:
    """Return the image encoded anew: same pixels, first frame only, no metadata.

    Only the chunks that draw the picture reach the decoder, after the declared size was checked.

    Raises:
        WireError: it is no PNG, has too many bytes or pixels, takes more than `max_drawn` bytes when it is drawn anew
            (a file may be small for the filters that its writer chose), or is damaged.
    """
    if len(data) > max_bytes:
        raise WireError(f"{what}: expected at most {max_bytes} bytes, found {len(data)}")
    return _redraw(strip_png(data, max_pixels=max_pixels, what=what), max_drawn, what)


def strip_png(data: bytes, *, max_pixels: int = MAX_PIXELS, what: str = "the image") -> bytes:
    """Return a PNG without text, profiles, frames and other ancillary chunks, up to its end; nothing is decoded.

    Raises:
        WireError: it is no PNG, has too many pixels, or is damaged.
    """
    if data[:8] != _SIGNATURE or data[12:16] != b"IHDR" or len(data) < 33:
        raise WireError(f"{what}: expected a PNG image, found {data[:8]!r}")
    width, height = struct.unpack(">II", data[16:24])
    if not 0 < width * height <= max_pixels:
        raise WireError(f"{what}: expected at most {max_pixels} pixels, found {width}×{height}")
    kept = [(name, chunk) for name, chunk in _chunks(data, what) if name in _DRAWN]
    if sum(name == b"IHDR" for name, _chunk in kept) != 1:
        raise WireError(f"{what}: expected one size, found a second one")  # the first alone was checked
    if not any(name == b"IDAT" for name, _chunk in kept):
        raise WireError(f"{what}: expected pixels, found none")
    return _SIGNATURE + b"".join(chunk for _name, chunk in kept)


def decode_pngs(images: Sequence[bytes], *, max_pixels: int, max_drawn: int) -> list[bytes]:
    """Return the images encoded anew, without those that are none or take more than what is left of `max_drawn`."""
    drawn: list[bytes] = []
    for data in images:
        with contextlib.suppress(WireError):
            drawn.append(decode_png(data, max_pixels=max_pixels, max_drawn=max_drawn))
            max_drawn -= len(drawn[-1])
    return drawn


def _chunks(data: bytes, what: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the bytes of each chunk up to the image's end."""
    offset = len(_SIGNATURE)
    while offset + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, offset)
        chunk = data[offset : offset + 12 + length]
        if len(chunk) < 12 + length:
            break
        if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            raise WireError(f"{what}: expected a whole PNG image, found a damaged one")
        yield name, chunk
        if name == b"IEND":
            return
        offset += len(chunk)
    raise WireError(f"{what}: expected a whole PNG image, found one that breaks off")


class _Capped(io.BytesIO):
    """A file that takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise OSError("it takes too many bytes when it is drawn anew")
        return super().write(data)


def _redraw(data: bytes, max_drawn: int, what: str) -> bytes:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - the box imports this package without Pillow

    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            plain = image.copy() if image.mode in _MODES and "transparency" not in image.info else image.convert("RGBA")
        plain.info.clear()
        file = _Capped(max_drawn)
        plain.save(file, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error) as error:
        raise WireError(f"{what}: expected a PNG image; {error}") from None
    return file.getvalue()
