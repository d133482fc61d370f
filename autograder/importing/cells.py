"""Turn the code of a test cell into tests: values to compare where that can be told, a cell that asserts otherwise."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from autograder import wire
from autograder.errors import WireError
from autograder.importing.parts import Test
from autograder.records import EARNED, Json

_NAME = 80
_TRUE_OR_FALSE = frozenset(
    {"all", "any", "allclose", "array_equal", "callable", "hasattr", "isclose", "isinstance", "issubclass", "bool"}
)


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
    """Return the test of a cell that must print `printed` and show `output`, as a doctest's.

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


def unsaved_value(name: str, code: str, *, hidden: bool) -> tuple[Test, ...]:
    """Return the test of a cell whose output was not saved; none where nothing tells what it should have shown.

    What asserts does so by itself, and a comparison must have been true.

    Raises:
        SyntaxError: the code is no Python.
    """
    body = ast.parse(code).body
    last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    if last is None or _asserts(last):
        return asserted(name, code, hidden=hidden)
    if not _is_true_or_false(last):
        return ()
    body[-1] = ast.Expr(ast.Call(ast.Name("bool", ast.Load()), [last], []))
    text = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
    return (Test(name, text, hidden, valued=True, expected=True),)


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
    name = ast.unparse(value.func).rpartition(".")[2].lower() if isinstance(value, ast.Call) else ""
    return name.startswith(("assert", "check", "test", "verify", "validate", "grade"))


def _is_true_or_false(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).rpartition(".")[2] in _TRUE_OR_FALSE
    negated = isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not)
    return negated or isinstance(value, ast.Compare | ast.BoolOp)


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
