"""Lower the calls of a program to canonical operations."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from numpy.typing import NDArray

from autograder.frameworks.numbers import number
from autograder.frameworks.torch import activations, arithmetic, layers, recurrent, shaping, states, windows
from autograder.frameworks.torch.attention import FoundAttention
from autograder.frameworks.torch.builder import TorchBuilder
from autograder.frameworks.torch.names import ITEM, SIZES
from autograder.frameworks.torch.program import (
    Argument,
    CallRef,
    Fraction,
    Graph,
    InputRef,
    ModuleProgram,
    TypeRef,
    WeightRef,
    calls_read,
)
from autograder.frameworks.torch.rules import Rule
from autograder.frameworks.torch.values import (
    Constant,
    Result,
    Size,
    Stacked,
    Value,
    channels_first,
    plain_axes,
    stored,
)
from autograder.records import Json

RULES: Final[Mapping[str, Rule]] = {
    **activations.RULES,
    **arithmetic.RULES,
    **layers.RULES,
    **recurrent.RULES,
    **shaping.RULES,
    **windows.RULES,
}
WHOLE: Final = frozenset({"embedding.default", "to.dtype", "_to_copy.default", *SIZES})
"""Operations that take whole numbers as they are."""
OF_CONSTANTS: Final = frozenset(
    {"add", "sub", "mul", "div", "maximum", "minimum", "embedding", "addmm", "cat", "hstack", "permute", "transpose"}
    | {"t", "numpy_T", "alias", "clone", "contiguous", "lift_fresh_copy", "detach"}
)
"""Operations whose rules take other than a tensor that was computed in the first place."""


def lowered(
    program: ModuleProgram,
    weights: Sequence[NDArray[Any]],
    *,
    flags: Mapping[int, tuple[bool, bool]],
    places: Sequence[int | None],
    first: bool,
    whole: Sequence[FoundAttention] = (),
) -> tuple[TorchBuilder, list[Value]]:
    """Return the drafts of a program's training form, and its outputs.

    Args:
        program: the program.
        weights: its weights.
        flags: for calls that depend on the mode whether they act in training and at inference.
        places: for each call the layer that makes it.
        first: whether inputs of images have their channels first.
        whole: the calls that are one operation together.
    """
    axes = [channels_first(len(given.shape)) if first else plain_axes(len(given.shape)) for given in program.inputs]
    builder = TorchBuilder(
        program,
        weights,
        uses=uses(program.training),
        flags=flags,
        inputs=[Value(-1 - k, order) for k, order in enumerate(axes)],
        shapes=[stored(given.shape, order) for given, order in zip(program.inputs, axes, strict=True)],
    )
    lowering = _Lowering(builder)
    ends = {each.end: each for each in whole}
    inner = {place for each in whole for place in each.inside}
    for place in range(len(program.training.calls)):
        builder.number, builder.layer = place, places[place]
        if place in ends:
            lowering.results.append(lowering.attention(ends[place]))
        else:
            lowering.results.append(Size() if place in inner else lowering.lower())
    return builder, [lowering.output(item) for item in program.training.outputs]


def uses(graph: Graph) -> Counter[int]:
    """Return how often the result of each call is read."""
    return Counter(calls_read([*(call.arguments for call in graph.calls), *graph.outputs]))


class _Lowering:
    """Lowers one call after the other; `results` are what they give."""

    def __init__(self, builder: TorchBuilder) -> None:
        self.builder = builder
        self.results: list[Result] = []

    def lower(self) -> Result:
        """Lower the call that it is the turn of."""
        call = self.builder.call
        if call.op in SIZES:
            return Size()
        args = [self.value(item) for item in call.args]
        kwargs = {name: self.value(item) for name, item in call.kwargs.items()}
        if call.op == ITEM and isinstance(args[0], tuple):
            item: Result = args[0][args[1]]
            return item
        if call.op not in WHOLE:
            args = [self.of_fractions(item) for item in args]
        name = call.name
        if args and isinstance(args[0], Stacked) and name in states.RULES:
            found = states.RULES[name](self.builder, *args, **kwargs)
            if found is not None:
                return found
        args = [states.unstacked(self.builder, item) for item in args]
        rule = RULES.get(name)
        computed = bool(args) and isinstance(args[0], Value)
        known = rule is not None and takes(rule, args, kwargs) and (computed or name in OF_CONSTANTS)
        found = rule(self.builder, *args, **kwargs) if rule is not None and known else None
        result: Result = self.itself(args, kwargs) if found is None else found
        return result

    def value(self, item: Argument) -> Any:
        """Return an argument with what is known in the places of references."""
        if isinstance(item, list | tuple):
            return [self.value(each) for each in item]
        if isinstance(item, CallRef):
            return self.results[item.node]
        if isinstance(item, InputRef):
            return self.builder.inputs[item.input]
        return Constant(item.weight) if isinstance(item, WeightRef) else item

    def of_fractions(self, item: Any) -> Any:
        """Return an input of whole numbers as a cast of it, as Keras makes one of its own accord."""
        if not isinstance(item, Value) or item.place >= 0 or self.builder.kind(item).startswith("float"):
            return item
        attributes = {"dtype": self.builder.kind(item)}
        return Value(self.builder.add("cast", attributes, [item.place], self.builder.shape(item.place)), item.axes)

    def itself(self, args: list[Any], kwargs: Mapping[str, Any]) -> Result:
        """Append an operation that has no canonical form: its name in torch and all that it is given."""
        builder, call = self.builder, self.builder.call
        places: list[int] = []
        constants: list[Constant] = []

        def said(item: Any) -> Json:
            if isinstance(item, Value):
                places.append(builder.plain(item))
                return {"input": len(places) - 1}
            if isinstance(item, Constant):
                constants.append(item)
                return {**builder.contents(item), "turned": True} if item.turned else builder.contents(item)
            if isinstance(item, list | tuple):
                return [said(each) for each in item]
            if isinstance(item, TypeRef | Fraction | Size):
                return {"dtype": item.dtype} if isinstance(item, TypeRef) else getattr(item, "float", "batch")
            return number(item) if isinstance(item, float) else item

        attributes: dict[str, Json] = {"arguments": [said(item) for item in args]}
        if kwargs:
            attributes["named"] = {name: said(item) for name, item in kwargs.items()}
        name = f"torch.{'item' if call.op == ITEM else call.op.removesuffix('.default')}"
        random = "rand" in call.op or "dropout" in call.op or "rrelu" in call.op
        index = builder.add(name, attributes, places, call.shape or (None,), random=random)
        builder.attach(index, constants)
        return Value(index, plain_axes(len(call.shape or (None,))))

    def attention(self, found: FoundAttention) -> Result:
        """Append attention in several heads, in Keras's words."""
        builder = self.builder
        axes = (1, 0, 2) if found.steps_first else plain_axes(3)
        query, key, value = (builder.arranged(self.value(source), axes) for source in found.sources)
        places = [query, value, *([key] if key != value else [])]
        named = dict(zip(("query", "value", "key"), ({"input": number} for number in range(len(places))), strict=False))
        attributes: dict[str, Json] = {
            "num_heads": found.heads,
            "key_dim": found.key_dim,
            "value_dim": found.value_dim,
            "dropout": number(found.rate),
            "use_bias": found.bias[1],
            "projection_bias": None if found.bias[0] == found.bias[1] else found.bias[0],
            "use_gate": False,
            "attention_axes": [1],
            "arguments": {**named, **({"use_causal_mask": True} if found.causal else {})},
        }
        shape = stored(builder.call.shape or (), axes)
        if shape[2] != builder.shape(query)[2]:
            attributes["output_shape"] = [shape[2]]
        index = builder.add("multi_head_attention", attributes, places, shape)
        builder.attach(index, map(Constant, found.weights))
        return Value(index, axes)

    def output(self, item: Argument) -> Value:
        """Return an output of the network; an image that torch has with its channels first stays with them last."""
        value = self.value(item)
        if not isinstance(value, Value):
            value = self.itself([value], {})
            assert isinstance(value, Value)  # noqa: S101  an operation always gives one
        if len(value.axes) > 3 and value.axes == channels_first(len(value.axes)):
            return value
        return Value(self.builder.plain(value), plain_axes(len(value.axes)))


def takes(rule: Rule, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Tell whether a rule knows all the arguments of a call."""
    try:
        inspect.signature(rule).bind(None, *args, **kwargs)
    except TypeError:
        return False
    return True
