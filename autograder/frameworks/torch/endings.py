"""What a module's outputs are: probabilities, their logarithms, or scores that its loss makes probabilities of."""

from __future__ import annotations

from typing import Final

from autograder.frameworks.torch.describe import Head
from autograder.frameworks.torch.program import CallRef, ModuleProgram
from autograder.protocol.jobs import DataTask

ENDS: Final = frozenset({"softmax", "log_softmax", "sigmoid"})


def head(program: ModuleProgram, learned: DataTask) -> Head | None:
    """Return what the loss of a task applies to a module's scores."""
    if learned.gives_numbers:
        return None
    output = program.training.outputs[0]
    call = program.training.calls[output.node] if isinstance(output, CallRef) else None
    width = call.shape[-1] if call is not None and call.shape else None
    return "sigmoid" if width == 1 or learned is DataTask.MULTILABEL else "softmax"
