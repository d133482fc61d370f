"""Networks as plain data: described from live models inside boxes, compared as graphs by the grader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.models.codec import from_json, to_json
from autograder.models.comparison import compare
from autograder.models.difference import Comparison, Difference, Kind, Mark, Row
from autograder.models.parameters import Trace, arithmetic, trace_parameters
from autograder.records import Shape, Structure

__all__ = [
    "Comparison",
    "Difference",
    "Kind",
    "Mark",
    "Row",
    "Trace",
    "arithmetic",
    "compare",
    "describe",
    "from_json",
    "make_portable",
    "needed_code",
    "to_json",
    "trace_parameters",
    "without_code",
]


def describe(model: Any, *, input_shape: Shape | None = None) -> Structure:
    """Describe a live `keras.Model`; runs inside a box. Keras is imported only here.

    Args:
        model: The model.
        input_shape: The shape of its input, without the batch axis, where it does not know or was never built.

    Raises:
        ValueError: the model does not know the shape of its input.
    """
    from autograder.models.live.describe import describe as describe_live  # noqa: PLC0415  Keras stays out of the grader

    return describe_live(model, input_shape=input_shape)


def make_portable(model: Any) -> None:
    """Replace activations that Keras cannot find again in a saved file by its own, in place; runs inside a box."""
    from autograder.models.live.portable import make_portable as make_live  # noqa: PLC0415  Keras stays out of the grader

    make_live(model)


def without_code(model: Any, samples: Sequence[Any] = ()) -> tuple[Any, tuple[str, ...]]:
    """Return a model as it can be rebuilt without a submission's code, and the names of what it needs all the same.

    A plain model is returned as it is, another as the functional model of what it computes; where there is none, it
    is returned itself. Runs inside a box.

    Args:
        model: built.
        samples: inputs on which the two must agree.
    """
    from autograder.models.live.export import without_code as without  # noqa: PLC0415  Keras stays out of the grader

    return without(model, samples)


def needed_code(model: Any) -> tuple[str, ...]:
    """Return the classes and functions without which a model cannot be rebuilt; runs inside a box."""
    from autograder.models.live.export import needs_code  # noqa: PLC0415  Keras stays out of the grader

    return needs_code(model)
