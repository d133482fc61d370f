"""Describe an exported module as a `Structure`."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, Final, Literal

from numpy.typing import NDArray

from autograder.frameworks.drafts import as_node
from autograder.frameworks.simplify import simplify
from autograder.frameworks.torch.attention import FoundAttention, attentions
from autograder.frameworks.torch.builder import TorchBuilder
from autograder.frameworks.torch.forms import flags
from autograder.frameworks.torch.lowering import lowered
from autograder.frameworks.torch.program import Call, ModuleProgram, weights_read
from autograder.frameworks.torch.values import Value
from autograder.networks.digest import digest
from autograder.records import Layer, Parameters, Structure

Head = Literal["softmax", "sigmoid"]
"""What the loss applies to the outputs of a module that ends in scores: `softmax` for `CrossEntropyLoss`."""

OWN: Final = "torch.nn.modules."
"""How the classes of torch's own layers begin."""


def describe(
    program: ModuleProgram, weights: Sequence[NDArray[Any]], *, channels_first: bool = True, head: Head | None = None
) -> Structure:
    """Describe a module as plain data.

    Args:
        program: the exported module.
        weights: its weights.
        channels_first: whether its inputs with three axes or more have their channels first.
        head: what its loss applies to its output. A module that ends so itself is the same network as one that
            leaves it to the loss.
    """
    acting = flags(program)
    whole = attentions(program, weights, acting or {})
    makers = together(program, [maker(program, call) for call in program.training.calls], whole)
    order = list(dict.fromkeys(name for name in makers if name is not None))
    places = [None if name is None else order.index(name) for name in makers]
    builder, outputs = lowered(program, weights, flags=acting or {}, places=places, first=channels_first, whole=whole)
    ends = [ended(builder, value, head) for value in outputs]
    if acting is None:
        ends = [builder.add("otherwise_at_inference", still(program), [place], builder.shape(place)) for place in ends]
    shapes = tuple(builder.shapes)
    drafts, ends = simplify(builder.drafts, ends, inputs=shapes)
    nodes = tuple(as_node(draft) for draft in drafts)
    inputs = tuple(tuple(shape[1:]) for shape in shapes)
    parameters = counted(program, builder)
    return Structure(
        name=program.name,
        class_name=program.name,
        layers=tuple(layer(program, builder, name, makers) for name in order),
        nodes=nodes,
        inputs=inputs,
        outputs=tuple(ends),
        parameters=parameters,
        compiled=None,
        digest=digest(nodes, inputs=inputs, outputs=tuple(ends), parameters=parameters),
    )


def maker(program: ModuleProgram, call: Call) -> int | None:
    """Return the module that makes a call as a layer: one of torch's own, or the one whose weights it reads."""
    inner = next(reversed(call.modules), None)
    if inner is None:
        return None
    module = program.modules[inner]
    if module.kind.startswith(OWN) and module.name:
        return inner
    read = weights_read(call.arguments)
    owned = any(program.weights[place].name.rpartition(".")[0] == module.name for place in read)
    return inner if owned and module.name else None


def together(program: ModuleProgram, makers: Sequence[int | None], whole: Sequence[FoundAttention]) -> list[int | None]:
    """Return the modules that make calls, where calls are one operation the innermost one that makes them all."""
    found = list(makers)
    for each in whole:
        stacks = [program.training.calls[place].modules for place in (each.core, *each.projections)]
        common = [stack[0] for stack in zip(*stacks, strict=False) if len(set(stack)) == 1]
        inner = common[-1] if common and program.modules[common[-1]].name else makers[each.projections[-1]]
        for place in each.inside:
            found[place] = inner
    return found


def ended(builder: TorchBuilder, value: Value, head: Head | None) -> int:
    """Return the place of an output as the loss sees it."""
    draft = builder.drafts[value.place] if value.place >= 0 else None
    if head is None or (draft is not None and draft.op == head):
        return value.place
    axis = value.axes[1] if len(value.axes) > 1 else 0
    builder.layer = None
    if head == "softmax" and draft is not None and draft.op == "log_softmax":
        return builder.add("softmax", draft.attributes, draft.inputs, draft.shape)
    attributes = {"axis": axis} if head == "softmax" else {}
    return builder.add(head, attributes, [value.place], builder.shape(value.place))


def still(program: ModuleProgram) -> dict[str, Any]:
    """Return the settings that tell apart what modules compute at inference."""
    calls = program.inference.calls
    return {"calls": [[call.op, list(call.shape or ())] for call in calls]}


def counted(program: ModuleProgram, builder: TorchBuilder) -> Parameters:
    """Count the numbers that a module keeps: parameters, and the running statistics that Keras counts too."""
    held = [item for place, item in enumerate(program.weights) if item.parameter or place in builder.statistics]
    moving = sum(prod(item.shape) for item in held if item.trainable)
    total = sum(prod(item.shape) for item in held)
    return Parameters(total, moving, total - moving)


def layer(program: ModuleProgram, builder: TorchBuilder, number: int, makers: Sequence[int | None]) -> Layer:
    """Describe a layer by the name that it has among the attributes of the student's module."""
    module = program.modules[number]
    calls = [call for call, own in zip(program.training.calls, makers, strict=True) if own == number]
    read = dict.fromkeys(weights_read([call.arguments for call in calls]))
    own = [place for place in read if program.weights[place].parameter or place in builder.statistics]
    weights = {
        program.weights[place].name.removeprefix(f"{module.name}."): program.weights[place].shape for place in own
    }
    total = sum(prod(program.weights[place].shape) for place in own)
    moving = sum(prod(program.weights[place].shape) for place in own if program.weights[place].trainable)
    shape = next((call.shape for call in reversed(calls) if call.shape), None)
    return Layer(
        name=module.name,
        class_name=module.kind.rpartition(".")[2],
        config={},
        output_shape=None if shape is None else tuple(shape[1:]),
        weights=weights,
        parameters=total,
        trainable_parameters=moving,
        trainable=moving > 0 or total == 0,
        path=(),
    )
