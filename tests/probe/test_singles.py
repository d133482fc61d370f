"""A number is taken out of an array of one, and of nothing else; errors stay where they were."""

from __future__ import annotations

import ast
import marshal
import subprocess
import sys
import traceback

import numpy as np
import pytest

from autograder.probe import singles

SOURCE = """
def taken(value):
    return int(
        value
    )
class Shown:
    number = float(np.ones((1, 1)))
kept = [int(x) for x in ("7", 7.9, np.int64(7))]
plain = int("11", 2), int(), isinstance(3, int), float("2.5")
"""


def run(source: str) -> dict[str, object]:
    names: dict[str, object] = {"np": np}
    tree = singles.Converting().visit(ast.parse(source))
    exec(compile(tree, "<source>", "exec"), names)
    return names


def test_a_number_is_taken_out_of_an_array_of_one_and_noted() -> None:
    noted: list[str] = []
    singles.install(lambda code, what: noted.append(f"{code}:{what}"))
    names = run(SOURCE)
    assert names["taken"](np.array([[3]])) == 3  # type: ignore[operator]
    assert names["Shown"].number == 1.0  # type: ignore[attr-defined]
    assert names["kept"] == [7, 7, 7]
    assert names["plain"] == (3, 0, True, 2.5)
    assert noted == ["single:float()", "single:int()"]


class Symbolic:
    ndim = 1

    def __array__(self, *_: object) -> None:
        raise NotImplementedError


@pytest.mark.parametrize("value", [np.arange(2), np.empty(0), "a", Symbolic()])
def test_what_is_no_number_is_refused_at_its_line(value: object) -> None:
    taken = run(SOURCE)["taken"]
    with pytest.raises((TypeError, ValueError)) as raised:
        taken(value)  # type: ignore[operator]
    assert traceback.extract_tb(raised.tb)[-1].lineno == 3


def test_what_map_takes_out_of_a_column_of_labels_is_noted_once() -> None:
    noted: list[str] = []
    singles.install(lambda code, what: noted.append(f"{code}:{what}"))
    columns = "list(map(int, np.array([[3], [4]]))), list(map(float, [np.ones(1), 2]))"
    source = f"kept = {columns}, list(map(int, ['12', '10'], [3, 4]))"
    with pytest.raises(ValueError, match="invalid literal"):
        run("list(map(int, ['x']))")
    assert run(source)["kept"] == ([3, 4], [1.0, 2.0], [5, 4])
    assert noted == ["single:int()", "single:float()"]


def test_a_deep_program_is_rewritten_too() -> None:
    assert run("x = " + "+".join(["int(np.ones(1))"] * 900))["x"] == 900


def test_code_needs_nothing_else_in_another_process() -> None:
    code = compile(singles.Converting().visit(ast.parse("print(int(np.array([5])))")), "<source>", "exec")
    script = "import marshal, sys, numpy as np\nexec(marshal.loads(bytes.fromhex(sys.argv[1])), {'np': np})"
    said = subprocess.run([sys.executable, "-c", script, marshal.dumps(code).hex()], capture_output=True, check=True)
    assert said.stdout.strip() == b"5"
