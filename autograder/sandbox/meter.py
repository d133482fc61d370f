"""Measure a box while it runs: by its control groups, or by looking at its processes where nothing counts them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.records import Limits
from autograder.sandbox.bubblewrap_arguments import WRITABLE
from autograder.sandbox.cgroup import ControlGroup
from autograder.sandbox.verdict import Cut

HELD = ("RssAnon:", "RssShmem:", "VmSwap:")
"""Memory that a process holds, whoever else does: quick to read, and never too little."""

SHARE = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")
"""Likewise, with what several hold counted in parts. Slow to read."""

FILES_IN_A_MB = 1024
"""Files of a file system in memory, however empty, that the kernel reckons as a megabyte of its own memory."""


MOST_REFUSALS = 100
"""How often a box may want to start a process beyond its limit: honest work gives up after a few."""

JIFFY_S = 1 / os.sysconf("SC_CLK_TCK")


class Meter:
    """What a box used so far, and whether that is too much."""

    def __init__(self, group: ControlGroup, members: Callable[[], Iterable[int]], *, shared_mb: float) -> None:
        """Measure a box.

        Args:
            group: Its control groups.
            members: Returns its processes, as the host numbers them.
            shared_mb: Memory that each of them shares with the server that it was forked from.
        """
        self._group = group
        self._members = members
        self._shared_mb = shared_mb
        self._peak_mb = 0.0

    def excess(self, limits: Limits) -> Cut | None:
        """Return the limit that the box has overstepped, if any."""
        if self._group.refusals() > MOST_REFUSALS:
            return Cut.PROCESSES
        if self._cpu_s() > limits.cpu_s:
            return Cut.CPU
        if not self._group.counts_memory and self._memory_mb(limits.memory_mb) > limits.memory_mb:
            return Cut.MEMORY
        return None

    def _cpu_s(self) -> float:
        """Return the processor time of all processes together, those that ended included as far as it is known."""
        counted = self._group.cpu_s()
        return sum(map(_time_s, self._members())) if counted is None else counted

    def peak_mb(self) -> float:
        """Return the most memory that was seen; 0 where it was never looked at."""
        return self._group.peak_mb() or self._peak_mb

    def _memory_mb(self, enough_mb: float) -> float:
        """Return the memory that the box holds; a rough figure as long as that is below `enough_mb`."""
        members = tuple(self._members())
        files_mb = _files(members) / FILES_IN_A_MB
        held_mb = [_field_mb(pid, "status", HELD) for pid in members]
        own_mb = sum(max(0.0, held - self._shared_mb) for held in held_mb)
        self._peak_mb = max(self._peak_mb, own_mb + files_mb)
        if sum(held_mb) + files_mb <= enough_mb:
            return sum(held_mb) + files_mb
        of_server_mb = self._shared_mb * len(members) / (len(members) + 1)
        return sum(_field_mb(pid, "smaps_rollup", SHARE) for pid in members) - of_server_mb + files_mb


def _files(members: Iterable[int]) -> int:
    """Return how many files are in a box's writable folders; 0 where it has no root of its own."""
    for pid in members:
        root = Path(f"/proc/{pid}/root")
        with contextlib.suppress(OSError):
            if not root.samefile("/"):
                found = [os.statvfs(f"{root}{folder}") for folder in WRITABLE]
                return sum(each.f_files - each.f_ffree for each in found)
    return 0


def _time_s(pid: int) -> float:
    """Return the processor time of a process and of its children that ended."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) * JIFFY_S
    return 0.0


def _field_mb(pid: int, name: str, fields: tuple[str, ...]) -> float:
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(fields)) / 1024
    return 0.0
