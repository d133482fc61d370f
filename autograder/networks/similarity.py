"""How alike two canonical operations are, as a number between 0 (nothing in common) and 1 (equal)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autograder.records import Node

FAMILIES: Final[Mapping[str, frozenset[str]]] = {
    "activation": frozenset(
        {"relu", "sigmoid", "tanh", "softmax", "log_softmax", "elu", "selu", "celu", "gelu", "silu", "softplus", "mish"}
        | {"softsign", "exponential", "hard_sigmoid", "hard_silu", "hard_tanh", "hard_shrink", "soft_shrink", "glu"}
        | {"tanh_shrink", "threshold", "sparse_plus", "squareplus", "log_sigmoid", "sparse_sigmoid", "sparsemax"}
        | {"p_re_lu", "function"}
    ),
    "convolution": frozenset(
        f"{kind}conv{rank}d{suffix}"
        for kind in ("", "depthwise_", "separable_")
        for rank in (1, 2, 3)
        for suffix in ("", "_transpose")
    ),
    "dense": frozenset({"dense", "einsum_dense"}),
    "pooling": frozenset(f"{kind}_pooling{rank}d" for kind in ("max", "average") for rank in (1, 2, 3)),
    "dropout": frozenset(
        {"dropout", "spatial_dropout1d", "spatial_dropout2d", "spatial_dropout3d", "alpha_dropout"}
        | {"gaussian_dropout", "gaussian_noise"}
    ),
    "normalization": frozenset(
        {"batch_normalization", "layer_normalization", "group_normalization", "unit_normalization"}
        | {"rms_normalization", "normalization"}
    ),
    "recurrent": frozenset({"lstm", "gru", "simple_rnn", "rnn", "bidirectional"}),
    "shape": frozenset({"flatten", "reshape", "permute", "repeat_vector"}),
    "join": frozenset({"add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot"}),
    "augmentation": frozenset(
        {"random_flip", "random_rotation", "random_zoom", "random_translation", "random_brightness"}
        | {"random_contrast", "random_crop", "random_shear", "random_erasing", "random_hue", "random_saturation"}
    ),
    "rescaling": frozenset({"rescaling"}),
    "embedding": frozenset({"embedding"}),
}
"""Operations of one kind: replacing one by another counts as a change, not as a loss and a gain."""

FAMILY_OF: Final[Mapping[str, str]] = {op: name for name, members in FAMILIES.items() for op in members}

MINOR: Final = frozenset(
    {"momentum", "epsilon", "dtype", "variable_dtype", "data_format", "synchronized", "training", "use_bias", "center"}
    | {"scale", "offset", "interpolation", "fill_mode", "fill_value", "noise_shape", "output_padding", "groups"}
)
"""Settings that cost little. Regularisers and constraints cost as little."""

MAIN_PENALTY: Final = 0.25
MINOR_PENALTY: Final = 0.1
LEAST_ALIKE: Final = 0.3
"""What two operations of the same name have in common at least."""
SAME_FAMILY: Final = 0.2


def family(op: str) -> str:
    """Return the kind of an operation; its own name where it belongs to none."""
    return FAMILY_OF.get(op, op)


def weight(node: Node) -> float:
    """Return how much an operation counts: 1 with weights of its own or shared, else a half."""
    return 1.0 if node.parameters or node.shared_with is not None else 0.5


def differing(found: Node, expected: Node) -> tuple[str, ...]:
    """Return the names of the settings in which two operations of one name differ."""
    names = sorted({*found.attributes, *expected.attributes})
    return tuple(name for name in names if found.attributes.get(name) != expected.attributes.get(name))


def penalty(name: str) -> float:
    """Return what a wrong setting costs."""
    minor = name in MINOR or name.endswith(("_regularizer", "_constraint"))
    return MINOR_PENALTY if minor else MAIN_PENALTY


def similarity(found: Node, expected: Node) -> float:
    """Return how alike two operations are."""
    if found.op == expected.op:
        return max(1.0 - sum(map(penalty, differing(found, expected))), LEAST_ALIKE)
    return SAME_FAMILY if family(found.op) == family(expected.op) else 0.0
