"""How much the graph of a module says: its operations, their numbers, the sizes of its weights, and what reads what.

It is written down and compressed behind modules that are usual (`usual.json`), as a graph of Keras's is
(`networks.wiring`).
"""

from __future__ import annotations

import base64
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.frameworks.torch.forms import flags
from autograder.frameworks.torch.program import (
    Argument,
    CallRef,
    Fraction,
    Graph,
    InputRef,
    ModuleProgram,
    TypeRef,
    WeightRef,
)
from autograder.networks.wiring import FILTER, packed


def wiring(program: ModuleProgram) -> int:
    """Return the bits that describe what a module computes, beyond what usual modules say as well."""
    text, size = usual_modules()
    return 8 * (len(packed(text + written(program))) - size)


def written(program: ModuleProgram) -> bytes:
    """Return all that a program says but for names and weights, as text in which what is said again looks the same."""
    text = _Text(program)
    lines = list(text.graph(program.training))
    acting = flags(program)
    if acting is None:
        lines += ["still", *text.graph(program.inference)]
    else:
        lines += [f"{place} {modes}" for place, modes in acting.items() if modes != (True, False)]
    return "\n".join([*(f"{given.shape} {given.dtype}" for given in program.inputs), *lines, ""]).encode()


@cache
def usual_modules() -> tuple[bytes, int]:
    """Return the modules that `python -m benchmarks.usual_modules` wrote down, and the bytes that they take."""
    found = json.loads(Path(__file__).with_name("usual.json").read_text(encoding="utf-8"))
    text = lzma.decompress(base64.b64decode("".join(found)), format=lzma.FORMAT_RAW, filters=[FILTER])
    return text, len(packed(text))


@dataclass(frozen=True, slots=True)
class _Text:
    """Writes calls down, a line each: what they read by how far back it stands."""

    program: ModuleProgram
    known: dict[int, int] = field(default_factory=dict)

    def graph(self, graph: Graph) -> Iterator[str]:
        """Yield the lines of a graph."""
        for place, call in enumerate(graph.calls):
            named = (f"{name}={self.said(item, place)}" for name, item in call.kwargs.items())
            yield " ".join([call.op, *(self.said(item, place) for item in call.args), *named])
        yield " ".join(["=", *(self.said(item, len(graph.calls)) for item in graph.outputs)])

    def said(self, item: Argument, place: int) -> str:
        """Return an argument of the call of a place."""
        if isinstance(item, CallRef):
            return f"-{place - item.node}"
        if isinstance(item, InputRef):
            return f"x{item.input}"
        if isinstance(item, WeightRef):
            return self.weight(item.weight)
        if isinstance(item, list | tuple):
            return f"[{' '.join(self.said(each, place) for each in item)}]"
        return item.dtype if isinstance(item, TypeRef) else item.float if isinstance(item, Fraction) else repr(item)

    def weight(self, place: int) -> str:
        """Return the form of a weight, and where it was read before how many weights came up since."""
        if place in self.known:
            return f"w-{len(self.known) - self.known[place]}"
        self.known[place] = len(self.known)
        held = self.program.weights[place]
        kind = "w" if held.trainable else "frozen" if held.parameter else "held"
        form = "" if held.dtype == "float32" else held.dtype
        return f"{kind}{form}({' '.join(map(str, held.shape))})"
