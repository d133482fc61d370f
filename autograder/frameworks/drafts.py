"""Canonical operations of a graph under construction, before it is simplified."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.records import Json, Node

FullShape = tuple[int | None, ...]
"""A tensor's shape with the batch axis."""


@dataclass(slots=True)
class Draft:
    """One canonical operation. `inputs` are indices of drafts, −1−k for the model's k-th input.

    `shared_with` is the draft whose weights it uses again; `random` marks operations whose copies are not
    interchangeable.
    """

    op: str
    attributes: dict[str, Json]
    inputs: list[int]
    shape: FullShape
    parameters: int = 0
    trainable_parameters: int = 0
    layer: int | None = None
    shared_with: int | None = None
    random: bool = False
    second_biases: int = 0


def as_node(draft: Draft) -> Node:
    """Freeze a draft."""
    return Node(
        op=draft.op,
        attributes=draft.attributes,
        inputs=tuple(draft.inputs),
        shape=tuple(draft.shape[1:]),
        parameters=draft.parameters,
        trainable_parameters=draft.trainable_parameters,
        layer=draft.layer,
        shared_with=draft.shared_with,
        second_biases=draft.second_biases,
    )
