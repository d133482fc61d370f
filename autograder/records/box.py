"""What a box may use, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BY_SIGKILL = "ended by SIGKILL"
"""What is told of a process that killed itself, or that something outside killed: the two look alike."""


class Outcome(StrEnum):
    """How a box ended."""

    OK = "ok"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    KILLED = "killed"
    SANDBOX_FAULT = "sandbox_fault"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a box may use. Seconds, megabytes (1024² bytes) and counts."""

    wall_s: float = 600.0
    cpu_s: float = 1200.0
    memory_mb: int = 4096
    processes: int = 256
    output_mb: int = 16
    disk_mb: int = 512


@dataclass(frozen=True, slots=True)
class Usage:
    """What a box used."""

    wall_s: float
    cpu_s: float
    peak_memory_mb: float


@dataclass(frozen=True, slots=True)
class IsolationLayer:
    """One layer of isolation ("network", "mounts", "memory"…): whether it held, and why not."""

    name: str
    active: bool
    reason: str = ""
