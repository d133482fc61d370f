"""Write the calls of a graph that torch followed as plain data."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import torch

from autograder.frameworks.torch.names import ITEM, OPERATIONS
from autograder.frameworks.torch.program import (
    Argument,
    Call,
    CallRef,
    Fraction,
    Graph,
    InputRef,
    Module,
    Sizes,
    TypeRef,
    WeightRef,
    calls_read,
    moved,
)

WITHOUT_EFFECT: Final = ("_assert", "sym_constrain", "_guards_fn", "record_function")
"""How operations begin that compute nothing."""
ARITHMETIC: Final[Mapping[Any, str]] = {
    operator.add: "sym.add",
    operator.sub: "sym.sub",
    operator.mul: "sym.mul",
    operator.floordiv: "sym.floordiv",
    operator.getitem: ITEM,
}
LEFT_OUT: Final = frozenset({"device", "pin_memory", "layout", "memory_format", "non_blocking"})
"""Arguments that say where and how tensors are kept."""
VIEWS: Final = frozenset(
    {"view", "reshape", "flatten", "transpose", "permute", "squeeze", "unsqueeze", "select", "slice", "t", "expand"}
    | {
        "alias",
        "detach",
        "contiguous",
        "unflatten",
        "narrow",
        "numpy_T",
        "getitem",
        "chunk",
        "split",
        "movedim",
        "swapaxes",
        "unbind",
    }
)
"""Operations whose results may be the same memory as what they read."""

Place = Callable[[str, Any], int]


class UnfollowedError(ValueError):
    """A module cannot be written as plain data; the message says why."""


class CallReader:
    """Reads the graphs of one module; `modules` are those that its calls come from."""

    def __init__(self, place: Place) -> None:
        self.modules: list[Module] = []
        self._place = place
        self._numbers: dict[tuple[str, str], int] = {}

    def graph(self, program: Any) -> Graph:
        """Return the calls of an exported program.

        Raises:
            UnfollowedError: one of its operations is not known, or changes what is read elsewhere.
        """
        return _GraphReader(self, program).read()

    def weight(self, name: str, constant: Any) -> WeightRef:
        """Return the reference to a weight."""
        return WeightRef(self._place(name, constant))

    def stack(self, node: Any) -> tuple[int, ...]:
        """Return the places of the modules inside which a call is made."""
        entries = [] if node.meta.get("nn_module_stack") is None else node.meta["nn_module_stack"].values()
        found = []
        for name, kind in entries:
            text = kind if isinstance(kind, str) else f"{kind.__module__}.{kind.__qualname__}"
            if name.startswith("_empty_nn_module"):
                continue
            key = (str(name)[:500], text[:500])
            if key not in self._numbers:
                self._numbers[key] = len(self.modules)
                self.modules.append(Module(*key))
            found.append(self._numbers[key])
        return tuple(found)


class _GraphReader:
    """Reads one graph: `values` are what its nodes are called in the plain data."""

    def __init__(self, owner: CallReader, program: Any) -> None:
        self.owner, self.program = owner, program
        self.values: dict[Any, Argument] = {}
        self.calls: list[Call] = []
        self.outputs: tuple[Argument, ...] = ()
        self.stale: set[Any] = set()

    def read(self) -> Graph:
        """Return the graph."""
        signature = self.program.graph_signature
        named = {**signature.inputs_to_parameters, **signature.inputs_to_buffers}
        constants = {**signature.inputs_to_lifted_tensor_constants}
        count = 0
        for node in self.program.graph.nodes:
            if node.op == "placeholder" and node.name in named:
                self.values[node] = self.owner.weight(named[node.name], self._hidden(named[node.name]))
            elif node.op == "placeholder" and node.name in constants:
                name = constants[node.name]
                self.values[node] = self.owner.weight(name, self.program.constants[name])
            elif node.op == "placeholder":
                self.values[node] = InputRef(count)
                count += 1
            elif node.op == "output":
                self.outputs = tuple(self.argument(item) for item in _flat(node.args[0]))
            elif node.op == "call_function":
                self.call(node)
            else:
                raise UnfollowedError(
                    "forward() computes a part under torch.no_grad(), or with a function such as torch.cond; "
                    "of a part that is not to learn, take .detach()"
                )
        return _pruned(self.calls, self.outputs)

    def _hidden(self, name: str) -> Any:
        """Return a buffer that no module of the student's names: one that is not kept with the others."""
        return None if name in self.program.state_dict else self.program.constants.get(name)

    def call(self, node: Any) -> None:
        """Append the call of a node."""
        op, changes = _operation(node.target)
        if op.startswith(WITHOUT_EFFECT):
            return
        if changes and self._counts_batches(node):
            return
        if op not in OPERATIONS:
            name = op.partition(".")[0]
            if name == "item":
                raise UnfollowedError(f"forward() reads a value of a tensor as a number{_line(node)}")
            raise UnfollowedError(f"forward() calls {name}, which is not among the known operations{_line(node)}")
        args = tuple(self.argument(item) for item in node.args)
        kwargs = {name: self.argument(item) for name, item in node.kwargs.items() if name not in LEFT_OUT}
        value = node.meta.get("val")
        tensor = value if isinstance(value, torch.Tensor) else None
        dtype = None if tensor is None else str(tensor.dtype).removeprefix("torch.")
        self.values[node] = CallRef(len(self.calls))
        self.calls.append(Call(op, args, kwargs, _sizes(tensor), dtype, self.owner.stack(node)))
        if changes:
            self.changed(node)

    def _counts_batches(self, node: Any) -> bool:
        """Tell whether a call only counts how many batches a normalisation has seen."""
        value = node.meta.get("val")
        whole = isinstance(value, torch.Tensor) and value.ndim == 0 and not value.dtype.is_floating_point
        if not whole or not isinstance(self.values.get(node.args[0]), WeightRef):
            return False
        self.values[node] = self.values[node.args[0]]
        return True

    def changed(self, node: Any) -> None:
        """Let whoever reads what a call has changed read its result.

        Raises:
            UnfollowedError: it changed a weight, or what is read again in another form.
        """
        target = node.args[0]
        if isinstance(self.values[target], WeightRef):
            raise UnfollowedError(f"forward() changes a parameter or a buffer in place{_line(node)}")
        self.values[target] = self.values[node]
        self.stale |= _related(target) - {target, node}

    def argument(self, value: Any) -> Argument:
        """Return an argument as plain data."""
        if isinstance(value, torch.fx.Node):
            if value in self.stale:
                raise UnfollowedError(f"forward() changes {_result(value)} in place, and reads it in another form")
            if value not in self.values:
                raise UnfollowedError(f"forward() reads {_result(value)}, which cannot be followed")
            return self.values[value]
        if isinstance(value, list | tuple):
            return [self.argument(item) for item in value]
        if isinstance(value, torch.dtype):
            return TypeRef(str(value).removeprefix("torch."))
        if isinstance(value, float) and not math.isfinite(value):
            return Fraction(str(value))
        if value is None or isinstance(value, bool | int | float | str):
            return value
        if isinstance(value, torch.device | torch.layout | torch.memory_format):
            return None
        raise UnfollowedError(f"the module passes {type(value).__name__} to an operation")


def _result(node: Any) -> str:
    """Name what a call gives by its operation and its line."""
    return f"the result of {_operation(node.target)[0].partition('.')[0]}{_line(node)}"


def _line(node: Any) -> str:
    """Return the line of the submission in which a call stands, as it is told; "" where that is not known."""
    found = re.findall(r"line (\d+), in forward", node.meta.get("stack_trace") or "")
    return f" (line {found[-1]})" if found else ""


def _operation(target: Any) -> tuple[str, bool]:
    """Return an operation's name without the underscore of those that change what they get, and whether it does."""
    if target in ARITHMETIC:
        return ARITHMETIC[target], False
    if not isinstance(target, torch._ops.OpOverload):  # noqa: SLF001  the type of ATen's operations has no public name
        return str(getattr(target, "__name__", target)), False
    if target.namespace != "aten":
        return f"{target.namespace}.{target.__name__}", False
    name, _, form = target.__name__.partition(".")
    changes = name.endswith("_") and not name.startswith("__")
    return f"{name.removesuffix('_') if changes else name}.{form}", changes


def _sizes(tensor: Any) -> Sizes | None:
    if tensor is None:
        return None
    return tuple(int(size) if isinstance(size, int) else None for size in tensor.shape)


def _flat(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [leaf for item in value.values() for leaf in _flat(item)]
    return [leaf for item in value for leaf in _flat(item)] if isinstance(value, list | tuple) else [value]


def _related(node: Any) -> set[Any]:
    """Return the nodes that may be the same memory as a node: what it is a view of, and views of these."""
    root = node
    while _is_view(root):
        root = root.args[0]
    found, waiting = {root}, [root]
    while waiting:
        for reader in waiting.pop().users:
            if reader not in found and _is_view(reader):
                found.add(reader)
                waiting.append(reader)
    return found


def _is_view(node: Any) -> bool:
    if node.op != "call_function" or not node.args or not isinstance(node.args[0], torch.fx.Node):
        return False
    return _operation(node.target)[0].partition(".")[0] in VIEWS


def _pruned(calls: list[Call], outputs: tuple[Argument, ...]) -> Graph:
    """Return a graph without the calls that no output needs."""
    needed: set[int] = set()
    waiting = calls_read(outputs)
    while waiting:
        place = waiting.pop()
        if place not in needed:
            needed.add(place)
            waiting += calls_read(calls[place].arguments)
    kept = sorted(needed)
    places = {place: CallRef(number) for number, place in enumerate(kept)}
    return Graph(tuple(_moved_call(calls[place], places) for place in kept), tuple(moved(outputs, places)))


def _moved_call(call: Call, places: Mapping[int, Argument]) -> Call:
    named = {name: moved(item, places) for name, item in call.kwargs.items()}
    return replace(call, args=tuple(moved(call.args, places)), kwargs=named)
