"""Have jobs done through an engine, no more at a time than it has slots, and write down how each one goes.

What is our fault (a box, a worker, a node) is tried again; what a job itself does wrong is its result.
"""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any, Generic, TypeVar

from autograder.errors import WHOLE_RUN, NodeError
from autograder.execution.agent import Report
from autograder.execution.engine import Engine, Job
from autograder.execution.events import RunEvent, What
from autograder.execution.run_log import Log

_LOG = logging.getLogger(__name__)
ATTEMPTS = 3
TICK_S = 0.2

J = TypeVar("J", bound=Job)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Ended(Generic[J, R]):
    """A job came to its end. `fault` says why it was given up, "" where it gave a result."""

    job: J
    report: Report[R]
    fault: str = ""

    @property
    def value(self) -> R:
        """What the job gave."""
        return self.report.value

    def event(self, what: What, result: str = "") -> RunEvent:
        """Return the event of its end; `result` is a digest of the value."""
        job, report = self.job, self.report
        return RunEvent(
            what=what,
            name=job.name,
            student=job.student,
            node=report.node,
            device=report.device,
            reason=self.fault,
            result=result,
        )


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

        Others go on meanwhile. What was yielded is written down as done when the next ones are asked for: until then
        it is the caller's to keep.

        Raises:
            EngineError: the engine can do nothing any more.
            LeaseError: another coordinator has taken the run over.
        """
        flight: _Flight[J, R] = _Flight(self, deque(jobs), cancelled)
        with ThreadPoolExecutor(1, thread_name_prefix="coordinator") as thread:
            over = thread.submit(flight.fly)
            try:
                while ended := flight.arrivals():
                    yield ended
                    flight.settle(ended)
            finally:
                flight.stop()
            over.result()


class _Flight(Generic[J, R]):
    """The jobs of a run that wait, those that are under way, and those whose end is not written down yet.

    A thread of its own flies it, so that slots never wait for the caller. It hears of all that happens in one queue.
    """

    def __init__(self, coordinator: Coordinator[J, R], waiting: deque[J], cancelled: Event) -> None:
        self._coordinator = coordinator
        self._engine, self._log = coordinator.engine, coordinator.log
        self._waiting, self._cancelled = waiting, cancelled
        self._flying: dict[Future[Report[R]], J] = {}
        self._tries: dict[str, int] = {}
        self._unsettled = 0
        self._stopped = Event()
        self._heard: SimpleQueue[Future[Report[R]] | list[RunEvent]] = SimpleQueue()
        self._ended: SimpleQueue[Ended[J, R] | None] = SimpleQueue()

    def arrivals(self) -> list[Ended[J, R]]:
        """Wait until jobs have ended and return them; none when the flight is over."""
        found = [self._ended.get()]
        with contextlib.suppress(Empty):
            while found[-1] is not None:
                found.append(self._ended.get_nowait())
        if found[-1] is None and len(found) > 1:
            self._ended.put(None)
        return [ended for ended in found if ended is not None]

    def settle(self, ended: Sequence[Ended[J, R]]) -> None:
        """Have it written down that jobs ended, now that their results are kept."""
        digest = self._coordinator.digest
        self._heard.put([each.event(What.GIVEN_UP if each.fault else What.DONE, digest(each.value)) for each in ended])

    def stop(self) -> None:
        """Let the flight end: nobody waits for it any more."""
        self._stopped.set()

    def fly(self) -> None:
        """Have the jobs done; this is what the thread does."""
        try:
            while not self._over():
                self._log.check()
                self._steer()
                for heard in self._news():
                    self._take(heard)
        finally:
            try:
                self._abandon()
            finally:  # whatever fails, nobody waits for ever
                self._ended.put(None)

    def _over(self) -> bool:
        if self._stopped.is_set():
            return True
        return not (self._flying or self._unsettled) and (self._cancelled.is_set() or not self._waiting)

    def _steer(self) -> None:
        """Submit what there is room for, or end what is under way."""
        if self._cancelled.is_set():
            self._cancel()
            return
        room = self._engine.capacity() - len(self._flying)
        jobs = [self._waiting.popleft() for _ in range(min(room, len(self._waiting)))]
        self._tell(What.STARTED, jobs)
        for job in jobs:
            future = self._submitted(job)
            self._flying[future] = job
            future.add_done_callback(self._heard.put)

    def _submitted(self, job: J) -> Future[Report[R]]:
        """Submit a job; what is wrong with it alone is how it ends."""
        try:
            return self._engine.submit(job)
        except WHOLE_RUN:
            raise
        except Exception as error:  # noqa: BLE001 - the others go on
            failed: Future[Report[R]] = Future()
            failed.set_exception(error)
            return failed

    def _news(self) -> Iterator[Future[Report[R]] | list[RunEvent]]:
        with contextlib.suppress(Empty):
            yield self._heard.get(timeout=TICK_S)
            while True:
                yield self._heard.get_nowait()

    def _take(self, heard: Future[Report[R]] | list[RunEvent]) -> None:
        if isinstance(heard, list):
            self._log.write(heard)
            self._unsettled -= len(heard)
        elif (ended := self._landed(heard)) is not None:
            self._unsettled += 1
            self._log.write([ended.event(What.COLLECTED)])
            self._ended.put(ended)

    def _landed(self, future: Future[Report[R]]) -> Ended[J, R] | None:
        """Return how a job ended; None where it waits again."""
        job = self._flying.pop(future)
        try:
            report = future.result()
        except CancelledError:
            self._tell(What.STOPPED, [job])
            self._waiting.append(job)
            return None
        except NodeError as error:
            return self._undone(job, str(error))
        except WHOLE_RUN:
            raise
        except Exception as error:  # noqa: BLE001 - the others go on
            _LOG.exception("%s: the work was not done", job.name)
            return self._undone(job, f"{type(error).__name__}: {error}")
        ended = Ended(job, report, self._coordinator.fault(report.value))
        return None if ended.fault and self._again(ended) else ended

    def _undone(self, job: J, reason: str) -> Ended[J, R] | None:
        """Return how a job ended that no node could do; None where it waits again."""
        given_up = self._coordinator.given_up
        waits = self._again(Ended(job, Report(None), reason))
        return None if waits else Ended(job, Report(given_up(job, reason)), reason)

    def _again(self, ended: Ended[J, Any]) -> bool:
        """Let a job that failed because of us wait again; return False once it has failed too often."""
        job = ended.job
        self._tries[job.name] = self._tries.get(job.name, 0) + 1
        if self._tries[job.name] == ATTEMPTS:
            return False
        self._log.write([ended.event(What.AGAIN)])
        self._waiting.append(job)
        return True

    def _cancel(self) -> None:
        for job in self._flying.values():
            self._engine.cancel(job.name)

    def _abandon(self) -> None:
        """End what is under way; it waits for the next run."""
        self._cancel()
        self._tell(What.STOPPED, list(self._flying.values()))

    def _tell(self, what: What, jobs: Sequence[J]) -> None:
        self._log.write([RunEvent(what=what, name=job.name, student=job.student) for job in jobs])
