"""Users for boxes: one uid a running box, leased on this machine for as long as it runs."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import SandboxError

UIDS = range(60706, 61184)
"""A range that Linux distributions leave free, below 65536 so that containers map it."""

LEASES = Path("/run/autograder/uids")

CAP_SETGID, CAP_SETUID = 6, 7


def may_change_user() -> bool:
    """Return whether this process can become another user: it is root, and not a root without its rights."""
    status = Path("/proc/self/status").read_text()
    rights = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapEff:"))
    return os.geteuid() == 0 and all(rights >> right & 1 for right in (CAP_SETGID, CAP_SETUID))


def required() -> bool:
    """Return whether a box must have a user of its own: not where a plain user runs it, who has no other.

    Raises:
        SandboxError: root runs it and cannot change users; the box's user would be root to the host.
    """
    if os.geteuid() != 0:
        return False
    if not may_change_user():
        raise SandboxError("root without the right to change users (CAP_SETUID) cannot run boxes in namespaces")
    return True


@contextmanager
def leased(folder: Path = LEASES) -> Iterator[int]:
    """Hold a uid that no other box on this machine has.

    A lock on a file holds it, between threads and between coordinators, and is freed with its process.

    Raises:
        SandboxError: every uid is taken, or the folder cannot be made.
    """
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise SandboxError(f"no place to lease users for boxes: {error}") from error
    for uid in UIDS:
        descriptor = os.open(folder / str(uid), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        try:
            yield uid
        finally:
            os.close(descriptor)
        return
    raise SandboxError(f"all {len(UIDS)} users for boxes are taken")
