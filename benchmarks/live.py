"""What a call costs that crosses from a course's test to a student's code: a round trip, and arrays.

Both sides are processes with the grader's relay between them, as in a batch, but without boxes:

    python -m benchmarks.live
"""

from __future__ import annotations

import importlib
import os
import socket
import statistics
import sys
import time
from types import ModuleType

import numpy as np

from autograder.collect.relay import Relay
from autograder.probe.live.line import StudentLine
from autograder.probe.live.modules import StudentModules
from autograder.probe.live.objects import RemoteObjects
from autograder.probe.live.server import serve

SOURCE = """
class Value:
    def __init__(self, data): self.data = data
    def __add__(self, other): return Value(self.data + other.data)
def same(x): return x
def total(x): return float(x.sum())
"""
CALLS, ARRAYS, MB = 3_000, 20, 32


def main() -> None:
    """Print what each kind of call costs."""
    relay = Relay()
    student = _forked(relay, _answering)
    tests = _forked(relay, _asking)
    relay.start()
    os.waitpid(tests, 0)
    relay.close()
    os.kill(student, 9)
    os.waitpid(student, 0)


def _forked(relay: Relay, work: object) -> int:
    end = relay.student if work is _answering else relay.tests
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        (_answering if work is _answering else _asking)(theirs)
        os._exit(0)
    theirs.close()
    end.opened(ours)
    return pid


def _answering(stream: socket.socket) -> None:
    module = ModuleType("submission")
    exec(SOURCE, vars(module))  # noqa: S102 - what stands for a student's code
    serve(stream, {"submission": vars(module)}, lambda _: "")


def _asking(stream: socket.socket) -> None:
    line = StudentLine(stream)
    RemoteObjects(line)
    StudentModules(["submission"], line).install()
    line.begin("benchmark", 600.0, 1)
    code = importlib.import_module("submission")
    _told("a call with a number", CALLS, lambda: code.same(1), "ms", 1e3)
    one, other = code.Value(1), code.Value(2)
    _told("a sum of two objects that stay", CALLS, lambda: one + other, "ms", 1e3)
    table = {str(number): [number, 0.5] for number in range(100)}
    _told("a call with a dict of 100 lists", CALLS // 10, lambda: code.same(table), "ms", 1e3)
    array = np.zeros(MB * 2**17)
    seconds = _told(f"a call with an array of {MB} MB", ARRAYS, lambda: code.total(array), "ms", 1e3)
    sys.stdout.write(f"arrays: {MB / 1024 / seconds:.2f} GB/s, one way\n")
    sys.stdout.flush()


def _told(what: str, times: int, call: object, unit: str, factor: float) -> float:
    took = []
    for _ in range(times):
        started = time.perf_counter()
        call()  # type: ignore[operator]
        took.append(time.perf_counter() - started)
    median, slowest = statistics.median(took), sorted(took)[int(0.95 * times)]
    sys.stdout.write(f"{what}: {factor * median:.3f} {unit} (median), {factor * slowest:.3f} {unit} (95 %)\n")
    sys.stdout.flush()
    return median


if __name__ == "__main__":
    main()
