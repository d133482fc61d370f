"""Say in plain JSON which module is to be trained; and make it from that alone, with new weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from autograder.contracts import Planned, Rebuilt
from autograder.frameworks.torch.constants import array_bits
from autograder.frameworks.torch.forms import flags
from autograder.frameworks.torch.fresh import draw
from autograder.frameworks.torch.program import Call, Graph, ModuleProgram, statistics, to_json, weights_read
from autograder.frameworks.torch.reading import from_json
from autograder.frameworks.torch.rebuild import RebuiltModule
from autograder.frameworks.torch.wiring import wiring
from autograder.networks.brought import COMMON, number_bits
from autograder.protocol.answers import PlanReport
from autograder.protocol.jobs import DataTask

MOST_NUMBERS: Final = 20_000
"""Numbers of constants that a plan may carry; a module with more is trained by nobody but its author."""
OF_FORM: Final = ("dropout", "batch_norm", "layer_norm", "group_norm", "instance_norm", "conv", "pool", "softmax")
"""How operations begin or end whose numbers are the form of a network."""
ARITHMETIC: Final = frozenset(
    {"add", "sub", "rsub", "mul", "div", "pow", "clamp", "full", "full_like", "where", "masked_fill"}
)
"""Operations whose whole numbers are numbers that a network brings."""


def planned(made: Rebuilt) -> Planned | None:
    """Plan the training of a rebuilt module; None where it carries too many numbers of its own."""
    module: RebuiltModule = made.model
    program = nameless(module.program)
    arrays = module.arrays()
    constants = {place: arrays[place] for place in kept(program)}
    if sum(array.size for array in constants.values()) > MOST_NUMBERS:
        return None
    held: list[tuple[int, list[Any]]] = [(place, array.ravel().tolist()) for place, array in sorted(constants.items())]
    plan = {"torch": to_json(program), "constants": held}
    new = sum(1 for item in program.weights if item.parameter and not item.trainable)
    distinct = {(array.shape, array.tobytes()): array for array in constants.values()}
    bits = sum(map(array_bits, distinct.values())) + sum(map(number_bits, brought(program)))
    return Planned(plan, PlanReport((), 0, new, bits, wiring(program)))


def built(plan: Mapping[str, Any], *, learned: DataTask) -> RebuiltModule:
    """Return the module of a plan, with new weights."""
    program = from_json(plan["torch"])
    known = {int(place): values for place, values in plan["constants"]}
    weights = [
        np.asarray(known.get(place, np.zeros(held.shape)), dtype=held.dtype).reshape(held.shape)
        for place, held in enumerate(program.weights)
    ]
    module = RebuiltModule(program, weights, learned=learned)
    draw(module)
    return module


def nameless(program: ModuleProgram) -> ModuleProgram:
    """Return a program without names, which say nothing about a training."""

    def graph(given: Graph) -> Graph:
        return replace(given, calls=tuple(replace(call, modules=()) for call in given.calls))

    weights = tuple(replace(held, name="") for held in program.weights)
    training, inference = graph(program.training), graph(program.inference)
    return replace(program, name="", weights=weights, modules=(), training=training, inference=inference)


def kept(program: ModuleProgram) -> list[int]:
    """Return the places of constants: what is no parameter and no statistic of a normalisation."""
    calls = (*program.training.calls, *program.inference.calls)
    read = {place for call in calls for place in weights_read(call.arguments)}
    running = {place for call in calls for place in statistics(call)}
    return sorted(place for place in read - running if not program.weights[place].parameter)


def brought(program: ModuleProgram) -> set[Any]:
    """Return the numbers that stand in calls and are no form of a network."""
    still = program.inference.calls if flags(program) is None else ()
    return {value for call in (*program.training.calls, *still) for value in _numbers_of(call)}


def _numbers_of(call: Call) -> Iterator[float]:
    name = call.name
    if any(part in name for part in OF_FORM):
        return
    waiting = call.arguments
    while waiting:
        value = waiting.pop()
        if isinstance(value, list | tuple):
            waiting += value
        elif (isinstance(value, float) and value not in COMMON) or (
            isinstance(value, int) and not isinstance(value, bool) and name in ARITHMETIC and value not in COMMON
        ):
            yield value
