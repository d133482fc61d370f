"""Compute calls of a program with drawn parameters, to see whether they compute what they seem to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import torch
from numpy.typing import NDArray

from autograder.frameworks.torch.forms import NOISE
from autograder.frameworks.torch.program import Argument, Call, CallRef, InputRef, ModuleProgram, WeightRef
from autograder.frameworks.torch.rebuild import computed, resolved

SIZE: Final = "sym_size.int"
SCALED: Final = "scaled_dot_product_attention"
BATCH: Final = 2


class Drawn:
    """Results of calls, without noise: parameters and `sources` are drawn, constants are themselves."""

    def __init__(self, program: ModuleProgram, weights: Sequence[NDArray[Any]], sources: Iterable[Argument]) -> None:
        self.program, self.weights = program, weights
        self.calls = program.training.calls
        self._generator = torch.Generator().manual_seed(0)
        self._held: dict[int, Any] = {}
        self.values: dict[int, Any] = {}
        self.sources = {source: self._random(self.shape(source)) for source in dict.fromkeys(sources)}

    def shape(self, source: Argument) -> tuple[int | None, ...]:
        """Return the shape of a tensor that is an input, or the result of a call."""
        known = self.program.inputs[source.input] if isinstance(source, InputRef) else self.calls[source.node]
        return tuple(known.shape or ())

    def _random(self, shape: Sequence[int | None]) -> Any:
        return torch.randn([BATCH if size is None else size for size in shape], generator=self._generator)

    def read(self, item: Argument) -> Any:
        """Return what a reference stands for."""
        if isinstance(item, WeightRef):
            return self._weight(item.weight)
        if isinstance(item, CallRef) and item.node in self.values:
            return self.values[item.node]
        return self.sources[item]

    def given(self, item: Argument) -> Any:
        """Return an argument with what references stand for."""
        return resolved(item, self.read)

    def _weight(self, place: int) -> Any:
        if place not in self._held:
            known = self.program.weights[place]
            fan = math.sqrt(max(known.shape[-1] if known.shape else 1, 1))
            own = torch.from_numpy(self.weights[place].copy())
            self._held[place] = self._random(known.shape) / fan if known.parameter else own
        return self._held[place]

    def run(self, places: Iterable[int]) -> None:
        """Compute calls in their order."""
        for place in sorted(places):
            self.values[place] = self._result(self.calls[place])

    def _result(self, call: Call) -> Any:
        if call.op == SIZE:
            size = self.shape(call.args[0])[call.args[1]]
            return BATCH if size is None else size
        if call.op in NOISE:
            return self.read(call.args[0])
        args, kwargs = list(call.args), {name: item for name, item in call.kwargs.items() if name != "dropout_p"}
        if call.name == SCALED and len(args) > 4:
            args[4] = 0.0
        return computed(call.op, args, kwargs, self.read)
