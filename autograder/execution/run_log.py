"""Where it is written down how the jobs of a run go: the journal, nowhere; and who is told once it is."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from autograder.execution.events import Observer, RunEvent

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as it is written down: whose it is, and what its result depends on."""

    student: str
    stamp: str


class Log(Protocol):
    """Where it is written down how the jobs of a run go. What it fails at ends the run."""

    def enlist(self, entries: Mapping[str, JobRecord]) -> Mapping[str, str]:
        """Write down the jobs of the run, by name; return the results of those that are done already, by name."""

    def write(self, events: Sequence[RunEvent]) -> None:
        """Write down what happened, in its order."""

    def check(self) -> None:
        """Look whether the run is still ours.

        Raises:
            LeaseError: it is not.
        """

    def close(self) -> None:
        """Give the run back."""


class Unwritten:
    """Writes nothing down, for runs of a single submission."""

    def enlist(self, entries: Mapping[str, JobRecord]) -> Mapping[str, str]:  # noqa: ARG002 - as every log
        """Know of no job that is done."""
        return {}

    def write(self, events: Sequence[RunEvent]) -> None:
        """Nothing."""

    def check(self) -> None:
        """Nothing: there is no lease."""

    def close(self) -> None:
        """Nothing."""


class ObservedLog:
    """Writes down as another log does, and tells observers of each event once it is written.

    An observer that fails is told of what follows all the same; its first error is logged.
    """

    def __init__(self, log: Log, observers: Sequence[Observer]) -> None:
        self._log, self._observers = log, tuple(observers)
        self._failed: set[int] = set()

    def enlist(self, entries: Mapping[str, JobRecord]) -> Mapping[str, str]:
        """Write the jobs down."""
        return self._log.enlist(entries)

    def write(self, events: Sequence[RunEvent]) -> None:
        """Write down what happened and tell of it."""
        self._log.write(events)
        for event in events:
            for number, observer in enumerate(self._observers):
                self._tell(number, observer, event)

    def check(self) -> None:
        """Look whether the run is still ours."""
        self._log.check()

    def close(self) -> None:
        """Give the run back."""
        self._log.close()

    def _tell(self, number: int, observer: Observer, event: RunEvent) -> None:
        try:
            observer(event)
        except Exception:  # noqa: BLE001 - whatever it is, the run goes on
            if number not in self._failed:
                self._failed.add(number)
                _LOG.exception("who observes the run failed at “%s” of %s; the run goes on", event.what, event.name)
