"""Try what a rebuilt module does: what it gives, when dropout acts, what a step moves, whether it can learn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from autograder.frameworks.probing import (
    DRAWS,
    IMAGES,
    STEPS,
    Finding,
    losses_seen,
    other_answers,
    outputs_seen,
    problem_seen,
    rate_seen,
)
from autograder.frameworks.torch.forms import NOISE
from autograder.frameworks.torch.rebuild import RebuiltModule, first_output
from autograder.frameworks.torch.training import Goal


def observe(model: RebuiltModule, goal: Goal, inputs: Any, *, probes: Collection[str]) -> dict[str, Finding]:
    """Return what each probe found; a probe that could not be made says why under "problem".

    Args:
        model: is given back its weights and its mode.
        goal: what its outputs are.
        inputs: what it takes, (n, …); at most 32 are used.
        probes: names of `PROBES`.
    """
    images = inputs[:IMAGES]
    return {name: _tried(PROBES[name], model, goal, images) for name in PROBES if name in probes}


def _tried(probe: Callable[[Any, Goal, Any], Finding], model: RebuiltModule, goal: Goal, images: Any) -> Finding:
    state, training = deepcopy(model.state_dict()), model.training
    try:
        return probe(model, goal, images)
    except Exception as error:  # noqa: BLE001 - a model may refuse to be tried in any way
        return problem_seen(error)
    finally:
        model.load_state_dict(state)
        model.train(training)


def output(model: RebuiltModule, goal: Goal, images: Any) -> Finding:
    """Look at the outputs: their range, and whether each adds up to 1."""
    return outputs_seen(_given(model, goal, images, training=False))


def dropout(model: RebuiltModule, goal: Goal, images: Any) -> Finding:
    """See whether two passes differ in training and in use, and measure the rate of each dropout."""
    calls = [call for call in model.program.training.calls if call.op in NOISE and call.args[2] is True]
    differs = {}
    for training in (True, False):
        first, second = (_given(model, goal, images, training=training) for _ in range(2))
        differs[training] = not np.allclose(first, second)
    names = [model.program.modules[call.modules[-1]].name if call.modules else "" for call in calls]
    return {
        "layers": [_rate(name, float(call.args[1])) for name, call in zip(names, calls, strict=True)],
        "training_differs": differs[True],
        "inference_differs": differs[False],
    }


def _rate(name: str, rate: float) -> Finding:
    drawn = torch.nn.functional.dropout(torch.ones(DRAWS), rate, training=True)
    return rate_seen(name, rate, drawn.numpy())


def training_step(model: RebuiltModule, goal: Goal, images: Any) -> Finding:
    """Take one step towards wrong answers: frozen weights must stay as they are, all others must move."""
    before = model.arrays()
    learning = [each for each in model.parameters() if each.requires_grad]
    if learning:
        _step(model, goal, images, torch.optim.SGD(learning, lr=0.1), _other_answers(model, goal, images))
    moved = [not np.array_equal(a, b) for a, b in zip(before, model.arrays(), strict=True)]
    layers: dict[str, list[int]] = {}
    for place, held in enumerate(model.program.weights):
        if held.parameter:
            layers.setdefault(held.name.rpartition(".")[0] or held.name, []).append(place)
    trains = {
        name: [place for place in places if model.program.weights[place].trainable] for name, places in layers.items()
    }
    return {
        "frozen_moved": [name for name in layers if not trains[name] and any(moved[place] for place in layers[name])],
        "trainable_still": [
            name for name, places in trains.items() if places and not any(moved[place] for place in places)
        ],
    }


def memorising(model: RebuiltModule, goal: Goal, images: Any) -> Finding:
    """Train on a handful of images with arbitrary answers: a network that can learn at all learns these by heart."""
    answers = _other_answers(model, goal, images)
    learning = [each for each in model.parameters() if each.requires_grad]
    optimizer = torch.optim.Adam(learning, lr=0.01) if learning else None
    losses = [_step(model, goal, images, optimizer, answers) for _ in range(STEPS)]
    return losses_seen(losses)


PROBES: Final[Mapping[str, Callable[[Any, Goal, Any], Finding]]] = {
    "output": output,
    "dropout": dropout,
    "training_step": training_step,
    "memorising": memorising,
}
"""By name, in the order in which they are made."""


def _given(model: RebuiltModule, goal: Goal, images: Any, *, training: bool) -> NDArray[np.float32]:
    model.train(training)
    with torch.no_grad():
        outputs = goal.probabilities(first_output(model(images)))
    return np.asarray(outputs.numpy(), dtype=np.float32)


def _step(model: RebuiltModule, goal: Goal, images: Any, optimizer: Any, answers: Any) -> float:
    """Take a step of training with a loss that fits any output; return the loss before it."""
    model.train()
    loss = torch.nn.functional.mse_loss(goal.probabilities(first_output(model(images))), answers)
    if optimizer is not None:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return float(loss.detach())


def _other_answers(model: RebuiltModule, goal: Goal, images: Any) -> Any:
    """Return answers that the model does not give."""
    return torch.from_numpy(other_answers(_given(model, goal, images, training=False), goal.task))
