"""What the two ends of a line say to each other beside plain data: names of forms, operations and special methods."""

from __future__ import annotations

import builtins

import numpy as np

CHANNEL = 3
"""The descriptor of the line, in both boxes."""
OBJECT, CLASS, CALLBACK, GIVEN, NOT_IMPLEMENTED = "$object", "$class", "$callback", "$given", "$not_implemented"
"""An object that stays with the student, a class that does, a function of the tests, an argument, `NotImplemented`."""

ARITHMETIC = (
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and",
    "or",
    "xor",
    "lshift",
    "rshift",
)
UNARY = ("neg", "pos", "abs", "invert")
OPERATORS = (
    *(f"__{side}{name}__" for name in ARITHMETIC for side in ("", "r", "i")),
    *(f"__{name}__" for name in UNARY),
    *("__getitem__", "__setitem__", "__delitem__", "__call__", "__enter__", "__exit__", "__next__", "__iter__"),
)
"""Special methods whose results are whatever they are."""
ANSWERS = {
    "__len__": int,
    "__contains__": bool,
    "__bool__": bool,
    "__float__": float,
    "__int__": int,
    "__index__": int,
    "__str__": str,
    "__repr__": str,
}
"""Special methods whose results are of one type."""
COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
ARRAY = "__array__"
SPECIAL = frozenset((*OPERATORS, *ANSWERS, *COMPARISONS, ARRAY))

ERRORS = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and name == kind.__name__
} | {"LinAlgError": np.linalg.LinAlgError, "AxisError": np.exceptions.AxisError}
"""Python's own errors and NumPy's, which are raised as themselves."""
