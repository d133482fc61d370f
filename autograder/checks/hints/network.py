"""Hints about the network: activations, the output and its loss, dropout, freezing."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from autograder.checks.hints import graph
from autograder.checks.hints.context import HintContext
from autograder.checks.hints.source import last_name, shown, walk_scope
from autograder.i18n import gettext as _
from autograder.records import Hint

_CROSSENTROPIES = frozenset({"categorical_crossentropy", "sparse_categorical_crossentropy"})
_REGRESSION = frozenset({"mean_squared_error", "mean_absolute_error", "mse", "mae", "huber", "log_cosh"})
_OUTSIDE = re.compile(r"label value of (\d{1,9}) which is outside the valid range of \[0, (\d{1,9})\)")
_PROBABILITIES = frozenset({"softmax", "sigmoid", "log_softmax"})


def wrong_loss(context: HintContext) -> Hint | None:
    """The loss does not fit the labels or the number of classes."""
    return _loss_for_other_labels(context) or _loss_for_other_task(context)


def missing_softmax(context: HintContext) -> Hint | None:
    """The loss expects probabilities, and the last layer does not give any."""
    last = graph.output_activation(context.structure) if context.structure else None
    if context.structure is None or last is None or not _takes_probabilities(context):
        return None
    if last.op in _PROBABILITIES or graph.width(context.structure) < 2:
        return None
    found = _("no activation") if last.op in graph.LINEAR else last.op
    return Hint(
        "missing_softmax",
        _("The last layer of your network ends in {found}, and its loss takes its outputs for probabilities.").format(
            found=found
        ),
        _("Probabilities lie between 0 and 1 and add up to 1; the loss says little about other numbers."),
        _("Which activation turns scores into probabilities? Or which setting tells the loss that it gets scores?"),
    )


def double_softmax(context: HintContext) -> Hint | None:
    """Softmax is applied twice: by two layers, or by the output layer and the loss."""
    structure = context.structure
    last = graph.output_activation(structure) if structure else None
    if structure is None or last is None or last.op != "softmax":
        return None
    before = [node.op for node in graph.output_chain(structure) if node.op not in graph.TRANSPARENT]
    twice = before[:2] == ["softmax", "softmax"]
    if not twice and not _from_logits(context):
        return None
    seen = (
        _("Softmax is applied twice at the end of your network.")
        if twice
        else _("Your last layer applies softmax, and the loss has from_logits=True, so it applies softmax once more.")
    )
    return Hint(
        "double_softmax",
        seen,
        _("A second softmax squeezes the probabilities together: gradients become small, and training slow."),
        _("Decide who applies softmax, the network or the loss, and look at what the other one is told."),
    )


def hidden_softmax(context: HintContext) -> Hint | None:
    """Softmax stands on a hidden layer."""
    structure = context.structure
    if structure is None or context.as_asked:
        return None
    leading = graph.leads_to_weights(structure)
    hidden = [node for place, node in enumerate(structure.nodes) if node.op == "softmax" and place in leading]
    if not hidden:
        return None
    return Hint(
        "hidden_softmax",
        _("The hidden layer “{layer}” uses softmax.").format(layer=graph.layer_name(structure, hidden[0])),
        _("Softmax makes the units of a layer compete for a sum of 1, so little of what they found gets through."),
        _("Keep softmax for the layer that names the classes. Which activations did the course use for hidden layers?"),
    )


def forgotten_activation(context: HintContext) -> Hint | None:
    """Two layers with weights follow each other without an activation between them."""
    structure = context.structure
    if structure is None or context.as_asked:
        return None
    pairs = graph.linear_pairs(structure)
    allowed = len(graph.linear_pairs(context.asked)) if context.asked else 0
    if len(pairs) <= allowed:
        return None
    first, second = (structure.nodes[place] for place in pairs[0])
    return Hint(
        "forgotten_activation",
        _("There is no activation between “{first}” and “{second}”.").format(
            first=graph.layer_name(structure, first), second=graph.layer_name(structure, second)
        ),
        _("Two linear layers in a row can do no more than one: the network loses its depth."),
        _("Look at the activation argument of each hidden layer, and compare with the assignment."),
    )


def dropout_at_the_output(context: HintContext) -> Hint | None:
    """Dropout stands behind the last layer with weights."""
    structure = context.structure
    if structure is None or context.as_asked:
        return None
    for node in graph.output_chain(structure):
        if node.op in graph.DROPOUT:
            return Hint(
                "dropout_at_the_output",
                _("The dropout layer “{layer}” stands behind the last layer with weights.").format(
                    layer=graph.layer_name(structure, node)
                ),
                _("In training it switches off the very outputs that name the classes, the right one among them."),
                _("Where in a network does dropout help against learning by heart?"),
            )
        if node.op not in _PROBABILITIES | graph.RESHAPES:
            return None
    return None


def forgotten_freeze(context: HintContext) -> Hint | None:
    """The assignment freezes layers, and no layer of the student's is frozen."""
    structure, asked = context.structure, context.asked
    if structure is None or asked is None or not graph.frozen(asked) or graph.frozen(structure):
        return None
    return Hint(
        "forgotten_freeze",
        _("Every layer of your network is trainable ({trainable} of {total} parameters).").format(
            trainable=structure.parameters.trainable, total=structure.parameters.total
        ),
        _("Training then overwrites what the base has learned, before the new layers know anything."),
        _("Which attribute of a layer decides whether it learns, and on which part of the network should it be set?"),
    )


def frozen_too_late(context: HintContext) -> Hint | None:
    """`trainable` is changed after the last `compile`, so it has no effect on training."""
    for scope in context.source.scopes:
        changed: ast.Assign | None = None
        compiled = False
        for node in walk_scope(scope):
            if (
                isinstance(node, ast.Call)
                and last_name(node.func) == "compile"
                and isinstance(node.func, ast.Attribute)
            ):
                compiled, changed = True, None
            elif compiled and _sets_trainable(node) and isinstance(node, ast.Assign):
                changed = node
        if changed is not None:
            return Hint(
                "frozen_too_late",
                _("“{line}” stands after compile().").format(line=shown(changed)),
                _("compile() fixes which weights are trained; what is frozen or freed later may not count."),
                _("Look at the order of the two steps, or do the second one again."),
            )
    return None


def dead_layers(context: HintContext) -> Hint | None:
    """A training step leaves layers as they were that should learn."""
    step = context.evidence.behaviour.get("training_step")
    still = step.get("trainable_still") if isinstance(step, Mapping) else None
    if not isinstance(still, list | tuple) or not still:
        return None
    return Hint(
        "dead_layers",
        _("A training step does not change the weights of {layers}.").format(
            layers=", ".join(f"“{name}”" for name in still[:3])
        ),
        _("No gradient reaches them: they stay as they began, or as they died when their outputs became 0 for good."),
        _("Look at what stands behind them, and at the activation and the learning rate."),
    )


def _loss_for_other_labels(context: HintContext) -> Hint | None:
    message = context.error_message
    if "`output` must have rank (ndim) `target.ndim - 1`" in message:
        seen = _("The loss expects class numbers (3), and your labels are one-hot vectors (0, 0, 0, 1, …).")
    elif "`target` and `output` must have the same rank" in message:
        seen = _("The loss expects one-hot vectors (0, 0, 0, 1, …), and your labels are class numbers (3).")
    elif "`target` and `output` must have the same shape" in message:
        seen = _("Your network's output has another width than your one-hot labels.")
    elif label := _OUTSIDE.search(message):
        seen = _(
            "Your network has {found} outputs, for the classes 0 to {last}, and a label is the class {label}."
        ).format(found=label[2], last=int(label[2]) - 1, label=label[1])
    else:
        return None
    return Hint(
        "wrong_loss",
        seen,
        _("Each loss compares the output with labels of one form only."),
        _("Print the shape of your labels and that of the model's output, and choose labels and loss that fit both."),
    )


def _loss_for_other_task(context: HintContext) -> Hint | None:
    structure, loss = context.structure, context.compiled.loss if context.compiled else None
    if structure is None or loss is None or not context.assignment.data.name or graph.width(structure) <= 2:
        return None
    asked = context.asked.compiled.loss if context.asked and context.asked.compiled else None
    if loss == asked or loss not in _REGRESSION | {"binary_crossentropy"}:
        return None
    return Hint(
        "wrong_loss",
        _("Your model is trained with the loss “{loss}”, and it has {width} classes to tell apart.").format(
            loss=loss, width=graph.width(structure)
        ),
        _("This loss is made for numbers or for yes and no; for several classes it learns slowly or misjudges itself."),
        _("Which loss compares a probability for each class with the right class?"),
    )


def _takes_probabilities(context: HintContext) -> bool:
    return context.compiled is not None and context.compiled.loss in _CROSSENTROPIES and not _from_logits(context)


def _from_logits(context: HintContext) -> bool:
    if context.compiled is None or context.compiled.loss not in _CROSSENTROPIES:
        return False
    return context.compiled.loss_config.get("from_logits") is True


def _sets_trainable(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Attribute) and target.attr == "trainable" for target in node.targets
    )
