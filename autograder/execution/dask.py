"""The engine of a cluster: Dask.distributed carries the jobs, an agent on each node does them.

A node is a Dask worker with as many threads as slots. The agent lives in a plugin that is named after the run: a
coordinator that goes on with a run replaces the agents of the one before, and what those had under way ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any, Generic, TypeAlias
from uuid import uuid4

from distributed import Client, WorkerPlugin, get_worker
from distributed import Future as Promise
from distributed.client import ClosedClientError

from autograder.errors import EngineError, NodeError
from autograder.execution.agent import Agent, J, R

START_S = 300.0
LOOK_S = 2.0
PATIENCE_S = 10.0
PAUSE_S = 0.1

Opened: TypeAlias = Callable[[int, str | None], Agent[J, R]]


class AgentPlugin(WorkerPlugin):  # type: ignore[misc]  # dask has no types
    """Hosts an agent in a Dask worker, from its start to its end."""

    def __init__(self, name: str, opened: Opened[Any, Any]) -> None:
        self.name = name
        self.agent: Agent[Any, Any] | None = None
        self._opened = opened

    async def setup(self, worker: Any) -> None:
        """Open the agent; the worker's own loop goes on meanwhile."""
        visible = os.environ.get("CUDA_VISIBLE_DEVICES")  # this is where a node's process starts
        self.agent = await asyncio.to_thread(self._opened, worker.state.nthreads, visible)

    async def teardown(self, worker: Any) -> None:  # noqa: ARG002 - the signature of a plugin
        """End the agent's jobs."""
        if self.agent is not None:
            await asyncio.to_thread(self.agent.close)


class DaskEngine(Generic[J, R]):
    """Has jobs done by agents in the workers of a Dask cluster."""

    name = "dask"

    def __init__(self, client: Client, run: str, opened: Opened[J, R]) -> None:
        """Bring an agent to every node, now and later.

        Args:
            client: of the cluster; the engine closes it.
            run: names the run.
            opened: makes a node's agent, from the number of slots and what a job manager gave of GPUs
                (CUDA_VISIBLE_DEVICES); it travels to the nodes.

        Raises:
            EngineError: a node cannot have an agent.
        """
        self._client, self._plugin = client, f"autograder-{run}"
        self._promises: dict[str, Promise] = {}
        self._cancelled: set[str] = set()
        self._slots, self._looked, self._began = 0, 0.0, time.monotonic()
        try:
            client.register_plugin(AgentPlugin(self._plugin, opened), name=self._plugin)
        except Exception as error:  # whatever a node raises arrives here
            client.close(timeout=PATIENCE_S)
            raise EngineError(f"a node of the cluster cannot grade: {error}") from error

    def capacity(self) -> int:
        """Return how many threads the workers have together.

        Raises:
            EngineError: the scheduler is gone, or no worker came for a long time.
        """
        now = time.monotonic()
        if now - self._looked > LOOK_S:
            with self._reaching():
                self._slots = sum(self._client.nthreads().values())
            self._looked = time.monotonic()
        if self._slots:
            self._began = now
        elif now - self._began > START_S:
            raise EngineError(f"no worker has come to the Dask scheduler for {START_S:.0f} s; start some and go on")
        return self._slots

    def submit(self, job: J) -> Future[R]:
        """Have a job done by any worker.

        Raises:
            EngineError: the scheduler is gone.
        """
        future: Future[R] = Future()
        key = f"{self._plugin}-{uuid4().hex}"
        with self._reaching():
            promise = self._client.submit(_work, job, self._plugin, key=key, pure=False, retries=0)
        self._promises[job.name] = promise
        promise.add_done_callback(partial(self._pass_on, job.name, future))
        return future

    def cancel(self, name: str) -> None:
        """End a job early, wherever it runs."""
        if name in self._promises and name not in self._cancelled:
            self._cancelled.add(name)
            with contextlib.suppress(Exception):  # a node that is gone runs nothing
                self._client.run(_cancel, name, self._plugin, wait=False, on_error="ignore")
                self._promises[name].cancel()

    def close(self) -> None:
        """End every job and every agent of the run; the cluster stays."""
        for name in list(self._promises):
            self.cancel(name)
        with contextlib.suppress(Exception):  # where the scheduler is gone there is nothing to end
            if self._client.status == "running":
                self._client.unregister_worker_plugin(self._plugin)
        with contextlib.suppress(Exception):
            self._client.close(timeout=PATIENCE_S)

    def _pass_on(self, name: str, future: Future[R], promise: Promise) -> None:
        """Pass on how a job ended. Called from a thread of the client."""
        self._promises.pop(name, None)
        stopped = name in self._cancelled
        self._cancelled.discard(name)
        try:
            outcome = promise.result() if promise.status == "finished" else None
            problem = promise.exception() if promise.status == "error" else None
        except Exception as error:  # noqa: BLE001 - the result was lost with its node
            outcome, problem = None, error
        if outcome is not None:
            future.set_result(outcome)
        elif stopped or promise.status == "finished":
            future.set_exception(CancelledError())
        elif promise.status == "error":
            future.set_exception(NodeError(f"the node failed: {problem}"))
        else:
            future.set_exception(self._gone())

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except (OSError, TimeoutError, CancelledError, ClosedClientError, AttributeError) as error:
            raise self._gone() from error  # an attribute is missing where the client has given up its scheduler

    def _gone(self) -> EngineError:
        return EngineError(
            "the Dask scheduler is gone; what is done is kept. Start the scheduler and its workers again, then run "
            "the same command"
        )


def _work(job: Any, plugin: str) -> Any:
    """Do a job on the node where this is called; None where it was cancelled."""
    deadline = time.monotonic() + START_S
    while (node := get_worker().plugins.get(plugin)) is None or node.agent is None:
        if time.monotonic() > deadline:
            raise NodeError("the node's agent did not start")
        time.sleep(PAUSE_S)
    try:
        return node.agent.run(job)
    except CancelledError:
        return None


async def _cancel(name: str, plugin: str, dask_worker: Any = None) -> None:
    """End a job, where this node does it; Dask does not wait for a coroutine, and fills in the worker."""
    node = dask_worker.plugins.get(plugin)
    if node is not None and node.agent is not None:
        node.agent.cancel(name)
