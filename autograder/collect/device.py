"""On which device a submission ran, and whether its memory ended the run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autograder.protocol.gpu import exhausted
from autograder.records import Evidence, Failure, FailureKind, Trust

CPU, GPU = "cpu", "gpu"
OUT_OF_MEMORY = FailureKind.GPU_OUT_OF_MEMORY
OF_A_SHARE = ("CUDA", "CUBLAS", "CUDNN", "cuDNN")
"""What a failure may come from where others use the card: one of them may have lifted its cap and taken all."""


@dataclass(frozen=True, slots=True)
class Device:
    """What boxes are given: a GPU or none, and whether it is a share of one."""

    is_gpu: bool = False
    is_share: bool = False

    def named(self, evidence: Evidence) -> Evidence:
        """Name the device, and the failure of a run that ran out of a GPU's memory: it is no mistake like others.

        The bar is the device's, so a submission's own word does not count: only a box without student code may say that
        it found no GPU where it was given one.
        """
        if not (self.is_gpu and _device_is_ours(evidence)):
            evidence = replace(evidence, device=GPU if self.is_gpu else CPU)
        if self.is_gpu and (failure := _of_memory(evidence, shared=self.is_share)):
            evidence = replace(evidence, error=failure)
        return evidence


ON_CPU = Device()


def starved(evidence: Evidence) -> bool:
    """Return whether a run ended because a GPU's memory did."""
    return evidence.error is not None and evidence.error.kind == OUT_OF_MEMORY


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
