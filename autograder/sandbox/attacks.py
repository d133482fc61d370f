"""Attacks on a box, run inside it by the self-test: `attacks.py TARGETS` writes what got through to `out`.

A script for the probe's task `python`; standard library only, and nothing of this package.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import mmap
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

Targets = Mapping[str, Any]
MEGABYTE = b"x" * 2**20
CLONE_NEWUSER, CLONE_NEWNS, CLONE_VM = 0x10000000, 0x20000, 0x100
STACK = 2**16
PTRACE_TRACEME = KEYCTL_GET_KEYRING_ID = 0
LONG_S = 1.0
"""How long memory is kept, for a supervisor that looks at it now and then."""
CALLS = {
    "keyctl": (250, 219),
    "ptrace": (101, 117),
    "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282),
    "bpf": (321, 280),
    "unshare": (272, 97),
    "chroot": (161, 51),
}
"""Numbers of system calls on x86_64 and aarch64."""

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Make the attacks that the targets name, and write down what got through by layer."""
    targets = json.loads(sys.argv[1])
    found: dict[str, list[str]] = {}
    for layer in targets["layers"]:
        found[layer] = []
        for success in ATTACKS[layer](targets):
            found[layer].append(success)
            Path(targets["report"]).write_text(json.dumps(found), encoding="utf-8")
    Path(targets["report"]).write_text(json.dumps(found), encoding="utf-8")


def call(name: str, *arguments: int) -> int:
    """Make a system call by name; return what it returned."""
    number = CALLS[name][os.uname().machine == "aarch64"]
    result: int = libc.syscall(number, *map(ctypes.c_ulong, arguments))
    return result


def works(attempt: Callable[[], object]) -> bool:
    """Return whether an attempt raised nothing."""
    try:
        attempt()
    except OSError:
        return False
    return True


def connects(family: int, kind: int, address: object) -> bool:
    """Return whether a socket of the host can be reached."""

    def attempt() -> None:
        with socket.socket(family, kind) as client:
            client.settimeout(0.5)
            client.connect(address)  # type: ignore[arg-type]
            client.send(b"reached")

    return works(attempt)


def network(targets: Targets) -> Iterator[str]:
    """Reach the host's loopback and abstract sockets."""
    if connects(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", targets["tcp"])):
        yield "a TCP port of the host"
    if connects(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + targets["abstract"]):
        yield "an abstract socket of the host"
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"reached", ("127.0.0.1", targets["udp"]))  # seen, or not, by the host


def mounts(targets: Targets) -> Iterator[str]:
    """Read, list and write the host's files, and reach a socket that has a path."""
    host = Path(targets["folder"])
    if works((host / "secret").read_bytes):
        yield "a file of the host could be read"
    if works(partial(os.scandir, host)):
        yield "a folder of the host could be listed"
    if works(lambda: (host / "planted").write_bytes(b"x")):
        yield "a folder of the host could be written"
    if works(lambda: (Path(targets["environment"]) / "planted").write_bytes(b"x")):
        yield "the Python environment could be written"
    if connects(socket.AF_UNIX, socket.SOCK_STREAM, str(host / "socket")):
        yield "a socket of the host with a path could be reached"
    if Path(targets["covered"]).read_bytes() != Path(__file__).read_bytes():
        yield "data that packages carry could be read, as files of the environment cannot be covered"


def pids(targets: Targets) -> Iterator[str]:
    """Find the coordinator among the processes."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cmdline").read_bytes().hex() == targets["command"]:
                yield "the coordinator is visible"
                break
    if works(lambda: os.kill(targets["pid"], 0)) and targets["pid"] > 10:
        yield "the coordinator could be signalled"


def ipc(targets: Targets) -> Iterator[str]:
    """Open a shared memory segment of the host."""
    if libc.shmget(ctypes.c_int(targets["shm"]), ctypes.c_size_t(0), 0) >= 0:
        yield "shared memory of the host could be opened"


def user(_: Targets) -> Iterator[str]:
    """Become root in a user namespace of one's own."""
    child = os.fork()
    if child == 0:
        os._exit(call("unshare", CLONE_NEWUSER) == 0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1:
        yield "a user namespace could be made"
    if works(lambda: os.setuid(0)) and os.getuid() != 0:
        yield "the user could be changed"


def capabilities(_: Targets) -> Iterator[str]:
    """Use privileges."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    held = [name for name in ("CapInh", "CapPrm", "CapEff", "CapAmb") if int(status[name], 16)]
    if held:
        yield f"{', '.join(held)} not empty"
    own = Path("capabilities")
    own.touch()
    if works(lambda: os.chown(own, os.getuid() + 1, -1)):
        yield "a file could be given away"


def no_new_privs(_: Targets) -> Iterator[str]:
    """Gain privileges by executing a set-uid program."""
    if "NoNewPrivs:\t1" not in Path("/proc/self/status").read_text():
        yield "set-uid programs would be honoured"


def landlock(_: Targets) -> Iterator[str]:
    """Write what file permissions allow: a file of this process in /proc."""
    if works(lambda: Path("/proc/self/oom_score_adj").write_text("1000")):
        yield "a file outside the box's own folders could be written"


def seccomp(_: Targets) -> Iterator[str]:
    """Make system calls that no notebook needs."""
    if call("keyctl", KEYCTL_GET_KEYRING_ID, 2**64 - 3, 1) >= 0:
        yield "keyctl"
    if call("io_uring_setup", 1, ctypes.addressof(ctypes.create_string_buffer(256))) >= 0:
        yield "io_uring_setup"
    if call("userfaultfd", 1) >= 0:
        yield "userfaultfd"
    if call("unshare", CLONE_NEWUSER | CLONE_NEWNS) >= 0:
        yield "unshare"
    for family in ("AF_NETLINK", "AF_VSOCK", "AF_PACKET", "AF_ALG"):
        if works(partial(_socket, family)):
            yield f"{family} sockets"
    child = os.fork()
    if child == 0:
        os._exit(call("ptrace", PTRACE_TRACEME, 0, 0, 0) == 0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1:
        yield "ptrace"


def _socket(family: str) -> None:
    kind = socket.SOCK_SEQPACKET if family == "AF_ALG" else socket.SOCK_DGRAM
    socket.socket(getattr(socket, family), kind).close()


def rlimits(_: Targets) -> Iterator[str]:
    """Open files without end, and raise a limit again."""
    opened: list[int] = []
    with contextlib.suppress(OSError):
        while len(opened) <= 2**13:
            opened.append(os.open(os.devnull, os.O_RDONLY))
    for descriptor in opened:
        os.close(descriptor)
    if len(opened) > 2**13:
        yield "files could be opened without end"
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard + 1))
    except (OSError, ValueError):
        return
    yield "the limit of processor time could be raised"


def process_count(targets: Targets) -> Iterator[str]:
    """Start processes without end. They share this one's memory: a copy of a process that is large takes its time."""
    stacks: list[ctypes.Array[ctypes.c_char]] = []
    children: list[int] = []
    while len(children) < 2 * targets["processes"]:
        stacks.append(ctypes.create_string_buffer(STACK))
        top = (ctypes.addressof(stacks[-1]) + STACK) & -16
        child = libc.clone(libc.pause, ctypes.c_void_p(top), CLONE_VM | signal.SIGCHLD, None)
        if child < 0:
            break
        children.append(child)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if not children:
        yield "no conclusion, as not even one process could be started (see ulimit -u)"
    if len(children) >= 2 * targets["processes"]:
        yield "processes could be started without end"


def processors(targets: Targets) -> Iterator[str]:
    """Compute on the processors of other boxes."""
    if targets["processors"] is None:
        return
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    if len(os.sched_getaffinity(0)) > targets["processors"]:
        yield "processors of other boxes could be used"


def disk(targets: Targets) -> Iterator[str]:
    """Write without end, in files that are small one by one."""
    for folder in targets["writable"]:
        written = 0
        with contextlib.suppress(OSError):
            while written < 2 * targets["disk_mb"]:
                Path(folder, f"fill{written}").write_bytes(MEGABYTE)
                written += 1
        for number in range(written + 1):
            Path(folder, f"fill{number}").unlink(missing_ok=True)
        if written >= 2 * targets["disk_mb"]:
            yield f"{folder} could be filled without end"


def memory(targets: Targets) -> Iterator[str]:
    """Use more memory than allowed, of every kind."""
    for kind in (_memfd, _shared, _heap):
        with contextlib.suppress(OSError, MemoryError):
            kind(targets["memory_mb"] * 2)
            yield kind.__doc__ or ""


def _memfd(megabytes: int) -> None:
    """files in memory (memfd)"""  # noqa: D403, D415 - a phrase in a list
    descriptor = os.memfd_create("attack")
    for _ in range(megabytes):
        os.write(descriptor, MEGABYTE)
    time.sleep(LONG_S)
    os.close(descriptor)


def _shared(megabytes: int) -> None:
    """shared mappings"""  # noqa: D403, D415 - a phrase in a list
    with mmap.mmap(-1, megabytes * 2**20) as mapping:
        for _ in range(megabytes):
            mapping.write(MEGABYTE)
        time.sleep(LONG_S)


def _heap(megabytes: int) -> None:
    """the heap"""  # noqa: D403, D415 - a phrase in a list
    kept = [bytearray(MEGABYTE) for _ in range(megabytes)]
    time.sleep(LONG_S)
    del kept


def wall_clock(_: Targets) -> Iterator[str]:
    """Stay for ever, against signals that ask to leave."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(20)
    yield "the box could stay"


ATTACKS: Mapping[str, Callable[[Targets], Iterator[str]]] = {
    attack.__name__: attack
    for attack in (
        *(network, mounts, pids, ipc, user, capabilities, no_new_privs, landlock, seccomp, rlimits),
        *(process_count, processors, disk, memory, wall_clock),
    )
}

if __name__ == "__main__":
    main()
