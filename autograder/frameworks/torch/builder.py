"""The graph under construction: canonical operations as they are lowered from the calls of a program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.frameworks.drafts import Draft, FullShape
from autograder.frameworks.torch.program import Call, ModuleProgram
from autograder.frameworks.torch.values import Constant, Value, channels_first, keeps_order, plain_axes, stored
from autograder.records import Json


class TorchBuilder:
    """Collects drafts. `call` is the call that is lowered now, and `layer` the index of the layer that makes it.

    `uses` counts how often each call's result is read, `flags` says for calls that depend on the mode whether they act
    in training and at inference. `statistics` are the buffers that normalisations keep.
    """

    def __init__(
        self,
        program: ModuleProgram,
        weights: Sequence[NDArray[Any]],
        *,
        uses: Mapping[int, int],
        flags: Mapping[int, tuple[bool, bool]],
        inputs: Sequence[Value],
        shapes: Sequence[FullShape],
    ) -> None:
        self.program, self.weights, self.uses, self.flags = program, weights, uses, flags
        self.inputs, self.shapes = inputs, shapes
        self.drafts: list[Draft] = []
        self.number = 0
        self.layer: int | None = None
        self.statistics: set[int] = set()
        self.types: dict[int, str] = {}
        self._owners: dict[int, int] = {}

    @property
    def call(self) -> Call:
        """The call that is lowered now."""
        return self.program.training.calls[self.number]

    @property
    def once(self) -> bool:
        """Whether what the call gives is read once."""
        return self.uses.get(self.number, 0) == 1

    def shape(self, place: int) -> FullShape:
        """Return the shape, with the batch axis, of a draft or of an input."""
        return self.drafts[place].shape if place >= 0 else self.shapes[-1 - place]

    def add(
        self, op: str, attributes: Mapping[str, Json], inputs: Sequence[int], shape: FullShape, *, random: bool = False
    ) -> int:
        """Append an operation and return its place."""
        kept = {name: value for name, value in attributes.items() if value is not None}
        if self.call.dtype in {"float16", "float64"}:
            kept["dtype"] = self.call.dtype
        self.drafts.append(Draft(op, kept, list(inputs), tuple(shape), layer=self.layer, random=random))
        self.types[len(self.drafts) - 1] = self.call.dtype or "float32"
        return len(self.drafts) - 1

    def add_reshape(self, place: int, shape: FullShape) -> int:
        """Append a reshape; one to a single axis is a flatten."""
        if len(shape) == 2:
            return self.add("flatten", {}, [place], shape)
        return self.add("reshape", {"shape": list(shape[1:])}, [place], shape)

    def attach(
        self, place: int, constants: Iterable[Constant | None], *, statistics: bool = False, again: bool = False
    ) -> None:
        """Let a draft own weights, or share them with the draft that owns them already.

        Buffers count where they are the running statistics of a normalisation, as they do in Keras. Weights that are
        there `again` are second biases.
        """
        draft = self.drafts[place]
        for constant in constants:
            if constant is None:
                continue
            held = self.program.weights[constant.weight]
            if statistics:
                self.statistics.add(constant.weight)
            elif not held.parameter:
                continue
            owner = self._owners.setdefault(constant.weight, place)
            if owner != place:
                draft.shared_with = owner if draft.shared_with is None else draft.shared_with
                continue
            draft.parameters += prod(held.shape)
            draft.trainable_parameters += prod(held.shape) if held.trainable else 0
            draft.second_biases += prod(held.shape) if again else 0

    def arranged(self, value: Value, axes: tuple[int, ...]) -> int:
        """Return the place of a tensor with its axes in an order, moved there where they stand in another."""
        if value.before is not None and len(axes) == 2:
            whole = self.arranged(value.before, plain_axes(len(value.before.axes)))
            return self.add_reshape(whole, self.shape(value.place))
        if value.axes == axes:
            return value.place
        shape = self.shape(value.place)
        order = tuple(value.axes[axes.index(axis)] for axis in range(len(axes)))
        moved = tuple(shape[axis] for axis in order)
        if value.loose:
            return self.add_reshape(self.drafts[value.place].inputs[0], moved)
        if order[0] == 0 and keeps_order(shape, order):
            return self.add_reshape(value.place, moved)
        if order[0] == 0:
            return self.add("permute", {"axes": list(order[1:])}, [value.place], moved)
        return self.add("torch.permute", {"dims": list(order)}, [value.place], moved)

    def last(self, value: Value) -> int:
        """Return the place of a tensor with its channels last; a vector's numbers may stand in any order."""
        return value.place if len(value.axes) == 2 else self.arranged(value, channels_first(len(value.axes)))

    def plain(self, value: Value) -> int:
        """Return the place of a tensor with its axes in torch's order."""
        return self.arranged(value, plain_axes(len(value.axes)))

    def kind(self, value: Value) -> str:
        """Return the type of a tensor's numbers."""
        if value.place >= 0:
            return self.types.get(value.place, "float32")
        return self.program.inputs[-1 - value.place].dtype

    def given(self, axes: tuple[int, ...] | None = None) -> FullShape:
        """Return the shape of what the call gives, in the draft's order."""
        shape = self.call.shape or ()
        return stored(shape, channels_first(len(shape)) if axes is None else axes)

    def weight_shape(self, constant: Constant) -> tuple[int, ...]:
        """Return the shape of a weight."""
        return self.program.weights[constant.weight].shape

    def contents(self, constant: Constant) -> Json:
        """Return what a weight is among the settings: its shape; of one that training leaves alone its numbers too."""
        held, array = self.program.weights[constant.weight], self.weights[constant.weight]
        if held.parameter:
            return {"variable": list(held.shape)}
        numbers = np.ascontiguousarray(array, dtype=np.float64)
        return {"array": list(held.shape), "sha256": hashlib.sha256(numbers.tobytes()).hexdigest()}

    def single(self, constant: Constant) -> float | None:
        """Return a constant that is one number; None for others, and for parameters."""
        held, array = self.program.weights[constant.weight], self.weights[constant.weight]
        return None if held.parameter or held.shape else float(array)
