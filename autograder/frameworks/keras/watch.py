"""Remember what a submission does with its models: which it trained, saved and used last, how weights were drawn."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import inspect
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.contracts import OutOfTime


class Watch:
    """What was seen so far in this process.

    `fitted` is the model that `fit` or `train_on_batch` was called on last; `cut` the one whose last training was
    interrupted, and `cut_inside` whether that was inside `build_model()`. `trained` refers to all models that were
    trained, in order, `saved` to those that were saved since the last training of any, `used` to those that were
    evaluated or predicted with.
    """

    def __init__(self) -> None:
        self.fitted: Any = None
        self.trained: list[weakref.ref[Any]] = []
        self.saved: list[weakref.ref[Any]] = []
        self.used: list[weakref.ref[Any]] = []
        self.cut: Any = None
        self.cut_inside = False
        self._curves: dict[bytes, Mapping[str, Any]] = {}

    def trains(self, model: Any) -> None:
        """Forget what was done with models before a training."""
        before = [each for each in self.trained if (one := each()) is not None and one is not model]
        self.fitted, self.trained, self.saved, self.used = model, [*before, weakref.ref(model)], [], []

    @contextlib.contextmanager
    def unseen(self) -> Iterator[None]:
        """See nothing of what is saved and used inside the block: the grader does it."""
        kept = list(self.saved), list(self.used)
        try:
            yield
        finally:
            self.saved, self.used = kept

    def learned(self, model: Any) -> None:
        """Keep the curves of a `fit` under the weights that it left."""
        self._curves = {}
        with contextlib.suppress(Exception):  # a model of the submission's own class may answer in any way
            self._curves = {_weights(model): dict(model.history.history)}

    def curves_of(self, model: Any) -> Mapping[str, Any] | None:
        """Return the curves of the last `fit` where a model has the weights that it left, as a loaded copy has."""
        with contextlib.suppress(Exception):
            return self._curves.get(_weights(model)) if self._curves else None
        return None


@functools.cache
def watch() -> Watch:
    """Return this process's only watch."""
    return Watch()


def install() -> None:
    """Begin to watch. What is called gives what it gave before."""
    import keras

    for name in ("fit", "train_on_batch"):
        setattr(keras.Model, name, _fitting(getattr(keras.Model, name)))
    for name in ("save", "save_weights"):
        setattr(keras.Model, name, _noting(getattr(keras.Model, name), "saved"))
    for name in ("evaluate", "predict", "test_on_batch", "predict_on_batch"):
        setattr(keras.Model, name, _noting(getattr(keras.Model, name), "used"))
    keras.layers.Layer.add_weight = _drawing(keras.layers.Layer.add_weight)


def _noting(method: Callable[..., Any], among: str) -> Callable[..., Any]:
    @functools.wraps(method)
    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        known: list[weakref.ref[Any]] = getattr(watch(), among)
        if not any(model() is self for model in known):
            known.append(weakref.ref(self))
        return method(self, *args, **kwargs)

    return watched


def _fitting(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        watch().trains(self)
        watch().cut = None
        try:
            made = method(self, *args, **kwargs)
        except (OutOfTime, KeyboardInterrupt):
            watch().cut, watch().cut_inside = self, _is_inside("build_model")
            raise
        finally:
            watch().trains(self)  # again: a training evaluates and saves as well
        if method.__name__ == "fit":
            watch().learned(self)
        return made

    return watched


def _is_inside(name: str) -> bool:
    """Tell whether what runs was called by a function of a name, however far above."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_name != name:
        frame = frame.f_back
    return frame is not None


def _weights(model: Any) -> bytes:
    """Return a digest of a model's weights."""
    digest = hashlib.blake2b(digest_size=16)
    for weights in model.get_weights():
        digest.update(np.asarray(weights).tobytes())
    return digest.digest()


def _drawing(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        variable = method(self, *args, **kwargs)
        given = kwargs.get("initializer", args[1] if len(args) > 1 else None)
        variable.initializer_used = given or ("glorot_uniform" if "float" in str(variable.dtype) else "zeros")
        return variable

    return watched


def draw_again(model: Any) -> None:
    """Give every layer that learns new initial weights, as it first drew them, and the optimizer a new state."""
    import keras

    for layer in model._flatten_layers():  # noqa: SLF001 - Keras has no public walk through nested models
        if not layer.trainable_weights:
            continue
        for variable in [*layer._trainable_variables, *layer._non_trainable_variables]:  # noqa: SLF001 - its own alone
            used = getattr(variable, "initializer_used", None)
            if used is not None:
                variable.assign(_fresh(keras.initializers.get(used))(variable.shape, dtype=variable.dtype))
    if model.optimizer is not None:
        model.optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
        model.train_function = None


def _fresh(initializer: Any) -> Any:
    """Return an initialiser with a seed of its own: one object would draw the same numbers again."""
    config = initializer.get_config() if hasattr(initializer, "get_config") else {}
    return type(initializer).from_config({**config, "seed": None}) if "seed" in config else initializer
