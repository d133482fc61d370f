"""What an engine is: it carries jobs to where they are done, and their outcomes back."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol, TypeVar

from autograder.execution.outcome import JobOutcome


class Job(Protocol):
    """One piece of work, as plain data. Its name is its own within a run."""

    @property
    def name(self) -> str:
        """The job's name."""

    @property
    def student(self) -> str:
        """Whose it is."""


J_contra = TypeVar("J_contra", bound=Job, contravariant=True)
R = TypeVar("R", bound=JobOutcome)


class Engine(Protocol[J_contra, R]):
    """A way to have jobs done. It is used from one thread."""

    name: str

    def capacity(self) -> int:
        """Return how many jobs can be done at a time now; it may change while nodes come and go."""

    def submit(self, job: J_contra) -> Future[R]:
        """Have a job done.

        The future raises `CancelledError` where the job was cancelled, and `NodeError` where its node was lost. What
        the work raised it raises too, or a `NodeError` that quotes it.

        Raises:
            EngineError: nothing can be done any more.
        """

    def cancel(self, name: str) -> None:
        """End a job early, if it was submitted and has not ended."""

    def close(self) -> None:
        """End every job and what the engine keeps running; nothing can be submitted any more."""
