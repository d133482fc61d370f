"""What a module computes in training beside what it computes at inference: one graph, where only flags differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autograder.frameworks.torch.program import Argument, Call, CallRef, ModuleProgram, moved

FLAGS: Final[Mapping[str, int]] = {
    "dropout.default": 2,
    "feature_dropout.default": 2,
    "alpha_dropout.default": 2,
    "feature_alpha_dropout.default": 2,
    "rrelu.default": 3,
    "batch_norm.default": 5,
    "instance_norm.default": 5,
    "lstm.input": 6,
    "gru.input": 6,
    "rnn_tanh.input": 6,
    "rnn_relu.input": 6,
    "scaled_dot_product_attention.default": 4,
}
"""Which argument of an operation says whether it acts as in training; for attention it is the share left out."""
NOISE: Final = frozenset(
    {"dropout.default", "feature_dropout.default", "alpha_dropout.default", "feature_alpha_dropout.default"}
)


def flags(program: ModuleProgram) -> dict[int, tuple[bool, bool]] | None:
    """Return for calls of the training form whether they act in training and at inference.

    None where the two forms differ in more than flags, and than noise that is called in training alone.
    """
    places: dict[int, Argument] = {}
    found: dict[int, tuple[bool, bool]] = {}
    still = program.inference.calls
    count = 0
    for number, call in enumerate(program.training.calls):
        other = still[count] if count < len(still) else None
        if other is not None and alike(call, other, places):
            places[number] = CallRef(count)
            count += 1
            if call.op in FLAGS:
                found[number] = (flag(call), flag(other))
        elif call.op in NOISE:
            places[number] = moved(call.args[0], places)
            found[number] = (flag(call), False)
        else:
            return None
    same = count == len(still) and [moved(item, places) for item in program.training.outputs] == list(
        program.inference.outputs
    )
    return found if same else None


def flag(call: Call) -> bool:
    """Return whether a call acts as in training."""
    place = FLAGS[call.op]
    return bool(call.args[place]) if len(call.args) > place else False


def filled(call: Call) -> list[Argument]:
    """Return the arguments of a call; those of attention with what it takes where less is said."""
    defaults = [None, 0.0, False] if call.op == "scaled_dot_product_attention.default" else []
    return [*call.args, *defaults[max(len(call.args) - 3, 0) :]]


def alike(call: Call, other: Call, places: Mapping[int, Argument]) -> bool:
    """Tell whether a call of one form is a call of the other, but for the flag."""
    if call.op != other.op or call.kwargs.keys() != other.kwargs.keys() or call.shape != other.shape:
        return False
    left = [moved(item, places) for item in filled(call)]
    right = filled(other)
    if (place := FLAGS.get(call.op)) is not None:
        left, right = left[:place] + left[place + 1 :], right[:place] + right[place + 1 :]
    kwargs = {name: moved(item, places) for name, item in call.kwargs.items()}
    return left == right and kwargs == dict(other.kwargs)
