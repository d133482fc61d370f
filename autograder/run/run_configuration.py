"""How a batch is run: where its journal lies, who is told of what happens, which engine does the work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from autograder.errors import AutograderError, EngineError, UsageError
from autograder.execution import Engine, Journal, Log, ObservedLog, Observer, Unwritten
from autograder.execution.json_lines import lines_into
from autograder.extensions import EntryPointGroup
from autograder.run.batch import DEVICES, in_process
from autograder.run.devices import Devices
from autograder.run.grader import Options
from autograder.run.job import GradingJob
from autograder.run.node_plan import NodePlan
from autograder.run.outcome import GradingOutcome
from autograder.run.staging import Sending, located, packed
from autograder.run.worker import Worker


@dataclass(frozen=True, slots=True)
class Opening:
    """What an engine is opened with.

    `run` names the run folder `out`, `worker` does jobs in this process, `jobs` at a time on each node; `plan` is what
    a node of another machine opens the course with; `scheduler` and `nodes` are what the command line says.
    """

    run: str
    worker: Worker
    jobs: int
    devices: Devices
    plan: NodePlan
    out: Path
    scheduler: str = ""
    nodes: int = 1


def _local(opening: Opening) -> Engine[GradingJob, GradingOutcome]:
    """Do the work in this process."""
    return in_process(opening.worker, opening.jobs, opening.devices)


def _dask(opening: Opening) -> Engine[GradingJob, GradingOutcome]:
    """Do the work on a Dask cluster that runs."""
    clusters = _clusters("dask")
    engine: Engine[GradingJob, GradingOutcome] = clusters.DaskEngine(
        clusters.connected(opening.scheduler), opening.run, opening.plan
    )
    return engine


def _slurm(opening: Opening) -> Engine[GradingJob, GradingOutcome]:
    """Do the work on nodes that Slurm gives."""
    clusters = _clusters("slurm")
    client = clusters.slurm(opening.run, opening.nodes, opening.jobs, opening.out / ".store" / "slurm")
    engine: Engine[GradingJob, GradingOutcome] = clusters.DaskEngine(client, opening.run, opening.plan)
    return engine


ENGINES: EntryPointGroup[Callable[[Opening], Engine[GradingJob, GradingOutcome]]] = EntryPointGroup(
    "autograder.engines",
    "engine",
    {"local": _local, "dask": _dask, "slurm": _slurm},
    "a function that takes an Opening and gives an execution.Engine",
)


@dataclass(frozen=True, slots=True)
class RunConfiguration:
    """How a batch is run.

    Args:
        journal: the course's SQLite file; None for runs that need none.
        clock: tells the time of day, in seconds.
        lines: a file that gets a line of JSON for each event.
        engine: the name of one of `ENGINES`.
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
        ENGINES.find(self.engine)
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
            return ObservedLog(Unwritten(), told)
        journal = Journal(self.journal, place, assignment=assignment, engine=self.engine, clock=self.clock)
        return ObservedLog(journal, told)

    def open_engine(self, options: Options, worker: Worker, jobs: int) -> Engine[GradingJob, GradingOutcome]:
        """Open the engine of a batch.

        Args:
            options: how nodes open the course.
            worker: does the jobs where this process does them.
            jobs: how many at a time, on each node.

        Raises:
            UsageError: what the engine needs is not installed.
            EngineError: the cluster cannot be reached, or a node of it cannot grade.
        """
        out = worker.folder.root.resolve()
        run = hashlib.sha256(str(out).encode()).hexdigest()[:16]
        abroad = replace(options, course=replace(options.course, root=options.course.root.resolve()))
        plan = NodePlan(abroad, worker.resolved.assignment.id, None if self.carry else out, self.devices)
        opening = Opening(run, worker, jobs, self.devices, plan, out, self.scheduler, self.nodes)
        engine = _opened(self.engine, opening)
        return engine if self.here else Sending(engine, packed if self.carry else located)


def _opened(name: str, opening: Opening) -> Engine[GradingJob, GradingOutcome]:
    make = ENGINES.find(name)
    try:
        return make(opening)
    except AutograderError:
        raise
    except Exception as error:
        origin = ENGINES.origin(name)
        if not origin:
            raise
        raise EngineError(f"{origin}: the engine {name!r} failed: {type(error).__name__}: {error}") from error


def _clusters(name: str) -> ModuleType:
    """Import what needs Dask, where it is used: it is an extra."""
    try:
        return import_module("autograder.execution.clusters")
    except ImportError as error:
        raise UsageError(f"--engine {name} needs Dask: pip install dl-autograder[cluster] ({error})") from error
