"""The graph under construction: canonical operations as they are lowered from calls, before simplification."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from autograder.frameworks.drafts import Draft, FullShape
from autograder.frameworks.keras.calls import Tensor, Traced
from autograder.records import Json


@dataclass(slots=True)
class Builder:
    """Collects drafts.

    `layers` maps a layer's identity to its index in `Structure.layers`; `layer` is the index that the following
    drafts come from; `inside` is set while a layer's own function is lowered.
    """

    inputs: tuple[FullShape, ...]
    drafts: list[Draft] = field(default_factory=list)
    layers: Mapping[int, int] = field(default_factory=dict)
    lower: Callable[[Builder, Traced], None] | None = None
    layer: int | None = None
    inside: bool = False
    places: dict[tuple[int, int], int] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)

    def add(
        self, op: str, attributes: Mapping[str, Json], inputs: Sequence[int], shape: FullShape, *, random: bool = False
    ) -> int:
        """Append an operation and return its index."""
        kept = {name: value for name, value in attributes.items() if value is not None}
        self.drafts.append(Draft(op, kept, list(inputs), tuple(shape), layer=self.layer, random=random))
        return len(self.drafts) - 1

    def shape(self, index: int) -> FullShape:
        """Return the shape, with the batch axis, of a draft or of an input of the model."""
        return self.drafts[index].shape if index >= 0 else self.inputs[-1 - index]

    def place(self, tensor: Tensor) -> int:
        """Return the draft or input that computes a traced tensor."""
        key = (tensor.source, tensor.output)
        return tensor.source if tensor.source < 0 and key not in self.places else self.places[key]

    def expand(self, traced: Traced, source: int) -> int:
        """Append the calls of a function of one tensor, which stands at `source`; return the place of its result."""
        outer, was_inside = self.places, self.inside
        self.places, self.inside = {(-1, 0): source}, True
        try:
            if self.lower is not None:
                self.lower(self, traced)
            return self.place(traced.outputs[0])
        finally:
            self.places, self.inside = outer, was_inside

    def attach(self, index: int, weights: Iterable[Any]) -> None:
        """Let a draft own a layer's weights, or share them with the draft that owns them already."""
        draft = self.drafts[index]
        for weight in weights:
            owner = self.owners.setdefault(id(weight), index)
            if owner != index:
                draft.shared_with = owner if draft.shared_with is None else draft.shared_with
                continue
            draft.parameters += prod(weight.shape)
            draft.trainable_parameters += prod(weight.shape) if weight.trainable else 0
