"""Hints about training: the learning rate, too few epochs, learning by heart, one class for all."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from autograder.checks.hints.context import HintContext
from autograder.checks.hints.graph import width
from autograder.checks.hints.source import CELL
from autograder.i18n import gettext as _
from autograder.i18n import later
from autograder.metrics import ACCURACY, decide
from autograder.records import Curves, FailureKind, Form, Hint, Outcome
from autograder.sentences import worded

_HIGH = {"adam": 0.01, "adamw": 0.01, "nadam": 0.01, "adamax": 0.02, "rmsprop": 0.01, "sgd": 0.5}
_LOW = {"adam": 5e-5, "adamw": 5e-5, "nadam": 5e-5, "adamax": 1e-4, "rmsprop": 5e-5, "sgd": 5e-4, "adadelta": 0.01}
"""Adadelta's own default, 0.001, is among the too low ones: its authors, and Keras before 2.3, used 1."""
_RATES = frozenset({"learning_rate", "lr"})
"""What callbacks add to a history, training or not."""
_OTHERWISE = frozenset(("train_on_batch", "GradientTape", "train", "load_model", "load_weights", "set_weights"))
"""Names of what trains a model other than `fit`, or gives it weights that were trained."""
_FITTING = frozenset(("fit", "fit_generator"))
_STOPPED = re.compile(r", line (\d{1,6}), in <module>")
_RANDOM = later("Its weights are still random, so it can only guess.")
_APART = 0.1
_HUGE = 1e100
_NEARLY_ALL = 0.98
_CLEARLY = 0.05
_FEWEST_EPOCHS = 3


def learning_rate_too_high(context: HintContext) -> Hint | None:
    """The learning rate is far above the usual, and the loss jumps, rises or ends where guessing does."""
    rate, usual = context.learning_rate, _limit(context, _HIGH)
    loss = context.curves.get("loss", ())
    if not context.falls_short or rate is None or usual is None or rate < usual or not loss:
        return None
    if _restless(loss):
        seen = _("With the learning rate {rate:g} the training loss does not settle.").format(rate=rate)
    elif _guesses(context, loss):
        seen = _no_better_than_guessing(context, rate, loss)
    else:
        return None
    return Hint(
        "learning_rate_too_high",
        seen,
        _("Steps that are too large jump over the minimum again and again."),
        _("Try a learning rate ten times smaller, and compare the first epochs of both curves."),
    )


def learning_rate_too_low(context: HintContext) -> Hint | None:
    """The learning rate is far below the usual, and the loss is still falling or hardly moved."""
    rate, usual = context.learning_rate, _limit(context, _LOW)
    loss = context.curves.get("loss", ())
    if not context.falls_short or rate is None or usual is None or rate > usual or not loss:
        return None
    if not _falling(loss) and not _guesses(context, loss):
        return None
    if _guesses(context, loss):
        seen = _no_better_than_guessing(context, rate, loss)
    elif len(loss) == 1:
        seen = _("With the learning rate {rate:g} the training loss came no further than {loss:.2f} in one epoch.")
        seen = seen.format(rate=rate, loss=loss[-1])
    else:
        seen = _("With the learning rate {rate:g} the training loss is still falling at the last epoch: {loss:.2f}.")
        seen = seen.format(rate=rate, loss=loss[-1])
    return Hint(
        "learning_rate_too_low",
        seen,
        _("Steps that are too small need very many epochs to get anywhere."),
        _("Try a learning rate ten times larger, and compare the first epochs of both curves."),
    )


def _no_better_than_guessing(context: HintContext, rate: float, loss: Sequence[float]) -> str:
    told = _("With the learning rate {rate:g} the training loss ends at {loss:.2f}; guessing alone gives {guess:.2f}.")
    return told.format(rate=rate, loss=loss[-1], guess=_guessing(context))


def diverged(context: HintContext) -> Hint | None:
    """The loss became NaN or infinite."""
    loss = context.curves.get("loss", ())
    lost = next((epoch for epoch, value in enumerate(loss, start=1) if not math.isfinite(value)), None)
    if lost is None:
        return None
    return Hint(
        "diverged",
        _("The training loss is not a number from epoch {epoch} on.").format(epoch=lost),
        _("Once a weight is NaN it stays so: nothing is learned afterwards."),
        _("Look at the range of the inputs, the learning rate, and any logarithm or division of your own."),
    )


def predicts_one_class(context: HintContext) -> Hint | None:
    """The network names the same class for nearly every image, or right as many images after each epoch."""
    if not context.falls_short:
        return None
    if _names_one_class(context.evidence.predictions.get("test")):
        if _learned(context):
            return None
        seen = worded(_("Your network gives nearly every {one} the same class."))
    elif stuck := _stuck_share(context.curves):
        seen = _("After each of {epochs} epochs exactly the same share of answers is right: {share}.").format(
            epochs=len(stuck), share=f"{stuck[0]:.1%}"
        )
    else:
        return None
    return Hint(
        "predicts_one_class",
        seen,
        _("It has learned nothing about the inputs: the outputs do not depend on them."),
        _("Is the training loss falling at all? Check that inputs and labels belong together and are of one order."),
    )


def _names_one_class(outputs: NDArray[np.float32] | None) -> bool:
    if outputs is None or outputs.ndim != 2 or outputs.shape[1] < 2 or len(outputs) < 10:
        return False
    named = decide(outputs, outputs.shape[1])
    known = named[named >= 0]
    return bool(len(known)) and float(np.bincount(known).max() / len(named)) >= _NEARLY_ALL


def _learned(context: HintContext) -> bool:
    """Tell whether clearly more answers were right in training than are in the test, where one class is named.

    It is compared with what is told: what a student says of a training could find out the exact value.
    """
    measured = context.measured
    if measured is None or measured.name != ACCURACY.name:
        return False
    known = max(_last(context.curves.get(name, ())) for name in ("accuracy", "acc"))
    return known > measured.told + _CLEARLY


def _stuck_share(curves: Curves) -> Sequence[float]:
    """Return the curve of a training accuracy that is the same after every epoch, and not 0; () if there is none."""
    for name in ("accuracy", "acc"):
        curve = curves.get(name, ())
        if len(curve) >= _FEWEST_EPOCHS and 0 < min(curve) == max(curve):
            return curve
    return ()


def too_few_epochs(context: HintContext) -> Hint | None:
    """The accuracy falls short while the curves are still falling, and it was the student who chose the epochs."""
    loss = context.curves.get("loss", ())
    watched = context.curves.get("val_loss", loss)
    out_of_time = context.evidence.outcome is Outcome.TIMED_OUT
    if context.grader_trained or out_of_time or not context.falls_short or not context.names_classes:
        return None
    if not _falling(loss) or not _falling(watched) or context.knows_training_data:
        return None
    return Hint(
        "too_few_epochs",
        _("The last training lasted for one epoch.")
        if len(loss) == 1
        else _("After the {epochs} epochs of the last training the loss is still falling.").format(epochs=len(loss)),
        _("Training ended before the network had learned what it can."),
        _("Train for more epochs, and let the validation curve tell when it is enough.")
        if "val_loss" in context.curves
        else _("Train for more epochs, with validation data: its curve tells when it is enough."),
    )


def overfitting(context: HintContext) -> Hint | None:
    """The curves of training and validation part."""
    curves = context.curves
    loss, validation = curves.get("loss", ()), curves.get("val_loss", ())
    if len(validation) < 5 or len(loss) != len(validation) or not _is_finite((*loss, *validation)):
        return None
    best = min(range(len(validation)), key=validation.__getitem__)
    rises = validation[-1] > 1.2 * validation[best] and best < 0.8 * len(validation) and loss[-1] < loss[best]
    gap = _last(curves.get("accuracy", ())) - _last(curves.get("val_accuracy", ()))
    if not rises or not (context.falls_short or gap > _APART):
        return None
    return Hint(
        "overfitting",
        _("The validation loss is lowest at epoch {best} and rises afterwards, while the training loss falls.").format(
            best=best + 1
        ),
        _("From there on the network learns the training data by heart."),
        _("What did the course offer against it: stopping in time, dropout, a smaller network, more data?"),
    )


def never_trained(context: HintContext) -> Hint | None:
    """There is a model, and no trace of training."""
    trained = context.evidence.history or context.evidence.training_history
    if not context.student_trains or not context.assignment.entry.model or context.structure is None or trained:
        return None
    called = context.source.called()
    if _OTHERWISE & context.source.called(until=_reached(context)) or not context.source.nodes:
        return None
    if (_OTHERWISE | _FITTING) & called:
        return _stopped_before_training(context)
    if not context.assignment.data.name and not context.source.calls("evaluate", "predict"):
        return None
    return Hint(
        "never_trained",
        _("Your model is built, and no line of your code trains it."),
        _(_RANDOM),
        _("Call fit() with the training data, or define train(model, x_train, y_train)."),
    )


def _reached(context: HintContext) -> int | None:
    """Return the line at which a module stopped, so that nothing below it was run; None where that is not known."""
    evidence = context.evidence
    if evidence.error is None or evidence.form is not Form.MODULE or CELL.search(evidence.source):
        return None
    found = _STOPPED.search(evidence.error.traceback)
    return int(found[1]) if found else None


def _stopped_before_training(context: HintContext) -> Hint | None:
    """A model that was never compiled was not trained by the `fit` that stands in the code."""
    error = context.evidence.error
    stopped = error is not None and error.kind != FailureKind.UNCOMPILED and context.evidence.outcome is Outcome.OK
    if context.compiled is not None or not stopped or not context.falls_short:
        return None
    return Hint(
        "never_trained",
        _("Your model was never trained: your code stopped first."),
        _(_RANDOM),
        _("Mend what stopped it first; what was measured says nothing about your network yet."),
    )


def fitted_nothing(context: HintContext) -> Hint | None:
    """The last training had epochs, and no training data: only validation left its numbers."""
    curves = {name for name, curve in context.curves.items() if curve}
    if context.grader_trained or not any(name.startswith("val_") for name in curves):
        return None
    if any(not name.startswith("val_") and name not in _RATES for name in curves):
        return None
    return Hint(
        "fitted_nothing",
        _("The last training ran without a single batch: fit() got no training data."),
        worded(_("The network is as it was before. A slice such as x[5000:] is empty where there are fewer {many}.")),
        worded(_("Print the shapes of what fit() gets, and split by a share of the {many}.")),
    )


def _limit(context: HintContext, limits: dict[str, float]) -> float | None:
    return limits.get(context.compiled.optimizer) if context.compiled else None


def _falling(curve: Sequence[float]) -> bool:
    """Tell whether a curve falls all through its second half, by 1 % or more; a single epoch counts as falling.

    Up to five means over equal parts are compared, so that noise on a level curve hardly ever looks like a fall.
    """
    if not curve or not _is_finite(curve):
        return False
    half = curve[-(len(curve) // 2 + 1) :]
    parts = min(len(half), 5)
    means = [fmean(half[len(half) * i // parts : len(half) * (i + 1) // parts]) for i in range(parts)]
    falls = all(later < earlier for earlier, later in pairwise(means))
    return len(curve) == 1 or (falls and means[-1] <= 0.99 * means[0])


def _restless(curve: Sequence[float]) -> bool:
    """Tell whether a loss is lost, ends about where it began, or rises in a third of its epochs."""
    if not _is_finite(curve):
        return True
    if len(curve) == 1:
        return False
    rises = sum(later > earlier * 1.05 for earlier, later in pairwise(curve))
    return curve[-1] >= 0.95 * curve[0] or rises > len(curve) / 3


def _guesses(context: HintContext, curve: Sequence[float]) -> bool:
    """Tell whether a cross-entropy ends no better than that of guessing, the logarithm of the number of classes."""
    if context.structure is None or context.compiled is None or "crossentropy" not in (context.compiled.loss or ""):
        return False
    return curve[-1] >= 0.9 * _guessing(context)


def _guessing(context: HintContext) -> float:
    """Return the cross-entropy of guessing."""
    return math.log(max(width(context.structure) if context.structure else 0, 2))


def _is_finite(curve: Sequence[float]) -> bool:
    """Tell whether every number is one that can be summed: NaN, infinity and anything near overflow is not."""
    return all(abs(value) < _HUGE for value in curve)


def _last(curve: Sequence[float]) -> float:
    return curve[-1] if curve else 0.0
