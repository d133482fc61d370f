"""Read a program from JSON values that nobody vouches for, and the weights that belong to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from numpy.typing import NDArray

from autograder.errors import WireError
from autograder.frameworks.torch.names import OPERATIONS
from autograder.frameworks.torch.program import (
    FORMAT,
    REFERENCES,
    Argument,
    Call,
    CallRef,
    Fraction,
    Graph,
    Held,
    InputRef,
    Module,
    ModuleInput,
    ModuleProgram,
    Ref,
    TypeRef,
    WeightRef,
    references,
)
from autograder.records import Json
from autograder.wire.arrays import decode_arrays
from autograder.wire.json import decode_json

MAX_CALLS: Final = 4_000
MAX_WEIGHTS: Final = 4_000
MAX_ITEMS: Final = 1_000
"""Values in one call's arguments."""
MAX_DEPTH: Final = 4
"""Lists inside each other among the arguments."""
MAX_AXES: Final = 8
MAX_NESTING: Final = 32
"""Modules inside each other."""
MAX_TEXT: Final = 500
MAX_INT: Final = 2**63
MAX_BYTES: Final = 16 * 1024**2

TYPES: Final = frozenset({"bool", "int8", "int16", "int32", "int64", "uint8", "float16", "float32", "float64"})
"""Types of numbers that cross: those that NumPy has too."""
EQUATION: Final = re.compile(r"[A-Za-z. ]{1,30}(, *[A-Za-z. ]{1,30}){0,3}(-> *[A-Za-z. ]{0,30})")
"""What einsum computes: "bqd,bkd->bqk"."""
WORDS: Final = frozenset(
    {"none", "tanh", "same", "valid", "constant", "reflect", "replicate", "circular", "floor", "trunc", "ij", "xy"}
)
"""Texts that stand in arguments of ATen operations."""


def read_program(data: bytes) -> ModuleProgram:
    """Return the program that the bytes of a JSON text describe.

    Raises:
        WireError: they are too many, or do not describe a program: every operation is a known one, every reference is
            to what comes before it.
    """
    return from_json(decode_json(data, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH + 8, what="the exported module"))


def read_weights(data: bytes, program: ModuleProgram, *, max_items: int) -> tuple[NDArray[Any], ...]:
    """Return the weights of a program from `.npy` files written one after the other.

    Args:
        data: the bytes.
        program: says how many there are, and of which shapes and types.
        max_items: the most numbers in all.

    Raises:
        WireError: they are others than those of the program.
    """
    arrays = decode_arrays(data, max_items=max_items, max_arrays=MAX_WEIGHTS, what="the weights")
    found = [(array.shape, array.dtype.name) for array in arrays]
    if found != [(held.shape, held.dtype) for held in program.weights]:
        raise WireError(
            "the weights are not those of the exported module: expected other shapes, types or numbers of them"
        )
    return arrays


def from_json(value: Json) -> ModuleProgram:
    """Return the program that JSON values describe.

    Raises:
        WireError: they do not describe one.
    """
    known = _record(value, ("format", "name", "inputs", "weights", "modules", "training", "inference"))
    if known["format"] != FORMAT:
        raise _wrong(f"the format {FORMAT}", known["format"])
    inputs = _list(known["inputs"], _given, most=100)
    weights = _list(known["weights"], _held, most=MAX_WEIGHTS)
    modules = _list(known["modules"], _module, most=MAX_CALLS)
    sizes = _Sizes(len(inputs), len(weights), len(modules))
    graphs = [sizes.graph(known[name]) for name in ("training", "inference")]
    return ModuleProgram(_text(known["name"]), inputs, weights, modules, *graphs)


class _Sizes:
    """How many inputs, weights and modules there are, to which calls may refer."""

    def __init__(self, inputs: int, weights: int, modules: int) -> None:
        self.inputs, self.weights, self.modules = inputs, weights, modules

    def graph(self, value: Json) -> Graph:
        """Read a graph."""
        known = _record(value, ("calls", "outputs"))
        if not isinstance(known["calls"], list) or len(known["calls"]) > MAX_CALLS:
            raise _wrong(f"a list of at most {MAX_CALLS} calls", known["calls"])
        calls = tuple(self.call(item, place) for place, item in enumerate(known["calls"]))
        outputs = _list(known["outputs"], lambda item: self.argument(item, len(calls)), most=100)
        if not outputs or not all(isinstance(item, CallRef | InputRef | WeightRef) for item in outputs):
            raise _wrong("tensors as outputs", known["outputs"])
        return Graph(calls, outputs)

    def call(self, value: Json, place: int) -> Call:
        """Read the call of a place."""
        known = _record(value, ("op", "args", "kwargs", "shape", "dtype", "modules"))
        op, dtype = _text(known["op"]), known["dtype"]
        if op not in OPERATIONS:
            raise _wrong("an operation that is known", op)
        if not isinstance(known["args"], list) or not isinstance(known["kwargs"], dict):
            raise _wrong("arguments", known["args"])
        args = tuple(self.argument(item, place) for item in known["args"])
        kwargs = {_text(name): self.argument(item, place) for name, item in known["kwargs"].items()}
        if sum(1 for _ in references([*args, *kwargs.values()])) > MAX_ITEMS:
            raise _wrong(f"at most {MAX_ITEMS} arguments", op)
        modules = _list(known["modules"], lambda item: _int(item, self.modules), most=MAX_NESTING)
        shape = None if known["shape"] is None else _shape(known["shape"])
        return Call(op, args, kwargs, shape, None if dtype is None else _type(dtype), modules)

    def argument(self, value: Json, place: int, depth: int = 0) -> Argument:
        """Read an argument of the call of a place."""
        if isinstance(value, list) and depth < MAX_DEPTH and len(value) <= MAX_ITEMS:
            return [self.argument(item, place, depth + 1) for item in value]
        if isinstance(value, dict):
            return self.reference(value, place)
        if isinstance(value, str) and value not in WORDS and not EQUATION.fullmatch(value):
            raise _wrong("a word of ATen's", value)
        if isinstance(value, list) or (isinstance(value, int) and abs(value) >= MAX_INT):
            raise _wrong("arguments of limited size", value)
        return value

    def reference(self, value: Mapping[str, Json], place: int) -> Ref:
        """Read a reference of the call of a place."""
        name = next(iter(value), "")
        if len(value) != 1 or name not in REFERENCES:
            raise _wrong("a reference", list(value))
        item = value[name]
        if name == "dtype":
            return TypeRef(_type(item))
        if name == "float":
            return Fraction(_one_of(item, ("inf", "-inf", "nan")))
        if name == "node":
            return CallRef(_int(item, place))
        return InputRef(_int(item, self.inputs)) if name == "input" else WeightRef(_int(item, self.weights))


def _wrong(expected: str, found: Json) -> WireError:
    return WireError(f"not an exported module: expected {expected}, found {str(found)[:100]}")


def _record(value: Json, names: Sequence[str]) -> Mapping[str, Json]:
    if not isinstance(value, dict) or sorted(value) != sorted(names):
        raise _wrong(f"an object with {', '.join(names)}", list(value) if isinstance(value, dict) else value)
    return value


def _list(value: Json, read: Callable[[Json], Any], *, most: int) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > most:
        raise _wrong(f"a list of at most {most}", value)
    return tuple(read(item) for item in value)


def _text(value: Json) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise _wrong(f"a text of at most {MAX_TEXT} characters", value)
    return value


def _one_of(value: Json, known: Sequence[str]) -> str:
    if value not in known:
        raise _wrong(f"one of {', '.join(known)}", value)
    return str(value)


def _type(value: Json) -> str:
    return _one_of(value, sorted(TYPES))


def _int(value: Json, below: int) -> int:
    if type(value) is not int or not 0 <= value < below:
        raise _wrong(f"a number from 0 and below {below}", value)
    return value


def _flag(value: Json) -> bool:
    if not isinstance(value, bool):
        raise _wrong("yes or no", value)
    return value


def _shape(value: Json) -> tuple[int | None, ...]:
    return _list(value, lambda size: None if size is None else _int(size, MAX_INT), most=MAX_AXES)


def _given(value: Json) -> ModuleInput:
    known = _record(value, ("shape", "dtype"))
    return ModuleInput(_shape(known["shape"]), _type(known["dtype"]))


def _held(value: Json) -> Held:
    known = _record(value, ("name", "shape", "dtype", "parameter", "trainable"))
    shape = _shape(known["shape"])
    if None in shape:
        raise _wrong("the shape of a weight", shape)
    parameter, trainable = _flag(known["parameter"]), _flag(known["trainable"])
    if trainable and not (parameter and known["dtype"].startswith("float")):
        raise _wrong("a parameter of fractions where training changes it", known["name"])
    return Held(_text(known["name"]), tuple(size or 0 for size in shape), _type(known["dtype"]), parameter, trainable)


def _module(value: Json) -> Module:
    known = _record(value, ("name", "kind"))
    return Module(_text(known["name"]), _text(known["kind"]))
