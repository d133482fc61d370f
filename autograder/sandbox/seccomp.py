"""The system calls that a box may not make, as a filter program for the kernel."""

from __future__ import annotations

import errno
import platform
import socket
from collections.abc import Iterable, Iterator
from functools import cache

from autograder.sandbox.bpf import Argument, Refusal, assembled
from autograder.sandbox.syscalls import ARCHITECTURES, NEWEST, number_of

NEW_NAMESPACES = 0x7E020000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET."""

DENIED = (
    # namespaces and mounts
    *("unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "open_tree", "open_tree_attr", "move_mount"),
    *("fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "quotactl", "quotactl_fd", "swapon", "swapoff"),
    *("statmount", "listmount", "listns", "open_by_handle_at", "name_to_handle_at", "lookup_dcookie"),
    *("file_getattr", "file_setattr"),
    # other processes
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "pidfd_getfd", "kcmp"),
    *("move_pages", "migrate_pages"),
    # what else goes on with files that boxes share
    *("fanotify_init", "fanotify_mark", "cachestat"),
    # large kernel interfaces that no notebook needs
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "perf_event_open", "userfaultfd"),
    *("keyctl", "add_key", "request_key", "memfd_secret", "vmsplice", "remap_file_pages"),
    *("lsm_get_self_attr", "lsm_set_self_attr", "lsm_list_modules"),
    # the machine
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "create_module", "reboot"),
    *("query_module", "get_kernel_syms", "syslog", "acct", "iopl", "ioperm", "modify_ldt", "vhangup", "nfsservctl"),
    *("_sysctl", "uselib", "ustat", "sysfs", "personality"),
    # the clock
    *("clock_settime", "settimeofday", "adjtimex", "clock_adjtime"),
)

UNKNOWN = ("clone3", "inotify_init", "inotify_init1", "inotify_add_watch")
"""Calls that seem to be of a later kernel, so that libraries do without: the flags of the first are out of a filter's
sight, and the others would tell a box when another one reads a file that both see."""

IDLE = ("sync", "syncfs", "fadvise64")
"""Calls that seem to succeed and do nothing: they would make the whole machine write, or forget files it has read."""

UNCOUNTED_MEMORY = ("memfd_create", "shmget")
"""Memory that RLIMIT_DATA does not count: denied where no control group counts it."""

SHARED = ("shmget", "msgget", "semget", "mq_open")
"""Ways to meet other processes by a number or a name: denied without a namespace of one's own."""

READERS_DENIED = (
    # other programs and processes
    *("execve", "execveat", "fork", "vfork", "clone", "kill", "tkill", "tgkill", "pidfd_open", "pidfd_send_signal"),
    *("rt_sigqueueinfo", "rt_tgsigqueueinfo", "setpriority", "ioprio_set"),
    *("sched_setattr", "sched_setscheduler", "sched_setparam", "sched_setaffinity"),
    # the signal that ends a reading
    *("rt_sigaction", "rt_sigprocmask", "setitimer", "alarm"),
    # anybody else
    *("socket", "socketpair", "connect", "bind"),
    # what Landlock does not look at in files, and files of other kinds
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchown", "fchownat"),
    *("utime", "utimes", "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr", "setxattrat"),
    *("removexattr", "lremovexattr", "fremovexattr", "removexattrat"),
    *("symlink", "symlinkat", "link", "linkat", "mknod", "mknodat"),
)
"""What a process that reads what a student wrote has no need of either."""

LOCK_EX = 2
RWF_NOWAIT = 8
F_GETLK, F_OFD_GETLK, F_SETLEASE, F_GETLEASE, F_NOTIFY = 5, 36, 1024, 1025, 1026
LOCAL = (socket.AF_UNIX,)
INTERNET = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
"""Harmless in a network namespace of one's own."""


@cache
def program(*, namespaces: bool, memory_counted: bool, pinned: bool = False, machine: str = "") -> bytes:
    """Return the filter, 8 bytes an instruction; no bytes for a machine whose calls are not known.

    What it denies fails with EPERM, sockets with EOPNOTSUPP, what is newer than our tables with ENOSYS.

    Args:
        namespaces: Whether the box has a network and a name space for shared memory of its own.
        memory_counted: Whether a control group counts the memory of the box.
        pinned: Whether the box has processors of its own, and must stay there.
        machine: The machine's architecture; that of this one where it is left out.
    """
    machine = machine or platform.machine()
    if machine not in ARCHITECTURES:
        return b""
    denied = {*DENIED, *(() if memory_counted else UNCOUNTED_MEMORY), *(() if namespaces else SHARED)}
    denied |= {"sched_setaffinity"} if pinned else set()
    rules = [*_always(sorted(denied), errno.EPERM, machine), *_always(UNKNOWN, errno.ENOSYS, machine)]
    rules += [*_always(IDLE, 0, machine), *_sometimes(INTERNET if namespaces else LOCAL, machine)]
    return assembled(ARCHITECTURES[machine], rules, newest=NEWEST, unknown=errno.ENOSYS)


@cache
def for_readers(machine: str = "") -> bytes:
    """Return the filter of a process that reads and computes; no bytes for a machine whose calls are not known.

    Args:
        machine: The machine's architecture; that of this one where it is left out.
    """
    machine = machine or platform.machine()
    if machine not in ARCHITECTURES:
        return b""
    denied = {*DENIED, *UNCOUNTED_MEMORY, *SHARED, *READERS_DENIED}
    rules = [*_always(sorted(denied), errno.EPERM, machine), *_always(UNKNOWN, errno.ENOSYS, machine)]
    rules += [*_always(IDLE, 0, machine)]
    rules.append(Refusal(number_of("prlimit64", machine), errno.EPERM, Argument(0, listed=(0,), others=True)))
    return assembled(ARCHITECTURES[machine], rules, newest=NEWEST, unknown=errno.ENOSYS)


def _always(names: Iterable[str], error: int, machine: str) -> Iterator[Refusal]:
    for name in names:
        number = number_of(name, machine)
        if number >= 0:
            yield Refusal(number, error)


def _sometimes(families: tuple[int, ...], machine: str) -> Iterator[Refusal]:
    """Yield calls that are refused for some arguments.

    Locks on files that boxes share would let them meet. Shared ones meet nobody, so an exclusive one seems to be had;
    locks by fcntl are exclusive on writable files alone, which no two boxes share, but who holds them must not be
    asked. A box keeps the locks that SQLite, HDF5 and their like need. A read that must not wait would tell which files
    others have read, so it seems to be a file system that has none.
    """
    yield Refusal(number_of("clone", machine), errno.EPERM, Argument(0, bits=NEW_NAMESPACES))
    yield Refusal(number_of("preadv2", machine), errno.EOPNOTSUPP, Argument(5, bits=RWF_NOWAIT))
    yield Refusal(number_of("flock", machine), 0, Argument(1, bits=LOCK_EX))
    asked = (F_GETLK, F_OFD_GETLK, F_SETLEASE, F_GETLEASE, F_NOTIFY)
    yield Refusal(number_of("fcntl", machine), errno.EPERM, Argument(1, listed=asked))
    for name in ("socket", "socketpair"):  # ZeroMQ aborts on EPERM when it looks for network interfaces
        yield Refusal(number_of(name, machine), errno.EOPNOTSUPP, Argument(0, listed=families, others=True))
