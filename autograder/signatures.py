"""What a function must be given, as far as its signature says."""

from __future__ import annotations

import inspect
from typing import Any, Final

_OPEN: Final = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}


def builds_alone(build: Any) -> bool:
    """Tell whether something can be called without arguments."""
    return callable(build) and not needed_arguments(build)


def needed_arguments(function: Any) -> tuple[str, ...]:
    """Return the names of the arguments that a function cannot do without."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # no Python function
        return ()
    return tuple(each.name for each in parameters if each.default is each.empty and each.kind not in _OPEN)
