"""Hints about what goes into a network: its axes, its scale, and which array is fitted."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.accuracy import decide
from autograder.checks.hints.context import HintContext
from autograder.checks.hints.source import Source, argument, last_name, names_in
from autograder.data import HiddenData
from autograder.i18n import gettext as _
from autograder.records import Hint

MOST_CANDIDATES = 20
_VALIDATION = re.compile(r"val|dev", flags=re.IGNORECASE)
_MARGIN = 0.1
_SCALERS = frozenset(
    {"Rescaling", "Normalization", "MinMaxScaler", "StandardScaler", "MaxAbsScaler", "RobustScaler", "normalize"}
    | {"preprocess_input", "BatchNormalization", "LayerNormalization", "minmax_scale", "convert_image_dtype"}
)
_PREPARING = frozenset(
    {"reshape", "expand_dims", "astype", "transform", "fit_transform", "flatten", "normalize", "scale"}
    | {"preprocess", "preprocess_input", "convert_image_dtype", "newaxis"}
)
_SUMMING = frozenset({"len", "sum", "mean", "std", "var", "min", "max", "amin", "amax", "median", "unique", "bincount"})
_LOOKING = frozenset({"print", "type", "len", "display", "head", "evaluate", "predict"})
_FIT_KEYWORDS = frozenset({"epochs", "batch_size", "validation_data", "validation_split", "callbacks", "verbose"})


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
    source = context.source
    assigned = source.assigned()
    fits = _fits(source)
    fitted = frozenset[str]().union(*(names_in(argument(call, 0, "x")) for call in fits))
    given = frozenset[str]().union(*(names_in(call) for call in fits))
    prepared = {name: fitted & _prepared(values) for name, values in assigned.items()}
    candidates = [name for name, origins in prepared.items() if origins and name not in origins][:MOST_CANDIDATES]
    for name in candidates:
        derived = source.derived(name)
        if derived & given or _is_used_elsewhere(source, derived, assigned):
            continue
        return Hint(
            "fitted_the_wrong_array",
            _("You prepared “{prepared}”, and fit() got “{fitted}”.").format(prepared=name, fitted=min(prepared[name])),
            _("The network then learns from images in another form than you meant it to."),
            _("Look at the first argument of fit(), and at the shapes of both arrays."),
        )
    return None


def no_scaling(context: HintContext) -> Hint | None:
    """The network was trained on pixels that were not scaled."""
    trained = context.accuracy is not None or context.curves
    if not trained or not context.falls_short or not context.assignment.data.name:
        return None
    seen = _scaling_seen(context)
    if seen is None:
        return None
    return Hint(
        "no_scaling",
        seen,
        _("Large inputs make the first steps of training wild, and the weights settle slowly or not at all."),
        _("Print the smallest and the largest pixel that fit() gets. Which range did the course use?"),
    )


def _scaling_seen(context: HintContext) -> str | None:
    """Return what shows that the network was trained on raw pixels; None where nothing does."""
    if context.evidence.scaling == "raw":
        return _("Your preprocess() does not scale the pixels: the network was trained on them as they are.")
    if not context.student_trains:
        return None
    if _better_on_raw_pixels(context.evidence.predictions, context.data):
        return _("Your network names more images correctly when their pixels are not scaled to 0–1.")
    if _fits(context.source) and not _scales(context.source):
        return _("No line of your code scales the pixels before training.")
    return None


def validation_on_the_test_set(context: HintContext) -> Hint | None:
    """The test set also serves for validation."""
    source = context.source
    judged = frozenset[str]().union(*(names_in(argument(call, 0, "x")) for call in source.calls("evaluate", "predict")))
    for call in _fits(source):
        given = next((keyword.value for keyword in call.keywords if keyword.arg == "validation_data"), None)
        shared = {name for name in names_in(given) & judged if not _VALIDATION.search(name)}
        if shared:
            return Hint(
                "validation_on_the_test_set",
                _("“{name}” serves for validation during training and for the final test.").format(name=min(shared)),
                _("What helped to choose a model cannot judge it: the accuracy comes out too high."),
                _("Split a part of the training data off for validation, and keep the test data for the end."),
            )
    return None


def _fits(source: Source) -> list[ast.Call]:
    """Return the calls that train a model; a scaler's `fit(x)` is none."""
    return [
        call
        for call in source.calls("fit")
        if isinstance(call.func, ast.Attribute)
        and (len(call.args) > 1 or _FIT_KEYWORDS & {keyword.arg for keyword in call.keywords})
    ]


def _prepared(values: Sequence[ast.expr]) -> frozenset[str]:
    return frozenset[str]().union(*map(_prepared_from, values))


def _prepared_from(value: ast.expr) -> frozenset[str]:
    """Return the names of whole arrays that an expression brings into another form."""
    parts = list(ast.walk(value))
    divided = any(isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div) for part in parts)
    called = {last_name(part.func) for part in parts if isinstance(part, ast.Call)}
    new_axis = any(isinstance(part, ast.Subscript) and _adds_an_axis(part) for part in parts)
    if not (divided or new_axis or called & _PREPARING):
        return frozenset()
    selected = [part.value for part in parts if isinstance(part, ast.Subscript) and not _adds_an_axis(part)]
    measured = [part.value for part in parts if isinstance(part, ast.Attribute) and part.attr in {"shape", "size"}]
    summed = [part for part in parts if isinstance(part, ast.Call) and last_name(part.func) in _SUMMING]
    left_out = {id(inner) for part in [*selected, *measured, *summed] for inner in ast.walk(part)}
    return frozenset(part.id for part in parts if isinstance(part, ast.Name) and id(part) not in left_out)


def _adds_an_axis(part: ast.Subscript) -> bool:
    return any(
        (isinstance(inner, ast.Constant) and inner.value is None) or last_name(inner) == "newaxis"
        for inner in ast.walk(part.slice)
    )


def _is_used_elsewhere(source: Source, names: frozenset[str], assigned: Mapping[str, tuple[ast.expr, ...]]) -> bool:
    """Tell whether names are given to a call that does more than look at them, such as a plot."""
    making = {id(part) for values in assigned.values() for value in values for part in ast.walk(value)}
    return any(
        names & names_in(given)
        for call in source.nodes
        if isinstance(call, ast.Call) and id(call) not in making and last_name(call.func) not in _LOOKING
        for given in [*call.args, *(keyword.value for keyword in call.keywords)]
    )


def _scales(source: Source) -> bool:
    return any(_shrinks(node) for node in source.nodes) or bool(_SCALERS & source.identifiers())


def _shrinks(node: ast.AST) -> bool:
    """Tell whether something is divided, or multiplied by a small number."""
    if not isinstance(node, ast.BinOp | ast.AugAssign):
        return False
    factor = node.right if isinstance(node, ast.BinOp) else node.value
    return isinstance(node.op, ast.Div) or (isinstance(node.op, ast.Mult) and _is_small(factor))


def _is_small(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < abs(node.value) < 0.1


def _better_on_raw_pixels(predictions: Mapping[str, NDArray[np.float32]], data: HiddenData | None) -> bool:
    scaled, raw = predictions.get("test"), predictions.get("raw")
    if data is None or scaled is None or raw is None or not scaled.ndim or not raw.ndim:
        return False
    n = min(len(scaled), len(raw), len(data.y_test))
    try:
        shares = [_share(outputs[:n], data.y_test[:n], len(data.class_names)) for outputs in (scaled, raw)]
    except ValueError:
        return False
    return n > 0 and shares[1] - shares[0] >= _MARGIN


def _share(outputs: NDArray[Any], labels: NDArray[np.int64], classes: int) -> float:
    return float(np.mean(decide(outputs, classes) == labels)) if len(labels) else 0.0
