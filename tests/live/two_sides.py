"""A student's code and a course's test in two processes, as in their boxes, or in one, as under plain pytest."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from autograder.probe.live.line import StudentLine
from autograder.probe.live.modules import StudentModules
from autograder.probe.live.objects import RemoteObjects
from autograder.probe.live.server import serve

PASSED, FAILED = 0, 1
Names = dict[str, Any]


@contextmanager
def student(source: str, *, compares: frozenset[str] = frozenset(), within_s: float = 20.0) -> Iterator[StudentLine]:
    """Run a student's module in a process of its own, and serve imports of `submission` here."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        _leave(lambda: _serve(ours, theirs, source))
    theirs.close()
    line = StudentLine(ours)
    RemoteObjects(line, compares)
    finders, outer = list(sys.meta_path), sys.modules.pop("submission", None)
    try:
        line.begin("", within_s, 7)
        modules = StudentModules(["submission"], line)
        modules.install()
        yield line
    finally:
        sys.meta_path[:] = finders
        sys.modules.pop("submission", None)
        if outer is not None:
            sys.modules["submission"] = outer
        ours.close()
        os.kill(pid, 9)
        os.waitpid(pid, 0)


def _serve(ours: socket.socket, theirs: socket.socket, source: str) -> int:
    ours.close()
    names = _module(source)
    vars(sys.modules["submission"])["STREAM"] = theirs
    serve(theirs, {"submission": names}, lambda _: "")
    return PASSED


def _module(source: str) -> Names:
    module = ModuleType("submission")
    sys.modules["submission"] = module
    exec(compile(source, "submission.py", "exec"), vars(module))
    return vars(module)


def _leave(work: Callable[[], int]) -> None:
    """Do something in a process that has no other end, and tell by the status what came of it."""
    status = 2
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        status = work()
    except BaseException:  # noqa: BLE001 - the status tells
        status = 2
    finally:
        os._exit(status)


def tested(test: str) -> int:
    """Run every `test_…` of a test file; the verdict is that of all."""
    names: Names = {"__name__": "test_file"}
    try:
        exec(compile(test, "test_file.py", "exec"), names)
        for name, function in list(names.items()):
            if name.startswith("test_"):
                function()
    except BaseException:  # noqa: BLE001 - a student's code may raise anything
        return FAILED
    return PASSED


def _waited(work: Callable[[], int], seconds: float) -> int:
    """Return the verdict of a process; one that does not end has failed."""
    pid = os.fork()
    if pid == 0:
        _leave(work)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    return FAILED


def apart(source: str, test: str, *, within_s: float = 3.0) -> int:
    """Return the verdict where the student's code is elsewhere."""

    def work() -> int:
        with student(source, within_s=within_s):
            return tested(test)

    return _waited(work, within_s + 20)


def together(source: str, test: str) -> int:
    """Return the verdict where both are in one process."""

    def work() -> int:
        _module(source)
        return tested(test)

    return _waited(work, 20)
