"""Have jobs done through an engine, no more at a time than it has slots, and write down how each one goes.

What is our fault (a box, a worker, a node) is tried again; what a job itself does wrong is its result.
"""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Event
from typing import Generic, TypeVar

from autograder.errors import WHOLE_RUN, NodeError
from autograder.execution.engine import Engine, Job
from autograder.execution.events import RunEvent, What
from autograder.execution.outcome import JobOutcome
from autograder.execution.run_log import Log

_LOG = logging.getLogger(__name__)
ATTEMPTS = 3
TICK_S = 0.2

J = TypeVar("J", bound=Job)
R = TypeVar("R", bound=JobOutcome)


@dataclass(frozen=True, slots=True)
class Coordinator(Generic[J, R]):
    """Has the jobs of one run done.

    `fault` tells why an outcome does not count because of us, "" where it counts; `given_up` is the outcome of a job
    that no node could do, for the reason that is passed.
    """

    engine: Engine[J, R]
    log: Log
    fault: Callable[[R], str]
    given_up: Callable[[J, str], R]

    def run(self, jobs: Iterable[J], *, take: Callable[[Sequence[R]], Sequence[R]], cancelled: Event) -> None:
        """Have jobs done, and hand over how they end; return once all have ended.

        Args:
            jobs: what is to be done.
            take: takes outcomes, together those that came together, keeps them, and returns them for the log, with
                the digests of what is kept. It is called on the caller's thread while other jobs go on; where it
                fails, the run ends, and what it had not returned is done again by the next run.
            cancelled: ends the run early.

        Raises:
            EngineError: the engine can do nothing any more.
            LeaseError: another coordinator has taken the run over.
        """
        running: _RunningJobs[J, R] = _RunningJobs(self, deque(jobs), cancelled)
        with ThreadPoolExecutor(1, thread_name_prefix="coordinator") as thread:
            over = thread.submit(running.watch)
            try:
                while outcomes := running.ended():
                    running.write_down(take(outcomes))
            finally:
                running.stop()
            over.result()


class _RunningJobs(Generic[J, R]):
    """The jobs of a run that wait, those that are submitted, and those whose end is not written down yet.

    A thread of its own watches them, so that slots never wait for the caller. It hears of all that happens in one
    queue.
    """

    def __init__(self, coordinator: Coordinator[J, R], waiting: deque[J], cancelled: Event) -> None:
        self._coordinator = coordinator
        self._engine, self._log = coordinator.engine, coordinator.log
        self._waiting, self._cancelled = waiting, cancelled
        self._submitted: dict[Future[R], J] = {}
        self._tries: dict[str, int] = {}
        self._unwritten = 0
        self._stopped = Event()
        self._heard: SimpleQueue[Future[R] | Sequence[R]] = SimpleQueue()
        self._ended: SimpleQueue[R | None] = SimpleQueue()

    def ended(self) -> list[R]:
        """Wait until jobs have ended and return how; nothing when the run is over."""
        found = [self._ended.get()]
        with contextlib.suppress(Empty):
            while found[-1] is not None:
                found.append(self._ended.get_nowait())
        if found[-1] is None and len(found) > 1:
            self._ended.put(None)
        return [outcome for outcome in found if outcome is not None]

    def write_down(self, outcomes: Sequence[R]) -> None:
        """Have it written down that jobs ended, now that what they gave is kept."""
        self._heard.put(outcomes)

    def stop(self) -> None:
        """Let the run end: nobody waits for it any more."""
        self._stopped.set()

    def watch(self) -> None:
        """Have the jobs done; this is what the thread does."""
        try:
            while not self._over():
                self._log.check()
                self._submit_or_cancel()
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
        return not (self._submitted or self._unwritten) and (self._cancelled.is_set() or not self._waiting)

    def _submit_or_cancel(self) -> None:
        """Submit what there is room for, or end what is under way."""
        if self._cancelled.is_set():
            self._cancel()
            return
        room = self._engine.capacity() - len(self._submitted)
        jobs = [self._waiting.popleft() for _ in range(min(room, len(self._waiting)))]
        self._tell(What.STARTED, jobs)
        for job in jobs:
            future = self._submit(job)
            self._submitted[future] = job
            future.add_done_callback(self._heard.put)

    def _submit(self, job: J) -> Future[R]:
        """Submit a job; what is wrong with it alone is how it ends."""
        try:
            return self._engine.submit(job)
        except WHOLE_RUN:
            raise
        except Exception as error:  # noqa: BLE001 - the others go on
            failed: Future[R] = Future()
            failed.set_exception(error)
            return failed

    def _news(self) -> Iterator[Future[R] | Sequence[R]]:
        with contextlib.suppress(Empty):
            yield self._heard.get(timeout=TICK_S)
            while True:
                yield self._heard.get_nowait()

    def _take(self, heard: Future[R] | Sequence[R]) -> None:
        if not isinstance(heard, Future):
            self._log.write([_event(What.GIVEN_UP if each.fault else What.DONE, each) for each in heard])
            self._unwritten -= len(heard)
        elif (outcome := self._outcome(heard)) is not None:
            self._unwritten += 1
            self._log.write([_event(What.COLLECTED, outcome)])
            self._ended.put(outcome)

    def _outcome(self, future: Future[R]) -> R | None:
        """Return how a job ended; None where it waits again."""
        job = self._submitted.pop(future)
        try:
            outcome = future.result()
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
        outcome = replace(outcome, fault=self._coordinator.fault(outcome))
        return None if outcome.fault and self._again(job, outcome) else outcome

    def _undone(self, job: J, reason: str) -> R | None:
        """Return how a job ended that no node could do; None where it waits again."""
        if self._again(job, JobOutcome(name=job.name, student=job.student, fault=reason)):
            return None
        return replace(self._coordinator.given_up(job, reason), fault=reason)

    def _again(self, job: J, outcome: JobOutcome) -> bool:
        """Let a job that failed because of us wait again; return False once it has failed too often."""
        self._tries[job.name] = self._tries.get(job.name, 0) + 1
        if self._tries[job.name] == ATTEMPTS:
            return False
        self._log.write([_event(What.AGAIN, outcome)])
        self._waiting.append(job)
        return True

    def _cancel(self) -> None:
        for job in self._submitted.values():
            self._engine.cancel(job.name)

    def _abandon(self) -> None:
        """End what is under way; it waits for the next run."""
        self._cancel()
        self._tell(What.STOPPED, list(self._submitted.values()))

    def _tell(self, what: What, jobs: Sequence[J]) -> None:
        self._log.write([RunEvent(what=what, name=job.name, student=job.student) for job in jobs])


def _event(what: What, outcome: JobOutcome) -> RunEvent:
    return RunEvent(what=what, name=outcome.name, student=outcome.student, outcome=outcome)
