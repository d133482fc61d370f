"""The agent of a node: it owns the slots, gives each job one, and ends jobs early."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition, Event
from typing import Generic, Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for one job. `gpu` is its CUDA_VISIBLE_DEVICES, "" for none."""

    number: int
    gpu: str = ""


class Named(Protocol):
    """A job, as far as an agent knows it."""

    @property
    def name(self) -> str:
        """The job's name."""


J = TypeVar("J", bound=Named)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Report(Generic[R]):
    """What a job gave, and where it was done."""

    value: R
    node: str
    slot: Slot


Work = Callable[[J, Slot, Event], R]


class Agent(Generic[J, R]):
    """Does jobs in the slots of this machine, one a slot. Thread-safe."""

    def __init__(self, work: Work[J, R], slots: Sequence[Slot], *, release: Callable[[], None] = lambda: None) -> None:
        """Make an agent.

        Args:
            work: does a job in a slot; it ends early, with any result, once its event is set.
            slots: the room that there is.
            release: frees what the work needs; called when the agent is closed.
        """
        self._release = release
        self.slots = tuple(slots)
        self._work = work
        self._node = platform.node()
        self._free = list(reversed(self.slots))
        self._changed = Condition()
        self._running: dict[str, Event] = {}
        self._closed = False

    def run(self, job: J) -> Report[R]:
        """Do a job in the next free slot.

        Raises:
            CancelledError: it was cancelled meanwhile; what it gave does not count.
        """
        cancelled = Event()
        with self._changed:
            if self._closed:
                raise CancelledError
            self._running[job.name] = cancelled
        try:
            with self._slot() as slot:
                value = self._work(job, slot, cancelled)
        finally:
            with self._changed:
                self._running.pop(job.name, None)
                self._changed.notify_all()
        if cancelled.is_set():
            raise CancelledError
        return Report(value, self._node, slot)

    def cancel(self, name: str) -> None:
        """End a job early, if it runs here."""
        with self._changed:
            if name in self._running:
                self._running[name].set()

    def close(self) -> None:
        """End every job, wait until none runs, and take no more."""
        with self._changed:
            self._closed = True
            for cancelled in self._running.values():
                cancelled.set()
            self._changed.wait_for(lambda: not self._running)
        self._release()

    @contextmanager
    def _slot(self) -> Iterator[Slot]:
        with self._changed:
            self._changed.wait_for(lambda: self._free)
            slot = self._free.pop()
        try:
            yield slot
        finally:
            with self._changed:
                self._free.append(slot)
                self._changed.notify_all()
