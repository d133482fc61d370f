"""Find the model that a submission hands in among the names it leaves."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.probe.held import held_models, own_names
from autograder.records import Failure

FITTED = "fit()"
"""What stands for the name of a model that nothing names: it was trained last."""


@dataclass(frozen=True, slots=True)
class Found:
    """A model and the name it stood under, or why there is none.

    `others` are further models that were passed over; `overwritten` is the name that once was the model's and is
    another thing's now; `error` is what `build_model()` raised after it had made the model.
    """

    model: Any = None
    name: str = ""
    failure: Failure | None = None
    others: tuple[str, ...] = ()
    overwritten: str = ""
    error: BaseException | None = None


def find_model(names: Mapping[str, Any], *, prefer_trained: bool, fitted: Any = None) -> Found:
    """Find the model to grade.

    `build_model()` comes first unless a trained `model` is preferred and there; then the variable `model`; then the
    only `keras.Model` among the names; then the only one in an attribute, list, dictionary or estimator; then the one
    that was trained last. Models nested in another candidate do not count as a second one; of several the only one
    that was compiled, the only one that was trained, or the one that was trained last is taken. A `build_model` that
    needs arguments, or leaves compiling to others, stands behind a model that was trained.

    Args:
        names: the submission's top-level names.
        prefer_trained: whether `model` comes before `build_model()`.
        fitted: the model that was trained last, whatever holds it.
    """
    import keras

    model, build = names.get("model"), names.get("build_model")
    first = prefer_trained or not builds_alone(build)
    if first and isinstance(model, keras.Model):
        return Found(model, "model")
    if first and isinstance(model, keras.callbacks.Callback) and isinstance(model.model, keras.Model):
        return Found(model.model, FITTED, overwritten="model")
    if isinstance(build, keras.Model):
        return Found(build, "build_model", overwritten="build_model")
    if builds_alone(build):
        built = _built(build)
        uncompiled = built.model is not None and not built.model.compiled
        return _trained(model, fitted) if uncompiled and fitted is not None else built
    found = _anywhere(names, fitted)
    if found.model is None and callable(build):
        return Found(failure=Failure("build_arguments", "build_model() takes arguments", details=_parameters(build)))
    return replace(found, overwritten="model") if found.model is not None and "model" in names else found


def builds_alone(build: Any) -> bool:
    """Tell whether something can be called without arguments, as far as its signature says."""
    return callable(build) and not _parameters(build)


def _parameters(build: Any) -> dict[str, str]:
    """Return the arguments that a function cannot do without, as a message's values; nothing where it needs none."""
    try:
        parameters = inspect.signature(build).parameters.values()
    except (TypeError, ValueError):  # no Python function
        return {}
    needed = [one.name for one in parameters if one.default is one.empty and one.kind not in _OPEN]
    return {"names": ", ".join(needed)} if needed else {}


_OPEN = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}


def _trained(model: Any, fitted: Any) -> Found:
    return Found(fitted, "model" if fitted is model else FITTED)


def _anywhere(names: Mapping[str, Any], fitted: Any) -> Found:
    import keras

    named = [(name, value) for name, value in own_names(names).items() if isinstance(value, keras.Model)]
    for candidates in (named, list(held_models(names)) if not named else []):
        if candidates:
            return _only(candidates, fitted)
    if fitted is not None:
        return Found(fitted, FITTED)
    return Found(failure=Failure("no_model", "no Keras model was found"))


def _built(build_model: Any) -> Found:
    import keras

    try:
        model = build_model()
    except Exception as error:
        if (left := _left_in(error)) is None:
            raise
        return Found(left, "build_model()", error=error)
    if isinstance(model, keras.Model):
        return Found(model, "build_model()")
    kind = type(model).__name__
    return Found(failure=Failure("not_a_model", f"build_model() returned {kind}", details={"found": kind}))


def _left_in(error: Exception) -> Any | None:
    """Return the model that `build_model` had made when it stopped, in compiling it for instance; None for none."""
    import keras

    frame = error.__traceback__ and error.__traceback__.tb_next
    models = [value for value in frame.tb_frame.f_locals.values() if isinstance(value, keras.Model)] if frame else []
    return models[-1] if models else None


def _only(models: Sequence[tuple[str, Any]], fitted: Any) -> Found:
    distinct = {id(model): (name, model) for name, model in reversed(models)}
    nested = {id(layer) for _, model in distinct.values() for layer in model._flatten_layers() if layer is not model}  # noqa: SLF001 - Keras has no public walk through nested models
    outer = [pair for key, pair in distinct.items() if key not in nested]
    trained = [pair for pair in outer if is_trained(pair[1])]
    last = [pair for pair in trained if pair[1] is fitted]
    for narrower in (outer, [pair for pair in outer if pair[1].compiled], trained, last):
        if len(narrower) == 1:
            name, model = narrower[0]
            return Found(model, name, others=tuple(sorted(other for other, _ in outer if other != name)))
    listed = sorted(name for name, _ in outer)
    return Found(failure=Failure("two_models", "several models were found", details={"names": listed}))


def is_trained(model: Any) -> bool:
    """Tell whether the model has taken a training step since it was compiled."""
    optimizer = getattr(model, "optimizer", None)
    return bool(model.compiled and optimizer is not None and int(optimizer.iterations) > 0)
