"""The agent of a node: it owns the slots, gives each job one, and ends jobs early."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Condition, Event, Lock
from typing import Generic, Protocol, TypeVar

from autograder.execution.outcome import JobOutcome


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for one job. `gpu` is its CUDA_VISIBLE_DEVICES, "" for none; `memory_mb` its share of a card, 0 for all."""

    number: int
    gpu: str = ""
    memory_mb: int = 0


class Named(Protocol):
    """A job, as far as an agent knows it."""

    @property
    def name(self) -> str:
        """The job's name."""


LOOK_S = 1.0
"""How often it is looked whether the machine bears another job by now."""

J = TypeVar("J", bound=Named)
R = TypeVar("R", bound=JobOutcome)
Work = Callable[[J, Slot, Event], R]


class Agent(Generic[J, R]):
    """Does jobs in the slots of this machine, one a slot. Thread-safe."""

    def __init__(
        self,
        work: Work[J, R],
        slots: Sequence[Slot],
        *,
        starved: Callable[[R], bool] = lambda _: False,
        fits: Callable[[], bool] = lambda: True,
        release: Callable[[], None] = lambda: None,
    ) -> None:
        """Make an agent.

        Args:
            work: does a job in a slot; it ends early, with any outcome, once its event is set.
            slots: the room that there is.
            starved: tells whether a job ran out of a GPU's memory: then it is done again alone on the whole card.
            fits: tells whether the machine bears another job beside those that run.
            release: frees what the work needs; called when the agent is closed.
        """
        self._release, self._starved, self._fits = release, starved, fits
        self._gathering, self._wanted = Lock(), ""
        self.slots = tuple(slots)
        self._work = work
        self._node = platform.node()
        self._free = list(reversed(self.slots))
        self._changed = Condition()
        self._running: dict[str, Event] = {}
        self._closed = False

    def run(self, job: J) -> R:
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
                outcome = self._work(job, slot, cancelled)
            if slot.memory_mb and self._starved(outcome) and not cancelled.is_set():
                with self._whole(slot) as slot:
                    outcome = self._work(job, slot, cancelled)
        finally:
            with self._changed:
                self._running.pop(job.name, None)
                self._changed.notify_all()
        if cancelled.is_set():
            raise CancelledError
        return replace(outcome, node=self._node, device=slot.gpu)

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
    def _whole(self, slot: Slot) -> Iterator[Slot]:
        """Hold a whole card once the jobs on it are done; one card is wanted at a time, and no job gets on it."""
        card = {each for each in self.slots if each.gpu == slot.gpu}
        with self._gathering:
            try:
                with self._changed:
                    self._wanted = slot.gpu
                    self._changed.wait_for(lambda: card <= set(self._free))
                yield replace(slot, memory_mb=0)
            finally:
                with self._changed:
                    self._wanted = ""
                    self._changed.notify_all()

    @contextmanager
    def _slot(self) -> Iterator[Slot]:
        with self._changed:
            while (slot := self._open_slot()) is None:
                self._changed.wait(LOOK_S)
            self._free.remove(slot)
        try:
            yield slot
        finally:
            with self._changed:
                self._free.append(slot)
                self._changed.notify_all()

    def _open_slot(self) -> Slot | None:
        """Return the slot that was used last, of those that are free and not on a card that is wanted whole.

        There is none while other jobs run and leave too little for one more.
        """
        if len(self._free) < len(self.slots) and not self._fits():
            return None
        return next((slot for slot in reversed(self._free) if not slot.gpu or slot.gpu != self._wanted), None)
