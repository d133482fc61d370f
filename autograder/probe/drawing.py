"""Draw figures without a screen, whatever window a submission asks matplotlib for, and in styles by their old names."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

from autograder.contracts import Noting
from autograder.records import NoteKind

WITHOUT_WINDOW = frozenset(
    ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template", "inline", "module://matplotlib_inline.backend_inline")
)
"""Backends of matplotlib that need no window."""

_SEABORN = "seaborn-v0_8"
"""What the names of matplotlib's styles began with since its 3.6, where they began with "seaborn" before."""


def has_window(backend: str) -> bool:
    """Tell whether a backend opens windows, or needs a page that listens."""
    return backend.lower() not in WITHOUT_WINDOW


def install(note: Noting) -> None:
    """Let `matplotlib.use` and `plt.switch_backend` pass over backends with windows; each is noted."""
    import matplotlib as mpl
    from matplotlib import style

    today = {name: style.library[name] for name in style.library if name.startswith(_SEABORN)}
    style.library.update({name.replace(_SEABORN, "seaborn", 1): each for name, each in today.items()})

    mpl.use = _passing(mpl.use, note, "matplotlib.use")
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        vars(pyplot)["switch_backend"] = _passing(vars(pyplot)["switch_backend"], note, "plt.switch_backend")


def _passing(original: Callable[..., Any], note: Noting, name: str) -> Callable[..., Any]:
    @functools.wraps(original)
    def use(backend: Any, *args: Any, **options: Any) -> Any:
        if isinstance(backend, str) and has_window(backend):
            return note(NoteKind.WINDOW, f'{name}("{backend}")')
        return original(backend, *args, **options)

    return use
