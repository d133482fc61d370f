"""New weights for every layer that learns, drawn as torch's own layers draw theirs."""

from __future__ import annotations

import math

import torch

from autograder.frameworks.torch.program import Call, statistics, weights_read
from autograder.frameworks.torch.rebuild import RebuiltModule


def draw(module: RebuiltModule) -> None:
    """Give every parameter and every running statistic of a module a new value.

    What it is follows from the operation that reads it first: the weights of convolutions and dense layers are uniform
    within 1/√(inputs), those of recurrent layers within 1/√(units), embeddings are normal, scales 1 and shifts 0. A
    parameter that stands alone is normal with a deviation of 0.02.
    """
    drawn: set[int] = set()
    with torch.no_grad():
        for call in module.program.training.calls:
            _draw(module, call, drawn)
        for place, held in enumerate(module.program.weights):
            if held.parameter and place not in drawn:
                getattr(module, f"w{place}").normal_(std=0.02)


def _draw(module: RebuiltModule, call: Call, drawn: set[int]) -> None:
    read, running = weights_read(call.arguments), statistics(call)
    for place in read:
        if place not in drawn and (module.program.weights[place].parameter or place in running):
            drawn.add(place)
            _fill(module, call, place, read=read)


def _fill(module: RebuiltModule, call: Call, place: int, *, read: list[int]) -> None:
    name, tensor = call.name, getattr(module, f"w{place}")
    if name.endswith("_norm"):
        ones = weights_read([call.args[k] for k in _scales(name)])
        tensor.fill_(1.0 if place in ones else 0.0)
    elif name == "embedding":
        tensor.normal_()
        padding = call.args[2] if len(call.args) > 2 else -1
        if isinstance(padding, int) and padding >= 0:
            tensor[padding].zero_()
    elif name in {"lstm", "gru", "rnn_tanh", "rnn_relu"}:
        units = module.program.weights[read[1]].shape[-1]
        tensor.uniform_(-1 / math.sqrt(units), 1 / math.sqrt(units))
    elif name == "prelu":
        tensor.fill_(0.25)
    elif name.startswith("conv") or name in {"linear", "addmm", "matmul", "mm"}:
        shape = next(module.program.weights[item].shape for item in read if len(module.program.weights[item].shape) > 1)
        by_rows = name in {"addmm", "matmul", "mm"}
        fan = shape[0] if by_rows else math.prod(shape[1:])
        tensor.uniform_(-1 / math.sqrt(fan), 1 / math.sqrt(fan))
    elif tensor.ndim < 2:
        tensor.zero_()
    else:
        tensor.normal_(std=0.02)


def _scales(name: str) -> tuple[int, ...]:
    """Return which arguments of a normalisation begin as ones: scales, and running variances."""
    return (1, 4) if name in {"batch_norm", "instance_norm"} else (2,)
