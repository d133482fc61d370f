"""Ask a rebuilt module that has learned nothing yet what it knows."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from autograder.frameworks.knowing import MOST_LAYERS, Array, best_known, is_asked
from autograder.frameworks.torch.rebuild import RebuiltModule, first_output


def knowing(module: RebuiltModule, inputs: Any, y: NDArray[np.integer[Any]], *, at_a_time: int) -> Array:
    """Return what the call that knows most gives for the inputs behind those with labels, in the order of the classes.

    Args:
        module: untrained.
        inputs: a tensor, (n, …): training inputs, then those that are asked for.
        y: labels of the training inputs.
        at_a_time: how many inputs are given together.
    """
    classes, parts = int(y.max()) + 1, []
    module.eval()
    with torch.no_grad():
        for batch in inputs.split(at_a_time):
            heard: list[Any] = []
            first = first_output(module.heard(heard, batch))
            wide = [each for each in heard if is_asked(each.shape, len(batch), classes)][-MOST_LAYERS:]
            parts.append([each.reshape(len(batch), -1).float().numpy() for each in (*wide, first)])
    return best_known([np.concatenate(each) for each in zip(*parts, strict=True)], y, classes)
