"""Hints about what goes into a network: its axes, its scale, and which array is fitted."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from itertools import islice
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from autograder.checks.hints import arrays
from autograder.checks.hints.arrays import Scaling
from autograder.checks.hints.contents import contents, places_in, shared
from autograder.checks.hints.context import HintContext
from autograder.checks.hints.flow import Flow
from autograder.checks.hints.scopes import Variable
from autograder.checks.hints.source import argument, last_name
from autograder.checks.hints.uses import is_used
from autograder.contracts import Targets
from autograder.data import HiddenData
from autograder.i18n import gettext as _
from autograder.metrics import ACCURACY, measure
from autograder.networks.words import shortened
from autograder.records import Hint, Structure

MOST_CANDIDATES = 20
_VALIDATION = re.compile(r"val(?!u)|dev|fold|holdout|(?:\b|_)(?:va|cv|oof)(?:\b|_)", flags=re.IGNORECASE)
_FOLDS = re.compile(r"Fold|ShuffleSplit|TimeSeriesSplit")
_MARGIN = 0.1
_SCALING_LAYERS = frozenset({"rescaling", "normalization", "batch_normalization", "layer_normalization"})


def missing_channel_axis(context: HintContext) -> Hint | None:
    """A convolution got images without a channel axis."""
    if "expected min_ndim=4, found ndim=3" not in context.error_message:
        return None
    return Hint(
        "missing_channel_axis",
        _("A convolution got images with two axes, height and width."),
        _("Convolutions expect a third axis for the colours, even where there is only one."),
        _("Print the shape of one image and that of the model's input, and give the images an axis of length 1."),
    )


def vectors_for_images(context: HintContext) -> Hint | None:
    """A layer that works on images got vectors."""
    if not re.search(r"expected (?:min_)?ndim=4, found ndim=2", context.error_message):
        return None
    return Hint(
        "vectors_for_images",
        _("A layer that works on images got vectors: height and width are gone before it."),
        _(
            "Convolutions and pooling need height, width and channels. Flatten, Dense and a network with its own top "
            "do not keep them."
        ),
        _(
            "Print the output shape of what stands before that layer. Does a pretrained network there still have its "
            "own top?"
        ),
    )


def fitted_the_wrong_array(context: HintContext) -> Hint | None:
    """An array was prepared for training, and another one was fitted."""
    flow = context.source.flow
    fitted = {arrays.fitted_as_it_is(flow, call) for call in arrays.fits(flow)}
    candidates = (
        (holder, min(origins, key=attrgetter("name")))
        for value, holders in flow.goes.values()
        if (origins := arrays.prepared_from(flow, value) & fitted)
        for holder in holders
        if isinstance(holder, Variable) and holder not in origins
    )
    for prepared, origin in islice(candidates, MOST_CANDIDATES):
        if is_used(flow, prepared):
            continue
        if _scales(flow, prepared) or not _flattens_itself(context.structure):
            return Hint(
                "fitted_the_wrong_array",
                _("You prepared “{prepared}”, and fit() got “{fitted}”.").format(
                    prepared=shortened(prepared.name), fitted=shortened(origin.name)
                ),
                _("The network then learns from data in another form than you meant it to."),
                _("Look at the first argument of fit(), and at the shapes of both arrays."),
            )
    return None


def _scales(flow: Flow, variable: Variable) -> bool:
    """Tell whether a variable holds other numbers than what it was made from."""
    return any(arrays.changes_values(value) for value in flow.made.get(variable, ()))


def _flattens_itself(structure: Structure | None) -> bool:
    """Tell whether a network brings its images into one form first, so that theirs does not matter."""
    first = [node.op for node in structure.nodes if node.inputs and max(node.inputs) < 0] if structure else []
    return bool(first) and set(first) <= {"flatten", "reshape"}


def no_scaling(context: HintContext) -> Hint | None:
    """The network was trained on pixels that were not scaled."""
    trained = context.measured is not None or context.curves
    if not trained or not context.falls_short:
        return None
    if _scales_itself(context.structure):
        return _another_range(
            context,
            _("Its layers for scaling are set to the range of the pixels that fit() got, and that was another one."),
            _(
                "Hand in a preprocess(images) that gives the images as fit() got them; or scale them to 0–1 before "
                "fit(), without a rescaling layer."
            ),
        )
    flow = context.source.flow
    fitted = {arrays.scaling(flow, call) for call in arrays.fits(flow) if arrays.is_reached(flow, call)}
    if context.evidence.scaling == "raw" and not (context.student_trains and Scaling.SCALED in fitted):
        return _unscaled(_("Your preprocess() does not scale the pixels: the network was trained on them as they are."))
    another = _another_range(
        context,
        _("fit() got pixels of another range, and the network is tried on pixels from 0 to 1."),
        _("Scale them to 0–1 before fit(), or hand in a preprocess(images) that gives the images as fit() got them."),
    )
    if another is None and context.student_trains and fitted == {Scaling.RAW}:
        return _unscaled(_("fit() gets pixels that no line of your code has scaled."))
    return another


def _unscaled(seen: str) -> Hint:
    return Hint(
        "no_scaling",
        seen,
        _("Large inputs make the first steps of training wild, and the weights settle slowly or not at all."),
        _("Print the smallest and the largest pixel that fit() gets. Which range did the course use?"),
    )


def _another_range(context: HintContext, why: str, attempt: str) -> Hint | None:
    """A network was trained on pixels of another range than it is tested on, as its answers show."""
    if not context.student_trains or not _better_on_raw_pixels(context.evidence.predictions, context.data):
        return None
    seen = _("Your network names more images correctly when their pixels are not scaled to 0–1.")
    return Hint("no_scaling", seen, why, attempt)


def _scales_itself(structure: Structure | None) -> bool:
    """Tell whether a network brings its inputs into a small range by layers of its own."""
    return structure is not None and any(node.op in _SCALING_LAYERS for node in structure.nodes)


def validation_on_the_test_set(context: HintContext) -> Hint | None:
    """The test set also serves for validation."""
    flow = context.source.flow
    judging = context.source.calls("evaluate", "predict")
    validated = [(call, given) for call in arrays.fits(flow) if (given := _validation(call)) is not None]
    for call, given in validated[:MOST_CANDIDATES]:
        after = arrays.from_here_on(flow, call, judging)
        judged = places_in(flow, *(argument(judge, 0, "x") for judge in after))
        both = {str(place) for place in shared(places_in(flow, given), judged)}
        both = {name for name in both if not _VALIDATION.search(name)}
        if both and not _is_fold(flow, given):
            return Hint(
                "validation_on_the_test_set",
                _("“{name}” serves for validation during training and for the final test.").format(
                    name=shortened(min(both, key=lambda name: (not _stands_in(name, given), name)))
                ),
                _("What helped to choose a model cannot judge it: the accuracy comes out too high."),
                _("Split a part of the training data off for validation, and keep the test data for the end."),
            )
    return None


def _stands_in(place: str, given: ast.expr) -> bool:
    """Tell whether a place is one of a name that an expression has."""
    names = {node.id for node in ast.walk(given) if isinstance(node, ast.Name)}
    return place.split("[", 1)[0].split(".", 1)[0] in names


def _validation(call: ast.Call) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == "validation_data"), None)


def _is_fold(flow: Flow, given: ast.expr) -> bool:
    """Tell whether data is a fold of a cross-validation, as scikit-learn chooses it: `KFold(…).split(…)`."""
    nodes = (node.slice if isinstance(node, ast.Subscript) else node for node in contents(flow, given))
    names = (part for node in nodes for part in (node, *ast.iter_child_nodes(node)) if isinstance(part, ast.Name))
    values = (value for variable in {flow.variable(name) for name in names} for value in flow.made.get(variable, ()))
    splits = (
        node for value in values for node in ast.walk(value) if isinstance(node, ast.Attribute) and node.attr == "split"
    )
    return any(_chooses_folds(flow, split.value) for split in islice(splits, MOST_CANDIDATES))


def _chooses_folds(flow: Flow, chooser: ast.expr) -> bool:
    makers = flow.made.get(flow.variable(chooser), ()) if isinstance(chooser, ast.Name) else (chooser,)
    return any(isinstance(maker, ast.Call) and _FOLDS.search(last_name(maker.func)) for maker in makers)


def _better_on_raw_pixels(predictions: Mapping[str, NDArray[np.float32]], data: HiddenData | None) -> bool:
    """Tell whether raw pixels are read better, by accuracies as they are told: finer ones would tell single labels."""
    scaled, raw = predictions.get("test"), predictions.get("raw")
    if data is None or scaled is None or raw is None or not scaled.ndim or not raw.ndim:
        return False
    n = min(len(scaled), len(raw), len(data.y_test))
    targets = Targets(data.y_test[:n], len(data.class_names))
    found = [measure(ACCURACY, outputs[:n], targets, bar=1.0) for outputs in (scaled, raw)]
    told = [accuracy.told for accuracy in found if accuracy is not None]
    return len(told) == len(found) and round(told[1] - told[0], 3) >= _MARGIN
