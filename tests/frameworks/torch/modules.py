"""Modules of PyTorch for tests: small parts, put together in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from autograder import networks
from autograder.frameworks.torch.describe import Head, describe
from autograder.frameworks.torch.export import ExportedModule, exported
from autograder.frameworks.torch.program import to_json
from autograder.frameworks.torch.reading import read_program, read_weights
from autograder.records import Structure
from autograder.wire.arrays import encode_arrays

torch.set_num_threads(1)

IMAGE = (3, 8, 8)
Forward = Callable[[Any, Any], Any]


class Of(nn.Module):
    """A module with parts by name, and a function as its `forward`."""

    def __init__(self, forward: Forward, **parts: Any) -> None:
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)
        self._called = forward

    def forward(self, x: Any) -> Any:
        return self._called(self, x)


def over_the_wire(module: Any, shape: tuple[int, ...] = IMAGE, dtype: str = "float32") -> ExportedModule:
    """Export a module and read it again from bytes, as a box does."""
    made = exported(module, [(shape, dtype)])
    program = read_program(json.dumps(to_json(made.program)).encode())
    assert program == made.program
    return ExportedModule(program, read_weights(encode_arrays(made.weights), program, max_items=10**8))


def described(
    module: Any, shape: tuple[int, ...] = IMAGE, *, dtype: str = "float32", head: Head | None = None
) -> Structure:
    """Describe a module from its bytes, and pass the description over the wire, as evidence does."""
    read = over_the_wire(module, shape, dtype)
    structure = describe(read.program, read.weights, head=head, channels_first=len(shape) > 2)
    return networks.from_json(json.loads(json.dumps(networks.to_json(structure))))
