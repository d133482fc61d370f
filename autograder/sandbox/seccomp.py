"""The system calls that a box may not make, as a filter program for the kernel."""

from __future__ import annotations

import errno
import importlib
import os
import socket
from functools import cache
from types import ModuleType

NEW_NAMESPACES = (
    0x00020000,  # CLONE_NEWNS
    0x02000000,  # CLONE_NEWCGROUP
    0x04000000,  # CLONE_NEWUTS
    0x08000000,  # CLONE_NEWIPC
    0x10000000,  # CLONE_NEWUSER
    0x20000000,  # CLONE_NEWPID
    0x40000000,  # CLONE_NEWNET
)

DENIED = (
    # namespaces and mounts
    *("unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen"),
    *("fsconfig", "fsmount", "fspick", "mount_setattr", "quotactl", "quotactl_fd", "swapon", "swapoff", "statmount"),
    *("listmount", "open_by_handle_at", "name_to_handle_at", "fanotify_init", "lookup_dcookie"),
    # other processes
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp"),
    # large kernel interfaces that no notebook needs
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "perf_event_open", "userfaultfd"),
    *("keyctl", "add_key", "request_key", "memfd_secret", "vmsplice", "remap_file_pages"),
    # the machine
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "syslog", "acct"),
    *("iopl", "ioperm", "modify_ldt", "vhangup", "nfsservctl", "_sysctl", "uselib", "ustat", "sysfs", "personality"),
    # the clock
    *("clock_settime", "clock_settime64", "settimeofday", "stime", "adjtimex", "clock_adjtime", "clock_adjtime64"),
)

UNCOUNTED_MEMORY = ("memfd_create", "shmget")
"""Memory that RLIMIT_DATA does not count: denied where no control group counts it."""

SHARED = ("shmget", "msgget", "semget", "mq_open")
"""Ways to meet other processes by a number or a name: denied without a namespace of one's own."""

LOCAL = (socket.AF_UNIX,)
INTERNET = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
"""Harmless in a network namespace of one's own."""


@cache
def program(*, namespaces: bool, memory_counted: bool) -> bytes:
    """Return the filter, 8 bytes an instruction; no bytes where libseccomp is not installed.

    What it denies fails with EPERM, sockets with EOPNOTSUPP.

    Args:
        namespaces: Whether the box has a network and a name space for shared memory of its own.
        memory_counted: Whether a control group counts the memory of the box.
    """
    try:
        seccomp = importlib.import_module("pyseccomp")
    except (ImportError, RuntimeError, OSError):
        return b""
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    denied = {*DENIED, *(() if memory_counted else UNCOUNTED_MEMORY), *(() if namespaces else SHARED)}
    refuse = seccomp.ERRNO(errno.EPERM)
    for name in sorted(denied):
        _deny(seccomp, rules, refuse, name)
    for flag in NEW_NAMESPACES:
        _deny(seccomp, rules, refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    # its flags are out of a filter's sight; libraries fall back to clone when it is unknown
    _deny(seccomp, rules, seccomp.ERRNO(errno.ENOSYS), "clone3")
    _deny_families(seccomp, rules, INTERNET if namespaces else LOCAL)
    return _exported(rules)


def _deny(seccomp: ModuleType, rules: object, action: int, name: str, *arguments: object) -> None:
    number = seccomp.resolve_syscall(seccomp.Arch.NATIVE, name)
    if number >= 0:  # this architecture and libseccomp know it
        rules.add_rule(action, number, *arguments)  # type: ignore[attr-defined]


def _deny_families(seccomp: ModuleType, rules: object, allowed: tuple[int, ...]) -> None:
    refuse = seccomp.ERRNO(errno.EOPNOTSUPP)  # ZeroMQ aborts on EPERM when it looks for network interfaces
    for family in range(max(allowed)):
        if family not in allowed:
            _deny(seccomp, rules, refuse, "socket", seccomp.Arg(0, seccomp.EQ, family))
            _deny(seccomp, rules, refuse, "socketpair", seccomp.Arg(0, seccomp.EQ, family))
    for call in ("socket", "socketpair"):
        _deny(seccomp, rules, refuse, call, seccomp.Arg(0, seccomp.GT, max(allowed)))


def _exported(rules: object) -> bytes:
    descriptor = os.memfd_create("filter", os.MFD_CLOEXEC)
    with os.fdopen(descriptor, "w+b") as file:
        rules.export_bpf(file)  # type: ignore[attr-defined]
        file.seek(0)
        return file.read()
