"""Compute attention with the weights that calls were given, to say in which form they are it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final

import torch

from autograder.frameworks.torch.drawn import Drawn
from autograder.frameworks.torch.program import Argument, ModuleProgram

MOST_HEADS: Final = 64


@dataclass(frozen=True, slots=True)
class Projection:
    """What one projection, or a part of one, makes of its source: its weights (units, inputs) and its bias."""

    source: Argument
    weight: Any
    bias: Any


@dataclass(frozen=True, slots=True)
class AttentionForm:
    """Three projections, for query, key and value, the last one, and how they make attention."""

    projections: tuple[Projection, Projection, Projection]
    output: Projection
    heads: int
    causal: bool
    steps_first: bool


def attention_form(
    program: ModuleProgram, drawn: Drawn, made: Sequence[int], last: int, end: int
) -> AttentionForm | None:
    """Return how calls make attention, if they give what attention with their weights gives; else None.

    Args:
        program: the program.
        drawn: what its calls give.
        made: the projections that query, key and value come from, one to three.
        last: the projection of what is attended to.
        end: the call that gives the result.
    """
    blocks, output = [_projection(program, drawn, place) for place in made], _projection(program, drawn, last)
    result = program.training.calls[end].shape or ()
    batches = {drawn.shape(each.source).index(None) for each in blocks} | {tuple(result).index(None)}
    if len(batches) != 1 or len(result) != 3:
        return None
    steps_first = batches == {1}
    tensors = {key: value.transpose(0, 1) if steps_first else value for key, value in drawn.sources.items()}
    found = drawn.values[end].transpose(0, 1) if steps_first else drawn.values[end]
    for heads, one in _candidates(blocks):
        for causal in (False, True):
            form = AttentionForm(one, output, heads, causal, steps_first)
            expected = attended(form, tensors)
            if expected is not None and expected.shape == found.shape and torch.allclose(found, expected, 1e-3, 1e-4):
                return form
    return None


def _projection(program: ModuleProgram, drawn: Drawn, place: int) -> Projection:
    """Return a projection with its weights as they were drawn."""
    call = program.training.calls[place]
    weight = drawn.given(call.args[1])
    bias = call.args[2] if len(call.args) > 2 else call.kwargs.get("bias")
    return Projection(call.args[0], weight if call.name == "linear" else weight.T, drawn.given(bias))


def _candidates(blocks: Sequence[Projection]) -> Iterator[tuple[int, tuple[Projection, Projection, Projection]]]:
    """Yield numbers of heads with what may be query, key and value."""
    total = sum(block.weight.shape[0] for block in blocks)
    for heads in (count for count in range(1, MOST_HEADS + 1) if total % (3 * count) == 0):
        for parts in _split(blocks, heads):
            for one in permutations(parts):
                if one[0].weight.shape[0] == one[1].weight.shape[0]:
                    yield heads, (one[0], one[1], one[2])


def _split(blocks: Sequence[Projection], heads: int) -> Iterator[list[Projection]]:
    """Yield three projections: those that there are, or parts of those that stand in one matrix."""
    if len(blocks) == 3:
        yield list(blocks)
    elif len(blocks) == 2:
        single, double = sorted(blocks, key=lambda block: block.weight.shape[0])
        yield [single, *_parts(double, 2)]
    else:
        yield _parts(blocks[0], 3)
        if heads > 1:
            yield _parts(blocks[0], 3, heads)


def _parts(block: Projection, count: int, heads: int = 1) -> list[Projection]:
    """Return the parts of a projection, whose rows stand part by part, or so within each head."""

    def part(held: Any, number: int) -> Any:
        if held is None:
            return None
        rows = held.unflatten(0, (heads, count, -1))[:, number]
        return rows.flatten(0, 1)

    return [Projection(block.source, part(block.weight, k), part(block.bias, k)) for k in range(count)]


def attended(form: AttentionForm, tensors: Mapping[Argument, Any]) -> Any:
    """Return what attention gives for tensors (batch, steps, features); None where it does not fit them."""
    try:
        query, key, value = (
            torch.nn.functional.linear(tensors[each.source], each.weight, each.bias)
            .unflatten(-1, (form.heads, -1))
            .transpose(1, 2)
            for each in form.projections
        )
        scores = query @ key.transpose(2, 3) / query.shape[-1] ** 0.5
        if form.causal:
            later = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
            scores = scores.masked_fill(later, float("-inf"))
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)
        return torch.nn.functional.linear(mixed, form.output.weight, form.output.bias)
    except RuntimeError:
        return None
