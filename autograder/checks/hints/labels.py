"""Hints about networks that learn several labels: their loss, and what their last layer makes of the labels."""

from __future__ import annotations

from autograder.checks.hints import graph
from autograder.checks.hints.context import HintContext
from autograder.i18n import gettext as _
from autograder.networks.losses import picks_one
from autograder.records import Hint
from autograder.sentences import worded


def loss_of_one_class(context: HintContext) -> Hint | None:
    """The loss takes one class for the right one, and several may be."""
    loss = context.compiled.loss if context.compiled else None
    if not loss or not picks_one(loss):
        return None
    return Hint(
        "loss_of_one_class",
        _("Your model is trained with the loss “{loss}”, which takes one class for the right one.").format(loss=loss),
        worded(_("Here several labels may be right for one {one}, or none: each is a question of its own.")),
        _("Which loss asks of each output by itself whether it should be 0 or 1?"),
    )


def softmax_over_labels(context: HintContext) -> Hint | None:
    """Softmax makes labels share a sum of 1, so that no two can be sure."""
    last = graph.output_activation(context.structure) if context.structure else None
    if last is None or last.op != "softmax" or context.as_asked:
        return None
    return Hint(
        "softmax_over_labels",
        _("Your last layer applies softmax: its outputs add up to 1."),
        worded(_("Where several labels are right for one {one}, none of them can come close to 1 then.")),
        _("Which activation gives each output a number between 0 and 1, whatever the others are?"),
    )
