"""Read a model's compile configuration with its names resolved."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import keras

from autograder.frameworks.keras.settings import snake
from autograder.frameworks.keras.values import jsonable
from autograder.records import Compiled, Json


def compiled_of(model: Any) -> Compiled | None:
    """Return how a model was compiled; None for one that was not."""
    if not getattr(model, "compiled", False) or model.optimizer is None:
        return None
    config = configuration(model.optimizer.get_config)
    config["learning_rate"] = plain_rate(config.get("learning_rate"))
    loss = model.loss
    return Compiled(
        optimizer=type(model.optimizer).__name__.lower(),
        optimizer_config=jsonable(config),
        loss=loss_name(loss),
        loss_config=loss_config(loss),
        metrics=tuple(metric_names(model)),
    )


def configuration(read: Callable[[], Mapping[str, Any] | None]) -> dict[str, Any]:
    """Read a configuration; empty where something in it cannot be written down."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return dict(read() or {})
        except (NotImplementedError, TypeError, ValueError, AttributeError):
            return {}


def plain_rate(rate: Any) -> Json:
    """Return a learning rate without float32's noise (0.0010000000475 is 0.001); a schedule as its configuration."""
    return float(f"{rate:.6g}") if isinstance(rate, float) else jsonable(rate)


def loss_name(loss: Any) -> str | None:
    """Return the name of a loss given as text, function or object: `categorical_crossentropy`."""
    if loss is None:
        return None
    if isinstance(loss, str):
        try:
            loss = keras.losses.get(loss)
        except ValueError:  # a name that Keras does not know stays as it is written
            return str(loss)
    if isinstance(loss, dict | list | tuple):
        parts = loss.values() if isinstance(loss, dict) else loss
        return ", ".join(str(loss_name(part)) for part in parts)
    return canonical_name(loss)


def canonical_name(thing: Any) -> str:
    """Return the snake-case name of a function, or of an object's class."""
    if isinstance(thing, keras.losses.Loss | keras.metrics.Metric):
        return snake(type(thing).__name__)
    return str(getattr(thing, "__name__", type(thing).__name__))


def loss_config(loss: Any) -> dict[str, Json]:
    """Return the settings of a loss given as an object, those of its function filled in."""
    if not isinstance(loss, keras.losses.Loss):
        return {}
    config = jsonable(configuration(loss.get_config))
    return {name: value for name, value in config.items() if name not in {"name", "dtype", "fn", "fn_kwargs"}}


def metric_names(model: Any) -> Iterable[str]:
    """Yield the names of the metrics that a model was compiled with."""
    yield from names_in(configuration(model.get_compile_config).get("metrics"))


def names_in(given: Any) -> Iterable[str]:
    """Yield metric names from serialised metrics: text, configurations, and lists or dicts of these."""
    if isinstance(given, str):
        yield {"acc": "accuracy"}.get(given, given)
    elif isinstance(given, dict) and "class_name" in given:
        inner = given["config"] if given["class_name"] == "function" else snake(str(given["class_name"]))
        yield str(inner)
    elif isinstance(given, dict):
        for item in given.values():
            yield from names_in(item)
    elif isinstance(given, list | tuple):
        for item in given:
            yield from names_in(item)
