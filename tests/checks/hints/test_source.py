"""Source is read without running it: magics are tolerated, and one broken cell hides no other."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.hints import find_hints
from autograder.checks.hints.scopes import Variable
from autograder.checks.hints.source import argument, read, shown, walk_scope
from autograder.course.assignment import Assignment
from autograder.errors import ReadingError
from autograder.records import Evidence, Outcome


def calls(source: str, name: str = "fit") -> list[str]:
    return [ast.unparse(call) for call in read(source).calls(name)]


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nmodel.fit(x)",
        "!pip install keras\nmodel.fit(x)",
        "if True:\n    %time x\n    model.fit(x)",
        "files = !ls\nmodel.fit(x)",
        "model.summary?\nmodel.fit(x)",
        "%%time\nmodel.fit(x)",
        "%%capture out\nmodel.fit(x)",
        "이 셀은 파이썬이 아닙니다\n# %%\nmodel.fit(x)",
        "def broken(:\n# %%\nmodel.fit(x)",
        "# %% [code]\nmodel.fit(x)",
    ],
)
def test_what_is_not_python_is_left_out(source: str) -> None:
    assert calls(source) == ["model.fit(x)"]


@pytest.mark.parametrize("cell", [" model.fit(x)", "\n\tif x:\n\t\tmodel.fit(x)\n", "  model.fit(x)\nprint(1)"])
def test_a_cell_that_is_indented_as_a_whole_is_read_as_ipython_reads_it(cell: str) -> None:
    assert "model.fit(x)" in calls(f"# %%\n{cell}\n# %%\nx = 1\n")


def test_a_cell_of_another_language_is_left_out() -> None:
    assert calls("%%bash\nmodel.fit(x)\n") == []


def test_a_remainder_at_the_start_of_a_line_is_no_magic() -> None:
    assert calls("y = (17\n     % 5)\nmodel.fit(y)") == ["model.fit(y)"]


def test_calls_come_in_reading_order() -> None:
    assert calls("a.fit(b.fit(1))\n# %%\nc.fit(2)") == ["a.fit(b.fit(1))", "b.fit(1)", "c.fit(2)"]


def made(source: str) -> dict[str, list[str]]:
    """Return what each variable was made from, by its name and the scope that owns it ("" for the top level)."""
    flow = read(source).flow
    owners = {
        place: getattr(scope.owner, "name", type(scope.owner).__name__) for place, scope in enumerate(flow.names.scopes)
    }
    owners[0] = ""
    return {
        f"{owners[holder.scope]}.{holder.name}".removeprefix("."): [ast.unparse(value) for value in values]
        for holder, values in flow.made.items()
        if isinstance(holder, Variable)
    }


def test_names_know_what_they_were_made_from() -> None:
    assert made("(a, b), c = (x, y), z\nd: int = w\na /= 255\ne, f = load()\n[g, *h] = i\nif (j := k): pass") == {
        "a": ["x", "a /= 255"],
        "b": ["y"],
        "c": ["z"],
        "d": ["w"],
        "e": ["load()"],
        "f": ["load()"],
        "g": ["i"],
        "h": ["i"],
        "j": ["k"],
    }


def test_names_belong_to_their_scopes() -> None:
    source = """
x = 1
def f(x, k=x):
    y = x
    def g():
        nonlocal y
        global z
        y = 2
        z = 3
        return [x for x in range(9) if (w := x)]
class C:
    x = 4
    def m(self):
        self.v = x
lambda x: (u := x)
"""
    assert made(source) == {
        "x": ["1"],
        "f.y": ["x", "2"],
        "z": ["3"],
        "ListComp.x": ["range(9)"],
        "g.w": ["x"],
        "C.x": ["4"],
        "m.self": ["x"],
        "Lambda.u": ["x"],
    }


def test_arguments_are_found_by_place_and_by_name() -> None:
    first, second, third = read("f(1, x=2)\nf(x=3)\nf(*many)").calls("f")
    assert [shown(value) if (value := argument(call, 0, "x")) else None for call in (first, second, third)] == [
        "1",
        "3",
        None,
    ]


def test_a_scope_ends_where_a_function_begins() -> None:
    top, inner = read("a = 1\ndef f():\n    b = 2\nc = 3").scopes
    names = [[node.id for node in walk_scope(scope) if isinstance(node, ast.Name)] for scope in (top, inner)]
    assert names == [["a", "c"], ["b"]]


@pytest.mark.parametrize("source", ["(" * 5000, "a" + "+a" * 20000, "x = '\0'", "\ud800", "-" * 10000 + "1", ""])
def test_hostile_sources_are_survived(source: str) -> None:
    evidence = Evidence("sha256:1", Outcome.OK, source=source)
    assert find_hints(evidence, Assignment(id="a", title="", points=1)) == ()


@given(st.text())
def test_any_text_is_survived(source: str) -> None:
    find_hints(Evidence("sha256:1", Outcome.OK, source=source), Assignment(id="a", title="", points=1))


@pytest.mark.parametrize("line", ["x=1\n", "f(a)\n", "# %%\nx=[1,2]\n"])
def test_more_code_than_anybody_writes_is_not_read(line: str) -> None:
    with pytest.raises(ReadingError):
        read(line * 25_000)
    assert read(line * 3_000).nodes
