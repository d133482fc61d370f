"""Give up rights, from inside the process that gives them up: rlimits, Landlock, seccomp.

Standard library only: this runs before anything else in a box, and in the children of the fork server.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
from collections.abc import Iterable
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
CAPSET = {"x86_64": 126, "aarch64": 91}
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_CREATE_RULESET_VERSION = 1
LANDLOCK_RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_SYM = (1 << n for n in (4, 5, 7, 8, 9, 10, 12))
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READABLE = EXECUTE | READ_FILE | READ_DIR
DEVICE = READ_FILE | READ_DIR | WRITE_FILE | TRUNCATE | IOCTL_DEV
WRITABLE = (
    READABLE | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SOCK | MAKE_FIFO | MAKE_SYM
) | (REFER | TRUNCATE)
NET_BIND_TCP, NET_CONNECT_TCP = 1, 2
SCOPE_ABSTRACT_UNIX_SOCKET, SCOPE_SIGNAL = 1, 2
SIZES = ((1, 13), (2, 14), (3, 15), (5, 16))
"""How many bits of file access each ABI knows, from the first ABI that knows them."""


@dataclass(frozen=True, slots=True)
class Paths:
    """What Landlock leaves reachable.

    `devices` may be read and written but not created or removed; of `listable` only the names can be read.
    """

    readable: tuple[str, ...]
    writable: tuple[str, ...]
    devices: tuple[str, ...]
    listable: tuple[str, ...] = ()


def libc() -> ctypes.CDLL:
    """Return the C library with errno kept."""
    return ctypes.CDLL(None, use_errno=True)


def check(value: int, what: str) -> int:
    """Return a system call's value.

    Raises:
        OSError: it is negative.
    """
    if value < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return value


def prctl(option: int, argument: int) -> None:
    """Set one of the process's own properties."""
    number = ctypes.c_ulong
    check(libc().prctl(option, number(argument), number(0), number(0), number(0)), f"prctl({option})")


def limit(*, cpu_s: int, file_bytes: int, processes: int, descriptors: int, data_bytes: int | None) -> None:
    """Set the resource limits, soft and hard.

    CPU time gets a soft limit five seconds before the hard one; `data_bytes` come on top of what is in use.
    """
    limits: list[tuple[int, int]] = [
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_NOFILE, descriptors),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ]
    if data_bytes is not None:
        limits.append((resource.RLIMIT_DATA, data_bytes + _data_bytes()))
    for kind, value in limits:
        _lower(kind, value, value)
    _lower(resource.RLIMIT_CPU, cpu_s, cpu_s + 5)


def _data_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not loaded yet
        return int(file.read().split()[5]) * resource.getpagesize()


def _lower(kind: int, soft: int, hard: int) -> None:
    current = resource.getrlimit(kind)[1]
    if current != resource.RLIM_INFINITY:
        soft, hard = min(soft, current), min(hard, current)
    resource.setrlimit(kind, (soft, hard))


def drop_capabilities(*, but: int = 0) -> None:
    """Give up every capability of this process, but those of a mask, as far as it has them."""
    header = struct.pack("=Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    number, system = CAPSET[os.uname().machine], libc().syscall
    held = ctypes.create_string_buffer(24)
    check(system(number - 1, header, held), "capget")
    kept = struct.unpack("=6I", held.raw)[1] & but
    check(system(number, header, struct.pack("=6I", kept, kept, 0, 0, 0, 0)), "capset")


def landlock_abi() -> int:
    """Return the version of Landlock that the kernel offers, 0 for none."""
    version: int = libc().syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), LANDLOCK_CREATE_RULESET_VERSION)
    return max(0, version)


def landlock(paths: Paths, *, network: bool) -> int:
    """Restrict this process and its descendants to the paths, and signals and abstract sockets to themselves.

    Args:
        paths: What stays reachable; entries that do not exist are passed over.
        network: Whether TCP stays usable.

    Returns:
        The version of Landlock in force, 0 where the kernel has none.

    Raises:
        OSError: the kernel refused a rule.
    """
    abi = landlock_abi()
    if abi:
        with Ruleset(abi, network=network) as ruleset:
            ruleset.allow(paths)
            ruleset.enforce()
    return abi


class Ruleset:
    """What Landlock will leave reachable, before it is in force; the kernel's object goes with the block."""

    def __init__(self, abi: int, *, network: bool) -> None:
        """Begin with nothing reachable.

        Raises:
            OSError: the kernel refused.
        """
        self._handled = (1 << next(bits for since, bits in reversed(SIZES) if abi >= since)) - 1
        net = NET_BIND_TCP | NET_CONNECT_TCP if abi >= 4 and not network else 0
        scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL if abi >= 6 else 0
        attributes = struct.pack("=QQQ", self._handled, net, scoped)
        self._system = libc().syscall
        size = ctypes.c_size_t(len(attributes))
        self._descriptor = check(self._system(LANDLOCK_CREATE_RULESET, attributes, size, 0), "landlock")

    def __enter__(self) -> Ruleset:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def allow(self, paths: Paths) -> None:
        """Leave paths reachable as well.

        Raises:
            OSError: the kernel refused one that exists.
        """
        self._allow(paths.readable, READABLE & self._handled)
        self._allow(paths.writable, WRITABLE & self._handled)
        self._allow(paths.devices, DEVICE & self._handled)
        self._allow(paths.listable, READ_DIR)

    def enforce(self) -> None:
        """Restrict this process and its descendants.

        Raises:
            OSError: the kernel refused.
        """
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        check(self._system(LANDLOCK_RESTRICT_SELF, self._descriptor, 0), "landlock_restrict_self")

    def _allow(self, paths: Iterable[str], access: int) -> None:
        for path in paths:
            try:
                descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except (FileNotFoundError, NotADirectoryError, PermissionError):
                continue
            try:
                allowed = access if os.path.isdir(path) else access & ON_FILES  # noqa: PTH112 - pathlib is not loaded yet
                rule = struct.pack("=Qi", allowed, descriptor)
                called = self._system(LANDLOCK_ADD_RULE, self._descriptor, LANDLOCK_RULE_PATH_BENEATH, rule, 0)
                check(called, f"landlock {path}")
            finally:
                os.close(descriptor)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def seccomp(program: bytes) -> None:
    """Load a seccomp filter, 8 bytes an instruction, for this process and its descendants.

    Raises:
        OSError: the kernel refused it.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.addressof(buffer))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    mode = ctypes.c_ulong(SECCOMP_MODE_FILTER)
    check(libc().prctl(PR_SET_SECCOMP, mode, ctypes.byref(header)), "seccomp")
