"""Set up a node of a cluster for a batch: open the course there, and an agent over it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import UsageError
from autograder.execution import Agent
from autograder.pipeline.carry import Carrier
from autograder.pipeline.devices import Devices, starved
from autograder.pipeline.hand_in import Job
from autograder.pipeline.judge import Item
from autograder.pipeline.worker import Worker
from autograder.pipeline.workshop import Options, opened
from autograder.store import RunFolder


@dataclass(frozen=True, slots=True)
class NodePlan:
    """What a node must know of a batch, as plain data: it travels there and is called.

    `out` is the run folder where the node shares it, None where hand-ins and evidence are carried.
    """

    options: Options
    assignment: str
    out: Path | None
    devices: Devices

    def __call__(self, slots: int, visible: str | None) -> Agent[Job, Item]:
        """Return an agent with so many slots, on the GPUs that are visible where the assignment wants GPUs.

        Raises:
            UsageError: the node does not see the run folder.
            AutograderError: the course cannot be opened here.
        """
        if self.out is not None and not RunFolder(self.out).read_settings():
            raise UsageError(f"{self.out} is not seen there; share the folder with every node, or use --carry")
        with ExitStack() as stack:
            workshop = stack.enter_context(opened(self.options, jobs=slots))
            folder = RunFolder(self.out or self.options.cache / "scratch")
            worker = Worker(workshop.prepare(self.assignment), workshop.collector, folder)
            places = replace(self.devices, visible=visible).slots(worker.prepared.assignment, slots)[:slots]
            worker = replace(worker, prepared=worker.prepared.at(places))
            work = worker if self.out is not None else Carrier(worker, workshop.collector.scratch)
            return Agent(
                work,
                places,
                starved=lambda item: starved(item.evidence),
                fits=worker.fits,
                release=stack.pop_all().close,
            )
