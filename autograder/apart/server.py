"""The process that calls are forked from, and what a fork does: read a call, give up its rights, make it, answer.

One fork waits for the next call, so that no call waits for a fork: it takes a request, one byte with the socket of a
call, and says so, and the next one is forked. When the coordinator closes its socket, server and fork end.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import socket
import time
from typing import NoReturn

from autograder.apart.messages import CallRequest, answer_of, failed, refusal
from autograder.apart.rehearsal import rehearse
from autograder.apart.rights import give_up, prepare, reachable
from autograder.errors import AutograderError
from autograder.i18n import language
from autograder.probe.confine import Ruleset
from autograder.sentences import speaking_of

TAKEN, NO_MORE = b"t", b"n"
LULL_S = 0.1
"""How long after a fork that was ended while it waited the next one is forked."""


def main(descriptor: int) -> None:
    """Serve until the coordinator is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for forks
    rehearse()
    prepare()
    gc.freeze()
    with socket.socket(fileno=descriptor) as coordinator:
        while (told := serve_one(coordinator)) != NO_MORE:
            if told != TAKEN:
                time.sleep(LULL_S)


def serve_one(coordinator: socket.socket) -> bytes:
    """Fork a process that waits for a call, and return what it tells when it has one; nothing where it was ended."""
    told, tell = os.pipe()
    if os.fork() == 0:
        os.close(told)
        take_one(coordinator, tell)
    os.close(tell)
    word = os.read(told, 1)
    os.close(told)
    return word


def take_one(coordinator: socket.socket, tell: int) -> NoReturn:
    """Wait for a call and make it; what can be done before is done before."""
    try:
        ruleset = _reachable()
        data, descriptors, _, _ = socket.recv_fds(coordinator, 1, 1)
        coordinator.close()
        with contextlib.suppress(BrokenPipeError):  # the server was ended
            os.write(tell, TAKEN if data else NO_MORE)
        os.close(tell)
        if data:
            with socket.socket(fileno=descriptors[0]) as channel:
                answer(channel, ruleset)
    finally:
        os._exit(0)


def answer(channel: socket.socket, ruleset: Ruleset | OSError | None) -> None:
    """Read a call, make it and write what it gave; one that takes too much ends without a word."""
    with channel.makefile("rb") as file:
        call: CallRequest = pickle.load(file)  # noqa: S301 - the coordinator wrote it
    with language(call.language, call.words), speaking_of(call.nouns), contextlib.suppress(OSError):
        channel.sendall(made(call, ruleset))
        channel.shutdown(socket.SHUT_RDWR)  # the coordinator need not wait until this process's memory is freed


def made(call: CallRequest, ruleset: Ruleset | OSError | None) -> bytes:
    """Return the answer to a call."""
    try:
        if isinstance(ruleset, OSError):
            raise ruleset
        give_up(call.most, ruleset)
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


def _reachable() -> Ruleset | OSError | None:
    """Return what every fork may read, or why the kernel refuses it, for the call to tell."""
    try:
        return reachable()
    except OSError as error:
        return error
