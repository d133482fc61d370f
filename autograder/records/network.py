"""A network as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A JSON value. Structured further by the record that holds it."""

Shape: TypeAlias = tuple[int | None, ...]
"""A tensor's shape without the batch axis; None for an axis of unknown length."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Numbers of scalar weights."""

    total: int
    trainable: int
    non_trainable: int


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as the student wrote it, in the order of `model.layers` with nested models flattened.

    `weights` are the shapes of its own weights by name ("kernel": (3, 3, 1, 10)), `config` Keras's own (scalars,
    strings, lists), `path` the names of the models it is nested in.
    """

    name: str
    class_name: str
    config: Mapping[str, Json]
    output_shape: Shape | None
    weights: Mapping[str, tuple[int, ...]]
    parameters: int
    trainable_parameters: int
    trainable: bool
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One operation of the canonical graph, in topological order.

    `op` is its canonical name ("conv2d", "relu", "flatten"; "module:Class" for what has no canonical form),
    `attributes` are fully resolved (defaults filled in), `inputs` the indices of the nodes it reads (−1−k for the
    k-th input of the model), `layer` the index in `Structure.layers` that it comes from (None for a bare op).
    `parameters` are counted as the framework counts them; `second_biases` of them are only ever added to another bias,
    as PyTorch's LSTM has them, and make no other network.
    """

    op: str
    attributes: Mapping[str, Json]
    inputs: tuple[int, ...]
    shape: Shape
    parameters: int
    trainable_parameters: int
    layer: int | None
    shared_with: int | None = None
    second_biases: int = 0

    @property
    def distinct_parameters(self) -> int:
        """The parameters without second biases."""
        return self.parameters - self.second_biases


@dataclass(frozen=True, slots=True)
class Compiled:
    """The compile configuration, names resolved ("adam", "categorical_crossentropy", ("accuracy",))."""

    optimizer: str
    optimizer_config: Mapping[str, Json]
    loss: str | None
    loss_config: Mapping[str, Json]
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """A model as plain data: what Keras shows, and the canonical graph that comparison works on."""

    name: str
    class_name: str
    layers: tuple[Layer, ...]
    nodes: tuple[Node, ...]
    inputs: tuple[Shape, ...]
    outputs: tuple[int, ...]
    parameters: Parameters
    compiled: Compiled | None
    digest: str
    """Of the canonical graph alone: equal networks have equal digests."""
