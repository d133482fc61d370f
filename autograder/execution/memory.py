"""The memory that a machine has left for another job."""

from __future__ import annotations

import math
from pathlib import Path

MEMINFO = Path("/proc/meminfo")


def available_mb(meminfo: Path = MEMINFO) -> float:
    """Return how much memory can be had without swapping, in MiB; infinite where the kernel does not tell."""
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
    except OSError:
        return math.inf
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("MemAvailable:")), math.inf)
