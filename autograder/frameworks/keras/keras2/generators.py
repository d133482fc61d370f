"""Methods of models for generators that are gone, and what `fit`, `evaluate` and `predict` took for generators."""

from __future__ import annotations

import functools
import inspect
import itertools
import math
from collections.abc import Callable
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.keras_names.table import GENERATORS, QUEUE, RENAMED, SAMPLES

_KERAS_1 = frozenset({"nb_epoch", "nb_val_samples", "nb_worker", "max_q_size", "pickle_safe"})
_STEPS = ("steps_per_epoch", "validation_steps", "steps")


def install(spelled: Spelled) -> None:
    """Bring them back."""
    import keras

    for old, new in {**RENAMED, "predict_proba": "predict"}.items():
        setattr(keras.Model, old, _method(old, new, spelled))
    for name in RENAMED.values():
        setattr(keras.Model, name, _with_old_arguments(getattr(keras.Model, name), spelled))


def _method(old: str, new: str, spelled: Spelled) -> Callable[..., Any]:
    """Return a method that is gone."""
    names = GENERATORS.get(old, ())

    def method(self: Any, *args: Any, **options: Any) -> Any:
        spelled(f".{old}", f".{new}")
        data, *rest = args or (options.pop("generator"),) if args or "generator" in options else (None,)
        named = dict(zip(names, rest, strict=False))
        if "steps_per_epoch" in named and _KERAS_1 & options.keys():
            options["samples_per_epoch"] = named.pop("steps_per_epoch")
        if old == "predict_generator" and inspect.isgenerator(data):
            data = (each if isinstance(each, tuple) else (each,) for each in data)
        given = () if data is None else (data,)
        return getattr(self, new)(*given, *rest[len(names) :], **named, **options)

    return method


def _with_old_arguments(method: Callable[..., Any], spelled: Spelled) -> Callable[..., Any]:
    """Return fit(), evaluate() or predict() that takes the arguments of Keras 1 and 2 as well."""

    @functools.wraps(method)
    def taking(self: Any, *args: Any, **options: Any) -> Any:
        for old in QUEUE.keys() & options.keys():
            spelled(f"{old}=", QUEUE[old])
            del options[old]
        for old in SAMPLES.keys() & options.keys():
            spelled(f"{old}=", f"{SAMPLES[old]}=")
            args = _count_batches(args, options, old)
        for name in _STEPS:
            if isinstance(options.get(name), float):
                spelled("steps_per_epoch=n/m", "steps_per_epoch=n//m")
                options[name] = math.ceil(options[name])
        return method(self, *args, **options)

    return taking


def _count_batches(args: tuple[Any, ...], options: dict[str, Any], old: str) -> tuple[Any, ...]:
    """Give a number of samples as the number of batches that hold them; return the arguments by position.

    Data for validation may be arrays, which are taken whole.
    """
    samples, steps = options.pop(old), SAMPLES[old]
    if old == "nb_val_samples":
        data = options.get("validation_data")
        if data is not None and not isinstance(data, tuple | list):
            options["validation_data"], options[steps] = _counted(data, samples)
        return args
    name = "x" if "x" in options else ""
    data, options[steps] = _counted(options.pop(name) if name else args[0], samples)
    return (data, *args[0 if name else 1 :])


def _counted(data: Any, samples: float) -> tuple[Any, int]:
    """Return data that gives the same batches, and how many of them hold a number of samples."""
    size = getattr(data, "batch_size", None)
    if size is None:
        import keras

        first = next(data) if hasattr(data, "__next__") else data[0]
        size = len(keras.tree.flatten(first)[0])
        data = (each for each in itertools.chain([first], data)) if hasattr(data, "__next__") else data
    return data, math.ceil(samples / size)
