"""Write what a run leaves to the box's `out` folder: the model, its history, figures and the outcome in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder import wire
from autograder.frameworks.keras.export import needs_code, without_code
from autograder.frameworks.keras.portable import make_portable
from autograder.probe.json_files import write_json
from autograder.probe.watch import watch
from autograder.records import Failure, FailureKind

MAX_FIGURES = 12


@dataclass(frozen=True, slots=True)
class Saved:
    """How saving a model went: why there is no file, and what of the submission's code the file needs to be read."""

    problem: Failure | None = None
    code: tuple[str, ...] = ()


def save_model(model: Any, out: Path, samples: Sequence[Any] = (), *, most_mb: float = math.inf) -> Saved:
    """Save a model as `model.keras`, replacing an earlier one only when that worked.

    A model that needs the submission's code is saved as the graph of what it computes, where there is one.

    Args:
        model: built.
        out: the folder for results.
        samples: inputs on which such a graph must give what the model gives.
        most_mb: how large the file may be.
    """
    large = sum(math.prod(weight.shape) for weight in model.weights) * 4 / 1024**2
    if large > most_mb:
        return Saved(too_large(model, large, most_mb))
    partial = out / "partial.keras"
    try:
        make_portable(model)
        portable, code = without_code(model, samples)
        with _without_state(portable):
            portable.save(partial)
    except OSError:
        partial.unlink(missing_ok=True)
        return Saved(too_large(model, large, most_mb))
    except Exception as error:  # noqa: BLE001 - whatever a submission's layer raises on saving is reported
        partial.unlink(missing_ok=True)
        code = needs_code(model)
        return Saved(Failure(FailureKind.UNSAVED, f"{type(error).__name__}: {error}"[:2000]), code)
    partial.replace(out / "model.keras")
    return Saved(code=code)


def too_large(model: Any, found_mb: float, most_mb: float) -> Failure:
    """Return the failure of a model whose file would be larger than the grader takes."""
    details = {"parameters": f"{model.count_params():,}", "found": f"{found_mb:.0f}", "limit": f"{most_mb:.0f}"}
    return Failure(FailureKind.MODEL_TOO_LARGE, f"the model takes {found_mb:.0f} MB", details=details)


@contextmanager
def _without_state(model: Any) -> Iterator[None]:
    """Take the optimizer away meanwhile: its state is twice as large as the weights, and nothing reads it."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        yield
        return
    model.optimizer = None
    try:
        yield
    finally:
        model.optimizer = optimizer


def history_of(model: Any) -> Mapping[str, list[float]] | None:
    """Return the curves of the last `fit` of the model, or of the one that it is a copy of; None for none."""
    history = getattr(getattr(model, "history", None), "history", None) or watch().curves_of(model)
    if not history:
        return None
    return {str(name): [float(value) for value in values] for name, values in history.items()}


def write_history(model: Any, out: Path) -> int:
    """Write the curves of the model's last `fit`, and no other model's; return the number of epochs."""
    history = history_of(model)
    if history is None:
        (out / "history.json").unlink(missing_ok=True)
        return 0
    write_json(out / "history.json", wire.encode_tree(dict(history)).json)
    return max((len(curve) for curve in history.values()), default=0)


def save_figures(out: Path) -> int:
    """Save the figures that are still open as PNG, the first twelve; return how many are left out."""
    import sys

    if "matplotlib.pyplot" not in sys.modules:
        return 0
    import matplotlib.pyplot as plt

    folder = out / "figures"
    folder.mkdir(exist_ok=True)
    numbers = plt.get_fignums()
    for count, number in enumerate(numbers[:MAX_FIGURES], start=1):
        plt.figure(number).savefig(folder / f"{count:02}.png", dpi=80, bbox_inches="tight")
    plt.close("all")
    return max(0, len(numbers) - MAX_FIGURES)


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    import platform
    from importlib.metadata import version

    import keras

    found = {"python": platform.python_version(), "keras": keras.__version__, "numpy": np.__version__}
    backend = keras.backend.backend()
    found[backend] = version(backend)
    return found


def device() -> str:
    """Return "gpu" where the framework computes on one, else "cpu"."""
    from autograder.probe import gpu

    return "gpu" if gpu.found() else "cpu"
