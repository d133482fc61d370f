"""Have jobs done through an engine, no more at a time than it has slots, and write down how each one goes.

What is our fault (a box, a worker, a node) is tried again; what a job itself does wrong is its result.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event
from typing import Generic, TypeVar

from autograder.errors import NodeError
from autograder.execution.agent import Report
from autograder.execution.engine import Engine, Job
from autograder.execution.log import End, Log

ATTEMPTS = 3
TICK_S = 0.2

J = TypeVar("J", bound=Job)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Ended(Generic[J, R]):
    """A job came to its end. `fault` says why it was given up, "" where it gave a result."""

    job: J
    value: R
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Coordinator(Generic[J, R]):
    """Has the jobs of one run done.

    `fault` tells why a value does not count because of us, "" where it counts; `given_up` is the value of a job that
    no node could do, for the reason that is passed; `digest` names a value by its content, once it was yielded.
    """

    engine: Engine[J, R]
    log: Log
    fault: Callable[[R], str]
    given_up: Callable[[J, str], R]
    digest: Callable[[R], str]

    def run(self, jobs: Iterable[J], *, cancelled: Event) -> Iterator[Sequence[Ended[J, R]]]:
        """Yield jobs as they end, together those that ended together; a set `cancelled` ends the run early.

        What was yielded is written down as done when the next ones are asked for: until then the caller keeps it.

        Raises:
            EngineError: the engine can do nothing any more.
            LeaseError: another coordinator has taken the run over.
        """
        flight: _Flight[J, R] = _Flight(self, deque(jobs))
        try:
            while not flight.over(cancelled):
                ended = flight.turn(cancelled)
                if ended:
                    yield ended
                    self.log.finish([End(end.job.name, self.digest(end.value), end.fault) for end in ended])
        finally:
            flight.abandon()


class _Flight(Generic[J, R]):
    """The jobs of a run that wait, and those that are under way."""

    def __init__(self, coordinator: Coordinator[J, R], waiting: deque[J]) -> None:
        self._engine = coordinator.engine
        self._log = coordinator.log
        self._coordinator = coordinator
        self._waiting = waiting
        self._flying: dict[Future[Report[R]], J] = {}
        self._landed: SimpleQueue[Future[Report[R]]] = SimpleQueue()
        self._tries: dict[str, int] = {}

    def over(self, cancelled: Event) -> bool:
        """Return whether nothing is left to do, or to wait for."""
        return not self._flying and (cancelled.is_set() or not self._waiting)

    def turn(self, cancelled: Event) -> list[Ended[J, R]]:
        """Submit what there is room for, wait a moment, and return what ended."""
        self._log.check()
        if cancelled.is_set():
            for job in self._flying.values():
                self._engine.cancel(job.name)
        else:
            self._feed()
        ended = (self._land(future) for future in self._arrivals())
        return [end for end in ended if end is not None]

    def abandon(self) -> None:
        """End what is under way; it waits for the next run."""
        for job in self._flying.values():
            self._engine.cancel(job.name)
        self._log.withdraw([job.name for job in self._flying.values()])

    def _feed(self) -> None:
        room = self._engine.capacity() - len(self._flying)
        jobs = [self._waiting.popleft() for _ in range(min(room, len(self._waiting)))]
        self._log.begin([job.name for job in jobs])
        for job in jobs:
            future = self._engine.submit(job)
            self._flying[future] = job
            future.add_done_callback(self._landed.put)

    def _arrivals(self) -> Iterator[Future[Report[R]]]:
        with contextlib.suppress(Empty):
            yield self._landed.get(timeout=TICK_S)
            while True:
                yield self._landed.get_nowait()

    def _land(self, future: Future[Report[R]]) -> Ended[J, R] | None:
        """Return how a job ended; None where it waits again."""
        job = self._flying.pop(future)
        try:
            report = future.result()
        except CancelledError:
            self._log.withdraw([job.name])
            self._waiting.append(job)
            return None
        except NodeError as error:
            return self._faulty(job, str(error), None)
        self._log.place(job.name, node=report.node, device=report.slot.gpu)
        fault = self._coordinator.fault(report.value)
        return self._faulty(job, fault, report) if fault else Ended(job, report.value)

    def _faulty(self, job: J, reason: str, report: Report[R] | None) -> Ended[J, R] | None:
        self._tries[job.name] = self._tries.get(job.name, 0) + 1
        if self._tries[job.name] < ATTEMPTS:
            self._log.again(job.name, reason)
            self._waiting.append(job)
            return None
        value = self._coordinator.given_up(job, reason) if report is None else report.value
        return Ended(job, value, reason)
