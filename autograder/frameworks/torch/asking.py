"""Ask a module for its outputs, and say what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from autograder.contracts import UnfitError
from autograder.frameworks.torch.describe import describe
from autograder.frameworks.torch.endings import ENDS
from autograder.frameworks.torch.modes import modes_kept
from autograder.frameworks.torch.rebuild import RebuiltModule, first_output
from autograder.frameworks.torch.training import Goal
from autograder.records import Failure, FailureKind

MOST_NUMBERS: Final = 8_000_000
"""Numbers of all outputs together; the grader reads no more."""
AT_A_TIME: Final = 250


@dataclass(frozen=True, slots=True)
class Manner:
    """How a module answers: what its outputs are, and whether no output tells of the inputs beside it."""

    goal: Goal
    apart: bool


def manner(module: RebuiltModule) -> Manner:
    """Return how a module answers.

    Every operation with a canonical form computes each example for itself, except batch normalisation as in training;
    of all others it is not known.
    """
    found = describe(module.program, module.arrays())
    place = found.outputs[0]
    op = found.nodes[place].op if place >= 0 else ""
    apart = not any(
        node.op.startswith("torch.") or node.op == "otherwise_at_inference" or node.attributes.get("training") is True
        for node in found.nodes
    )
    return Manner(Goal(module.learned, op if op in ENDS else ""), apart)


def predict(module: Any, how: Manner, inputs: Any) -> NDArray[np.float32]:
    """Return a module's first output for each input, (n, …): probabilities where it learns classes.

    What a call changes in it, as a normalisation that goes on counting, is put back before the next.

    Raises:
        UnfitError: the outputs have more numbers than are read.
    """
    rows, size = [], AT_A_TIME if how.apart else 1
    kept = [(buffer, buffer.clone()) for buffer in module.buffers()]
    with modes_kept(module), torch.no_grad():
        module.eval()
        for batch in inputs.split(size):
            for buffer, value in () if how.apart else kept:
                buffer.copy_(value)
            first = how.goal.probabilities(first_output(module(batch)))
            if first[0].numel() * len(inputs) > MOST_NUMBERS:
                found = str(tuple(first.shape[1:]))
                raise UnfitError(Failure(FailureKind.WIDE_OUTPUT, f"shape {found}", details={"found": found}))
            rows.append(first.cpu().numpy().astype(np.float32))
    return np.concatenate(rows)
