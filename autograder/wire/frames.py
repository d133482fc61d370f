"""Messages on a stream between two processes: a kind, JSON and arrays, each with its length in front.

A frame is one byte for its kind, the length of the JSON (4 bytes) and of the arrays (8 bytes), the JSON, and the arrays
as `.npy` files one after the other. Lengths are checked before anything is read.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.errors import WireError
from autograder.records import Json
from autograder.wire.arrays import Array, decode_arrays, encode_arrays
from autograder.wire.json import decode_json
from autograder.wire.values import MAX_ARRAYS, MAX_PARTS

HEAD = struct.Struct(">cIQ")
MESSAGE, GONE = b"M", b"G"
"""The kinds: what one side says to the other; that the other side has ended, which only what stands between says."""
MAX_JSON = 8 * 2**20
MAX_ARRAY_BYTES = 256 * 2**20
MAX_LEVELS = 80


class ClosedError(Exception):
    """The other side has closed the stream."""


class LateAnswerError(ClosedError):
    """The other side did not answer in time."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message as its bytes."""

    kind: bytes
    json: bytes
    arrays: bytes | bytearray = b""

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return HEAD.size + len(self.json) + len(self.arrays)

    def opened(self) -> tuple[Json, Sequence[Array]]:
        """Return the message.

        Raises:
            WireError: it is none.
        """
        value = decode_json(self.json, max_bytes=MAX_JSON, max_depth=MAX_LEVELS, max_items=4 * MAX_PARTS, what="it")
        return value, decode_arrays(self.arrays, max_items=MAX_ARRAY_BYTES, max_arrays=MAX_ARRAYS)


def framed(value: Json, arrays: Sequence[Array] = (), kind: bytes = MESSAGE) -> Frame:
    """Return a message as its bytes.

    Raises:
        WireError: it is larger than a message may be.
    """
    try:
        text = json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"expected a JSON value; {error}") from None
    frame = Frame(kind, text, encode_arrays(arrays))
    if len(frame.json) > MAX_JSON or len(frame.arrays) > MAX_ARRAY_BYTES:
        raise WireError(f"expected at most {MAX_ARRAY_BYTES >> 20} MB of arrays and {MAX_JSON >> 20} MB of all else")
    return frame


def packed(frame: Frame) -> bytes:
    """Return a frame as it stands in a file of several."""
    return HEAD.pack(frame.kind, len(frame.json), len(frame.arrays)) + frame.json + frame.arrays


def unpacked(data: bytes) -> list[Frame]:
    """Return the frames of a file.

    Raises:
        WireError: it holds something else.
    """
    frames, start = list[Frame](), 0
    while start < len(data):
        if len(data) - start < HEAD.size:
            raise WireError("expected a whole message")
        kind, json_bytes, array_bytes = HEAD.unpack_from(data, start)
        middle = start + HEAD.size + json_bytes
        start = middle + array_bytes
        if kind not in {MESSAGE, GONE} or start > len(data):
            raise WireError("expected a whole message")
        frames.append(Frame(kind, data[middle - json_bytes : middle], data[middle:start]))
    return frames


def send(stream: socket.socket, frame: Frame) -> None:
    """Send a frame.

    Raises:
        ClosedError: the other side has closed the stream.
    """
    try:
        head = HEAD.pack(frame.kind, len(frame.json), len(frame.arrays))
        stream.sendall(head + frame.json)
        if frame.arrays:
            stream.sendall(frame.arrays)
    except OSError as error:
        raise ClosedError(str(error)) from None


def receive(stream: socket.socket, *, within_s: float | None = None) -> Frame:
    """Receive a frame, in a time.

    Raises:
        ClosedError: the other side has closed the stream, or does not answer in time (`LateAnswerError`).
        WireError: it says that it is larger than a message may be, or of no known kind.
    """
    deadline = None if within_s is None else time.monotonic() + within_s
    kind, json_bytes, array_bytes = HEAD.unpack(_exactly(stream, HEAD.size, deadline))
    if kind not in {MESSAGE, GONE} or json_bytes > MAX_JSON or array_bytes > MAX_ARRAY_BYTES:
        raise WireError(f"expected a message of limited size, found {kind!r} with {json_bytes} and {array_bytes} bytes")
    text = _exactly(stream, json_bytes, deadline)
    return Frame(kind, bytes(text), _exactly(stream, array_bytes, deadline))


def _exactly(stream: socket.socket, count: int, deadline: float | None) -> bytearray:
    data = bytearray(count)
    view, done = memoryview(data), 0
    while done < count:
        try:
            if deadline is not None:
                stream.settimeout(max(0.001, deadline - time.monotonic()))
            got = stream.recv_into(view[done:], min(count - done, 1 << 20))
        except TimeoutError:
            raise LateAnswerError("it did not answer in time") from None
        except OSError as error:
            raise ClosedError(str(error)) from None
        finally:
            if deadline is not None:
                stream.settimeout(None)
        if got == 0:
            raise ClosedError("the other side has ended")
        done += got
    return data
