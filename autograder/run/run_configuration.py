"""How a batch is run: where its journal lies, who is told of what happens, which engine does the work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import UsageError
from autograder.execution import Engine, Journal, Log, Observer, Told, Unwritten
from autograder.execution.json_lines import lines_into
from autograder.run.batch import DEVICES, in_process
from autograder.run.devices import Devices
from autograder.run.grader import Options
from autograder.run.job import Job
from autograder.run.node_plan import NodePlan
from autograder.run.scoring import Item
from autograder.run.staging import Sending, located, packed
from autograder.run.worker import Worker

ENGINES = ("local", "dask", "slurm")


@dataclass(frozen=True, slots=True)
class RunConfiguration:
    """How a batch is run.

    Args:
        journal: the course's SQLite file; None for runs that need none.
        clock: tells the time of day, in seconds.
        lines: a file that gets a line of JSON for each event.
        engine: one of `ENGINES`.
        scheduler: the address of a Dask scheduler.
        nodes: how many nodes are asked of Slurm.
        carry: whether hand-ins and evidence travel with the jobs, because the nodes share no folder.
        devices: which GPUs are used, and how.
    """

    journal: Path | None = None
    clock: Callable[[], float] = lambda: 0.0
    lines: Path | None = None
    engine: str = "local"
    scheduler: str = ""
    nodes: int = 1
    carry: bool = False
    devices: Devices = DEVICES

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise UsageError(f"unknown engine {self.engine!r}; there are: {', '.join(ENGINES)}")
        if (self.engine == "dask") != bool(self.scheduler):
            raise UsageError("--engine dask goes with --scheduler ADDRESS (tcp://host:8786), and no other engine does")

    @property
    def here(self) -> bool:
        """Whether this machine runs the submissions, and needs a sandbox from the start."""
        return self.engine == "local"

    def log(self, folder: Path, assignment: str, observers: Sequence[Observer]) -> Log:
        """Open the log of a run folder, which tells observers what it has written; the caller closes it.

        Raises:
            LeaseError: another coordinator grades into the folder.
            UsageError: a file cannot be written.
        """
        place, told = folder.resolve(), list(observers)
        if self.lines is not None:
            told.insert(0, lines_into(self.lines, folder=place, assignment=assignment, clock=self.clock))
        if self.journal is None:
            return Told(Unwritten(), told)
        journal = Journal(self.journal, place, assignment=assignment, engine=self.engine, clock=self.clock)
        return Told(journal, told)

    def open_engine(self, options: Options, worker: Worker, jobs: int) -> Engine[Job, Item]:
        """Open the engine of a batch.

        Args:
            options: how nodes open the course.
            worker: does the jobs where this process does them.
            jobs: how many at a time, on each node.

        Raises:
            UsageError: what the engine needs is not installed.
            EngineError: the cluster cannot be reached, or a node of it cannot grade.
        """
        if self.here:
            return in_process(worker, jobs, self.devices)
        out = worker.folder.root.resolve()
        run = hashlib.sha256(str(out).encode()).hexdigest()[:16]
        abroad = replace(options, course=replace(options.course, root=options.course.root.resolve()))
        plan = NodePlan(abroad, worker.resolved.assignment.id, None if self.carry else out, self.devices)
        try:
            from autograder.execution import clusters  # noqa: PLC0415 - an extra, imported where it is used
        except ImportError as error:
            raise UsageError(
                f"--engine {self.engine} needs Dask: pip install dl-autograder[cluster] ({error})"
            ) from error
        if self.engine == "dask":
            client = clusters.connected(self.scheduler)
        else:
            client = clusters.slurm(run, self.nodes, jobs, out / ".store" / "slurm")
        engine: Engine[Job, Item] = clusters.DaskEngine(client, run, plan)
        return Sending(engine, packed if self.carry else located)
