"""Turn the code of a test cell into tests: values to compare where that can be told, a cell that asserts otherwise."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from autograder import wire
from autograder.errors import WireError
from autograder.importing.parts import Test
from autograder.records import Json

_NAME = 80


def asserted(name: str, code: str, *, hidden: bool) -> tuple[Test, ...]:
    """Return the tests of a cell that asserts.

    A cell of nothing but `assert EXPRESSION == LITERAL` becomes an expression for each line: its value is compared
    outside the submission's reach. Any other cell is kept whole.

    Raises:
        SyntaxError: the code is no Python.
    """
    body = _statements(code)
    compared = [_compared(statement) for statement in body]
    if body and all(compared):
        pairs = [pair for pair in compared if pair]
        share = 1.0 / len(pairs)
        return tuple(
            Test(_short(shown), shown, hidden, valued=True, expected=value, weight=share)
            for shown, value in dict(pairs).items()
        )
    return (Test(name, _asserting(code), hidden),) if body else ()


def shown_value(name: str, code: str, output: str, *, hidden: bool) -> tuple[Test, ...]:
    """Return the test of a cell whose last expression must show `output`, as a doctest's.

    Raises:
        SyntaxError: the code is no Python.
    """
    body = ast.parse(code).body
    last = body[-1] if body else None
    if not output or not isinstance(last, ast.Expr):
        return asserted(name, code, hidden=hidden)
    try:
        value = ast.literal_eval(output)
        wire.encode_tree(value)
        if repr(value) == output:
            return (Test(name, code.strip(), hidden, valued=True, expected=value),)
    except (ValueError, SyntaxError, WireError):
        pass
    body[-1] = ast.Expr(ast.Call(ast.Name("repr", ast.Load()), [last.value], []))
    text = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
    return (Test(name, text, hidden, valued=True, expected=output),)


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
    if plain and all(_compared(statement) for statement in _without_docstring(function.body)):
        return "\n".join(ast.unparse(statement) for statement in function.body)
    given = ", ".join("globals()" if name == "env" else name for name in names)
    return f"{ast.unparse(function)}\n\n{function.name}({given})"


def title_of(code: str) -> str:
    """Return the first paragraph of a test cell's docstring, "" where there is none."""
    try:
        said = ast.get_docstring(ast.parse(code)) or ""
    except SyntaxError:
        return ""
    return " ".join(said.split("\n\n")[0].split())


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


def _compared(statement: ast.stmt) -> tuple[str, Json] | None:
    """Return the expression and the literal of `assert EXPRESSION == LITERAL`; None for anything else."""
    test = statement.test if isinstance(statement, ast.Assert) else None
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return None
    try:
        value = ast.literal_eval(test.comparators[0])
        wire.encode_tree(value)
    except (ValueError, WireError):
        return None
    return ast.unparse(test.left), value


def _short(text: str) -> str:
    """Return a name for a test from its code: the first line, cut."""
    line = text.strip().split("\n")[0]
    return line if len(line) <= _NAME else line[: _NAME - 1] + "…"
