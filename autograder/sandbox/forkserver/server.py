"""The process that boxes are forked from. It imports; it never builds a model or runs an operation.

Started as `python -s -P -B -m autograder.sandbox.forkserver.server DESCRIPTOR`: the template is on the standard input,
the descriptor is a socket to the coordinator, whose closing ends the server and every box. A request is one message
with the descriptors of a box's order, sheet, output, errors, channel and reply; only the child reads them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import json
import os
import pkgutil
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.probe import confine
from autograder.sandbox.forkserver.child import become, own_users
from autograder.sandbox.forkserver.mounts import lay_template
from autograder.sandbox.huge import collapse
from autograder.sandbox.setup import call, libc

CLONE_NEWPID = 0x20000000
OF_ALLOCATORS = frozenset({"jemalloc_bg_thd"})
"""Threads that jemalloc, which PyArrow brings, ends and begins around a fork."""
CHORES_AFTER_S, LULL_S = 1.0, 0.05
PROBE = "autograder.probe"
READY, STARTED = b"ready", b"started"
"""What a server says once, followed by the memory that its forks share; and what it answers to a request."""
REQUEST = 6
"""Descriptors in a request."""


def main() -> None:
    """Prepare, then serve until the coordinator is gone."""
    with open(0, "rb", closefd=False) as file:
        template = json.load(file)
    if os.geteuid() != 0:
        own_users(os.geteuid())
    lead_own_processes()
    lay_template(template)
    host = os.open("/", os.O_PATH | os.O_DIRECTORY)  # as this process's own mount namespace has it
    os.chroot(template["root"])
    os.chdir("/")
    gc.disable()  # it would go through all that was imported, again and again: half of the time that imports take
    threads = preload(template["modules"], template["framework"])
    gc.freeze()
    gc.enable()
    with socket.socket(fileno=int(sys.argv[1])) as coordinator:
        coordinator.send(READY + str(private_mb()).encode())
        BoxServer(coordinator, host, threads).serve(collapsing())
    os._exit(0)  # boxes that still run end with this process


def lead_own_processes() -> None:
    """Go on as the first process of a namespace: every box ends with it, and it may make and leave others.

    The process that was started only waits, and ends as this one does.
    """
    call(libc.unshare(CLONE_NEWPID), "unshare")
    pid = os.fork()
    if pid == 0:
        confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)
        return
    os.closerange(3, 1 << 20)
    _, status = os.waitpid(pid, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def preload(modules: Iterable[str], framework: str) -> int:
    """Import a framework, the modules as far as they are installed, and every module of the probe; warm what can be.

    Returns:
        the number of threads that this process may have.

    Raises:
        RuntimeError: a module that is not expected to has started threads, which do not survive a fork.
    """
    importlib.import_module("numpy")
    crew = threads() - 1
    live = importlib.import_module(f"{PROBE}.framework").framework_called(framework)
    live.load()
    for name in modules:
        if importlib.util.find_spec(name.partition(".")[0]) is not None:
            importlib.import_module(name)
    for module in pkgutil.walk_packages(importlib.import_module(PROBE).__path__, f"{PROBE}."):
        importlib.import_module(module.name)
    importlib.import_module(f"{PROBE}.kernel").warm()
    live.warm()
    allowed = 1 + crew * linear_algebras()
    if threads() > allowed:
        raise RuntimeError(f"expected at most {allowed} threads after the imports, found {threads()}")
    return allowed


def linear_algebras() -> int:
    """Return how many copies of OpenBLAS are loaded: each has as many threads, and stops and starts them at a fork."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    return len({line.split()[-1] for line in lines if "openblas" in line.rpartition("/")[2]})


def threads() -> int:
    """Return the number of threads of this process, without those that come through a fork by themselves."""
    names = [Path("/proc/self/task", task, "comm").read_text().strip() for task in os.listdir("/proc/self/task")]
    return sum(name not in OF_ALLOCATORS for name in names)


def private_mb() -> float:
    """Return the memory of this process that a fork shares until one of the two writes to it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("RssAnon:"))


def collapsing() -> Iterator[float]:
    """Move the heap to huge pages.

    It begins when the self-test's many forks are over. Yields after each piece how long to look for something better
    to do, in seconds.
    """
    begin = time.monotonic() + CHORES_AFTER_S
    while time.monotonic() < begin:
        yield LULL_S
    for _ in collapse():
        yield 0.0


@dataclass(frozen=True, slots=True)
class BoxProcess:
    """A box: its process, the first process of its namespace, what keeps that one alive, and where to report."""

    pid: int
    init: int
    pidfd: int
    keep: int
    reply: socket.socket


class BoxServer:
    """Forks boxes on request and reports how they ended."""

    def __init__(self, coordinator: socket.socket, host: int, threads: int) -> None:
        self._coordinator = coordinator
        self._host = host
        self._threads = threads
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY)
        self._selector = selectors.DefaultSelector()
        self._selector.register(coordinator, selectors.EVENT_READ)

    def serve(self, chores: Iterator[float]) -> None:
        """Serve until the coordinator closes its socket; go on with the chores while nothing is asked for."""
        timeout: float | None = 0.0
        while True:
            ready = self._selector.select(timeout)
            if not ready:
                timeout = next(chores, None)
            for key, _ in ready:
                if key.data is not None:
                    self._finish(key.data)
                elif not self._accept():
                    return

    def _accept(self) -> bool:
        """Take one request; return whether there was one."""
        data, descriptors, _, _ = socket.recv_fds(self._coordinator, 1, REQUEST)
        if not data:
            return False
        if threads() > self._threads:
            raise RuntimeError(f"expected at most {self._threads} threads before a fork, found {threads()}")
        reply = socket.socket(fileno=descriptors.pop())
        try:
            self._start(descriptors, reply)
        except OSError as error:
            reply.send(f"the fork failed: {error}".encode())
            reply.close()
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return True

    def _start(self, descriptors: list[int], reply: socket.socket) -> None:
        """Fork a box: process 2 of a namespace whose first process waits until `keep` is closed, by us or our death."""
        read, keep = os.pipe()
        call(libc.unshare(CLONE_NEWPID), "unshare")
        try:
            actions = [(os.POSIX_SPAWN_DUP2, read, 0)]
            init = os.posix_spawn("/usr/bin/cat", ["cat"], {}, file_actions=actions)
            pid = os.fork()
            if pid == 0:
                order, sheet, output, errors, channel = descriptors
                for stream, descriptor in enumerate((sheet, output, errors)):
                    os.dup2(descriptor, stream)
                become(order, channel, self._host)
        finally:
            os.close(read)
            call(libc.setns(self._own_pids, CLONE_NEWPID), "setns")
        pidfd, first = os.pidfd_open(pid), os.pidfd_open(init)
        socket.send_fds(reply, [STARTED], [pidfd, first])
        os.close(first)
        self._selector.register(pidfd, selectors.EVENT_READ, BoxProcess(pid, init, pidfd, keep, reply))

    def _finish(self, box: BoxProcess) -> None:
        """Collect a box that ended, end whatever it left, report."""
        self._selector.unregister(box.pidfd)
        _, status, used = os.wait4(box.pid, 0)
        os.kill(box.init, signal.SIGKILL)
        os.waitpid(box.init, 0)
        os.close(box.pidfd)
        os.close(box.keep)
        report = {"status": status, "cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}
        with contextlib.suppress(OSError):  # nobody waits for it any more
            box.reply.send(json.dumps(report).encode())
        box.reply.close()


if __name__ == "__main__":
    main()
