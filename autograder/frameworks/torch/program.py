"""What a module computes, as plain data: its calls of ATen operations, and the weights that they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

from autograder.records import Json

FORMAT: Final = "autograder/torch/v1"

Sizes: TypeAlias = tuple[int | None, ...]
"""A tensor's shape with its batch axis; None for a size that the batch decides."""


@dataclass(frozen=True, slots=True)
class CallRef:
    """The result of an earlier call, by its place."""

    node: int


@dataclass(frozen=True, slots=True)
class InputRef:
    """An input of the module, by its place."""

    input: int


@dataclass(frozen=True, slots=True)
class WeightRef:
    """A parameter, a buffer or a constant, by its place."""

    weight: int


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type of numbers, by torch's name."""

    dtype: str


@dataclass(frozen=True, slots=True)
class Fraction:
    """A number that JSON cannot hold: "inf", "-inf" or "nan"."""

    float: str


Ref: TypeAlias = CallRef | InputRef | WeightRef | TypeRef | Fraction
REFERENCES: Final[Mapping[str, type[Ref]]] = {
    field.name: kind for kind in (CallRef, InputRef, WeightRef, TypeRef, Fraction) for field in fields(kind)
}
"""The records that stand in arguments, by the only key of their JSON object."""

Argument: TypeAlias = Any
"""A reference, a number, a word, None, or a list of these."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module that makes calls: its name among the attributes ("features.0"; "" for the whole), and its class."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an operation.

    `op` is ATen's name ("conv2d.default"), or of arithmetic with sizes ("sym.mul"); `shape` and `dtype` are of its
    result, None where that is no tensor; `modules` are the places of the modules inside
    which it is made, the outermost first.
    """

    op: str
    args: tuple[Argument, ...]
    kwargs: Mapping[str, Argument]
    shape: Sizes | None
    dtype: str | None
    modules: tuple[int, ...]

    @property
    def name(self) -> str:
        """The operation without its form: "conv2d"."""
        return self.op.partition(".")[0]

    @property
    def arguments(self) -> list[Argument]:
        """All arguments, those with names behind the others."""
        return [*self.args, *self.kwargs.values()]


@dataclass(frozen=True, slots=True)
class Graph:
    """Calls, each after those that it reads, and what the module returns."""

    calls: tuple[Call, ...]
    outputs: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A parameter, buffer or constant: its name among the attributes, its form, and whether training changes it."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    parameter: bool
    trainable: bool


@dataclass(frozen=True, slots=True)
class ModuleInput:
    """An input: its shape with the batch axis, and its type."""

    shape: Sizes
    dtype: str


@dataclass(frozen=True, slots=True)
class ModuleProgram:
    """A module as it computes in training and at inference. Its weights are arrays beside it, in the same order."""

    name: str
    inputs: tuple[ModuleInput, ...]
    weights: tuple[Held, ...]
    modules: tuple[Module, ...]
    training: Graph
    inference: Graph


def references(value: Argument) -> Iterator[Ref]:
    """Yield the references in an argument."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from references(item)


def calls_read(value: Argument) -> list[int]:
    """Return the places of the calls whose results an argument reads."""
    return [item.node for item in references(value) if isinstance(item, CallRef)]


def weights_read(value: Argument) -> list[int]:
    """Return the places of the weights that an argument reads."""
    return [item.weight for item in references(value) if isinstance(item, WeightRef)]


def statistics(call: Call) -> list[int]:
    """Return the places of the running statistics that a call keeps, if it is a normalisation that keeps any."""
    return weights_read(call.args[3:5]) if call.name in {"batch_norm", "instance_norm"} else []


def moved(value: Argument, places: Mapping[int, Argument]) -> Argument:
    """Return an argument with calls in other places; those that are not named stay where they are."""
    if isinstance(value, CallRef):
        return places.get(value.node, value)
    return [moved(item, places) for item in value] if isinstance(value, list | tuple) else value


def to_json(program: ModuleProgram) -> dict[str, Json]:
    """Return a program as JSON values."""
    return {"format": FORMAT, **_plain(program)}


def _plain(value: Any) -> Json:
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
