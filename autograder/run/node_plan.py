"""Set up a node of a cluster for a batch: open the course there, and an agent over it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import UsageError
from autograder.execution import Agent
from autograder.run.devices import Devices
from autograder.run.grader import Options, opened
from autograder.run.job import GradingJob
from autograder.run.outcome import GradingOutcome
from autograder.run.staging import Carrier
from autograder.run.worker import Worker
from autograder.run_folder import RunFolder


@dataclass(frozen=True, slots=True)
class NodePlan:
    """What a node must know of a batch, as plain data: it travels there and is called.

    `out` is the run folder where the node shares it, None where hand-ins and evidence are carried.
    """

    options: Options
    assignment: str
    out: Path | None
    devices: Devices

    def __call__(self, slots: int, visible: str | None) -> Agent[GradingJob, GradingOutcome]:
        """Return an agent with so many slots, on the GPUs that are visible where the assignment wants GPUs.

        Raises:
            UsageError: the node does not see the run folder.
            AutograderError: the course cannot be opened here.
        """
        if self.out is not None and not RunFolder(self.out).read_settings():
            raise UsageError(f"{self.out} is not seen there; share the folder with every node, or use --carry")
        with ExitStack() as stack:
            grader = stack.enter_context(opened(self.options, jobs=slots))
            folder = RunFolder(self.out or self.options.cache / "scratch")
            worker = Worker(grader.resolve(self.assignment), grader.collector, folder)
            places = replace(self.devices, visible=visible).slots(worker.resolved.assignment, slots)[:slots]
            worker = replace(worker, resolved=worker.resolved.at(places))
            work = worker if self.out is not None else Carrier(worker, grader.collector.scratch)
            return Agent(
                work,
                places,
                starved=GradingOutcome.starved,
                fits=worker.fits,
                release=stack.pop_all().close,
            )
