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
        subprocess.run(["scancel", "--me", f"--name={name}"], check=True, capture_output=True, text=True)
        with dask.config.set({"distributed.scheduler.allowed-failures": 0}):  # retries are counted in the journal
            cluster = SLURMCluster(job_name=name, cores=slots, processes=1, log_directory=str(logs), **_defaults())
        cluster.scale(jobs=nodes)
    except FileNotFoundError as error:
        raise EngineError("expected Slurm's commands on this machine, found none; run this on a login node") from error
    except subprocess.CalledProcessError as error:
        raise EngineError(f"Slurm does not answer: {error.stderr.strip()}") from error
    return Owning(cluster, set_as_default=False)


class Owning(Client):  # type: ignore[misc]  # dask has no types
    """A client that closes its cluster with itself."""

    def close(self, *arguments: object, **named: object) -> None:
        """Close both."""
        cluster = self.cluster
        super().close(*arguments, **named)
        if cluster is not None:
            cluster.close()


def _defaults() -> dict[str, Any]:
    """Return what must be stated and the configuration leaves out: memory, and a free port for the dashboard."""
    memory = {} if dask.config.get("jobqueue.slurm.memory", None) else {"memory": "4GiB"}
    scheduler = {"dashboard_address": ":0"} | (dask.config.get("jobqueue.slurm.scheduler-options", None) or {})
    return memory | {"scheduler_options": scheduler}
