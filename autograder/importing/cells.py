"""Turn the code of a test cell into tests: values to compare where that can be told, a cell that asserts otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace

from autograder import wire
from autograder.checks.demands import Must
from autograder.errors import WireError
from autograder.importing.demands import Demand, demands, stated
from autograder.importing.parts import Test
from autograder.records import EARNED
from autograder.verdicts import PREDICATES, name_of

_NAME = 80
_SCALAR = re.compile(r"\Anp\.(?:(?P<truth>True|False)_|[a-z]+\d+\((?P<value>[^()]+)\))\Z")
"""How NumPy 2 shows one of its own numbers."""


def asserted(name: str, code: str, *, hidden: bool) -> tuple[Test, ...]:
    """Return the tests of a cell that asserts.

    A cell of nothing but assertions that are comparisons with literals becomes a test for each expression: its value is
    compared outside the submission's reach. Any other cell is kept whole.

    Raises:
        SyntaxError: the code is no Python.
    """
    body = _statements(code)
    imports = [statement for statement in body if _is_import(statement)]
    found = [stated(statement) for statement in body if not _is_import(statement)]
    if found and all(found):
        return _outside(imports, [demand for each in found for demand in each], hidden=hidden)
    return (Test(name, _asserting(code), hidden),) if body else ()


def scored(name: str, code: str, points: float, *, hidden: bool) -> tuple[Test, ...]:
    """Return the test of a cell that may end in a number, which is then what was earned; none where it does not.

    Raises:
        SyntaxError: the code is no Python.
    """
    body = list(_statements(code))
    if not body or not isinstance(body[-1], ast.Expr):
        return ()
    body[-1] = ast.Assign([ast.Name(EARNED, ast.Store())], body[-1].value)
    number = f"isinstance({EARNED}, __import__('numbers').Real) and not isinstance({EARNED}, bool)"
    text = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
    return (Test(name, f"{text}\nfloat({EARNED}) if {number} else None", hidden, possible=points),)


def shown_value(name: str, code: str, output: str, printed: str, *, hidden: bool) -> tuple[Test, ...]:
    """Return the tests of a cell that must print `printed` and show `output`, as a doctest's.

    Raises:
        SyntaxError: the code is no Python.
    """
    body = ast.parse(code).body
    last = body[-1] if body else None
    if printed.strip():
        text, expected = _captured(body, shows=bool(output)), f"{printed}{output}".strip()
        return (Test(name, text, hidden, valued=True, expected=expected),)
    if not isinstance(last, ast.Expr):
        return asserted(name, code, hidden=hidden)
    output = _SCALAR.sub(lambda found: found["value"] or found["truth"], output)
    try:
        value = ast.literal_eval(output)
        wire.encode_tree(value)
        if repr(value) == output:
            told = _compared(name, body, holds=value, hidden=hidden) if isinstance(value, bool) else ()
            return told or (Test(name, code.strip(), hidden, valued=True, expected=value),)
    except (ValueError, SyntaxError, WireError):
        pass
    body[-1] = ast.Expr(ast.Call(ast.Name("repr", ast.Load()), [last.value], []))
    text = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
    return (Test(name, text, hidden, valued=True, expected=output),)


def unsaved_value(name: str, code: str, *, hidden: bool) -> tuple[Test, ...]:
    """Return the tests of a cell whose output was not saved; none where nothing tells what it should have shown.

    What asserts does so by itself, and a comparison must have been true.

    Raises:
        SyntaxError: the code is no Python.
    """
    body = ast.parse(code).body
    last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    if last is None or _asserts(last):
        return asserted(name, code, hidden=hidden)
    if not is_comparison(code):
        return ()
    if told := _compared(name, body, holds=True, hidden=hidden):
        return told
    body[-1] = ast.Expr(ast.Call(ast.Name("bool", ast.Load()), [last], []))
    text = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
    return (Test(name, text, hidden, valued=True, expected=True),)


def is_comparison(code: str) -> bool:
    """Tell whether a cell ends in an expression that is true or false.

    Raises:
        SyntaxError: the code is no Python.
    """
    body = ast.parse(code).body
    return bool(body) and isinstance(body[-1], ast.Expr) and _is_true_or_false(body[-1].value)


def called(code: str) -> str:
    """Return the code of a cell that defines one function of tests, as statements over the names that it takes.

    Raises:
        SyntaxError: the code is no Python.
    """
    body = ast.parse(code).body
    functions = [statement for statement in body if isinstance(statement, ast.FunctionDef)]
    if len(functions) != 1 or len(body) > 2:
        return code
    (function,) = functions
    names = [argument.arg for argument in function.args.args]
    plain = not any(isinstance(node, ast.Return) for node in ast.walk(function)) and "env" not in names
    if plain and all(stated(statement) for statement in _without_docstring(function.body)):
        return "\n".join(ast.unparse(statement) for statement in function.body)
    given = ", ".join("globals()" if name == "env" else name for name in names)
    return f"{ast.unparse(function)}\n\n{function.name}({given})"


def imports_of(code: str) -> str:
    """Return the imports at the top level of a cell, a line each.

    Raises:
        SyntaxError: the code is no Python.
    """
    return "".join(f"{ast.unparse(statement)}\n" for statement in ast.parse(code).body if _is_import(statement))


def needs(code: str, before: str) -> bool:
    """Tell whether a code uses names that the one before it gives, other than by imports.

    Raises:
        SyntaxError: one of them is no Python.
    """
    nodes = [node for statement in ast.parse(before).body for node in ast.walk(statement)]
    given = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    given |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return any(isinstance(node, ast.Name) and node.id in given for node in ast.walk(ast.parse(code)))


def title_of(code: str) -> str:
    """Return the first paragraph of a test cell's docstring, "" where there is none."""
    try:
        said = ast.get_docstring(ast.parse(code)) or ""
    except SyntaxError:
        return ""
    return " ".join(said.split("\n\n")[0].split())


def _captured(body: list[ast.stmt], *, shows: bool) -> str:
    """Return code whose value is what the statements print, and the last one shows."""
    statements, shown = list(body), "__printed__.getvalue()"
    if shows and statements and isinstance(statements[-1], ast.Expr):
        statements[-1] = ast.Assign([ast.Name("__shown__", ast.Store())], statements[-1].value)
        shown += " + repr(__shown__)"
    head = ast.parse("with __import__('contextlib').redirect_stdout(__import__('io').StringIO()) as __printed__: pass")
    block = head.body[0]
    if isinstance(block, ast.With):
        block.body = statements or block.body
    return f"{ast.unparse(ast.fix_missing_locations(head))}\n({shown}).strip()"


def _asserts(value: ast.expr) -> bool:
    """Tell whether an expression is a call that raises where something is wrong, by its name."""
    return name_of(value).lower().startswith(("assert", "check", "test", "verify", "validate", "grade"))


def _is_true_or_false(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return name_of(value) in PREDICATES
    negated = isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
    return negated or isinstance(value, ast.Compare | ast.BoolOp)


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)


def _statements(code: str) -> Sequence[ast.stmt]:
    return _without_docstring(ast.parse(code).body)


def _without_docstring(body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    first = body[0].value if body and isinstance(body[0], ast.Expr) else None
    documented = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return body[1:] if documented else body


def _asserting(code: str) -> str:
    """Return code that does not end in an expression, so that its value does not count, only that it ran."""
    last = ast.parse(code).body[-1]
    return f"{code.strip()}\npass" if isinstance(last, ast.Expr) else code.strip()


def _compared(name: str, body: Sequence[ast.stmt], *, holds: bool, hidden: bool) -> tuple[Test, ...]:
    """Return the tests of a cell that ends in a comparison, where all of it can be compared outside."""
    *before, last = body
    found = demands(last.value, holds=holds) if isinstance(last, ast.Expr) else ()
    made = _outside(before, found, hidden=hidden)
    loose = any(must.relation not in {"==", "close to"} for test in made for must in test.demands)
    if (loose and not all(map(_is_import, before))) or not all(test.is_compared_outside for test in made):
        return ()
    return (replace(made[0], name=name),) if len(made) == 1 else made


def _outside(before: Sequence[ast.stmt], found: Sequence[Demand], *, hidden: bool) -> tuple[Test, ...]:
    """Return a test for each expression: its code runs behind `before`, and its value is compared outside."""
    by_expression: dict[str, list[Must]] = {}
    for demand in found:
        by_expression.setdefault(ast.unparse(demand.expression), []).append(demand.must)
    setup, share = "".join(f"{ast.unparse(statement)}\n" for statement in before), 1.0 / max(len(by_expression), 1)
    tests = []
    for shown, musts in by_expression.items():
        made = Test(_short(shown), f"{setup}{shown}", hidden, valued=True, weight=share)
        equal = len(musts) == 1 and musts[0].relation == "=="
        tests.append(replace(made, expected=musts[0].value) if equal else replace(made, demands=tuple(musts)))
    return tuple(tests)


def _short(text: str) -> str:
    """Return a name for a test from its code: the first line, cut."""
    line = text.strip().split("\n")[0]
    return line if len(line) <= _NAME else line[: _NAME - 1] + "…"
