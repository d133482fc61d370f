"""Find out which layers of isolation a backend has on this machine, by attacking from inside its boxes."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.contracts import Box, BoxResult, Mount, RunningBox
from autograder.errors import SandboxError, WireError
from autograder.protocol.jobs import ScriptJob
from autograder.records import IsolationLayer, Limits, Outcome
from autograder.sandbox import attacks
from autograder.sandbox.harvest import DirectoryHarvest

TRIED = {
    "network": "reaching the host's loopback and abstract sockets",
    "mounts": "reading, listing and writing the host's files, reaching its sockets",
    "pids": "seeing and signalling the host's processes",
    "ipc": "opening the host's shared memory",
    "user": "becoming root in a user namespace",
    "uid": "acting as the coordinator's user",
    "capabilities": "using privileges",
    "no_new_privs": "gaining privileges from a set-uid program",
    "landlock": "writing outside the box's own folders",
    "seccomp": "system calls that no notebook needs",
    "rlimits": "opening files without end, raising a limit",
    "memory": "using twice the memory allowed, of every kind",
    "process_count": "starting processes without end",
    "processors": "computing on the processors of other boxes",
    "disk": "filling the disk",
    "wall_clock": "staying beyond the time allowed",
}
"""Every layer, and the attack behind it."""

APART = ("memory", "wall_clock", "uid")
"""Layers that are not found out in the first box."""

LIMITS = Limits(wall_s=20, cpu_s=20, memory_mb=256, processes=12, output_mb=1, disk_mb=4)
MEMORY_MB = 64
REPORT = "attacks.json"
COVERED = Path(os.__file__).with_name("this.py")
"""A file of the environment that nothing needs, to be covered as the data are that packages carry."""
IPC_CREAT, IPC_RMID = 0o1000, 0

Run = Callable[[Box], RunningBox]


@dataclass(frozen=True, slots=True)
class _Report:
    """What a box of attacks came to: how it ended, what got through by layer, who owned its results."""

    outcome: Outcome
    reason: str
    through: Mapping[str, tuple[str, ...]]
    owner: int | None


def layers(run: Run, *, hint: str = "", processors: int | None = None) -> tuple[IsolationLayer, ...]:
    """Return every layer and whether it held.

    Args:
        run: Runs a box of the backend.
        hint: Why memory or processes may not be held.
        processors: How many each box has; None where it may have all.
    """
    with _targets() as (aims, reached):
        targets = {**aims, "processors": processors}
        report = _attack(run, [name for name in TRIED if name not in APART], LIMITS, targets)
        if report.outcome is not Outcome.OK:
            reason = f"no box could be run: {_last_line(report.reason)}"
            return tuple(IsolationLayer(name, active=False, reason=reason) for name in TRIED)
        through = {**report.through, "network": (*report.through["network"], *reached())}
        through["memory"] = _memory(run, targets)
        through["wall_clock"] = _wall_clock(run, targets)
    through["uid"] = _uid(report, through)
    return tuple(_layer(name, through[name], hint=hint) for name in TRIED)


def _last_line(text: str) -> str:
    """Return the line of a complaint that says what is wrong; `doctor` has one line for it."""
    return text.strip().rpartition("\n")[2].strip()


def _layer(name: str, through: tuple[str, ...], *, hint: str) -> IsolationLayer:
    if not through:
        return IsolationLayer(name, active=True, reason=f"refused: {TRIED[name]}")
    because = f" ({hint})" if hint and name in ("memory", "process_count") else ""
    return IsolationLayer(name, active=False, reason=f"got through: {'; '.join(through)}{because}")


def _memory(run: Run, targets: Mapping[str, Any]) -> tuple[str, ...]:
    limits = Limits(wall_s=20, cpu_s=20, memory_mb=MEMORY_MB, processes=32, output_mb=1, disk_mb=4)
    return _attack(run, ["memory"], limits, targets).through.get("memory", ())


def _wall_clock(run: Run, targets: Mapping[str, Any]) -> tuple[str, ...]:
    limits = Limits(wall_s=0.1, cpu_s=20, memory_mb=256, processes=32, output_mb=1, disk_mb=4)
    outcome = _attack(run, ["wall_clock"], limits, targets).outcome
    return () if outcome is Outcome.TIMED_OUT else (f"a box that stays ended {outcome.value}",)


def _uid(report: _Report, through: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Judge whether a box could act as the coordinator: by its user, or because nothing of that user is in reach."""
    if report.owner != os.geteuid() or not any(through[name] for name in ("user", "mounts", "pids")):
        return ()
    return ("a box runs as the coordinator's own user",)


def _attack(run: Run, names: list[str], limits: Limits, targets: Mapping[str, Any]) -> _Report:
    arguments = {**targets, "layers": names, "processes": limits.processes, "disk_mb": limits.disk_mb}
    arguments["memory_mb"] = limits.memory_mb
    box = Box(
        job=ScriptJob("attacks.py", (json.dumps(arguments),)),
        mounts=(Mount(Path(attacks.__file__), "in/attacks.py"), Mount(Path(attacks.__file__), str(COVERED))),
        limits=limits,
    )
    try:
        with run(box) as result:
            return _read(result)
    except SandboxError as error:
        return _Report(Outcome.SANDBOX_FAULT, str(error), {}, None)


def _read(result: BoxResult) -> _Report:
    through: dict[str, tuple[str, ...]] = {}
    with contextlib.suppress(WireError):
        report = json.loads(result.harvest.read(REPORT, max_bytes=1 << 16))
        through = {name: tuple(successes) for name, successes in report.items()}
    owner = result.harvest.owner() if isinstance(result.harvest, DirectoryHarvest) else None
    reason = result.reason or result.stderr[-500:]
    return _Report(result.outcome, reason, through, owner)


@contextmanager
def _targets() -> Iterator[tuple[Mapping[str, Any], Callable[[], tuple[str, ...]]]]:
    """Set up what the attacks aim at; yields it, and a function that tells what was reached without an answer."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-selftest-")))
        folder.chmod(0o777)
        (folder / "secret").write_text("secret")
        abstract = f"autograder-{secrets.token_hex(8)}"
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(0)
        for address in (f"\0{abstract}", str(folder / "socket")):
            server = stack.enter_context(socket.socket(socket.AF_UNIX))
            server.bind(address)
            server.listen()
        (folder / "socket").chmod(0o777)
        yield (
            {
                "report": f"../out/{REPORT}",
                "folder": str(folder),
                "environment": sys.prefix,
                "covered": str(COVERED),
                "tcp": tcp.getsockname()[1],
                "udp": udp.getsockname()[1],
                "abstract": abstract,
                "shm": stack.enter_context(_shared_memory()),
                "pid": os.getpid(),
                "command": Path("/proc/self/cmdline").read_bytes().hex(),
                "writable": [".", "../out"],
            },
            lambda: _received(udp),
        )


def _received(udp: socket.socket) -> tuple[str, ...]:
    try:
        udp.recv(16)
    except BlockingIOError:
        return ()
    return ("a UDP port of the host",)


@contextmanager
def _shared_memory() -> Iterator[int]:
    """Yield the key of a shared memory segment that everyone on this machine may open."""
    libc = ctypes.CDLL(None, use_errno=True)
    key = secrets.randbelow(2**30) + 1
    segment = libc.shmget(ctypes.c_int(key), ctypes.c_size_t(4096), IPC_CREAT | 0o666)
    try:
        yield key
    finally:
        libc.shmctl(segment, IPC_RMID, None)
