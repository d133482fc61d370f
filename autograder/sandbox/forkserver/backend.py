"""Boxes forked from a process that has imported the framework: as strong as bubblewrap, started in milliseconds."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sysconfig
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Lock

from autograder.contracts import Box
from autograder.errors import SandboxError
from autograder.probe.confine import Paths
from autograder.protocol.jobs import ScriptJob
from autograder.records import Limits
from autograder.sandbox import gpu, job_spec, seccomp, setup, uid_pool
from autograder.sandbox.backend import KERAS_BACKEND, TENSORFLOW, Backend
from autograder.sandbox.bubblewrap_arguments import ROOT, TEMPORARY, WRITABLE
from autograder.sandbox.cgroup import ControlGroup
from autograder.sandbox.descriptors import Descriptors
from autograder.sandbox.forkserver import template
from autograder.sandbox.forkserver.server import READY, STARTED
from autograder.sandbox.interpreter import Interpreter
from autograder.sandbox.supervise import Exit, status_of

START_S = 180.0
PATIENCE_S = 5.0
EARLY = (
    KERAS_BACKEND,
    "MPLBACKEND",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "PYTHONHASHSEED",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_USE_LEGACY_KERAS",
)
"""Variables that packages read when they are imported: boxes that differ in them come from different servers."""


class ForkServer(Backend):
    """Runs boxes as forks of servers, one for each framework and import-time settings; as root or as a plain user."""

    name = "forkserver"

    def __init__(
        self,
        *,
        interpreter: Interpreter | None = None,
        threads: int | None = None,
        framework: str = TENSORFLOW,
    ) -> None:
        super().__init__(interpreter=interpreter, threads=threads, framework=framework)
        self._servers: dict[tuple[str, frozenset[tuple[str, str]]], _Server] = {}
        self._starting = Lock()

    def close(self) -> None:
        """Stop the servers, and with them every box that still runs."""
        with self._starting:
            while self._servers:
                self._servers.popitem()[1].close()

    def _start(self, box: Box, stack: ExitStack) -> _Forked:
        uid = stack.enter_context(uid_pool.leased()) if uid_pool.required() else None
        group = self._group(box, stack, overhead=0)
        environment = self._interpreter.environment(box, home=f"{ROOT}/work", temporary=TEMPORARY)
        order = template.order(box, self._interpreter, uid=uid, doors=group.doors, environment=environment)
        papers = json.dumps(order).encode(), _sheet(box, counted=group.counts_memory)
        server = self._server(box)
        try:
            return _Forked(server, papers, group, stack)
        except ConnectionError:  # it was killed: the next one starts afresh
            server.lost = True
            return _Forked(self._server(box), papers, group, stack)

    def _server(self, box: Box) -> _Server:
        early = {name: value for name, value in box.environment.items() if name in EARLY}
        key = box.job.framework, frozenset(early.items())
        with self._starting:
            server = self._servers.get(key)
            if server is not None and not server.usable():
                self._servers.pop(key).close()
                server = None
            if server is None:
                server = self._servers[key] = _Server(self._interpreter, early, box.job.framework)
            return server


def _sheet(box: Box, *, counted: bool) -> bytes:
    paths = Paths(readable=("/",), writable=WRITABLE, devices=("/dev", *gpu.writable(box.gpu)))
    rules = seccomp.program(namespaces=True, memory_counted=counted, pinned=bool(box.processors))
    return job_spec.write(box, root=ROOT, paths=paths, seccomp=rules, internet=True, memory_counted=counted)


class _Server:
    """A server process and the socket that it takes requests from."""

    def __init__(self, interpreter: Interpreter, environment: Mapping[str, str], framework: str) -> None:
        """Start it and wait until it has imported everything.

        Raises:
            SandboxError: it did not come so far.
        """
        self.lost = False
        box = Box(ScriptJob(""), (), Limits(), environment=environment)
        self._packages = _packages()
        self._errors = os.memfd_create("errors", os.MFD_CLOEXEC)
        self._complaint = ""
        self.requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = template.template(interpreter, framework=framework)
        with theirs, Descriptors() as descriptors:
            self._process = subprocess.Popen(
                interpreter.command(theirs.fileno(), module="autograder.sandbox.forkserver.server"),
                stdin=descriptors.file(json.dumps(order).encode()),
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=interpreter.environment(box, home=f"{ROOT}/work", temporary=TEMPORARY),
                cwd="/",
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                umask=0o022,
            )
        self.requests.settimeout(START_S)
        greeting = b""
        with contextlib.suppress(OSError):
            greeting = self.requests.recv(64)
        if not greeting.startswith(READY):
            self.close()
            last = self._complaint.rpartition("\n")[2]
            raise SandboxError(f"the fork server did not start: {last}")
        self.requests.settimeout(PATIENCE_S)
        self.shared_mb = float(greeting.removeprefix(READY))

    def usable(self) -> bool:
        """Return whether it runs, and has imported the packages that are installed now."""
        return not self.lost and self._process.poll() is None and self._packages == _packages()

    def close(self) -> None:
        """End it, and with it its boxes."""
        self.requests.close()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._complaint = os.pread(self._errors, 1 << 16, 0).decode("utf-8", "replace")[-2000:].strip()
        os.close(self._errors)


def _packages() -> int:
    """Return a number that changes when packages are installed or removed."""
    return Path(sysconfig.get_path("purelib")).stat().st_mtime_ns


class _Forked:
    """A running box whose process is a child of the server."""

    def __init__(self, server: _Server, papers: tuple[bytes, bytes], group: ControlGroup, stack: ExitStack) -> None:
        """Ask for it; what it holds is freed with the stack.

        Raises:
            ConnectionError: the server is gone.
            SandboxError: it could not fork.
        """
        self.group = group
        self.shared_mb = server.shared_mb
        with Descriptors() as descriptors:
            files = [descriptors.file(paper) for paper in papers]
            self.stdout, output = descriptors.pipe()
            stack.callback(os.close, self.stdout)
            self.stderr, errors = descriptors.pipe()
            stack.callback(os.close, self.stderr)
            self.channel, channel = descriptors.socket()
            stack.enter_context(self.channel)
            self._reply, reply = descriptors.socket()
            stack.enter_context(self._reply)
            self._reply.settimeout(START_S)
            socket.send_fds(server.requests, [b"b"], [*files, output, errors, channel, reply])
        data, pidfds, _, _ = socket.recv_fds(self._reply, 1 << 12, 2, socket.MSG_CMSG_CLOEXEC)
        if not data:
            raise ConnectionResetError("the fork server is gone")
        if data != STARTED:
            raise SandboxError(data.decode("utf-8", "replace"))
        for pidfd in pidfds:
            stack.callback(os.close, pidfd)
        self.pidfd, self._first = pidfds

    def kill(self) -> None:
        """Kill every process of the box; none is left on return."""
        for pidfd in (self._first, self.pidfd):
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        for pidfd in (self.pidfd, self._first):  # the second ends when the server has collected the first
            select.select([pidfd], [], [], PATIENCE_S)
        self.group.kill()

    def members(self) -> Iterable[int]:
        """Return the box's processes, as the host numbers them: its own and its orphans."""
        own, first = (_pid_of(pidfd) for pidfd in (self.pidfd, self._first))
        return {own} | setup.descendants(own) | setup.descendants(first)

    def reap(self) -> Exit:
        """Take the server's report; without one, because it was killed, the end is unknown."""
        data = b""
        with contextlib.suppress(OSError):
            self._reply.settimeout(PATIENCE_S)
            data = self._reply.recv(1 << 12)
        if not data:
            return Exit(None, 0.0, 0.0)
        report = json.loads(data)
        return Exit(status_of(report["status"]), report["cpu_s"], max(0.0, report["peak_mb"] - self.shared_mb))


def _pid_of(pidfd: int) -> int:
    fields = dict(line.split(":", 1) for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines())
    return int(fields["Pid"])
