"""Which slots an assignment's jobs get on a machine, and what a job that ran out of a GPU's memory tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from autograder.backends import Assigned
from autograder.collect import Collected, Collector
from autograder.course.assignment import Assignment, GpuPolicy
from autograder.errors import UsageError
from autograder.execution import Slot, gpus
from autograder.probe.gpu import exhausted
from autograder.records import Evidence, Failure, FailureKind, Trust
from autograder.store import EvidenceStore

CPU, GPU = "cpu", "gpu"
OUT_OF_MEMORY = FailureKind.GPU_OUT_OF_MEMORY
OF_A_SHARE = ("CUDA", "CUBLAS", "CUDNN", "cuDNN")
"""What a failure may come from where others use the card: one of them may have lifted its cap and taken all."""


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
    return replace(collector, sandbox=sandbox, trainer=replace(collector.trainer, sandbox=sandbox, memory=memory))


def starved(evidence: Evidence) -> bool:
    """Return whether a run ended because a GPU's memory did."""
    return evidence.error is not None and evidence.error.kind == OUT_OF_MEMORY


def named(collected: Collected, slot: Slot) -> Collected:
    """Name the device, and the failure of a run that ran out of a GPU's memory: it is no mistake like others.

    The bar is the device's, so a submission's own word does not count: only a box without student code may say that it
    found no GPU where it was given one.
    """
    evidence = collected.evidence
    if not (slot.gpu and _device_is_ours(evidence)):
        evidence = replace(evidence, device=GPU if slot.gpu else CPU)
    if slot.gpu and (failure := _of_memory(evidence, shared=bool(slot.memory_mb))):
        evidence = replace(evidence, error=failure)
    return replace(collected, evidence=evidence)


def _device_is_ours(evidence: Evidence) -> bool:
    """Tell whether a box without student code said which device it computed on."""
    return evidence.training is not None or (evidence.structure is not None and evidence.trust is Trust.REBUILT)


def _of_memory(evidence: Evidence, *, shared: bool) -> Failure | None:
    """Return the failure of a run that ran out of a GPU's memory.

    On a share everything counts that may be its fault, also where it cost no more than a part of the evidence.
    """
    error = evidence.error
    kinds = {FailureKind.EXCEPTION, FailureKind.TRAINING, FailureKind.PREDICT, FailureKind.CRASHED}
    if error is not None and error.kind in kinds and _says(f"{error.message} {error.details}", shared=shared):
        return replace(error, kind=OUT_OF_MEMORY)
    parts = [*evidence.behaviour.values(), *(call.error for call in evidence.functions)] if shared else []
    lost = next((str(part) for part in parts if part is not None and _says(str(part), shared=True)), None)
    return None if lost is None else Failure(OUT_OF_MEMORY, lost)


def _says(told: str, *, shared: bool) -> bool:
    return exhausted(told) or (shared and any(sign in told for sign in OF_A_SHARE))
