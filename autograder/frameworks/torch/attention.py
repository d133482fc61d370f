"""Find attention among the calls of a program, however it is spelled: what computes what it computes, is it.

Calls around a softmax are computed with drawn weights and inputs, and compared with attention of the same weights, so
that neither names nor spellings decide, and no weights that a submission chose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from numpy.typing import NDArray

from autograder.frameworks.torch.attending import AttentionForm, attention_form
from autograder.frameworks.torch.drawn import SCALED, SIZE, Drawn
from autograder.frameworks.torch.forms import NOISE
from autograder.frameworks.torch.program import (
    Argument,
    CallRef,
    Graph,
    InputRef,
    ModuleProgram,
    WeightRef,
    calls_read,
    references,
    weights_read,
)

CORES: Final = frozenset({"softmax.int", "scaled_dot_product_attention.default"})
LONGEST: Final = 120
"""Calls that one attention may be spelled in."""
FAILURES: Final = (RuntimeError, TypeError, ValueError, IndexError, KeyError, AttributeError, NotImplementedError)
"""What computing calls on drawn numbers may raise; such calls are no attention."""


@dataclass(frozen=True, slots=True)
class FoundAttention:
    """Calls that together are attention in several heads.

    `end` is the call that gives what it gives, `core` the softmax, `projections` the products with weights, the last
    one at the end; `sources` are what query, key and value are made from, `weights` the places of its weights. Its
    tensors have their steps first where `steps_first`.
    """

    inside: frozenset[int]
    core: int
    end: int
    projections: tuple[int, ...]
    sources: tuple[Argument, Argument, Argument]
    weights: tuple[int, ...]
    heads: int
    key_dim: int
    value_dim: int
    bias: tuple[bool, bool]
    causal: bool
    rate: float
    steps_first: bool


def attentions(
    program: ModuleProgram, weights: Sequence[NDArray[Any]], flags: Mapping[int, tuple[bool, bool]]
) -> list[FoundAttention]:
    """Return what is attention in the training form of a program.

    Args:
        program: the program.
        weights: its weights; constants count by their numbers, parameters by their shapes.
        flags: for calls that depend on the mode whether they act in training and at inference.
    """
    graph = program.training
    cores = [place for place, call in enumerate(graph.calls) if call.op in CORES]
    if not cores:
        return []
    users = _users(graph)
    found = []
    for core in cores:
        try:
            found.append(_Search(program, weights, users, core).attention(flags))
        except FAILURES:
            continue
    return [each for each in found if each is not None]


def _users(graph: Graph) -> Mapping[int, list[int]]:
    """Map calls to those that read their results; −1 stands for the outputs."""
    users: dict[int, list[int]] = defaultdict(list)
    for place, call in enumerate(graph.calls):
        for read in dict.fromkeys(calls_read(call.arguments)):
            if call.op != SIZE:
                users[read].append(place)
    for read in calls_read(graph.outputs):
        users[read].append(-1)
    return users


class _Search:
    """Looks at the calls around one softmax."""

    def __init__(
        self, program: ModuleProgram, weights: Sequence[NDArray[Any]], users: Mapping[int, list[int]], core: int
    ) -> None:
        self.program, self.weights, self.users, self.core = program, weights, users, core
        self.calls = program.training.calls

    def attention(self, flags: Mapping[int, tuple[bool, bool]]) -> FoundAttention | None:
        """Return the attention that a softmax is part of; None if it is none."""
        last = self.last_projection()
        inside = None if last is None else self.before(last)
        if last is None or inside is None or self.leaks(inside, last):
            return None
        rate = self.rate(inside, flags)
        made = [place for place in sorted(inside) if self.is_projection(place)]
        if rate is None or not 1 <= len(made) <= 3:
            return None
        end = self.end(last)
        places = {*inside, last, end}
        drawn = Drawn(self.program, self.weights, (self.calls[place].args[0] for place in made))
        drawn.run(places)
        found = attention_form(self.program, drawn, made, last, end)
        return None if found is None else self.record(found, frozenset(places), [*made, last], end, rate)

    def is_projection(self, place: int) -> bool:
        """Tell whether a call is a product of a tensor with weights."""
        call = self.calls[place]
        if call.name == "linear":
            return not self.is_held(call.args[0]) and self.is_held(call.args[1])
        return call.name == "matmul" and not self.is_held(call.args[0]) and self.is_held(call.args[1])

    def is_held(self, item: Argument) -> bool:
        """Tell whether something is made of parameters alone."""
        if isinstance(item, CallRef):
            read = list(references(self.calls[item.node].arguments))
            return bool(read) and all(self.is_held(each) for each in read)
        return isinstance(item, WeightRef) and self.program.weights[item.weight].parameter

    def last_projection(self) -> int | None:
        """Return the only projection of what follows from the softmax."""
        waiting, seen, ends = [self.core], {self.core}, set()
        while waiting and len(seen) < LONGEST:
            for user in self.users.get(waiting.pop(), []):
                if user == -1:
                    return None
                if self.is_projection(user):
                    ends.add(user)
                elif user not in seen:
                    seen.add(user)
                    waiting.append(user)
        return ends.pop() if len(ends) == 1 and not waiting else None

    def before(self, last: int) -> set[int] | None:
        """Return the calls from the first projections to the last one; None where they read another tensor."""
        inside: set[int] = set()
        waiting: list[Argument] = list(references(self.calls[last].arguments))
        while waiting:
            item = waiting.pop()
            if isinstance(item, InputRef) or len(inside) > LONGEST:
                return None
            if not isinstance(item, CallRef) or item.node in inside:
                continue
            inside.add(item.node)
            call = self.calls[item.node]
            read = [] if call.op == SIZE else call.arguments[1:] if self.is_projection(item.node) else call.arguments
            waiting += references(list(read))
        return inside if self.core in inside else None

    def leaks(self, inside: set[int], last: int) -> bool:
        """Tell whether a tensor that is computed on the way is read elsewhere."""
        return any(
            user not in inside and user != last
            for place in inside
            if not self.is_free(place)
            for user in self.users.get(place, [])
        )

    def is_free(self, place: int) -> bool:
        """Tell whether a call reads no tensor that was computed: sizes, masks and parts of weights."""
        call = self.calls[place]
        if call.op == SIZE:
            return True
        read = [item for item in references(call.arguments) if isinstance(item, CallRef | InputRef)]
        return all(isinstance(item, CallRef) and self.is_free(item.node) for item in read)

    def rate(self, inside: set[int], flags: Mapping[int, tuple[bool, bool]]) -> float | None:
        """Return the share of the weights of attention that is left out in training; None for noise elsewhere."""
        core = self.calls[self.core]
        drops = {place: float(self.calls[place].args[1]) for place in inside if self.calls[place].op in NOISE}
        if core.name == SCALED:
            share = core.args[4] if len(core.args) > 4 else core.kwargs.get("dropout_p", 0.0)
            drops[self.core] = float(share)
        drops = {place: share for place, share in drops.items() if share}
        if not drops:
            return 0.0
        place, share = drops.popitem()
        own = place == self.core or self.calls[place].args[0] == CallRef(self.core)
        return share if not drops and own and flags.get(place) == (True, False) else None

    def end(self, last: int) -> int:
        """Return the call that gives the result: a reshape behind a projection of all steps in one axis."""
        users = self.users.get(last, [])
        if len(self.calls[last].shape or ()) == 2 and len(users) == 1 and users[0] >= 0:
            return users[0] if self.calls[users[0]].name in {"view", "reshape", "unflatten"} else last
        return last

    def record(
        self, found: AttentionForm, inside: frozenset[int], projections: Sequence[int], end: int, rate: float
    ) -> FoundAttention | None:
        """Return attention as it was found; None where some projections have a bias and others none."""
        query, key, value = found.projections
        biased = {each.bias is not None for each in found.projections}
        read = dict.fromkeys(place for number in sorted(inside) for place in weights_read(self.calls[number].arguments))
        kept = {place for place in inside if self.is_free(place) and not self.is_held(CallRef(place))}
        if len(biased) != 1:
            return None
        return FoundAttention(
            inside=inside - kept,
            core=self.core,
            end=end,
            projections=tuple(projections),
            sources=(query.source, key.source, value.source),
            weights=tuple(place for place in read if self.program.weights[place].parameter),
            heads=found.heads,
            key_dim=query.weight.shape[0] // found.heads,
            value_dim=value.weight.shape[0] // found.heads,
            bias=(biased.pop(), found.output.bias is not None),
            causal=found.causal,
            rate=rate,
            steps_first=found.steps_first,
        )
