"""Save a model as a file that can be read without the code that made it, and give the curves of its training."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.contracts import Saved
from autograder.frameworks.keras import FILE
from autograder.frameworks.keras.export import needs_code, without_code
from autograder.frameworks.keras.portable import make_portable
from autograder.frameworks.keras.watch import watch
from autograder.frameworks.keras.words import has_learned, lookups
from autograder.records import Failure, FailureKind


def save_model(model: Any, path: Path, samples: Sequence[Any] = (), *, most_mb: float = math.inf) -> Saved:
    """Save a model, replacing an earlier file only when that worked.

    A model that needs the submission's code is saved as the graph of what it computes, where there is one.

    Args:
        model: built.
        path: the file.
        samples: inputs on which such a graph must give what the model gives.
        most_mb: how large the file may be.
    """
    large = sum(math.prod(weight.shape) for weight in model.weights) * 4 / 1024**2
    if large > most_mb:
        return Saved(too_large(model, large, most_mb))
    if untaught := next((layer.name for _, layer in lookups(model) if not has_learned(layer)), ""):
        said = f"the layer {untaught} has learned no words"
        return Saved(Failure(FailureKind.KNOWS_NO_WORDS, said, details={"layer": untaught}))
    partial = path.with_name(f"partial-{FILE}")
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
    partial.replace(path)
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
