"""What runs boxes, what a box is, and how it ends."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Protocol

from autograder.protocol.jobs import BoxJob
from autograder.records import IsolationLayer, Limits, Outcome, Usage


@dataclass(frozen=True, slots=True)
class Mount:
    """A file or folder of the host that a box sees read-only.

    `target` is relative to the box's root (`in/main.ipynb`, `data/x_train.npy`), or absolute to cover a file of the
    environment (only with a mount namespace; a backend without one leaves such a mount out and reports the layer
    `mounts` as missing).
    """

    source: Path
    target: str


class BoxLine(Protocol):
    """Takes this side of a box's socket, over which its task and the grader talk while it runs."""

    def opened(self, stream: socket.socket) -> None:
        """Take the socket, which is the line's from now on. Called once, on the thread that watches the box."""

    def ended(self) -> None:
        """Know that the box has ended, also one that never began."""


@dataclass(frozen=True, slots=True)
class Box:
    """One confined run of one task of the probe.

    The task is a function `autograder.probe.tasks.<task>(room, job)`. Inside, `room` has the folders `in` (read-only
    mounts), `data` (read-only mounts), `work` (the working directory, writable) and `out` (writable, harvested).
    `processors` are those that it runs on, all where there are none; the backend names them. A box with a `line` has
    its other end as descriptor 3.
    """

    job: BoxJob
    mounts: tuple[Mount, ...]
    limits: Limits
    environment: Mapping[str, str] = field(default_factory=dict)
    gpu: str = ""
    processors: tuple[int, ...] = ()
    line: BoxLine | None = None

    @property
    def task(self) -> str:
        """Return the name of the task that does the job."""
        return self.job.task


class Harvest(Protocol):
    """What a box left in `out`: regular files only, opened beneath it without following links."""

    def names(self) -> tuple[str, ...]:
        """Return the relative paths of the regular files, sorted; at most 1,000, two folders deep."""

    def read(self, name: str, *, max_bytes: int) -> bytes:
        """Return a file's bytes.

        Raises:
            WireError: it is missing, not a regular file, larger than `max_bytes`, or has holes.
        """

    def copy(self, name: str, into: Path, *, max_bytes: int) -> int:
        """Copy a file in pieces into one that does not exist yet; return how many bytes it has.

        Raises:
            WireError: likewise.
        """


@dataclass(frozen=True, slots=True)
class BoxResult:
    """How a box ended. `harvest` is valid until `Sandbox.run`'s context ends."""

    outcome: Outcome
    usage: Usage
    layers: tuple[IsolationLayer, ...]
    stdout: str
    stderr: str
    exit_code: int | None
    reason: str
    harvest: Harvest


class RunningBox(Protocol):
    """The context that `Sandbox.run` returns: entering waits for the end, leaving frees what the box held."""

    def __enter__(self) -> BoxResult:
        """Run the box to its end and return how it ended."""

    def __exit__(self, *exc: object) -> None:
        """Free the harvest, the slot and everything else; no process is left."""


class Sandbox(Protocol):
    """A way to run boxes. Thread-safe: one `Sandbox` serves all slots of a batch."""

    name: str

    def layers(self) -> tuple[IsolationLayer, ...]:
        """Return every layer of isolation and whether this backend has it on this machine."""

    def run(self, box: Box, *, cancelled: Event | None = None) -> RunningBox:
        """Run a box. A set `cancelled` kills it (outcome KILLED).

        Raises:
            SandboxError: the box could not be set up.
        """

    def close(self) -> None:
        """Stop what the backend keeps running."""
