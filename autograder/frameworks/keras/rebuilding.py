"""Rebuild a model from its file without the code that made it, compiled as it was as far as that is possible."""

from __future__ import annotations

import difflib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.contracts import Rebuilt
from autograder.frameworks.keras import bare  # noqa: F401 - registers our own layers with Keras
from autograder.frameworks.keras.foreign import foreign
from autograder.records import Failure, FailureKind


def is_trainable(made: Rebuilt) -> bool:
    """Tell whether a network can be trained with its settings: metrics do not matter to that."""
    refused = made.problem is not None and made.problem.details.get("setting") != "metrics"
    return bool(made.model.compiled and not made.code and not refused)


def rebuilt(path: Path) -> Rebuilt:
    """Return the model of a file, without its optimizer's state, since nothing needs it.

    Raises:
        Exception: of any kind, where the file is damaged or hostile, or names what only the submission knows.
    """
    import keras

    model = keras.models.load_model(path, compile=False, safe_mode=True)
    with zipfile.ZipFile(path) as archive:
        settings = json.loads(archive.read("config.json")).get("compile_config")
    if not settings or not isinstance(settings, Mapping):
        return Rebuilt(model)
    try:
        model.compile(**{name: _setting(name, value) for name, value in settings.items()})
        problem = next(_misspelt(settings), None)
    except Exception as error:  # noqa: BLE001 - a submission's settings may be refused in any way
        told = f"{type(error).__name__}: {error}"[:2000]
        problem = next(_misspelt(settings), None) or Failure(FailureKind.SETTINGS, told)
    return Rebuilt(model, tuple(dict.fromkeys(foreign(settings))), problem)


def _setting(name: str, value: Any) -> Any:
    """Return a setting of `compile`; what only the submission knows is replaced by something of its name."""
    import keras

    if isinstance(value, list | tuple):
        return [_setting(name, item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if "class_name" not in value:
        return {key: _setting(name, item) for key, item in value.items()}
    unknown = next(foreign(value), None)
    if unknown is None:
        return keras.saving.deserialize_keras_object(value, safe_mode=True)
    return _optimizer_called(unknown) if name == "optimizer" else _function_called(unknown)


def _function_called(name: str) -> Any:
    def unknown(y_true: Any, y_pred: Any) -> Any:
        raise NotImplementedError(f"{name} is code of the submission")

    unknown.__name__ = unknown.__qualname__ = name
    return unknown


def _optimizer_called(name: str) -> Any:
    import keras

    return type(name, (keras.optimizers.SGD,), {})()


def _misspelt(settings: Mapping[str, Any]) -> Iterator[Failure]:
    """Yield a failure for each name in the settings that Keras does not know."""
    import keras

    known = {"accuracy", "acc", "crossentropy", "ce"}
    for name, module in (("optimizer", keras.optimizers), ("loss", keras.losses), ("metrics", keras.metrics)):
        for given in _texts(settings.get(name)):
            try:
                known_here = given in known if name == "metrics" else False
                _ = known_here or module.get(given)
            except Exception:  # noqa: BLE001 - Keras refuses names in several ways
                yield _unknown(name, given, module)


def _unknown(setting: str, given: str, module: Any) -> Failure:
    names = [name for name, item in vars(module).items() if callable(item) and name[:1] != "_"]
    names += ["accuracy"] if setting == "metrics" else []
    if setting == "optimizer":
        names = [name.lower() for name in names]
    close = difflib.get_close_matches(given, sorted(names), n=1, cutoff=0.6)
    told = f"{setting} = {given!r} is unknown to Keras"
    if not close:
        return Failure(FailureKind.UNKNOWN_SETTING, told, details={"setting": setting, "found": given})
    return Failure(FailureKind.MISSPELT_SETTING, told, details={"setting": setting, "found": given, "close": close[0]})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping) and "class_name" not in value:
        for item in value.values():
            yield from _texts(item)
