"""Models saved with other endings, or none: files get today's ending, and are found again under the old name."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.frameworks.keras.namespaces import homes


def install(spelled: Spelled) -> None:
    """Accept paths with other endings: files get today's ending, and are found again under the old name."""
    import keras

    checkpoint = keras.callbacks.ModelCheckpoint
    original = checkpoint.__init__

    @functools.wraps(original)
    def init(self: Any, filepath: Any, *args: Any, **options: Any) -> None:
        weights_only = options.get("save_weights_only", args[3] if len(args) > 3 else False)
        original(self, _today(str(filepath), weights_only=weights_only, spelled=spelled), *args, **options)

    checkpoint.__init__ = init
    for name in ("load_weights", "save_weights", "save"):
        _redirect(keras.Model, name, spelled, at=1)
    _redirect(keras.models, "load_model", spelled, at=0)
    _redirect(keras.models, "save_model", spelled, at=1)
    for home in (*homes("models"), *homes("saving")):
        vars(home).update(load_model=keras.models.load_model, save_model=keras.models.save_model)


def _today(path: str, *, weights_only: bool, spelled: Spelled) -> str:
    """Return a checkpoint's path with an ending that Keras takes."""
    endings = (".weights.h5",) if weights_only else (".keras", ".h5")
    if path.endswith(endings):
        return path
    new = path + endings[0]
    spelled(f'ModelCheckpoint("…{Path(path).suffix or Path(path).name}")', f'ModelCheckpoint("…{endings[0]}")')
    return new


def _redirect(owner: Any, name: str, spelled: Spelled, *, at: int) -> None:
    """Make a function that takes a path look for the file that an old path became, or save under today's name.

    Args:
        owner: has the function.
        name: its name.
        spelled: is told of old endings.
        at: where the path stands among the arguments.
    """
    original = getattr(owner, name)

    @functools.wraps(original)
    def redirected(*args: Any, **options: Any) -> Any:
        given = list(args)
        if len(given) > at and isinstance(given[at], str | Path):
            path = str(given[at])
            given[at] = _saved(path, name, spelled) if name in _SAVED_AS else _found(path)
        try:
            return original(*given, **options)
        except OSError as error:
            if at < len(given) and error.strerror:
                error.strerror = error.strerror.replace(f"'{given[at]}'", f"'{args[at]}'")
                if error.filename == given[at]:
                    error.filename = args[at]
            raise

    setattr(owner, name, redirected)


_SAVED_AS = {
    "save": (".keras", ".h5", ".hdf5"),
    "save_model": (".keras", ".h5", ".hdf5"),
    "save_weights": (".weights.h5",),
}
"""The endings that Keras takes where something is saved."""


def _found(path: str) -> str:
    """Return the file that a path became, if there is one."""
    plain = path.rstrip("/")
    candidates = (path, f"{plain}.keras", f"{plain}.weights.h5")
    return next((candidate for candidate in candidates if Path(candidate).exists()), path)


def _saved(path: str, name: str, spelled: Spelled) -> str:
    """Return the path under which something is saved today; a folder of TensorFlow's becomes a file."""
    endings = _SAVED_AS[name]
    if path.endswith(endings):
        return path
    old = Path(path).suffix or (Path(path).name if name == "save_weights" else "/")
    spelled(f'{name}("…{old}")', f'{name}("…{endings[0]}")')
    return f"{path.rstrip('/')}{endings[0]}"
