"""Give each running box its processors: those that the fewest boxes of this machine have."""

from __future__ import annotations

import fcntl
import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

LEASES = Path("/run/autograder/processors")


def place() -> Path:
    """Return the folder of the leases: that of the machine for root, one of their own for other users."""
    return LEASES if os.geteuid() == 0 else Path(tempfile.gettempdir()) / f"autograder-processors-{os.geteuid()}"


@contextmanager
def leased(count: int | None, folder: Path) -> Iterator[tuple[int, ...]]:
    """Hold so many processors for a box; none where it may have all of them.

    A lock on a file holds one, between threads and between coordinators, and is freed with its process. Where every
    processor has a box, each may get a second one, and so on.

    Args:
        count: how many; None for all.
        folder: where the locks are.

    Raises:
        OSError: the folder cannot be made.
    """
    every = sorted(os.sched_getaffinity(0))
    if count is None or count >= len(every):
        yield ()
        return
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    chosen: list[int] = []
    with ExitStack() as stack:
        for layer, processor in ((layer, each) for layer in itertools.count() for each in every):
            if processor not in chosen and _locked(folder / f"{processor}-{layer}", stack):
                chosen.append(processor)
            if len(chosen) == count:
                break
        yield tuple(chosen)


def _locked(path: Path, stack: ExitStack) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    stack.callback(os.close, descriptor)
    return True
