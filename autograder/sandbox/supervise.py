"""Watch a box from outside: drain what it prints, take its results' folder, end it at its limits."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import stat
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event
from typing import Protocol

from autograder.contracts import Box, BoxResult
from autograder.errors import SandboxError, WireError
from autograder.probe.launch import DONE, READY
from autograder.records import IsolationLayer, Usage
from autograder.sandbox.cgroup import ControlGroup
from autograder.sandbox.harvest import DirectoryHarvest, EmptyHarvest
from autograder.sandbox.meter import Meter
from autograder.sandbox.text import readable
from autograder.sandbox.verdict import BoxExit, Cut, judge

TAIL_BYTES = 64 * 1024
START_S = 60.0
TICK_S = 0.2
DRAIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended: its status (128 plus a signal's number), and what it and its children used."""

    status: int | None
    cpu_s: float
    peak_mb: float


def status_of(wait_status: int) -> int:
    """Return the status that wait(2) reported, as 128 plus the number where a signal ended the process."""
    code = os.waitstatus_to_exitcode(wait_status)
    return code if code >= 0 else 128 - code


class Started(Protocol):
    """A box that runs. `pidfd` becomes readable at its end."""

    pidfd: int
    stdout: int
    stderr: int
    channel: socket.socket
    group: ControlGroup
    shared_mb: float

    def kill(self) -> None:
        """Kill every process of the box; none is left on return."""

    def members(self) -> Iterable[int]:
        """Return the box's processes, as the host numbers them."""

    def reap(self) -> Exit:
        """Collect how the first process ended, which it has."""


@dataclass(slots=True)
class _Tail:
    """The last bytes of a stream, and how many there were."""

    kept: bytearray = field(default_factory=bytearray)
    total: int = 0

    def add(self, data: bytes) -> None:
        self.total += len(data)
        self.kept += data
        del self.kept[:-TAIL_BYTES]


class Supervision:
    """One box from its start to its end: the context that `Sandbox.run` returns."""

    def __init__(
        self,
        start: Callable[[ExitStack], Started],
        box: Box,
        *,
        cancelled: Event | None,
        layers: tuple[IsolationLayer, ...],
    ) -> None:
        self._start = start
        self._box = box
        self._cancelled = cancelled or Event()
        self._layers = layers
        self._stack = ExitStack()

    def __enter__(self) -> BoxResult:
        """Run the box to its end and return how it ended.

        Raises:
            SandboxError: it could not be set up.
        """
        try:
            return self._run()
        finally:
            if self._box.line is not None:
                self._box.line.ended()

    def _run(self) -> BoxResult:
        with ExitStack() as stack:
            try:
                started = self._start(stack)
            except OSError as error:
                raise SandboxError(f"the box could not be set up: {error}") from error
            result = self._watched(started, stack)
            self._stack = stack.pop_all()
            return result

    def __exit__(self, *exc: object) -> None:
        """Free the harvest, the slot and everything else."""
        self._stack.close()

    def _watched(self, started: Started, stack: ExitStack) -> BoxResult:
        begun = time.monotonic()
        meter = Meter(started.group, started.members, shared_mb=started.shared_mb)
        watch = _Watch(started, self._box, meter, self._cancelled)
        try:
            watch.run()
        finally:
            started.kill()
            watch.close()
            if watch.results is not None:
                stack.callback(os.close, watch.results)
        harvest = EmptyHarvest() if watch.results is None else DirectoryHarvest(watch.results)
        end = started.reap()
        cpu_s = started.group.cpu_s() or end.cpu_s
        ending = BoxExit(
            ready=watch.results is not None,
            done=_left_mark(harvest),
            status=end.status,
            cut=watch.cut,
            memory_kills=started.group.memory_kills(),
            cpu_s=cpu_s,
        )
        stdout, stderr = (readable(bytes(tail.kept)) for tail in (watch.stdout, watch.stderr))
        verdict = judge(ending, self._box.limits, complaint=stderr[-2000:])
        peak_mb = meter.peak_mb() or end.peak_mb
        return BoxResult(
            outcome=verdict.outcome,
            usage=Usage(wall_s=time.monotonic() - begun, cpu_s=cpu_s, peak_memory_mb=peak_mb),
            layers=self._layers,
            stdout=stdout,
            stderr=stderr,
            exit_code=end.status,
            reason=verdict.reason,
            harvest=harvest,
        )


def _left_mark(harvest: DirectoryHarvest | EmptyHarvest) -> bool:
    try:
        harvest.read(DONE, max_bytes=4096)
    except WireError:
        return False
    return True


class _Watch:
    """Wait on a running box until it ends or must be ended."""

    def __init__(self, started: Started, box: Box, meter: Meter, cancelled: Event) -> None:
        self.stdout, self.stderr = _Tail(), _Tail()
        self.results: int | None = None
        self.cut: Cut | None = None
        self._started = started
        self._limits = box.limits
        self._line = box.line
        self._meter = meter
        self._cancelled = cancelled
        self._deadline = time.monotonic() + START_S
        self._tick = 0.0
        self._selector = selectors.DefaultSelector()
        for descriptor, tail in ((started.stdout, self.stdout), (started.stderr, self.stderr)):
            os.set_blocking(descriptor, False)
            self._selector.register(descriptor, selectors.EVENT_READ, tail)
        self._selector.register(started.channel, selectors.EVENT_READ)
        self._selector.register(started.pidfd, selectors.EVENT_READ)

    def run(self) -> None:
        """Return when the box's first process ended, or when it must be ended."""
        ended = False
        while not ended and self.cut is None:
            timeout = min(TICK_S, max(0.0, self._deadline - time.monotonic()))
            for key, _ in self._selector.select(timeout):
                ended = self._handle(key) or ended
            if not ended:
                self.cut = self._due()

    def close(self) -> None:
        """Take in what the dead box still had in its pipes."""
        deadline = time.monotonic() + DRAIN_S
        with contextlib.suppress(KeyError):
            self._selector.unregister(self._started.pidfd)
        while self._selector.get_map() and time.monotonic() < deadline:
            for key, _ in self._selector.select(deadline - time.monotonic()):
                self._handle(key)
        self._selector.close()
        if self.cut is None and self._too_long():
            self.cut = Cut.OUTPUT

    def _handle(self, key: selectors.SelectorKey) -> bool:
        """Take in what is there; return whether the box's first process ended."""
        if key.fd == self._started.pidfd:
            return True
        if key.data is None:
            self._selector.unregister(key.fileobj)
            self._receive()
        elif data := os.read(key.fd, 1 << 16):
            key.data.add(data)
        else:
            self._selector.unregister(key.fileobj)
        return False

    def _receive(self) -> None:
        """Take the folder for results, which the box sends once its rights are given up."""
        with contextlib.suppress(OSError):
            _, descriptors, _, _ = socket.recv_fds(self._started.channel, len(READY), 1, socket.MSG_CMSG_CLOEXEC)
            if descriptors and stat.S_ISDIR(os.fstat(descriptors[0]).st_mode):
                self.results = descriptors[0]
                self._deadline = time.monotonic() + self._limits.wall_s
                if self._line is not None:
                    self._line.opened(self._started.channel.dup())

    def _due(self) -> Cut | None:
        if self._cancelled.is_set():
            return Cut.CANCELLED
        if time.monotonic() >= self._deadline:
            return Cut.WALL
        if self._too_long():
            return Cut.OUTPUT
        if time.monotonic() < self._tick:
            return None
        self._tick = time.monotonic() + TICK_S
        return self._meter.excess(self._limits)

    def _too_long(self) -> bool:
        return self.stdout.total + self.stderr.total > self._limits.output_mb * 2**20
