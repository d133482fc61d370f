"""Let functions of TensorFlow take symbolic tensors while a model is traced: they become Keras's own operations."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import keras
from keras import ops

from autograder.frameworks.keras.shapes import with_batch

Translation = Callable[..., Any]
"""Takes the parameters of a TensorFlow function by its own names, and calls Keras's operation."""

TWO = ("add", "subtract", "multiply", "divide", "maximum", "minimum")
ONE = ("exp", "log", "sqrt", "rsqrt", "square", "abs", "negative", "sin", "cos", "floor", "sign")
ACTIVATIONS = ("relu", "relu6", "sigmoid", "tanh", "softplus", "softsign", "selu", "silu", "elu")
REDUCTIONS = ("mean", "sum", "max", "min", "prod")


class UntranslatedError(Exception):
    """A call of a TensorFlow function has no counterpart among Keras's operations."""


@contextmanager
def translated() -> Iterator[None]:
    """Translate TensorFlow's functions as long as the block lasts; where TensorFlow is not loaded, do nothing."""
    dispatcher = _dispatcher() if "tensorflow" in sys.modules and keras.backend.backend() == "tensorflow" else None
    if dispatcher is None:
        yield
        return
    dispatcher.depth += 1
    try:
        yield
    finally:
        dispatcher.depth -= 1


@cache
def _dispatcher() -> Any:
    """Return what TensorFlow asks when a function refuses its arguments; None for a TensorFlow that does not ask."""
    try:
        from tensorflow.python.util import dispatch, tf_export
    except ImportError:
        return None

    class Dispatcher(dispatch.GlobalOpDispatcher):  # type: ignore[misc] # TensorFlow ships no types for it
        """Translates calls with symbolic tensors, inside `translated` alone."""

        depth = 0

        def handle(self, op: Any, args: Any, kwargs: Any) -> Any:
            """Return what Keras's operation gives, or TensorFlow's word for "not mine"."""
            symbolic = any(isinstance(value, keras.KerasTensor) for value in keras.tree.flatten((args, kwargs)))
            name = str(tf_export.get_canonical_name_for_symbol(op) or "").rsplit(".", maxsplit=1)[-1]
            if not self.depth or not symbolic or name not in TRANSLATIONS:
                return self.NOT_SUPPORTED
            try:
                return TRANSLATIONS[name](*args, **{key: value for key, value in kwargs.items() if key != "name"})
            except UntranslatedError:
                return self.NOT_SUPPORTED

    made = Dispatcher()
    made.register()
    return made


def _expect(*, that: bool) -> None:
    if not that:
        raise UntranslatedError


def _plain(value: Any) -> Any:
    """Return a shape, axes or sizes as numbers."""
    value = value.numpy() if hasattr(value, "numpy") else value
    return value.tolist() if hasattr(value, "tolist") else value


def _as_list(value: Any) -> list[int]:
    value = _plain(value)
    return [value] if isinstance(value, int) else list(value)


def _spatial(sizes: Any) -> Any:
    listed = _as_list(sizes)
    return listed[0] if len(listed) == 1 else tuple(listed[1:3] if len(listed) == 4 else listed)


def _reshape(tensor: Any, shape: Any) -> Any:
    """Reshape; the batch's size, which a symbolic tensor does not know, is left to be found."""
    sizes = [_plain(size) for size in (_plain(shape) if hasattr(shape, "numpy") else shape)]
    return ops.reshape(tensor, with_batch(sizes, tuple(tensor.shape)))


def _matmul(a: Any, b: Any, **more: Any) -> Any:
    turned = [more.pop(name, False) for name in ("transpose_a", "transpose_b")]
    _expect(that=not any(more.values()))
    return ops.matmul(_turned(a, turn=turned[0]), _turned(b, turn=turned[1]))


def _turned(value: Any, *, turn: bool) -> Any:
    axes = list(range(len(value.shape)))
    return ops.transpose(value, [*axes[:-2], axes[-1], axes[-2]]) if turn else value


def _convolution(input: Any, filters: Any, strides: Any, padding: Any, **more: Any) -> Any:  # noqa: A002 - TensorFlow's names
    _expect(that=more.get("data_format") in {None, "NHWC"} and set(_as_list(more.get("dilations") or 1)) == {1})
    return ops.conv(input, filters, strides=_spatial(strides), padding=padding.lower())


def _pool(kind: Translation) -> Translation:
    def pool(input: Any, ksize: Any, strides: Any, padding: Any, **more: Any) -> Any:  # noqa: A002 - TensorFlow's names
        _expect(that=more.get("data_format") in {None, "NHWC"})
        return kind(input, _spatial(ksize), strides=_spatial(strides), padding=padding.lower())

    return pool


def _reduction(kind: Translation) -> Translation:
    return lambda input_tensor, axis=None, keepdims=False: kind(input_tensor, axis=_plain(axis), keepdims=keepdims)


def _unary(kind: Translation) -> Translation:
    return lambda *args, **named: kind(*args, *named.values())


def _binary(kind: Translation) -> Translation:
    return lambda x, y: kind(x, y)  # noqa: PLW0108 - by TensorFlow's names


TRANSLATIONS: Mapping[str, Translation] = {
    **{name: _binary(getattr(ops, name)) for name in TWO},
    "truediv": _binary(ops.true_divide),
    "pow": _binary(ops.power),
    "squared_difference": _binary(lambda x, y: ops.square(ops.subtract(x, y))),
    **{name: _unary(getattr(ops, name)) for name in (*ONE, *ACTIVATIONS)},
    "swish": _unary(ops.silu),
    "gelu": lambda features, approximate=False: ops.gelu(features, approximate=approximate),
    "leaky_relu": lambda features, alpha=0.2: ops.leaky_relu(features, negative_slope=alpha),
    "softmax": lambda logits, axis=None: ops.softmax(logits, axis=-1 if axis is None else axis),
    "log_softmax": lambda logits, axis=None: ops.log_softmax(logits, axis=-1 if axis is None else axis),
    **{f"reduce_{name}": _reduction(getattr(ops, name)) for name in REDUCTIONS},
    "reduce_variance": _reduction(ops.var),
    "reduce_std": _reduction(ops.std),
    "matmul": _matmul,
    "bias_add": lambda value, bias, data_format=None: ops.add(value, bias),  # noqa: ARG005
    "conv2d": _convolution,
    **dict.fromkeys(("max_pool2d", "max_pool"), _pool(ops.max_pool)),
    **dict.fromkeys(("avg_pool2d", "avg_pool"), _pool(ops.average_pool)),
    "reshape": _reshape,
    "transpose": lambda a, perm=None, conjugate=False: ops.transpose(a, axes=_plain(perm)),  # noqa: ARG005
    "concat": lambda values, axis: ops.concatenate(values, axis=_plain(axis)),
    "stack": lambda values, axis=0: ops.stack(values, axis=axis),
    "expand_dims": lambda input, axis: ops.expand_dims(input, axis),  # noqa: A006, PLW0108 - by TensorFlow's names
    "squeeze": lambda input, axis=None: ops.squeeze(input, axis=_plain(axis)),  # noqa: A006
    "cast": lambda x, dtype: ops.cast(x, getattr(dtype, "name", dtype)),
    "shape": lambda input, out_type=None: ops.shape(input),  # noqa: A006, ARG005
    "clip_by_value": lambda t, clip_value_min, clip_value_max: ops.clip(t, clip_value_min, clip_value_max),  # noqa: PLW0108
    "identity": lambda input: input,  # noqa: A006
    "convert_to_tensor": lambda value, dtype=None, **_more: value,  # noqa: ARG005
}
"""By the last part of TensorFlow's name ("math.reduce_mean" is "reduce_mean")."""
