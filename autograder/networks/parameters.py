"""Parameters layer by layer, with the arithmetic, and where a difference in the totals comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from autograder.networks.alignment import align
from autograder.networks.comparison import match
from autograder.networks.matching import Matching
from autograder.records import Layer, Structure

GATES: Final[Mapping[str, int]] = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1, "RNN": 1}
"""How many times a recurrent layer has the weights of a simple one."""

OF_PYTORCH: Final = frozenset({"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"})
"""What one recurrent layer of PyTorch calls its weights, which stand there with units first."""


def arithmetic(layer: Layer) -> str:
    """Return how a layer's parameters come about: "3·3·1·32 + 32 = 320".

    Each weight is the product of its sizes; equal ones are gathered ("4·64"), and the gates of a recurrent layer
    ("4·(8·16 + 16·16 + 16)").
    """
    if not layer.weights:
        return "0"
    text = by_gates(layer) or by_weights(list(layer.weights.values()))
    return text if text == str(layer.parameters) else f"{text} = {layer.parameters:,}"


def by_weights(shapes: Sequence[Sequence[int]]) -> str:
    """Return the sum of the sizes of weights."""
    counts = Counter("·".join(map(str, shape)) or "1" for shape in shapes)
    return " + ".join(text if count == 1 else f"{count}·{text}" for text, count in counts.items())


def by_gates(layer: Layer) -> str | None:
    """Return the sum for a recurrent layer, gate by gate; None for other layers."""
    gates, weights = GATES.get(layer.class_name), layer.weights
    if weights.keys() <= OF_PYTORCH:
        held = [weights.get(name, ()) for name in ("weight_ih_l0", "weight_hh_l0")]
        kernel, inner = (tuple(reversed(shape)) for shape in held)
        biases = sum(prod(shape) for name, shape in weights.items() if name.startswith("bias"))
    else:
        kernel, inner = weights.get("kernel", ()), weights.get("recurrent_kernel", ())
        biases = prod(weights["bias"]) if "bias" in weights else 0
    if gates is None or len(kernel) != 2 or len(inner) != 2 or kernel[1] != gates * inner[0]:
        return None
    units = inner[0]
    terms = [f"{kernel[0]}·{units}", f"{units}·{units}"]
    if biases:
        rows = biases // (gates * units)
        terms.append(str(units) if rows == 1 else f"{rows}·{units}")
    return " + ".join(terms) if gates == 1 else f"{gates}·({' + '.join(terms)})"


@dataclass(frozen=True, slots=True)
class Trace:
    """One layer that makes the totals differ: the student's numbers and those asked for, None where a side lacks it."""

    layer: str
    found: int | None
    expected: int | None
    found_arithmetic: str
    expected_arithmetic: str

    @property
    def surplus(self) -> int:
        """How many parameters too many it has; negative for too few."""
        return (self.found or 0) - (self.expected or 0)


def trace_parameters(found: Structure, expected: Structure) -> tuple[Trace, ...]:
    """Return the layers whose parameters differ, in the order of the student's network.

    The surpluses add up to the difference of the totals, as far as the weights belong to layers.
    """
    alignment = align(found, expected)
    matching = match(found, expected, alignment, reveal=True)
    traces = []
    for i, j in matching.pairs:
        ours = found.nodes[i].distinct_parameters if i is not None else None
        theirs = expected.nodes[j].distinct_parameters if j is not None else None
        if (ours or 0) == (theirs or 0):
            continue
        traces.append(
            Trace(
                layer=matching.name(i) if i is not None else missing_name(matching, j),
                found=ours,
                expected=theirs,
                found_arithmetic=node_arithmetic(found, i),
                expected_arithmetic=node_arithmetic(expected, j),
            )
        )
    return tuple(traces)


def missing_name(matching: Matching, j: int | None) -> str:
    """Return the class of a layer that the student lacks."""
    if j is None:
        return ""
    node = matching.expected.nodes[j]
    return node.op if node.layer is None else matching.expected.layers[node.layer].class_name


def node_arithmetic(structure: Structure, index: int | None) -> str:
    """Return the arithmetic of the layer that a node comes from; "" where there is none."""
    if index is None or structure.nodes[index].layer is None:
        return ""
    return arithmetic(structure.layers[structure.nodes[index].layer or 0])
