"""Hints about networks that learn numbers: their loss, the range of their output, its scale."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.checks.hints import graph
from autograder.checks.hints.context import HintContext
from autograder.i18n import gettext as _
from autograder.networks.losses import compares_classes
from autograder.records import Hint
from autograder.sentences import worded

_RANGES: Mapping[str, tuple[float, float]] = {
    "softmax": (0.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "relu": (0.0, np.inf),
}
_BEYOND = 0.1
"""The share of targets outside of an activation's range that makes it the cause."""
_FOLLOWS = 0.3
"""The R² after a straight line was fitted, from which on outputs follow the targets."""
_STEPS = 50
"""The steps of their range in which targets are compared: finer ones could be read off by what is hinted."""
_LEVEL = 0.01
"""Outputs that spread less than this share of their targets are the same number for all."""


def loss_of_classes(context: HintContext) -> Hint | None:
    """The loss compares classes, and numbers are to be learned."""
    loss = context.compiled.loss if context.compiled else None
    if not loss or not compares_classes(loss):
        return None
    return Hint(
        "loss_of_classes",
        _("Your model is trained with the loss “{loss}”, which compares classes.").format(loss=loss),
        _("Numbers are to be learned here: this loss does not tell how far an output is from its target."),
        _("Which loss measures the distance between two numbers?"),
    )


def bounded_output(context: HintContext) -> Hint | None:
    """The last activation cannot give numbers as large or as small as the targets are."""
    last = graph.output_activation(context.structure) if context.structure else None
    if last is None or last.op not in _RANGES or context.data is None or context.as_asked:
        return None
    low, high = _RANGES[last.op]
    targets = context.data.y_test
    if np.mean((targets < low) | (targets > high)) < _BEYOND:
        return None
    bounds = _("from {low:g} to {high:g}") if np.isfinite(high) else _("from {low:g} on")
    return Hint(
        "bounded_output",
        _("The last layer of your network ends in {activation}, which gives numbers {bounds}.").format(
            activation=last.op, bounds=bounds.format(low=low, high=high)
        ),
        _("Many of the numbers that are to be learned lie outside, so no training reaches them."),
        _("Print the smallest and the largest target. Which activation lets an output be any number?"),
    )


def another_scale(context: HintContext) -> Hint | None:
    """The outputs follow the targets on another scale: they were scaled for training, and not back."""
    found = _beside(context)
    if found is None or not context.falls_short:
        return None
    outputs, targets = found
    if outputs.std() == 0 or targets.std() == 0 or np.corrcoef(outputs, targets)[0, 1] ** 2 < _FOLLOWS:
        return None
    slope, offset = np.polyfit(outputs, targets, 1)
    line = np.mean((slope * outputs + offset - targets) ** 2)
    if slope <= 0 or np.mean((outputs - targets) ** 2) < 4 * line or 0.5 < slope < 2:
        return None
    return Hint(
        "another_scale",
        _("The outputs of your network rise and fall with the targets, on another scale."),
        _("Targets that were scaled for training are learned as scaled, and the outputs are not scaled back."),
        _("Print a few outputs beside their targets. Could the network itself end in a layer that scales them back?"),
    )


def one_number_for_all(context: HintContext) -> Hint | None:
    """The network gives nearly the same number whatever it is given."""
    found = _beside(context)
    if found is None or not context.falls_short or found[0].std() > _LEVEL * found[1].std():
        return None
    return Hint(
        "one_number_for_all",
        worded(_("Your network gives nearly the same number for every {one}.")),
        _("It has learned nothing about the inputs: the outputs do not depend on them."),
        _("Is the training loss falling at all? Look at the inputs' scale, the learning rate and the activations."),
    )


def _beside(context: HintContext) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return the finite outputs for single targets beside these, rounded; None for few, or several an example."""
    outputs, data = context.evidence.predictions.get("test"), context.data
    if outputs is None or data is None or outputs.size != data.y_test.size or len(data.y_test) != data.y_test.size:
        return None
    given, targets = outputs.reshape(-1).astype(np.float64), _rounded(data.y_test.reshape(-1))
    finite = np.isfinite(given) & (np.abs(given) < 1e30)
    return (given[finite], targets[finite]) if np.count_nonzero(finite) >= 10 else None


def _rounded(targets: NDArray[np.float64]) -> NDArray[np.float64]:
    step = float(np.ptp(targets)) / _STEPS
    return np.round(targets / step) * step if step else targets
