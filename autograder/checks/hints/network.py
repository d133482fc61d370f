"""Hints about the network: activations, the output, dropout, freezing."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from autograder.checks.hints import graph
from autograder.checks.hints.context import HintContext
from autograder.checks.hints.flow import Flow, Holder
from autograder.checks.hints.source import shown, walk_scope
from autograder.i18n import gettext as _
from autograder.records import Hint

_CROSSENTROPIES = frozenset({"categorical_crossentropy", "sparse_categorical_crossentropy"})
_PROBABILITIES = frozenset({"softmax", "sigmoid", "log_softmax"})


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
    """Softmax is applied by two layers at the end."""
    structure = context.structure
    if structure is None or context.as_asked:
        return None
    before = [node.op for node in graph.output_chain(structure) if node.op not in graph.TRANSPARENT]
    if before[:2] != ["softmax", "softmax"]:
        return None
    return Hint(
        "double_softmax",
        _("Softmax is applied twice at the end of your network."),
        _("A second softmax squeezes the probabilities together: gradients become small, and training slow."),
        _("One layer that applies softmax is enough. Which of the two did the assignment ask for?"),
    )


def softmax_for_logits(context: HintContext) -> Hint | None:
    """The loss is told that it gets logits, and gets probabilities: Keras on TensorFlow goes back to the logits."""
    last = graph.output_activation(context.structure) if context.structure else None
    if last is None or last.op != "softmax" or not _from_logits(context):
        return None
    return Hint(
        "softmax_for_logits",
        _("Your last layer applies softmax, and the loss is told from_logits=True."),
        _("Keras on TensorFlow notices it and takes the numbers before softmax; elsewhere softmax would come twice."),
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
    flow = context.source.flow
    compiling = [call for call in context.source.calls("compile") if _is_method(flow, call)]
    own, again = set(map(id, compiling)), _calling(flow, compiling)
    top, *functions = context.source.scopes
    for scope in functions if _compiles_for_others(flow, compiling) else (top, *functions):
        changed: ast.Assign | None = None
        compiled = False
        for node in walk_scope(scope):
            compiled = compiled or id(node) in own
            if id(node) in again:
                changed = None
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


def _is_method(flow: Flow, call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and not flow.is_module(call.func)


def _calling(flow: Flow, calls: Sequence[ast.Call]) -> set[int]:
    """Return the identities of calls, and of those of the program's own functions that make them."""
    pending, found, opened = list(calls), set[int](), set[Holder]()
    while pending:
        call = pending.pop()
        found.add(id(call))
        for holder in flow.holders.get(id(flow.names.function_of(call)), []):
            if holder not in opened:
                opened.add(holder)
                pending.extend(flow.calls.get(holder, ()))
    return found


def _compiles_for_others(flow: Flow, calls: Sequence[ast.Call]) -> bool:
    """Tell whether a call stands in a function that the program never calls: who grades it does so at the end."""
    functions = [flow.names.function_of(call) for call in calls]
    holders = [holder for function in functions for holder in flow.holders.get(id(function), [])]
    return any(holder not in flow.calls for holder in holders)


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
