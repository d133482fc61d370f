"""The words for operations, settings and values in messages to students."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.i18n import gettext as _
from autograder.networks.similarity import family
from autograder.people import visible
from autograder.records import Json, Node, Shape, Structure

KERAS_NAMES: Mapping[str, str] = {
    "conv1d": "Conv1D",
    "conv2d": "Conv2D",
    "conv3d": "Conv3D",
    "depthwise_conv2d": "DepthwiseConv2D",
    "separable_conv2d": "SeparableConv2D",
    "conv2d_transpose": "Conv2DTranspose",
    "max_pooling1d": "MaxPooling1D",
    "max_pooling2d": "MaxPooling2D",
    "max_pooling3d": "MaxPooling3D",
    "average_pooling1d": "AveragePooling1D",
    "average_pooling2d": "AveragePooling2D",
    "average_pooling3d": "AveragePooling3D",
    "lstm": "LSTM",
    "gru": "GRU",
    "simple_rnn": "SimpleRNN",
    "p_re_lu": "PReLU",
}
"""Classes whose names are not their canonical names in camel case."""

COUNTED = frozenset({"filters", "units", "num_heads", "groups", "depth_multiplier", "input_dim", "output_dim"})
"""Settings that are numbers of things: "fewer filters", not "a smaller filters"."""


LONGEST = 100
"""Characters of a name or value that a message shows."""


def shortened(text: str) -> str:
    """Return a text as it may stand in a message: without what nobody sees, cut where it is too long."""
    text = visible(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def operation_name(op: str) -> str:
    """Return an operation as Keras spells the class: `max_pooling2d` is MaxPooling2D."""
    if op == "function":
        return _("a function of its own")
    if family(op) == "activation" or "." in op or ":" in op:
        return shortened(op.rpartition(":")[2])
    return KERAS_NAMES.get(op) or "".join(part.capitalize() for part in op.split("_"))


def global_name(structure: Structure, node: Node) -> str:
    """Return the class of a layer whose window is the whole image; "" for others, whose operation says as much."""
    name = "" if node.layer is None else structure.layers[node.layer].class_name
    return shortened(name) if name.startswith("Global") else ""


def rectifier_name(node: Node) -> str:
    """Return what a rectifier is called that is not the plain one; "" for that, and for everything else."""
    if node.op == "relu" and node.attributes.get("negative_slope"):
        return "leaky_relu"
    return "relu6" if node.op == "relu" and node.attributes.get("max_value") == 6 else ""


def kind_name(op: str) -> str:
    """Return the kind of an operation, which gives away less than its name."""
    return {
        "activation": _("an activation"),
        "convolution": _("a convolution"),
        "dense": _("a dense layer"),
        "pooling": _("a pooling layer"),
        "dropout": _("a dropout layer"),
        "normalization": _("a normalisation layer"),
        "recurrent": _("a recurrent layer"),
        "shape": _("a layer that changes the shape"),
        "join": _("a layer that joins branches"),
        "augmentation": _("an augmentation layer"),
        "rescaling": _("a rescaling of the input"),
        "embedding": _("an embedding"),
    }.get(family(op), _("a layer"))


def setting_name(name: str) -> str:
    """Return a setting in words; one without words of ours by the words of its argument's name."""
    return {
        "filters": _("filters"),
        "units": _("units"),
        "kernel_size": _("kernel size"),
        "strides": _("strides"),
        "padding": _("padding"),
        "pool_size": _("pool size"),
        "window": _("window"),
        "rate": _("rate"),
        "use_bias": _("use of a bias"),
        "dilation_rate": _("dilation rate"),
        "groups": _("groups"),
        "data_format": _("data format"),
        "axis": _("axis"),
        "momentum": _("momentum"),
        "epsilon": _("epsilon"),
        "shape": _("target shape"),
        "scale": _("scale"),
        "offset": _("offset"),
        "num_heads": _("heads"),
        "negative_slope": _("negative slope"),
        "max_value": _("largest value"),
        "kernel_regularizer": _("kernel regulariser"),
        "bias_regularizer": _("bias regulariser"),
        "kernel_constraint": _("kernel constraint"),
        "return_sequences": _("return of sequences"),
        "quantization": _("quantisation"),
    }.get(name, shortened(name.replace("_", " ")))


def value_text(value: Json) -> str:
    """Return a setting's value as a student would write it."""
    if value is None:
        return _("none")
    if isinstance(value, Sequence) and not isinstance(value, str):
        is_shape = all(item is None or isinstance(item, int) for item in value)
        return shortened(shape_text(value) if is_shape else ", ".join(map(value_text, value)))
    if isinstance(value, Mapping):
        return mapping_text(value)
    return _("the whole input") if value == "full" else shortened(str(value))


def mapping_text(value: Mapping[str, Json]) -> str:
    """Return a regulariser, a function, an array or another object among the settings by what a student knows of it."""
    if set(value) == {"l1", "l2"}:
        return ", ".join(f"{name.upper()} {size}" for name, size in value.items() if size)
    if isinstance(shape := value.get("array", value.get("variable")), list | tuple):
        return _("an array of shape {shape}").format(shape=shape_text(shape))
    name = str(value.get("class") or value.get("function") or value.get("object") or "")
    return shortened(name.rpartition(":")[2]) or _("another value")


def shape_text(shape: Sequence[int | None]) -> str:
    """Return a shape as Python writes it, with None for an unknown axis."""
    inside = ", ".join(str(size) for size in shape)
    return f"({inside},)" if len(shape) == 1 else f"({inside})"


def layer_text(structure: Structure, layer: int | None, op: str) -> str:
    """Name a layer as the student wrote it; the operation where it belongs to no layer."""
    if layer is None:
        return _("the operation {operation}").format(operation=operation_name(op))
    named = structure.layers[layer]
    return _('layer {number} "{name}" ({kind})').format(
        number=layer + 1, name=shortened(named.name), kind=shortened(named.class_name)
    )


def names_text(names: Sequence[str]) -> str:
    """Return up to four names, and how many more there are."""
    shown = ", ".join(names[:4])
    if len(names) <= 4:
        return shown
    return _("{names} and {count} more").format(names=shown, count=len(names) - 4)


def shapes_text(shapes: Sequence[Shape]) -> str:
    """Return several shapes, as a model with several inputs has them."""
    return ", ".join(map(shape_text, shapes))
