"""Which rights a fork gives up before it reads what a student wrote: files, network, processes, privileges."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from autograder.apart.messages import MB, Most
from autograder.probe import confine
from autograder.sandbox import seccomp

READ_ANY_FILE = 1 << 2
"""CAP_DAC_READ_SEARCH: a grader that is root reads files that belong to others, where Landlock lets it."""
LARGEST_FILE = 256 * MB
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONUTF8")


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return what readers see of an environment: nothing that could be a secret."""
    kept = {name: given[name] for name in _KEPT if name in given}
    return {**kept, "OPENBLAS_NUM_THREADS": "1"}  # threads do not survive a fork


def missing() -> tuple[str, ...]:
    """Return the layers that this machine has not got; readers go on without them."""
    layers = {"landlock": confine.landlock_abi() > 0, "seccomp": bool(seccomp.for_readers())}
    return tuple(name for name, there in layers.items() if not there)


def prepare() -> None:
    """Work out once what every fork needs."""
    _interpreter()
    missing()


def reachable() -> confine.Ruleset | None:
    """Return what every fork may read, before it is known what it reads besides; None where Landlock is missing.

    Raises:
        OSError: the kernel refused it.
    """
    abi = confine.landlock_abi() if sys.platform.startswith("linux") else 0
    if abi == 0:
        return None
    ruleset = confine.Ruleset(abi, network=False)
    ruleset.allow(confine.Paths(readable=_interpreter(), writable=(), devices=()))
    return ruleset


def give_up(most: Most, ruleset: confine.Ruleset | None) -> None:
    """Leave this process what it needs to read: its time and memory, its files.

    Args:
        most: what the call may take.
        ruleset: what `reachable` gave.

    Raises:
        OSError: the kernel refused a layer that it has.
    """
    _limit(most)
    if not sys.platform.startswith("linux"):
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    confine.prctl(confine.PR_SET_NO_NEW_PRIVS, 1)
    if ruleset is not None:
        with ruleset:
            readable, writable = (tuple(map(str, paths)) for paths in (most.readable, most.writable))
            ruleset.allow(confine.Paths(readable=readable, writable=writable, devices=()))
            ruleset.enforce()
    if os.uname().machine in confine.CAPSET:
        confine.drop_capabilities(but=READ_ANY_FILE if most.readable else 0)
    if program := seccomp.for_readers():
        confine.seccomp(program)


def _limit(most: Most) -> None:
    """Limit this process: the kernel ends it."""
    signal.setitimer(signal.ITIMER_REAL, most.wall_s)
    pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    size = pages * resource.getpagesize() + most.memory_mb * MB
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, most.cpu_s, most.cpu_s + 1),
        (resource.RLIMIT_AS, size, size),
        (resource.RLIMIT_FSIZE, LARGEST_FILE, LARGEST_FILE),
    ):
        resource.setrlimit(kind, (soft, hard))


@cache
def _interpreter() -> tuple[str, ...]:
    """Return where Python's modules lie, and this package; of a folder that holds more than it, nothing else."""
    package = Path(__file__).parents[1]
    found = [path for path in sys.path if Path(path) != package.parent or "site-packages" in path]
    return tuple(dict.fromkeys((*found, f"{sys.base_prefix}/lib", *_SYSTEM, str(package))))
