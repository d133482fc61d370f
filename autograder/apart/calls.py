"""Make calls in processes of their own."""

from __future__ import annotations

import contextlib
import os
import pickle
import socket
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from autograder.apart.messages import MB, CallRequest, Most, read_answer
from autograder.apart.process import server
from autograder.errors import ReaderError, ReadingError
from autograder.i18n import current_language, current_words
from autograder.sentences import current_nouns

P = ParamSpec("P")
R = TypeVar("R")

SLACK_S = 5.0
USUAL = Most()
BRIEF = Most(cpu_s=1, wall_s=5.0)
"""For what the thread that judges waits for, in which a long notebook takes a tenth of a second.

No grade comes of it: on a machine that has no time for it, it is left out.
"""


def apart(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function of this package in a process of its own, with the usual limits; see `within`."""
    return within(USUAL, function, *args, **kwargs)


def within(most: Most, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function of this package in a process of its own, and return what it returns.

    On a system without fork it is called here, without limits.

    Raises:
        ReadingError: it took too much and was ended.
        AutograderError: as the function.
        OSError: as the function.
        ReaderError: the function raised something else, or what it gave cannot be read.
    """
    if not hasattr(os, "fork"):
        return function(*args, **kwargs)
    speaking = current_language(), dict(current_words()), current_nouns()
    request = pickle.dumps(CallRequest(function, args, kwargs, most, *speaking))
    data = _exchange(request, patience_s=most.wall_s + SLACK_S, most=most.answer_mb * MB)
    if not data:
        name = getattr(function, "__name__", "a reader")
        took = f"{most.cpu_s} s, or {most.wall_s:g} s with its waiting, or {most.memory_mb} MB"
        raise ReadingError(f"{name} took more than {took}")
    value: R = read_answer(data, function)
    return value


def _exchange(request: bytes, *, patience_s: float, most: int) -> bytes:
    """Send a call and return what comes back; nothing where its process ended.

    Raises:
        ReadingError: more comes back than may.
        ReaderError: there is nobody to send it to.
    """
    data = bytearray()
    until = time.monotonic() + patience_s
    try:
        connected = server().connect()
    except OSError as error:
        raise ReaderError(f"the process that reads is gone: {error}") from error
    with connected as channel, contextlib.suppress(OSError):
        channel.settimeout(patience_s)
        channel.sendall(request)
        channel.shutdown(socket.SHUT_WR)
        while block := channel.recv(1 << 20):
            data += block
            if len(data) > most:
                raise ReadingError(f"what was read makes more than {most // MB} MB")
            if (left := until - time.monotonic()) <= 0:
                return b""
            channel.settimeout(left)
        return bytes(data)
    return b""
