"""NumPy arrays as `.npy` bytes, read by our own strict reader of the header: numbers only, sizes checked first."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.errors import WireError
from autograder.records import Shape

Array: TypeAlias = NDArray[Any]

DTYPES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64"),
)
_NAMES = {np.dtype(name).str[1:]: name for name in DTYPES}
MAX_AXES = 8
_MAX_HEADER = 512
_MAGIC = b"\x93NUMPY"
_HEADER = re.compile(
    r"\{'descr': '([<>|])([biuf][1248])', 'fortran_order': (True|False), "
    r"'shape': \(((?:\d{1,12}(?:, \d{1,12})*+,?)?+)\), \} *+\n"
)


@dataclass(frozen=True, slots=True)
class _Header:
    dtype: np.dtype[Any]
    fortran: bool
    shape: tuple[int, ...]
    start: int
    end: int


def decode_npy(
    data: bytes,
    *,
    max_items: int,
    dtypes: Sequence[str] = DTYPES,
    shape: Shape | None = None,
    what: str = "the array",
) -> Array:
    """Decode one array from the bytes of a `.npy` file.

    Args:
        data: the whole file.
        max_items: the most elements.
        dtypes: the names of the types that are expected.
        shape: the expected shape, None for an axis of any length; None for any shape.
        what: the name of what is decoded, for the message.

    Returns:
        A fresh array in the machine's byte order and C order.

    Raises:
        WireError: the header is not NumPy's own plain form, the array is too large or of another type or shape, or
            the bytes after the header are too few or too many.
    """
    header = _read_header(data, 0, max_items=max_items, dtypes=dtypes, what=what)
    if header.end != len(data):
        raise WireError(f"{what}: expected {header.end} bytes for shape {header.shape}, found {len(data)}")
    if shape is not None and not _fits(header.shape, shape):
        raise WireError(f"{what}: expected shape {shape}, found {header.shape}")
    return _read_items(data, header)


def decode_arrays(
    data: bytes | bytearray,
    *,
    max_items: int,
    max_arrays: int = 1_000,
    dtypes: Sequence[str] = DTYPES,
    what: str = "the arrays",
) -> tuple[Array, ...]:
    """Decode several `.npy` files written one after the other; `max_items` counts the elements of all.

    Raises:
        WireError: as `decode_npy`, or there are more than `max_arrays`.
    """
    arrays: list[Array] = []
    start = 0
    while start < len(data):
        if len(arrays) == max_arrays:
            raise WireError(f"{what}: expected at most {max_arrays} arrays, found more")
        name = f"{what}, number {len(arrays)}"
        header = _read_header(data, start, max_items=max_items, dtypes=dtypes, what=name)
        if header.end > len(data):
            raise WireError(f"{name}: expected {header.end - start} bytes, found {len(data) - start}")
        arrays.append(_read_items(data, header))
        max_items -= arrays[-1].size
        start = header.end
    return tuple(arrays)


def encode_npy(array: Array) -> bytes:
    """Encode an array of numbers as the bytes of a `.npy` file.

    Raises:
        WireError: its type is none of `DTYPES`, or it has more than eight axes.
    """
    if array.dtype.name not in DTYPES or array.ndim > MAX_AXES:
        raise WireError(f"expected an array of numbers with at most {MAX_AXES} axes, found {array.dtype} {array.shape}")
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asarray(array), version=(1, 0), allow_pickle=False)
    return file.getvalue()


def encode_arrays(arrays: Sequence[Array]) -> bytes:
    """Encode several arrays as `.npy` files one after the other.

    Raises:
        WireError: as `encode_npy`.
    """
    return b"".join(encode_npy(array) for array in arrays)


def _read_header(data: bytes | bytearray, offset: int, *, max_items: int, dtypes: Sequence[str], what: str) -> _Header:
    lead = data[offset : offset + 10]
    if len(lead) < 10 or not lead.startswith(_MAGIC) or lead[6:8] != b"\x01\x00":
        raise WireError(f"{what}: expected a .npy file of version 1.0, found {lead[:8]!r}")
    length = int.from_bytes(lead[8:10], "little")
    start = offset + 10 + length
    text = data[offset + 10 : min(start, offset + 10 + _MAX_HEADER)].decode("latin-1")
    match = _HEADER.fullmatch(text) if length <= _MAX_HEADER else None
    if match is None:
        raise WireError(f"{what}: expected the plain header that NumPy writes, found {text[:80]!r}")
    order, code, fortran, axes = match.groups()
    name = _NAMES.get(code)
    if name is None or name not in dtypes:
        raise WireError(f"{what}: expected {', '.join(dtypes)}, found {name or code}")
    dtype = np.dtype(order + code)
    shape = tuple(int(part) for part in axes.split(",") if part.strip())
    if len(shape) > MAX_AXES or math.prod(max(axis, 1) for axis in shape) > max_items:
        raise WireError(f"{what}: expected at most {max_items} elements, found shape {shape}")
    return _Header(dtype, fortran == "True", shape, start, start + math.prod(shape) * dtype.itemsize)


def _read_items(data: bytes | bytearray, header: _Header) -> Array:
    stored = np.dtype(np.uint8) if header.dtype.kind == "b" else header.dtype
    items = memoryview(data)[header.start : header.end]
    view: Array = np.ndarray(header.shape, stored, buffer=items, order="F" if header.fortran else "C")
    if header.dtype.kind == "b":
        return view.astype(np.bool_, order="C")  # bytes other than 0 and 1 would not be bools
    return view.astype(stored.newbyteorder("="), order="C")


def _fits(found: tuple[int, ...], expected: Shape) -> bool:
    pairs = zip(found, expected, strict=False)
    return len(found) == len(expected) and all(want is None or have == want for have, want in pairs)
