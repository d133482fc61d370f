from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from autograder.reports.png import cleaned, encode

SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("shape", [(8, 8), (8, 9, 1), (5, 7, 3)])
def test_an_encoded_image_reads_back_equal(shape):
    image = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    read = np.asarray(Image.open(io.BytesIO(encode(image))))
    assert np.array_equal(read, image[:, :, 0] if shape[-1] == 1 else image)


def test_what_is_no_image_is_refused():
    with pytest.raises(ValueError, match="expected a uint8 image"):
        encode(np.zeros((3, 3, 2), np.uint8))


def written(**options) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, format="PNG", **options)
    return file.getvalue()


def test_text_and_profiles_are_removed_and_pixels_kept():
    info = PngImagePlugin.PngInfo()
    info.add_text("comment", "<script>alert(1)</script>")
    marked = written(pnginfo=info, icc_profile=b"profile")
    clean = cleaned(marked)
    assert clean is not None
    assert b"script" in marked
    assert b"script" not in clean
    assert b"iCCP" not in clean
    assert Image.open(io.BytesIO(clean)).getpixel((0, 0)) == (255, 0, 0)


def test_bytes_behind_the_end_are_removed():
    assert b"<script" not in cleaned(written() + b"<script>")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_a_header_that_claims_a_huge_image_is_refused():
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")
    assert cleaned(bomb) is None


@pytest.mark.parametrize("broken", [b"", b"GIF89a", SIGNATURE, written()[:-6], written().replace(b"IDAT", b"IDAX")])
def test_a_broken_picture_is_refused(broken):
    assert cleaned(broken) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_cleaned(data):
    for candidate in (data, SIGNATURE + data):
        clean = cleaned(candidate)
        assert clean is None or clean.startswith(SIGNATURE)
