"""The calls that a model makes, as records: what tracing finds and canonicalising reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tensor:
    """A symbolic tensor: the k-th `output` of call number `source`, or model input k where `source` is −1−k.

    `shape` has the batch axis.
    """

    source: int
    output: int
    shape: tuple[int | None, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class OperationCall:
    """One call of a layer or operation. `arguments` hold `Tensor`s in the places of tensors.

    `training` is a flag that the call forces on whatever the model is doing, None where it follows the model.
    """

    operation: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outputs: tuple[Tensor, ...]
    path: tuple[str, ...]
    training: bool | None = None

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """The tensors that the call reads, in the order of its arguments."""
        return tuple(find_tensors((self.args, self.kwargs)))


def find_tensors(value: Any) -> Iterator[Tensor]:
    """Yield the tensors inside nested tuples, lists and dicts, in order."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from find_tensors(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from find_tensors(item)


@dataclass(frozen=True, slots=True)
class Traced:
    """A model's calls in an order in which they can run, its inputs and its outputs."""

    inputs: tuple[Tensor, ...]
    calls: tuple[OperationCall, ...]
    outputs: tuple[Tensor, ...]
    masked: tuple[bool, ...] = ()
    """Whether a mask travels with each output, which the loss would follow."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a call is made: the names of the models around it and the `training` flag forced on it.

    `weights` says that a layer of someone else's is opened although it has weights of its own.
    """

    path: tuple[str, ...]
    training: bool | None
    weights: bool = False
