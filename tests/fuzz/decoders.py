"""Everything that decodes bytes from a box or a student, as functions of bytes, with inputs to start from.

A decoder may refuse its input in its own way. Any other exception is a defect, and so is memory without bound.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from autograder import networks, wire
from autograder.collect.answers import Asked
from autograder.collect.harvest import Reader
from autograder.errors import SubmissionError, WireError
from autograder.protocol.answers import ANSWERS
from autograder.sandbox.text import readable
from autograder.submissions.notebook import read_notebook
from tests.reports.examples import structure

ARRAYS = (np.arange(6, dtype="float32").reshape(2, 3), np.float64(0.5), np.zeros(0, dtype="bool"))


@dataclass(frozen=True)
class Left:
    """A box's harvest in memory in which every file that is asked for holds the same bytes."""

    data: bytes

    def names(self) -> tuple[str, ...]:
        return ("predictions/test.npy", "figures/1.png", "functions/0.npy")

    def read(self, name: str, *, max_bytes: int) -> bytes:
        if len(self.data) > max_bytes:
            raise WireError(f"{name}: too large")
        return self.data

    def copy(self, name: str, into: Path, *, max_bytes: int) -> int:
        return into.write_bytes(self.read(name, max_bytes=max_bytes))


def npy(data: bytes) -> None:
    array = wire.decode_npy(data, max_items=10_000)
    assert np.array_equal(wire.decode_npy(wire.encode_npy(array), max_items=10_000), array, equal_nan=True)


def arrays(data: bytes) -> None:
    assert sum(array.size for array in wire.decode_arrays(data, max_items=10_000)) <= 10_000


def strict_json(data: bytes) -> None:
    value = wire.decode_json(data)
    assert wire.decode_json(wire.encode_json(value)) == value


def lenient_json(data: bytes) -> None:
    wire.decode_json(data, lenient=True)


def tree(data: bytes) -> None:
    decoded = wire.decode_tree(wire.decode_json(data), ARRAYS, allow_rng=True)
    with contextlib.suppress(WireError):  # a generator has no way back
        wire.encode_json(wire.encode_tree(decoded).json)


def png(data: bytes) -> None:
    drawn = wire.decode_png(data, max_pixels=250_000)
    assert wire.decode_png(drawn) == drawn


def executed_notebook(data: bytes) -> None:
    wire.decode_notebook(data)


def text(data: bytes) -> None:
    cleaned = wire.clean_text(data.decode("utf-8", "surrogatepass"), 500)
    assert wire.clean_text(cleaned, 500) == cleaned
    assert wire.display_name(cleaned) == wire.display_name(wire.display_name(cleaned))
    assert 0 < len(wire.slug(cleaned).encode()) <= 160


def printed(data: bytes) -> None:
    readable(data).encode()


def structure_file(data: bytes) -> None:
    networks.from_json(wire.decode_json(data))


def harvest(data: bytes) -> None:
    reader = Reader(Left(data))
    for read in (
        reader.curves,
        reader.failures,
        lambda: reader.functions([Asked("one", "f")]),
        reader.figures,
        reader.predictions,
        reader.structure,
        *(partial(reader.answer, kind) for kind in ANSWERS),
    ):
        read()


def handed_in_notebook(data: bytes) -> None:
    read_notebook(data, "work.ipynb")


DECODERS: Mapping[str, Callable[[bytes], None]] = {
    decoder.__name__: decoder
    for decoder in (
        *(npy, arrays, strict_json, lenient_json, tree, png, executed_notebook, text, printed),
        *(structure_file, harvest, handed_in_notebook),
    )
}


def decode(name: str, data: bytes) -> None:
    """Decode, and pass over a refusal."""
    with contextlib.suppress(WireError, SubmissionError, UnicodeDecodeError if name == "text" else WireError):
        DECODERS[name](data)


def seeds(name: str) -> Iterator[bytes]:
    """Yield inputs that a decoder accepts, or nearly, from which a fuzzer finds its way."""
    yield b""
    yield from SEEDS.get(name, _documents)()


def _arrays() -> Iterator[bytes]:
    for dtype in wire.DTYPES:
        yield wire.encode_npy(np.ones((2, 3), dtype=dtype))
    yield wire.encode_arrays([np.zeros(()), np.asfortranarray(np.ones((2, 2)))])


def _images() -> Iterator[bytes]:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        file = io.BytesIO()
        Image.new(mode, (5, 4)).save(file, "PNG")
        yield file.getvalue()


def _texts() -> Iterator[bytes]:
    yield "a\x1b[31mred\x1b[0m\r\nb\rc\x08 \x1b]0;t\x07 한글 \u202e\u2028".encode()
    yield b"50%|###  |\r100%|#####|\n\xff\xfe\x9b0m"


def _documents() -> Iterator[bytes]:
    image = next(iter(_images())).hex()
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
        {"output_type": "display_data", "data": {"text/html": "<b>x</b>", "image/png": image}, "metadata": {}},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
    ]
    cell = {"cell_type": "code", "source": ["x = 1\n", "x"], "outputs": outputs, "execution_count": 1, "metadata": {}}
    failure = {"kind": "exception", "message": "m", "where": "w", "traceback": "t", "details": {"a": [1, "b"]}}
    call = {"case": "one", "function": "f", "error": None, "seconds": 0.5}
    for document in (
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]},
        {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": [cell | {"input": "x"}]}]},
        {"a": {"$tuple": [{"$array": 0}, {"$scalar": 1}]}, "b": {"$dict": [[1, {"$float": "nan"}], [None, []]]}},
        {"loss": [1.0, {"$float": "inf"}], "accuracy": [0.5, 1]},
        {"failures": [failure], "failure": failure, "calls": [call], "values": [{"$rng": 3}], "arrays": 1},
        networks.to_json(structure()),
        ["\\u0000\\ud800", 1e308, -1, 2**63, True, None],
    ):
        yield json.dumps(document).encode()


SEEDS: Mapping[str, Callable[[], Iterator[bytes]]] = {
    "npy": _arrays,
    "arrays": _arrays,
    "png": _images,
    "text": _texts,
    "printed": _texts,
}
