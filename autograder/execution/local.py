"""The engine of one machine: an agent in this process."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic

from autograder.errors import EngineError
from autograder.execution.agent import Agent, J, R


class LocalEngine(Generic[J, R]):
    """Has jobs done by threads of this process, one for each slot of its agent."""

    name = "local"

    def __init__(self, agent: Agent[J, R]) -> None:
        self._agent = agent
        self._threads = ThreadPoolExecutor(len(agent.slots), thread_name_prefix="slot")

    def capacity(self) -> int:
        """Return how many slots there are."""
        return len(self._agent.slots)

    def submit(self, job: J) -> Future[R]:
        """Have a job done in a thread.

        Raises:
            EngineError: the engine was closed.
        """
        try:
            return self._threads.submit(self._agent.run, job)
        except RuntimeError as closed:
            raise EngineError(f"{job.name} was not begun: {closed}") from None

    def cancel(self, name: str) -> None:
        """End a job early."""
        self._agent.cancel(name)

    def close(self) -> None:
        """End every job and the threads."""
        self._agent.close()
        self._threads.shutdown(cancel_futures=True)
