"""The process that calls are forked from, and what a fork does: read a call, give up its rights, make it, answer.

A request is one byte with the socket of a call. When the coordinator closes its socket, the server ends.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import signal
import socket
from typing import NoReturn

from autograder.apart.messages import Call, answer_of, failed, refusal
from autograder.apart.rights import give_up, prepare
from autograder.errors import AutograderError
from autograder.i18n import language

READERS = (
    "autograder.submissions",
    "autograder.networks",
    "autograder.checks.hints",
    "autograder.reports.notebook",
    "autograder.reports.similarity",
    "nbformat",
    "PIL.PngImagePlugin",
)
"""What the server imports, so that its forks need not."""


def main(descriptor: int) -> None:
    """Serve until the coordinator is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for forks
    for name in READERS:
        importlib.import_module(name)
    prepare()
    gc.freeze()
    with socket.socket(fileno=descriptor) as coordinator:
        while True:
            data, descriptors, _, _ = socket.recv_fds(coordinator, 1, 1)
            if not data:
                return
            with socket.socket(fileno=descriptors[0]) as channel:
                if os.fork() == 0:
                    coordinator.close()
                    answer(channel)


def answer(channel: socket.socket) -> NoReturn:
    """Read a call, make it and write what it gave; one that takes too much ends without a word."""
    try:
        with channel.makefile("rb") as file:
            call: Call = pickle.load(file)  # noqa: S301 - the coordinator wrote it
        with language(call.language, call.words), contextlib.suppress(OSError):
            channel.sendall(made(call))
    finally:
        os._exit(0)


def made(call: Call) -> bytes:
    """Return the answer to a call."""
    try:
        give_up(call.most)
    except OSError as error:
        return failed(f"a process that reads could not give up its rights: {error}")
    try:
        return answer_of(call.function(*call.args, **call.kwargs))
    except (AutograderError, OSError) as error:
        return refusal(error)
    except MemoryError:
        os._exit(1)
    except Exception as error:  # noqa: BLE001 - the coordinator raises it
        return failed(f"{type(error).__name__}: {error}")
