"""How a box is started: its task, and the rights that it gives up first. Standard library alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.probe.confine import Paths


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """The arguments of `confine.limit`."""

    cpu_s: int
    file_bytes: int
    processes: int
    descriptors: int
    data_bytes: int | None


@dataclass(frozen=True, slots=True)
class LaunchSpec:
    """What the first process of a box reads from its standard input.

    `job` is a record of `protocol.jobs`, encoded: the one of the task. `root` is the box's root as the probe sees it.
    Landlock leaves `landlock` reachable, everything where it is None, and TCP where there is `internet`. `seccomp` is
    the filter to load, in base 64, "" where it is in force already. With `line` the socket to the supervisor stays
    open, as descriptor 3, for the task to talk over.
    """

    task: str
    job: Mapping[str, Any]
    root: str
    limits: ProcessLimits
    processors: tuple[int, ...]
    landlock: Paths | None
    internet: bool
    seccomp: str
    line: bool
