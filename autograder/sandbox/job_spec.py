"""What a backend tells the probe at its start: the task, and which rights to give up."""

from __future__ import annotations

import base64
import json
import math

from autograder.contracts import Box
from autograder.probe.confine import Paths
from autograder.probe.launch_spec import LaunchSpec, ProcessLimits
from autograder.protocol import plain

DESCRIPTORS = 4096
ROOM = 64
"""Processes that a box's own limit leaves above that of its control group, which counts what it refuses."""


def write(
    box: Box,
    *,
    root: str,
    paths: Paths | None,
    seccomp: bytes,
    internet: bool,
    memory_counted: bool,
    others: int = 0,
) -> bytes:
    """Return what a box is to read from its standard input.

    Args:
        box: What to run.
        root: The box's root as the probe sees it.
        paths: What Landlock leaves reachable; None to do without.
        seccomp: The filter to load; empty where it is in force already, and the processors are chosen.
        internet: Whether TCP stays usable.
        memory_counted: Whether a control group holds the memory. Otherwise the supervisor looks at it now and then,
            and each process has twice the memory as its limit, so that it cannot outrun that.
        others: Processes of the box's user that are not the box's.
    """
    spec = LaunchSpec(
        task=box.task,
        job=plain.encode(box.job),
        root=root,
        limits=limits(box, memory_counted=memory_counted, others=others),
        processors=box.processors if seccomp else (),
        landlock=paths,
        internet=internet,
        seccomp=base64.b64encode(seccomp).decode(),
        line=box.line is not None,
    )
    return json.dumps(plain.encode(spec)).encode()


def limits(box: Box, *, memory_counted: bool, others: int) -> ProcessLimits:
    """Return the limits of each process of a box."""
    return ProcessLimits(
        cpu_s=math.ceil(box.limits.cpu_s),
        file_bytes=box.limits.disk_mb * 2**20,
        processes=box.limits.processes + others + (ROOM if memory_counted else 0),
        descriptors=DESCRIPTORS,
        data_bytes=None if memory_counted else 2 * box.limits.memory_mb * 2**20,
    )
