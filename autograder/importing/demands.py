"""Take a comparison with literals apart: the expression that a submission gives, and what is demanded of it outside.

What stays in the submission's process is the expression alone: nothing there compares. A demand that many values meet
(`<`, a type) is taken apart only where the expression is plain, as one that calculates (`mean((y - t) ** 2) < 0.1`)
would meet it by objects that lie.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from autograder import wire
from autograder.checks.demands import TYPES, Must
from autograder.checks.values import as_array
from autograder.errors import WireError
from autograder.importing.literals import NO_LITERAL, literal, number
from autograder.records import Json
from autograder.verdicts import is_guessable, is_verdict, name_of

_OPPOSITE: Final[Mapping[type[ast.cmpop], type[ast.cmpop]]] = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
_ORDERS: Final[Mapping[type[ast.cmpop], tuple[str, str]]] = {
    ast.Lt: ("<", ">"),
    ast.LtE: ("<=", ">="),
    ast.Gt: (">", "<"),
    ast.GtE: (">=", "<="),
}
"""As an order is read from its left side, and from its right."""
_CLOSE = {"isclose": (1e-5, 1e-8), "allclose": (1e-5, 1e-8), "approx": (1e-6, 1e-12), "assert_allclose": (1e-7, 0.0)}
_EQUAL = frozenset({"array_equal", "assert_array_equal", "assert_equal"})
_DECIMALS = {"assert_almost_equal": 7, "assert_array_almost_equal": 6}
_TOLERANCES = {"rtol": 0, "rel_tol": 0, "rel": 0, "atol": 1, "abs_tol": 1, "abs": 1}
_ABSOLUTE = frozenset({"abs", "absolute", "fabs"})
_PLAIN = (
    *(ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.Call, ast.keyword, ast.Load),
    *(ast.Constant, ast.UnaryOp, ast.USub, ast.List, ast.Tuple),
)
_LOOSE = frozenset({"<", "<=", ">", ">=", "in", "is a"})


@dataclass(frozen=True, slots=True)
class Demand:
    """An expression and what its value must be."""

    expression: ast.expr
    must: Must


def demands(test: ast.expr, *, holds: bool = True) -> tuple[Demand, ...]:
    """Return what is demanded where a test's value must be true, or with `holds` false; nothing where that is unclear.

    Args:
        test: an expression that is true or false.
        holds: which of the two it must be.
    """
    found: Sequence[Demand] = ()
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) and holds:
        parts = [demands(value) for value in test.values]
        found = [demand for part in parts for demand in part] if all(parts) else ()
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        found = demands(test.operand, holds=not holds)
    elif isinstance(test, ast.Compare):
        found = tuple(_of_compare(test, holds=holds))
    elif isinstance(test, ast.Call) and holds:
        found = tuple(_of_call(test))
    return tuple(found) if all(_is_kept(demand) for demand in found) else ()


def stated(statement: ast.stmt) -> tuple[Demand, ...]:
    """Return what is demanded by an `assert`, or by a call of one of NumPy's functions that assert."""
    if isinstance(statement, ast.Assert):
        return demands(statement.test)
    called = statement.value if isinstance(statement, ast.Expr) else None
    return demands(called) if called is not None and name_of(called).startswith("assert_") else ()


def _is_kept(demand: Demand) -> bool:
    """Tell whether the grader can compare: the value says something, and has a form in which it leaves the box."""
    code, must = ast.unparse(demand.expression), demand.must
    if isinstance(demand.expression, ast.Starred) or code.endswith(".dtype") or is_verdict(code):
        return False
    if must.relation == "close to" and as_array(must.value) is None:
        return False
    try:
        wire.encode_tree(must.value)
    except WireError:
        return False
    plain = must.relation not in _LOOSE or _is_plain(demand.expression)
    return plain and (must.relation == "is a" or not is_guessable(code, must.value))


def _of_compare(test: ast.Compare, *, holds: bool) -> Iterator[Demand]:
    if all(type(op) in _ORDERS for op in test.ops):
        yield from _of_orders(test) if holds else ()
    elif len(test.ops) == 1:
        op = type(test.ops[0]) if holds else _OPPOSITE.get(type(test.ops[0]))
        left, right = test.left, test.comparators[0]
        if op in {ast.Eq, ast.Is} and name_of(left) == "type":
            yield from _of_type(left, right)
        elif op is ast.Eq:
            yield from _of_equality(left, right)
        elif op is ast.In and isinstance(right, ast.List | ast.Tuple) and literal(right) is not NO_LITERAL:
            yield Demand(left, Must("in", list(literal(right))))


def _of_orders(test: ast.Compare) -> Iterator[Demand]:
    """Yield what a chain demands of the one operand that is no number or text."""
    operands = [test.left, *test.comparators]
    values = [literal(operand) for operand in operands]
    known = [value for value in values if value is not NO_LITERAL]
    if len(known) != len(values) - 1 or not all(type(value) in {int, float, str} for value in known):
        return
    for place, op in enumerate(test.ops):
        from_left, from_right = _ORDERS[type(op)]
        if values[place] is NO_LITERAL:
            yield _bounded(operands[place], from_left, values[place + 1])
        elif values[place + 1] is NO_LITERAL:
            yield _bounded(operands[place + 1], from_right, values[place])


def _bounded(expression: ast.expr, relation: str, bound: Json) -> Demand:
    """Return what an order demands; `abs(EXPRESSION - LITERAL) < BOUND` demands that the expression is close."""
    is_distance = relation.startswith("<") and name_of(expression) in _ABSOLUTE and isinstance(bound, int | float)
    inner = expression.args[0] if is_distance and isinstance(expression, ast.Call) and expression.args else None
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
        for one, other in ((inner.left, inner.right), (inner.right, inner.left)):
            if (value := literal(other)) is not NO_LITERAL and literal(one) is NO_LITERAL:
                return Demand(one, Must("close to", value, 0.0, float(bound)))
    return Demand(expression, Must(relation, bound))


def _of_equality(left: ast.expr, right: ast.expr) -> Iterator[Demand]:
    for expression, other in ((left, right), (right, left)):
        if name_of(other) == "approx" and isinstance(other, ast.Call) and other.args:
            yield from _close(expression, other, other.args[0], other.args[1:])
            return
    values = literal(left), literal(right)
    if (values[0] is NO_LITERAL) is not (values[1] is NO_LITERAL):
        yield Demand(left, Must("==", values[1])) if values[0] is NO_LITERAL else Demand(right, Must("==", values[0]))


def _of_call(call: ast.Call) -> Iterator[Demand]:
    name, args = name_of(call), call.args
    if name == "bool" and len(args) == 1:
        yield from demands(args[0])
    elif name == "all":
        yield from _of_all(call)
    elif name == "isinstance" and len(args) == 2:
        yield from _of_type(ast.Call(call.func, args[:1], []), args[1])
    elif name in _CLOSE and len(args) >= 2:
        yield from _close_to_either(call)
    elif name in _EQUAL and len(args) >= 2:
        yield from _of_equality(args[0], args[1])
    elif name in _DECIMALS and len(args) >= 2:
        given = next((word.value for word in call.keywords if word.arg == "decimal"), args[2] if args[2:] else None)
        decimals = _DECIMALS[name] if given is None else number(given)
        if decimals is not None and literal(args[1]) is not NO_LITERAL:
            yield Demand(args[0], Must("close to", literal(args[1]), 0.0, 1.5 * 10.0**-decimals))


def _of_all(call: ast.Call) -> Iterator[Demand]:
    """Yield what `(EXPRESSION == LITERAL).all()` and `np.all(EXPRESSION == LITERAL)` demand."""
    inner = call.args[0] if call.args else call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(inner, ast.Compare) and len(inner.ops) == 1 and isinstance(inner.ops[0], ast.Eq):
        for demand in _of_equality(inner.left, inner.comparators[0]):
            whole = isinstance(demand.must.value, int | float) and not isinstance(demand.must.value, bool)
            yield Demand(demand.expression, Must("close to", demand.must.value)) if whole else demand


def _of_type(call: ast.expr, types: ast.expr) -> Iterator[Demand]:
    """Yield what `type(EXPRESSION) == T` and `isinstance(EXPRESSION, T)` demand."""
    listed = types.elts if isinstance(types, ast.Tuple) else [types]
    names = [ast.unparse(each).rpartition(".")[2] for each in listed]
    if isinstance(call, ast.Call) and len(call.args) == 1 and all(name in TYPES for name in names):
        yield Demand(call.args[0], Must("is a", names))


def _close_to_either(call: ast.Call) -> Iterator[Demand]:
    first, second, *rest = call.args
    if literal(second) is not NO_LITERAL:
        yield from _close(first, call, second, rest)
    else:
        yield from _close(second, call, first, rest)


def _close(expression: ast.expr, call: ast.Call, value: ast.expr, more: Sequence[ast.expr]) -> Iterator[Demand]:
    """Yield that an expression is close to a literal, by the tolerances that a call states."""
    exact = ast.unparse(call.func) == "math.isclose"
    tolerances: list[float | None] = list((1e-9, 0.0) if exact else _CLOSE[name_of(call)])
    tolerances[: len(more)] = [number(node) for node in more[:2]]
    for word in call.keywords:
        if word.arg in _TOLERANCES:
            tolerances[_TOLERANCES[word.arg]] = number(word.value)
    rtol, atol = tolerances[:2]
    known = literal(value) is not NO_LITERAL and literal(expression) is NO_LITERAL
    if known and rtol is not None and atol is not None:
        yield Demand(expression, Must("close to", literal(value), rtol, atol))


def _is_plain(expression: ast.expr) -> bool:
    """Tell whether an expression only names, calls and takes out, and gives a call one thing that is no literal."""
    called = {id(_root(node.func)) for node in ast.walk(expression) if isinstance(node, ast.Call)}
    names = {node.id for node in ast.walk(expression) if isinstance(node, ast.Name) and id(node) not in called}
    return len(names) <= 1 and all(isinstance(node, _PLAIN) for node in ast.walk(expression))


def _root(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node
