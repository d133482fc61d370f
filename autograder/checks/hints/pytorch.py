"""Hints about training loops in PyTorch: what the loss gets, what is forgotten in a step, and in an evaluation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from autograder.checks.hints.context import HintContext
from autograder.checks.hints.source import argument, last_name, shown
from autograder.i18n import gettext as _
from autograder.records import Hint

CROSS_ENTROPY: Final = ("CrossEntropyLoss", "cross_entropy")
SOFTMAX: Final = ("softmax", "Softmax")
WITH_DIM: Final = (*SOFTMAX, "log_softmax", "LogSoftmax")
ACTING: Final = frozenset({"dropout", "batch_normalization", "alpha_dropout"})
"""Operations that do another thing in training than in evaluation."""
WITHOUT_GRADIENTS: Final = frozenset({"no_grad", "inference_mode", "set_grad_enabled", "detach", "requires_grad_"})
_WRONG_TYPE: Final = re.compile(
    r"expected (?:target dtype to be Long or Byte, but got|scalar type Long but found) (\w{1,12})"
)
_TYPES: Final = {"Float": "float32", "Double": "float64", "Half": "float16", "Int": "int32", "Short": "int16"}
_WHOLE_LABELS: Final = (
    "result type Float can't be cast to the desired output type Long",
    "Found dtype Long but expected Float",
)


def labels_of_another_type(context: HintContext) -> Hint | None:
    """A loss of PyTorch got fractions for class numbers, or whole numbers for fractions."""
    message = context.error_message
    if found := _WRONG_TYPE.search(message):
        seen = _(
            "The loss expects class numbers as whole numbers (torch.int64), and your labels are of the type {type}."
        ).format(type=f"torch.{_TYPES.get(found[1], found[1].lower())}")
        attempt = _(
            "Where do the labels become tensors? Look at their dtype there, and at what the loss's page says of its "
            "target."
        )
        return Hint("labels_of_another_type", seen, _why_types(), attempt)
    if any(text in message for text in _WHOLE_LABELS):
        return Hint(
            "labels_of_another_type",
            _("The loss compares fractions, and your labels are whole numbers (torch.int64)."),
            _why_types(),
            _("Where do the labels become tensors? Look at their dtype and at that of the network's output."),
        )
    return None


def _why_types() -> str:
    return _("PyTorch does not turn numbers of one type into another of its own accord.")


def softmax_before_cross_entropy(context: HintContext) -> Hint | None:
    """The network ends in a softmax, and the loss applies one again."""
    loss = next(iter(context.source.calls(*CROSS_ENTROPY)), None)
    if loss is None or not context.source.imports("torch") or not _ends_in_softmax(context):
        return None
    return Hint(
        "softmax_before_cross_entropy",
        _("Your network ends in a softmax, and it is trained with {loss}.").format(loss=last_name(loss.func)),
        _(
            "This loss applies a softmax itself. After two of them all classes look nearly alike, and little is "
            "learned."
        ),
        _("What does the page of the loss say that its input is: probabilities, or scores?"),
    )


def _ends_in_softmax(context: HintContext) -> bool:
    """Tell whether a module returns what a softmax gives: by its `forward`, or as the last of a `Sequential`."""
    held = _softmax_attributes(context)
    if any(_last_is_softmax(call) for call in context.source.calls("Sequential")):
        return True
    return any(_returns_softmax(function, held) for function in _forwards(context))


def _softmax_attributes(context: HintContext) -> frozenset[str]:
    """Return the attributes that hold a softmax: `self.softmax = nn.Softmax(dim=1)`."""
    return frozenset(
        target.attr
        for node in context.source.nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and last_name(node.value.func) == "Softmax"
        for target in node.targets
        if isinstance(target, ast.Attribute)
    )


def _last_is_softmax(call: ast.Call) -> bool:
    last = call.args[-1] if call.args else None
    return isinstance(last, ast.Call) and last_name(last.func) == "Softmax"


def _forwards(context: HintContext) -> Iterator[ast.FunctionDef]:
    for node in context.source.nodes:
        if isinstance(node, ast.FunctionDef) and node.name == "forward":
            yield node


def _returns_softmax(function: ast.FunctionDef, held: frozenset[str]) -> bool:
    """Tell whether a `forward` returns a softmax, or a variable that was set to one last."""
    latest: dict[str, ast.expr] = {}
    for node in function.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            latest[node.targets[0].id] = node.value
        if isinstance(node, ast.Return) and node.value is not None:
            value = latest.get(node.value.id, node.value) if isinstance(node.value, ast.Name) else node.value
            return isinstance(value, ast.Call) and last_name(value.func) in {*SOFTMAX, *held}
    return False


def softmax_over_the_batch(context: HintContext) -> Hint | None:
    """A softmax runs over the examples of a batch."""
    if not context.source.imports("torch"):
        return None
    for call in context.source.calls(*WITH_DIM):
        position = {"softmax": 1, "log_softmax": 1}.get(last_name(call.func), 0)
        if isinstance(call.func, ast.Attribute) and position and not _is_function(call.func):
            position = 0
        dim = argument(call, position, "dim")
        if isinstance(dim, ast.Constant) and dim.value == 0 and not isinstance(dim.value, bool):
            return Hint(
                "softmax_over_the_batch",
                _("In line {line} “{code}” runs over axis 0.").format(line=call.lineno, code=shown(call)),
                _("Axis 0 counts the examples of a batch: so the answers for one example depend on the others."),
                _("Which axis of the network's output counts the classes?"),
            )
    return None


def _is_function(node: ast.Attribute) -> bool:
    """Tell whether a dotted name is a function of torch: `F.softmax`, `torch.softmax`, `nn.functional.softmax`."""
    return last_name(node.value) in {"F", "torch", "functional", "special"}


def forgotten_zero_grad(context: HintContext) -> Hint | None:
    """A training loop takes steps and never clears the gradients."""
    called = context.source.called()
    if not context.source.imports("torch") or not {"backward", "step"} <= called or called & {"zero_grad", "zero_"}:
        return None
    attributes = (node for node in context.source.nodes if isinstance(node, ast.Attribute))
    if any(node.attr == "grad" and isinstance(node.ctx, ast.Store) for node in attributes):
        return None
    return Hint(
        "forgotten_zero_grad",
        _("Your training calls backward() and step(), and nothing sets the gradients back to zero."),
        _("backward() adds to the gradients that are there, so each step also follows those of all batches before."),
        _("What must be done with the gradients once in every step, before backward() is called?"),
    )


def evaluates_in_training_mode(context: HintContext) -> Hint | None:
    """The network has layers that act in training alone, and is never set to evaluate."""
    structure, called = context.structure, context.source.called()
    if not context.source.imports("torch") or structure is None or not called & {"argmax", "no_grad", "inference_mode"}:
        return None
    acting = [node.op for node in structure.nodes if node.op in ACTING]
    if not acting or "eval" in called or _sets_mode(context):
        return None
    return Hint(
        "evaluates_in_training_mode",
        _("Your network has layers that act in training alone, and your evaluation does not switch them off."),
        _("With dropout or batch normalisation in training mode, what you measure is less than the network can do."),
        _("Which method of a module tells all of its layers that they are not in training?"),
    )


def _sets_mode(context: HintContext) -> bool:
    """Tell whether a module is told its mode with an argument: `model.train(False)`."""
    return any(argument(call, 0, "mode") is not None for call in context.source.calls("train"))


def evaluates_with_gradients(context: HintContext) -> Hint | None:
    """An evaluation keeps what is needed for gradients."""
    called = context.source.called()
    if (
        not context.source.imports("torch")
        or "eval" not in called
        or "backward" not in called
        or called & WITHOUT_GRADIENTS
    ):
        return None
    return Hint(
        "evaluates_with_gradients",
        _("Your evaluation computes with gradients: nothing in your code says that none are needed."),
        _("PyTorch keeps each intermediate result for a backward() that never comes, which takes memory and time."),
        _("Look for the context manager that switches gradients off, and put the evaluation inside it."),
    )
