"""What stands for something that is not there: whoever uses it gets the exception that its absence raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_USES = (
    *("call", "repr", "str", "format", "bool", "int", "float", "index", "len", "iter", "next", "contains"),
    *("getitem", "setitem", "delitem", "enter", "exit", "await", "array", "mro_entries", "instancecheck"),
    *("subclasscheck", "hash", "eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "abs", "invert", "round", "fspath"),
    *(f"{side}{name}" for side in ("", "r") for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")),
    *(f"{side}{name}" for side in ("", "r") for name in ("matmul", "and", "or", "xor", "lshift", "rshift")),
)
_MARK = "of_absence"


class Unusable:
    """Something that can be named and handed on, and nothing else.

    Args:
        absence: makes the exception that every use raises.
    """

    def __init__(self, absence: Callable[[], BaseException]) -> None:
        vars(self)["_absence"] = absence

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__version__":
            raise AttributeError(name)
        raise marked(vars(self)["_absence"]())


def _use(self: Unusable, *_args: Any, **_options: Any) -> Any:
    raise marked(vars(self)["_absence"]())


for _name in _USES:
    setattr(Unusable, f"__{_name}__", _use)


def marked(error: BaseException) -> BaseException:
    """Mark an exception as one of something that is not there, and return it."""
    vars(error)[_MARK] = True
    return error


def is_marked(error: BaseException | None) -> bool:
    """Tell whether an exception was raised because something is not there."""
    return bool(getattr(error, _MARK, False))
