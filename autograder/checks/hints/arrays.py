"""Say what a program does to the arrays that it trains on: which one it fits, prepares, scales."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import islice, takewhile

from autograder.checks.hints.contents import contents
from autograder.checks.hints.flow import Flow
from autograder.checks.hints.scopes import Variable
from autograder.checks.hints.source import argument, last_name
from autograder.checks.hints.words import FORMING, KEEPING, MEASURING, PREPARING, RAW_SETS, SCALING

MOST_FITS = 20
FIT_KEYWORDS = frozenset({"epochs", "batch_size", "validation_data", "validation_split", "callbacks", "verbose"})
_OF_THE_ARRAY = frozenset({"reshape", "astype", "flatten", "copy"})
"""Methods of arrays; those of other objects, such as scalers, get the array as their argument."""
_COPYING = frozenset({"array", "asarray", "ascontiguousarray", "copy", "float32", "cast", "convert_to_tensor"})
_NEUTRAL = (KEEPING - PREPARING - {"load_data", "load_digits"}) | _OF_THE_ARRAY | MEASURING | {"expand_dims"}
"""Calls after which numbers are as large as before."""


class Scaling(Enum):
    """Whether the numbers that a call gets were brought into a small range."""

    SCALED = "scaled"
    RAW = "raw"
    UNKNOWN = "unknown"


def fits(flow: Flow) -> list[ast.Call]:
    """Return the first calls that train a model; a scaler's `fit(x)` is none."""
    calls = (node for node in flow.names.nodes if isinstance(node, ast.Call) and last_name(node.func) == "fit")
    training = (
        call
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and (len(call.args) > 1 or FIT_KEYWORDS & {keyword.arg for keyword in call.keywords})
    )
    return list(islice(training, MOST_FITS))


def fitted_as_it_is(flow: Flow, call: ast.Call) -> Variable | None:
    """Return the variable that a call trains on whole or in part; None for anything that is made on the spot."""
    given = argument(call, 0, "x")
    while isinstance(given, ast.Subscript) and not _adds_an_axis(given):
        given = given.value
    return flow.variable(given) if isinstance(given, ast.Name) else None


def prepared_from(flow: Flow, value: ast.AST) -> frozenset[Variable]:
    """Return the variables of whole arrays that an expression brings into another form; none if it does not."""
    found: set[Variable] = set()
    changed = False
    pending = [value]
    while pending:
        node = pending.pop()
        changed = changed or _prepares(node)
        if isinstance(node, ast.Name):
            found.add(flow.variable(node))
        elif isinstance(node, ast.BinOp):
            pending += [node.left, node.right]
        elif isinstance(node, ast.Subscript) and _adds_an_axis(node):
            pending.append(node.value)
        elif isinstance(node, ast.Call) and last_name(node.func) in PREPARING | _COPYING:
            pending += _array_of(flow, node)
    return frozenset(found) if changed else frozenset()


def changes_values(value: ast.AST) -> bool:
    """Tell whether an expression gives other numbers, and not the same in another form."""
    return any(
        _shrinks(node) or (isinstance(node, ast.Call) and last_name(node.func) in PREPARING - FORMING)
        for node in ast.walk(value)
    )


def scaling(flow: Flow, call: ast.Call) -> Scaling:
    """Say whether what a call trains on was scaled: raw where it comes from a known set by known steps alone."""
    given = argument(call, 0, "x")
    found = {_scaling_at(flow, node) for node in contents(flow, given)} if given is not None else set()
    if Scaling.SCALED in found:
        return Scaling.SCALED
    return Scaling.RAW if Scaling.RAW in found and Scaling.UNKNOWN not in found else Scaling.UNKNOWN


def is_reached(flow: Flow, call: ast.Call) -> bool:
    """Tell whether a call stands at the top level, or in a function that the program itself uses."""
    function = flow.names.function_of(call)
    holders = flow.holders.get(id(function), [])
    return function is None or not holders or any(flow.read.get(holder) for holder in holders)


def from_here_on(flow: Flow, call: ast.Call, others: Sequence[ast.Call]) -> list[ast.Call]:
    """Return those of other calls that need not have run before a call: what is in a function runs anywhere."""
    if flow.names.function_of(call) is not None:
        return list(others)
    above = {id(node) for node in takewhile(lambda node: node is not call, flow.names.nodes)}
    return [one for one in others if id(one) not in above or flow.names.function_of(one) is not None]


def names_classes(flow: Flow, call: ast.Call) -> bool:
    """Tell whether the labels that a call trains on are classes, as far as the source shows it."""
    given = argument(call, 1, "y")
    return given is not None and any(
        isinstance(node, ast.Call) and (last_name(node.func) == "to_categorical" or is_raw_set(flow, node))
        for node in contents(flow, given)
    )


def is_raw_set(flow: Flow, call: ast.Call) -> bool:
    """Tell whether a call loads a data set whose pixels are known not to be scaled."""
    path = flow.full_name(call.func).split(".")
    return path[-1] == "load_digits" or (path[-1] == "load_data" and bool(RAW_SETS & set(path[:-1])))


def _scaling_at(flow: Flow, node: ast.AST) -> Scaling | None:
    """Say what one expression on the way to a call tells of scaling; None for nothing."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return Scaling.SCALED if _shrinks(node) else None
    if isinstance(node, ast.Compare):
        return Scaling.SCALED
    if isinstance(node, ast.Call):
        return _scaling_by(flow, node)
    if isinstance(node, ast.Name):
        variable = flow.variable(node)
        known = (
            variable in flow.made
            or variable in flow.functions
            or any(flow.given.get(slot) for slot in flow.slots.get(variable, ()))
        )
        return None if known else Scaling.UNKNOWN
    return None


def _scaling_by(flow: Flow, call: ast.Call) -> Scaling | None:
    name = last_name(call.func)
    if flow.is_own(call) or name in _NEUTRAL:
        return None
    if is_raw_set(flow, call):
        return Scaling.RAW
    return Scaling.SCALED if name in SCALING else Scaling.UNKNOWN


def _prepares(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript):
        return _adds_an_axis(node)
    return _shrinks(node) or (isinstance(node, ast.Call) and last_name(node.func) in PREPARING)


def _array_of(flow: Flow, call: ast.Call) -> Iterator[ast.AST]:
    """Yield the array that a call brings into another form."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in _OF_THE_ARRAY and not flow.is_module(call.func):
        yield call.func.value
    else:
        yield from call.args[:1]


def _adds_an_axis(part: ast.Subscript) -> bool:
    axes = part.slice.elts if isinstance(part.slice, ast.Tuple) else [part.slice]
    return any((isinstance(axis, ast.Constant) and axis.value is None) or last_name(axis) == "newaxis" for axis in axes)


def _shrinks(node: ast.AST) -> bool:
    """Tell whether something is divided, or multiplied by a small number."""
    if not isinstance(node, ast.BinOp | ast.AugAssign):
        return False
    factor = node.right if isinstance(node, ast.BinOp) else node.value
    return isinstance(node.op, ast.Div) or (isinstance(node.op, ast.Mult) and _is_small(factor))


def _is_small(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < abs(node.value) < 0.1
