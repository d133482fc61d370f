"""Where a coordinator writes down how its jobs go: the journal, nowhere, or into more ears than one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as it is written down: whose it is, and what its result depends on."""

    student: str
    stamp: str


@dataclass(frozen=True, slots=True)
class End:
    """How a job ended: a digest of its result, why it gave none because of us ("" if it did), and where it was."""

    name: str
    result: str
    fault: str = ""
    node: str = ""
    device: str = ""


class Log(Protocol):
    """Where a coordinator writes down how its jobs go."""

    def enlist(self, entries: Mapping[str, Entry]) -> Mapping[str, str]:
        """Write down the jobs of the run, by name; return the results of those that are done already, by name."""

    def reopen(self, names: Sequence[str]) -> None:
        """Let jobs that were done wait again: their results are damaged."""

    def begin(self, names: Sequence[str]) -> None:
        """Write down that jobs are under way."""

    def again(self, end: End) -> None:
        """Write down that a job was not done because of us, and waits again."""

    def withdraw(self, names: Sequence[str]) -> None:
        """Write down that jobs were stopped, and wait for the next run."""

    def finish(self, ends: Sequence[End]) -> None:
        """Write down jobs that ended."""

    def check(self) -> None:
        """Look whether the run is still ours.

        Raises:
            LeaseError: it is not.
        """

    def close(self) -> None:
        """Give the run back."""


class Unwritten:
    """Writes nothing down, for runs of a single submission."""

    def enlist(self, entries: Mapping[str, Entry]) -> Mapping[str, str]:  # noqa: ARG002 - as every log
        """Know of no job that is done."""
        return {}

    def reopen(self, names: Sequence[str]) -> None:
        """Nothing."""

    def begin(self, names: Sequence[str]) -> None:
        """Nothing."""

    def again(self, end: End) -> None:
        """Nothing."""

    def withdraw(self, names: Sequence[str]) -> None:
        """Nothing."""

    def finish(self, ends: Sequence[End]) -> None:
        """Nothing."""

    def check(self) -> None:
        """Nothing: there is no lease."""

    def close(self) -> None:
        """Nothing."""


class What(StrEnum):
    """What happened to a job."""

    STARTED = "started"
    DONE = "done"
    GIVEN_UP = "given_up"
    AGAIN = "again"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a job of a run."""

    what: What
    name: str
    student: str
    node: str = ""
    device: str = ""
    reason: str = ""


class Told:
    """Writes down as another log does, and tells of each event once it is written."""

    def __init__(self, log: Log, tell: Callable[[Event], None]) -> None:
        self._log, self._tell = log, tell
        self._students: dict[str, str] = {}

    def enlist(self, entries: Mapping[str, Entry]) -> Mapping[str, str]:
        """Know whose the jobs are."""
        self._students = {name: entry.student for name, entry in entries.items()}
        return self._log.enlist(entries)

    def reopen(self, names: Sequence[str]) -> None:
        """Write it down."""
        self._log.reopen(names)

    def begin(self, names: Sequence[str]) -> None:
        """Write it down and tell."""
        self._log.begin(names)
        self._all(What.STARTED, names)

    def again(self, end: End) -> None:
        """Write it down and tell."""
        self._log.again(end)
        self._one(What.AGAIN, end)

    def withdraw(self, names: Sequence[str]) -> None:
        """Write it down and tell."""
        self._log.withdraw(names)
        self._all(What.STOPPED, names)

    def finish(self, ends: Sequence[End]) -> None:
        """Write it down and tell."""
        self._log.finish(ends)
        for end in ends:
            self._one(What.GIVEN_UP if end.fault else What.DONE, end)

    def check(self) -> None:
        """Look whether the run is still ours."""
        self._log.check()

    def close(self) -> None:
        """Give the run back."""
        self._log.close()

    def _all(self, what: What, names: Sequence[str]) -> None:
        for name in names:
            self._one(what, End(name, ""))

    def _one(self, what: What, end: End) -> None:
        self._tell(Event(what, end.name, self._students.get(end.name, ""), end.node, end.device, end.fault))
