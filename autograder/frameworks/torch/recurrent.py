"""Lower recurrent layers to the forms that Keras's have: a layer for each that is stacked, states as those of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograder.frameworks.numbers import number
from autograder.frameworks.torch.builder import TorchBuilder
from autograder.frameworks.torch.rules import Rule
from autograder.frameworks.torch.values import Constant, Result, Stacked, Value, plain_axes
from autograder.records import Json

SETTINGS: Final[Mapping[str, Json]] = {
    "return_sequences": True,
    "return_state": True,
    "go_backwards": False,
    "stateful": False,
    "zero_output_for_mask": False,
    "dropout": 0,
    "recurrent_dropout": 0,
}
"""What every recurrent layer of torch is in Keras's words."""
ZEROS: Final = frozenset({"torch.zeros", "torch.zeros_like", "torch.new_zeros"})


@dataclass(frozen=True, slots=True)
class RecurrentCell:
    """A kind of recurrent layer: its name and class in Keras, and its settings.

    `states` is how many tensors it hands on. Where `doubled`, its two biases are only ever added to each other.
    """

    op: str
    class_name: str
    settings: Mapping[str, Json]
    states: int = 1
    doubled: bool = True


GATED: Final[Mapping[str, Json]] = {"activation": "tanh", "recurrent_activation": "sigmoid"}
CELLS: Final[Mapping[str, RecurrentCell]] = {
    "lstm": RecurrentCell("lstm", "LSTM", GATED, states=2),
    "gru": RecurrentCell("gru", "GRU", {**GATED, "reset_after": True}, doubled=False),
    "rnn_tanh": RecurrentCell("simple_rnn", "SimpleRNN", {"activation": "tanh"}),
    "rnn_relu": RecurrentCell("simple_rnn", "SimpleRNN", {"activation": "relu"}),
}


def recurrent(
    builder: TorchBuilder, value: Any, initial: Any, weights: Sequence[Any], bias: bool, layers: int, rate: float,
    training: bool, both_ways: bool, batch_first: bool,
) -> Result:  # fmt: skip
    """Lower a recurrent layer; None where its states do not begin with zeros, or are projected."""
    cell, directions, each = CELLS[builder.call.name], 1 + both_ways, 4 if bias else 2
    starts = initial if isinstance(initial, list) else [initial]
    held = all(isinstance(weight, Constant) for weight in weights)
    known = held and len(weights) == layers * directions * each and all(begins_with_zeros(builder, s) for s in starts)
    if not known or not isinstance(value, Value) or len(value.axes) != 3:
        return None
    axes = plain_axes(3) if batch_first else (1, 0, 2)
    place = builder.arranged(value, axes)
    states: list[tuple[Value, ...]] = []
    for level in range(layers):
        if level and rate:
            place = between(builder, place, rate, training=training)
        start = level * directions * each
        parts = [weights[start + k * each : start + (k + 1) * each] for k in range(directions)]
        place = layer(builder, cell, place, parts)
        states += handed_on(builder, cell, place, directions)
    stacked = tuple(Stacked(tuple(one[k] for one in states)) for k in range(cell.states))
    return (Value(place, axes), *stacked)


def begins_with_zeros(builder: TorchBuilder, value: Any) -> bool:
    """Tell whether a state is one of zeros."""
    while isinstance(value, Value) and value.place >= 0:
        draft = builder.drafts[value.place]
        if draft.op in ZEROS:
            return True
        if draft.op != "torch.detach":
            return False
        value = Value(draft.inputs[0], value.axes)
    return False


def between(builder: TorchBuilder, place: int, rate: float, *, training: bool) -> int:
    """Append the dropout between two layers."""
    acts, still = builder.flags.get(builder.number, (training, training))
    if not (acts or still):
        return place
    mode = None if (acts, still) == (True, False) else True
    attributes: dict[str, Json] = {"rate": number(rate), "training": mode}
    return builder.add("dropout", attributes, [place], builder.shape(place), random=True)


def layer(builder: TorchBuilder, cell: RecurrentCell, place: int, parts: Sequence[Sequence[Constant]]) -> int:
    """Append one layer, in one direction or in both; `parts` are the weights of each."""
    units = builder.weight_shape(parts[0][1])[1]
    shape = (*builder.shape(place)[:2], len(parts) * units)
    settings = {**SETTINGS, **cell.settings, "units": units, "use_bias": len(parts[0]) == 4}
    if len(parts) == 1:
        index = builder.add(cell.op, settings, [place], shape)
    else:
        ways = [
            {"class": cell.class_name, "config": {**settings, "go_backwards": backwards}} for backwards in (False, True)
        ]
        both: dict[str, Json] = {"merge_mode": "concat", "layer": ways[0], "backward_layer": ways[1]}
        index = builder.add("bidirectional", both, [place], shape)
    for part in parts:
        builder.attach(index, part[:3])
        builder.attach(index, part[3:], again=cell.doubled)
    return index


def handed_on(builder: TorchBuilder, cell: RecurrentCell, place: int, directions: int) -> list[tuple[Value, ...]]:
    """Append for each direction the states that a layer ends with; the first of its outputs is the sequence."""
    shape = builder.shape(place)
    ends = (shape[0], (shape[2] or 0) // directions)
    return [
        tuple(
            Value(builder.add("item", {"index": 1 + way * cell.states + k}, [place], ends), plain_axes(2))
            for k in range(cell.states)
        )
        for way in range(directions)
    ]


RULES: Mapping[str, Rule] = dict.fromkeys(CELLS, recurrent)
