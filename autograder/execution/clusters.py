"""Clusters to have jobs done by: a Dask scheduler that runs somewhere, or pilot workers that Slurm starts."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import dask
from dask_jobqueue import SLURMCluster
from distributed import Client

from autograder.errors import EngineError
from autograder.execution.dask import PATIENCE_S, DaskEngine

__all__ = ["DaskEngine", "connected", "slurm"]


def connected(address: str) -> Client:
    """Return a client of the scheduler at an address ("tcp://host:8786", "tls://host:8786").

    Raises:
        EngineError: it does not answer.
    """
    try:
        return Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise EngineError(f"expected a Dask scheduler at {address}, found none: {error}") from error


def slurm(run: str, nodes: int, slots: int, logs: Path) -> Client:
    """Have Slurm start pilot workers for a run, and return a client of their scheduler, which lives in this process.

    Queue, account, memory, wall time and the like come from Dask's own configuration, `jobqueue.slurm`. Pilots that a
    killed coordinator of the same run left are cancelled.

    Args:
        run: names the run.
        nodes: how many pilots.
        slots: how many jobs a pilot does at a time.
        logs: the folder for what the pilots print.

    Raises:
        EngineError: Slurm does not take them.
    """
    name = f"autograder-{run}"
    try:
        _end_pilots(name)
        with dask.config.set({"distributed.scheduler.allowed-failures": 0}):  # retries are counted in the journal
            cluster = SLURMCluster(job_name=name, cores=slots, processes=1, log_directory=str(logs), **_defaults())
        cluster.scale(jobs=nodes)
    except FileNotFoundError as error:
        raise EngineError("expected Slurm's commands on this machine, found none; run this on a login node") from error
    except subprocess.CalledProcessError as error:
        raise EngineError(f"Slurm does not answer: {error.stderr.strip()}") from error
    return Piloted(cluster, name)


class Piloted(Client):  # type: ignore[misc]  # dask has no types
    """A client that ends its pilots and closes its cluster with itself."""

    def __init__(self, pilots: SLURMCluster, name: str) -> None:
        super().__init__(pilots, set_as_default=False)
        self._pilots, self._pilots_name = pilots, name

    def close(self, *arguments: object, **named: object) -> None:
        """Close it all. Slurm is asked directly: a cluster that is closed leaves its pilots to time out."""
        name, self._pilots_name = self._pilots_name, ""
        if name:  # the first time: dask closes what is collected as garbage once more
            _end_pilots(name)
        super().close(*arguments, **named)
        self._pilots.close()


def _end_pilots(name: str) -> None:
    subprocess.run(["scancel", "--me", f"--name={name}"], check=True, capture_output=True, text=True)


def _defaults() -> dict[str, Any]:
    """Return what must be stated and the configuration leaves out: memory, and a free port for the dashboard."""
    memory = dask.config.get("jobqueue.slurm.memory", None) or "4GiB"
    scheduler = {"dashboard_address": ":0"} | (dask.config.get("jobqueue.slurm.scheduler-options", None) or {})
    return {"memory": memory, "scheduler_options": scheduler}
