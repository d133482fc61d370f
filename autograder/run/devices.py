"""Which slots an assignment's jobs get on a machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from autograder.backends import Assigned
from autograder.collect import Collector
from autograder.collect.device import GPU, Device
from autograder.course.assignment import Assignment, GpuPolicy
from autograder.errors import UsageError
from autograder.evidence_store import EvidenceStore
from autograder.execution import Slot, gpus


@dataclass(frozen=True, slots=True)
class Devices:
    """What of a machine's GPUs is used.

    `wanted` is "all", "none", or indices with commas; `share` how many jobs there are to a card; `visible` the
    CUDA_VISIBLE_DEVICES that a job manager set, None where there is none.
    """

    wanted: str = gpus.ALL
    share: int = 1
    visible: str | None = None

    def slots(self, assignment: Assignment, jobs: int) -> tuple[Slot, ...]:
        """Return the slots for an assignment: on GPUs where it wants them and there are any, else `jobs` without.

        Raises:
            UsageError: it requires a GPU and there is none, or one is wanted that is not there.
        """
        if assignment.gpu is not GpuPolicy.NEVER:
            cards = gpus.chosen(gpus.detect(gpus.installed()), self.wanted, self.visible)
            if cards:
                return gpus.slots_on(cards, self.share)
            if assignment.gpu is GpuPolicy.REQUIRED:
                raise UsageError(
                    f"{assignment.id} requires a GPU, and none was found here; it takes NVIDIA's driver and "
                    "pip install dl-autograder[gpu]. With gpu = “preferred” it runs without one too"
                )
        return tuple(Slot(number) for number in range(jobs))


def cards_here() -> Iterator[str]:
    """Yield a line about each GPU of this machine, or about what is missing for one to be found."""
    library = gpus.installed()
    cards = gpus.detect(library)
    for card in cards:
        yield f"gpu {card.name}: {card.memory_mb} MB"
    if not cards:
        missing = "NVIDIA's driver was not found" if library else "pip install dl-autograder[gpu], to look for any"
        yield f"gpu: none. {missing}"


def on_slot(collector: Collector, slot: Slot) -> Collector:
    """Return a collector whose boxes see the slot's GPU, and keep to its share of the memory.

    Trainings on GPUs are remembered apart: those on the CPU have a bar and a budget of their own.
    """
    if not slot.gpu:
        return collector
    sandbox = Assigned(collector.sandbox, slot.gpu, slot.memory_mb)
    memory = EvidenceStore(collector.trainer.memory.root / GPU)
    trainer = replace(collector.trainer, sandbox=sandbox, memory=memory)
    return Collector(sandbox, trainer, collector.scratch, Device(is_gpu=True, is_share=bool(slot.memory_mb)))
