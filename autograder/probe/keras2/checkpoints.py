"""Checkpoints with other endings: files get today's ending, and are found again under the old name."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from autograder.probe.homes import homes
from autograder.probe.keras2.notes import Spelled


def install(spelled: Spelled) -> None:
    """Accept paths with other endings: files get today's ending, and are found again under the old name."""
    import keras

    checkpoint = keras.callbacks.ModelCheckpoint
    original = checkpoint.__init__

    @functools.wraps(original)
    def init(self: Any, filepath: Any, *args: Any, **options: Any) -> None:
        if options.pop("period", None) is not None:
            spelled("period=", 'save_freq="epoch"')
        weights_only = options.get("save_weights_only", args[3] if len(args) > 3 else False)
        original(self, _today(str(filepath), weights_only=weights_only, spelled=spelled), *args, **options)

    checkpoint.__init__ = init
    for owner, name in ((keras.Model, "load_weights"), (keras.models, "load_model"), (keras.Model, "save_weights")):
        _redirect(owner, name, spelled)
    for home in homes("models"):
        home.load_model = keras.models.load_model  # type: ignore[attr-defined] # a module of Keras


def _today(path: str, *, weights_only: bool, spelled: Spelled) -> str:
    """Return a checkpoint's path with an ending that Keras takes."""
    endings = (".weights.h5",) if weights_only else (".keras", ".h5")
    if path.endswith(endings):
        return path
    new = path + endings[0]
    spelled(f'ModelCheckpoint("…{Path(path).suffix or Path(path).name}")', f'ModelCheckpoint("…{endings[0]}")')
    return new


def _redirect(owner: Any, name: str, spelled: Spelled) -> None:
    """Make a function that takes a path look for the file that an old path became."""
    original = getattr(owner, name)
    method = isinstance(owner, type)

    @functools.wraps(original)
    def redirected(*args: Any, **options: Any) -> Any:
        given = list(args)
        at = int(method)
        if len(given) > at and isinstance(given[at], str | Path):
            given[at] = _saved(str(given[at]), spelled) if name == "save_weights" else _found(str(given[at]))
        try:
            return original(*given, **options)
        except OSError as error:
            if at < len(given) and error.strerror:
                error.strerror = error.strerror.replace(f"'{given[at]}'", f"'{args[at]}'")
            raise

    setattr(owner, name, redirected)


def _found(path: str) -> str:
    """Return the file that a path became, if there is one."""
    candidates = (path, f"{path}.keras", f"{path}.weights.h5")
    return next((candidate for candidate in candidates if Path(candidate).exists()), path)


def _saved(path: str, spelled: Spelled) -> str:
    if path.endswith(".weights.h5"):
        return path
    spelled(f'save_weights("…{Path(path).suffix or Path(path).name}")', 'save_weights("….weights.h5")')
    return f"{path}.weights.h5"
