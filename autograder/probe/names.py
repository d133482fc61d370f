"""Find the model that a submission hands in among the names it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.records import Failure


@dataclass(frozen=True, slots=True)
class Found:
    """A model and the name it stood under, or why there is none."""

    model: Any = None
    name: str = ""
    failure: Failure | None = None
    others: tuple[str, ...] = ()


def find_model(names: Mapping[str, Any], *, prefer_trained: bool) -> Found:
    """Find the model to grade.

    `build_model()` comes first unless a trained `model` is preferred and there; then the variable `model`; then the
    only `keras.Model` among the names. Models nested in another candidate do not count as a second one; of several
    the only one that was compiled, or the only one that was trained, is taken.
    """
    import keras

    if prefer_trained and isinstance(names.get("model"), keras.Model):
        return Found(names["model"], "model")
    if callable(names.get("build_model")):
        return _built(names["build_model"])
    if isinstance(names.get("model"), keras.Model):
        return Found(names["model"], "model")
    return _only({name: value for name, value in names.items() if isinstance(value, keras.Model)})


def _built(build_model: Any) -> Found:
    import keras

    model = build_model()
    if isinstance(model, keras.Model):
        return Found(model, "build_model()")
    kind = type(model).__name__
    return Found(failure=Failure("not_a_model", f"build_model() returned {kind}", details={"found": kind}))


def _only(models: Mapping[str, Any]) -> Found:
    distinct = {id(model): (name, model) for name, model in models.items() if not name.startswith("_")}
    nested = {id(layer) for _, model in distinct.values() for layer in model._flatten_layers() if layer is not model}  # noqa: SLF001 - Keras has no public walk through nested models
    outer = [pair for key, pair in distinct.items() if key not in nested]
    for narrower in (outer, [p for p in outer if p[1].compiled], [p for p in outer if is_trained(p[1])]):
        if len(narrower) == 1:
            name, model = narrower[0]
            return Found(model, name, others=tuple(sorted(other for other, _ in outer if other != name)))
    if not outer:
        return Found(failure=Failure("no_model", "no Keras model was found"))
    listed = sorted(name for name, _ in outer)
    return Found(failure=Failure("two_models", "several models were found", details={"names": listed}))


def is_trained(model: Any) -> bool:
    """Tell whether the model has taken a training step since it was compiled."""
    optimizer = getattr(model, "optimizer", None)
    return bool(model.compiled and optimizer is not None and int(optimizer.iterations) > 0)
