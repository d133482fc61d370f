"""Images from a box are drawn anew: the same picture, and nothing that travelled with it."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from autograder.errors import WireError
from autograder.wire import decode_png

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def raw(width, height, rows, *, extra=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return SIGNATURE + head + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def picture(mode, **options):
    pixels = np.random.default_rng(1).integers(0, 255, (7, 5, 3), dtype=np.uint8)
    file = io.BytesIO()
    image = Image.fromarray(pixels[..., 0].astype("uint16") * 257) if mode == "I;16" else Image.fromarray(pixels)
    image.convert(mode).save(file, "PNG", **options)
    return file.getvalue()


def open_png(data):
    return Image.open(io.BytesIO(data), formats=("PNG",))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P", "I;16"])
def test_every_kind_of_png_keeps_its_pixels(mode):
    source = picture(mode)
    before, after = open_png(source), open_png(decode_png(source))
    assert after.convert(after.mode).tobytes() == before.convert(after.mode).tobytes()


def test_transparency_of_a_palette_is_kept():
    source = picture("P", transparency=3)
    before, after = open_png(source), open_png(decode_png(source))
    assert after.tobytes() == before.convert("RGBA").tobytes()


def test_text_profiles_and_trailing_bytes_are_gone():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>secret</script>")
    notes.add_itxt("XML:com.adobe.xmp", "secret", zip=True)
    source = picture("RGB", pnginfo=notes, icc_profile=b"secret" * 50, exif=b"Exif\x00\x00secret") + b"secret trailer"
    assert b"secret" in source
    drawn = decode_png(source)
    assert b"secret" not in drawn
    names = [drawn[at + 4 : at + 8] for at in chunks(drawn)]
    assert set(names) == {b"IHDR", b"IDAT", b"IEND"}


def chunks(data):
    at = 8
    while at < len(data):
        yield at
        at += 12 + int.from_bytes(data[at : at + 4], "big")


def test_only_the_first_frame_of_an_animation_is_kept():
    file = io.BytesIO()
    frames = [Image.new("L", (4, 4), shade) for shade in (10, 200)]
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    drawn = open_png(decode_png(file.getvalue()))
    assert getattr(drawn, "n_frames", 1) == 1
    assert drawn.getpixel((0, 0)) == 10


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "expected a PNG image"),
        (b"GIF89a" + bytes(40), "expected a PNG image"),
        (b"<svg onload='alert(1)'/>" + bytes(40), "expected a PNG image"),
        (SIGNATURE + bytes(40), "expected a PNG image"),
        (raw(100_000, 100_000, bytes(1000)), "at most 16000000 pixels, found 100000×100000"),
        (raw(0, 5, b""), "found 0×5"),
        (raw(4, 4, bytes(20))[:-20], "breaks off"),
        (picture("RGB")[:60], "breaks off"),
    ],
)
def test_hostile_images_are_refused_with_their_reason(data, reason):
    with pytest.raises(WireError, match=reason):
        decode_png(data)


def test_a_decompression_bomb_is_never_unpacked():
    bomb = chunk(b"zTXt", b"k\x00\x00" + zlib.compress(bytes(50_000_000)))
    assert decode_png(raw(4, 4, (b"\x00" + bytes(4)) * 4, extra=bomb))
    assert decode_png(raw(4, 4, bytes(50_000_000)))


def test_too_many_bytes_are_refused_unread():
    with pytest.raises(WireError, match="figure-1: expected at most 10 bytes"):
        decode_png(bytes(11), max_bytes=10, what="figure-1")


@given(st.data())
def test_a_changed_byte_gives_an_image_or_a_wire_error(data):
    source = bytearray(picture(data.draw(st.sampled_from(["1", "P", "RGB", "RGBA"]))))
    for _ in range(data.draw(st.integers(1, 3))):
        source[data.draw(st.integers(8, len(source) - 1))] = data.draw(st.integers(0, 255))
    try:
        drawn = decode_png(bytes(source))
    except WireError:
        return
    open_png(drawn).load()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([b"PLTE", b"tRNS", b"IDAT", b"IEND", b"IHDR", b"acTL", b"fcTL"]), st.binary(max_size=40)
        )
    ),
    st.integers(0, 255),
    st.integers(0, 255),
)
def test_any_chunks_give_an_image_or_a_wire_error(parts, depth, colour):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 3, depth, colour, 0, 0, 0))
    try:
        decode_png(SIGNATURE + head + b"".join(chunk(*part) for part in parts) + chunk(b"IEND", b""))
    except WireError:
        return


def test_a_second_size_behind_the_one_that_was_checked_is_refused():
    larger = chunk(b"IHDR", struct.pack(">IIBBBBB", 9_000, 9_000, 8, 0, 0, 0, 0))
    with pytest.raises(WireError, match="one size"):
        decode_png(raw(5, 4, bytes(24), extra=larger), max_pixels=100)
