"""Rebuild a module from a program and its weights, without the code that it was written in."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import torch
from numpy.typing import NDArray

from autograder.errors import WireError
from autograder.frameworks.torch.names import ITEM, OPERATIONS
from autograder.frameworks.torch.program import (
    Argument,
    Call,
    CallRef,
    Fraction,
    Graph,
    InputRef,
    ModuleProgram,
    TypeRef,
    WeightRef,
    calls_read,
)
from autograder.protocol.jobs import DataTask

Read = Callable[[Argument], Any]
"""Gives what a reference stands for."""
_ARITHMETIC: Final[Mapping[str, Callable[..., Any]]] = {
    "sym.add": operator.add,
    "sym.sub": operator.sub,
    "sym.mul": operator.mul,
    "sym.floordiv": operator.floordiv,
    ITEM: operator.getitem,
}


class RebuiltModule(torch.nn.Module):  # type: ignore[misc]  # torch is not there where types are checked
    """A module that makes the calls of a program; in training those of its training form.

    Its parameters and buffers are named by their place in `ModuleProgram.weights`: "w0", "w1".
    """

    def __init__(
        self,
        program: ModuleProgram,
        weights: Sequence[NDArray[Any]],
        *,
        learned: DataTask = DataTask.CLASSIFICATION,
    ) -> None:
        super().__init__()
        self.program, self.learned = program, learned
        self._last = {True: _last_uses(program.training), False: _last_uses(program.inference)}
        for place, (held, array) in enumerate(zip(program.weights, weights, strict=True)):
            tensor = torch.from_numpy(array.copy())
            if held.parameter:
                self.register_parameter(f"w{place}", torch.nn.Parameter(tensor, requires_grad=held.trainable))
            else:
                self.register_buffer(f"w{place}", tensor)

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Return the weights as they are now."""
        return tuple(
            getattr(self, f"w{place}").detach().cpu().numpy().copy() for place in range(len(self.program.weights))
        )

    def forward(self, *inputs: Any) -> Any:
        """Return what the program computes: a tensor, or a tuple of them where it returns several.

        Raises:
            WireError: a call gives another tensor than the program says.
        """
        return self.heard(None, *inputs)

    def heard(self, given: list[Any] | None, *inputs: Any) -> Any:
        """Return what the program computes; put what its calls give into a list, where there is one."""
        graph = self.program.training if self.training else self.program.inference
        outputs = self._run(graph, self._last[self.training], inputs, given)
        return outputs[0] if len(outputs) == 1 else outputs

    def _run(
        self, graph: Graph, last: Mapping[int, Sequence[int]], inputs: Sequence[Any], heard: list[Any] | None
    ) -> tuple[Any, ...]:
        results: list[Any] = []

        def read(item: Argument) -> Any:
            if isinstance(item, CallRef):
                return results[item.node]
            return inputs[item.input] if isinstance(item, InputRef) else getattr(self, f"w{item.weight}")

        for place, call in enumerate(graph.calls):
            results.append(_as_said(call, computed(call.op, call.args, call.kwargs, read)))
            if heard is not None and call.shape is not None:
                heard.append(results[-1].detach())
            for done in last.get(place, ()):
                results[done] = None
        return tuple(resolved(item, read) for item in graph.outputs)


def _as_said(call: Call, given: Any) -> Any:
    """Return what a call gave.

    Raises:
        WireError: the program says another shape or type of it, by which the network is described.
    """
    if call.shape is None and not isinstance(given, torch.Tensor):
        return given
    said, found = call.shape or (), tuple(given.shape)
    fits = len(said) == len(found) and all(size in {None, own} for size, own in zip(said, found, strict=True))
    if call.shape is None or not fits or str(given.dtype) != f"torch.{call.dtype}":
        raise WireError(f"expected {call.op} to give {call.dtype} {said}, found {given.dtype} {found}")
    return given


def computed(op: str, args: Sequence[Argument], kwargs: Mapping[str, Argument], read: Read) -> Any:
    """Return the result of an operation.

    Raises:
        ValueError: it is none that a program may call.
    """
    named = {name: resolved(item, read) for name, item in kwargs.items()}
    return _function(op)(*(resolved(item, read) for item in args), **named)


def resolved(item: Argument, read: Read) -> Any:
    """Return an argument as torch takes it; `read` gives what references to calls, inputs and weights stand for."""
    if isinstance(item, list | tuple):
        return [resolved(each, read) for each in item]
    if isinstance(item, CallRef | InputRef | WeightRef):
        return read(item)
    if isinstance(item, TypeRef):
        return getattr(torch, item.dtype)
    return float(item.float) if isinstance(item, Fraction) else item


def first_output(outputs: Any) -> Any:
    """Return the first of a module's outputs, or the only one."""
    return outputs[0] if isinstance(outputs, tuple | list) else outputs


def _last_uses(graph: Graph) -> Mapping[int, Sequence[int]]:
    """Map the place of a call to those whose results nobody reads after it."""
    last: dict[int, int] = {}
    for place, call in enumerate(graph.calls):
        last.update((node, place) for node in calls_read(call.arguments))
    kept = calls_read(graph.outputs)
    done: dict[int, list[int]] = {}
    for node, place in last.items():
        if node not in kept:
            done.setdefault(place, []).append(node)
    return done


@cache
def _function(op: str) -> Callable[..., Any]:
    """Return torch's function of an operation.

    Raises:
        ValueError: it is none that a program may call.
    """
    if op not in OPERATIONS:
        raise ValueError(f"expected an operation that is known, found {op}")
    if op in _ARITHMETIC:
        return _ARITHMETIC[op]
    name, _, form = op.partition(".")
    found: Callable[..., Any] = getattr(getattr(torch.ops.aten, name), form)
    return found
