"""What crosses between a test and a student's code arrives as what it was, in both directions."""

from __future__ import annotations

import contextlib
import copy
import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import WireError
from autograder.probe.live.errors import AbsentError, EndedError, LateError, UncrossableError
from autograder.wire.frames import framed
from autograder.wire.value_decoder import ValueDecoder
from autograder.wire.values import ValueEncoder
from tests.live.two_sides import apart, student, together

SOURCE = """
import collections, dataclasses, os, sys, time
import numpy as np
def echo(x): return x
def kind(x): return type(x).__name__
def fill(a, d, s, x):
    a[...] = 7; d["new"] = [1]; s.add(3); x.append({"k": x})
def grow(x): x += [9]; return x
class Own(ValueError): pass
def fail(name):
    if name == "own": raise Own("mine")
    if name == "exit": raise SystemExit(0)
    if name == "key": raise KeyError("k")
    if name == "algebra": np.linalg.inv(np.zeros((2, 2)))
    raise getattr(__builtins__, name)("said") if not isinstance(__builtins__, dict) else __builtins__[name]("said")
class Value:
    scale = 3
    def __init__(self, data): self.data = data
    def __add__(self, o): return Value(self.data + (o.data if isinstance(o, Value) else o))
    __radd__ = __add__
    def __eq__(self, o): return isinstance(o, Value) and o.data == self.data
    __hash__ = None
    def __lt__(self, o): return True
    def __len__(self): return 2
    def __getitem__(self, i): return (self.data, self.data)[i]
    def __call__(self, *a, **k): return (a, k)
    def __iter__(self): return iter([self.data, 1])
    def __enter__(self): return self
    def __exit__(self, *e): self.closed = True
    def me(self): return self
    @classmethod
    def zero(cls): return cls(0)
class Child(Value): pass
Point = collections.namedtuple("Point", "x y")
def point(): return Point(1, 2)
def apply(f, *a): return f(*a)
def apply_twice(f, x): return f(f(x))
def nested(f): return [f(i) for i in range(3)]
def compose(f): return lambda x: f(x) + 1
def forever():
    i = 0
    while True:
        yield i; i += 1
def die(): os._exit(3)
def sleep():
    while True: time.sleep(0.01)
def say(): print("hello"); return 1
"""


@pytest.fixture(scope="module")
def code() -> Iterator[Any]:
    with student(SOURCE, within_s=60):
        yield importlib.import_module("submission")


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats() | st.text() | st.binary()
    | st.complex_numbers(),
    lambda inner: st.lists(inner, max_size=4)
    | st.tuples(inner, inner)
    | st.dictionaries(st.text() | st.integers() | st.tuples(st.integers(), st.text()), inner, max_size=4)
    | st.sets(st.integers() | st.text(), max_size=4)
    | st.frozensets(st.binary(), max_size=4),
    max_leaves=20,
)  # fmt: skip


def same(found: Any, given: Any) -> bool:
    if isinstance(given, np.ndarray | np.generic):
        return found.dtype == given.dtype and found.shape == given.shape and found.tobytes() == given.tobytes()
    return type(found) is type(given) and repr(found) == repr(given)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=plain)
def test_plain_data_arrives_as_it_was(value: Any) -> None:
    encoder = ValueEncoder()
    try:
        form = encoder.encode(value)
    except WireError:
        return  # more than a message may hold
    found, arrays = framed(form, encoder.arrays).opened()
    assert alike(ValueDecoder(arrays).decode(found), value)


def alike(found: Any, given: Any) -> bool:
    """Tell whether two values are of the same types, with the same numbers; NaN is like NaN."""
    if type(found) is not type(given):
        return False
    if isinstance(given, list | tuple):
        return len(found) == len(given) and all(map(alike, found, given))
    if isinstance(given, dict):
        return alike(list(found), list(given)) and alike(list(found.values()), list(given.values()))
    return bool(found == given) if isinstance(given, set | frozenset) else repr(found) == repr(given)


@pytest.mark.parametrize(
    "value",
    [
        *(np.arange(6).astype(kind).reshape(2, 3) for kind in ("bool", "int8", "uint64", "float16", "float64")),
        *(np.float32(0.1), np.int64(3), np.array(2.5), np.zeros((0, 3)), np.array([[1 + 2j]]), np.array(["a", "bc"])),
        *(slice(1, None, 2), range(3, 9, 2), ..., np.dtype("float32"), [1, (2, {"a": {3}})], 2**80, float("inf")),
    ],
    ids=repr,
)
def test_values_go_there_and_back(code: Any, value: Any) -> None:
    assert same(code.echo(value), value)
    assert code.kind(value) == type(value).__name__


def test_what_is_changed_in_place_is_changed_here(code: Any) -> None:
    array, table, some, items = np.zeros(3), {"a": 1}, {1}, [0]
    code.fill(array, table, some, items)
    assert array.tolist() == [7, 7, 7]
    assert table == {"a": 1, "new": [1]}
    assert some == {1, 3}
    assert items[1]["k"] is items
    grown = [1]
    assert code.grow(grown) is grown
    assert grown == [1, 9]


@pytest.mark.parametrize("kind", [ValueError, TypeError, ZeroDivisionError, NotImplementedError, StopIteration])
def test_pythons_errors_are_raised_as_themselves(code: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="said") as caught:
        code.fail(kind.__name__)
    assert type(caught.value) is kind


def test_errors_of_other_classes(code: Any) -> None:
    with pytest.raises(code.Own, match=r"^mine$"):
        code.fail("own")
    with pytest.raises(ValueError, match="mine"):
        code.fail("own")
    with pytest.raises(KeyError, match=r"^'k'$"):
        code.fail("key")
    with pytest.raises(np.linalg.LinAlgError):
        code.fail("algebra")
    with pytest.raises(Exception, match="SystemExit"):
        code.fail("exit")


def test_objects_stay_and_answer(code: Any) -> None:
    a = code.Value(2)
    assert isinstance(a, code.Value)
    assert not isinstance(a, code.Child)
    assert isinstance(code.Child(1), code.Value)
    assert (a + 3).data == 5
    assert (3 + a).data == 5
    assert (np.ones(2) + a).data.tolist() == [3, 3]
    assert (len(a), a[1], list(a), a(1, k=2)) == (2, 2, [2, 1], ((1,), {"k": 2}))
    a.data = [4]
    a.data.append(5)
    assert a.data == [4]  # a list is data: what is got is a copy
    assert a.me() is a
    assert code.Value.scale == 3
    assert code.Value.zero().data == 0
    assert code.Value(1) == code.Value(1)
    with a as same_one:
        assert same_one is a
    assert a.closed
    assert not hasattr(a, "other")
    assert code.point() == (1, 2)
    assert code.point().y == 2


def test_functions_of_the_test_are_called_back(code: Any) -> None:
    assert code.apply(lambda x, y: x * y, 3, 4) == 12
    assert code.apply_twice(lambda x: x + code.Value(1).data, 1) == 3
    assert code.nested(lambda i: i * i) == [0, 1, 4]
    assert code.compose(lambda x: x * 2)(5) == 11
    with pytest.raises(ZeroDivisionError):
        code.apply(lambda: 1 / 0)


def test_generators_item_by_item_and_what_is_printed(code: Any, capsys: pytest.CaptureFixture[str]) -> None:
    endless = code.forever()
    assert [next(endless) for _ in range(3)] == [0, 1, 2]
    assert code.say() == 1
    assert capsys.readouterr().out == "hello\n"


def test_comparisons_with_values_are_not_believed(code: Any) -> None:
    for compare in (lambda a: a == 3, lambda a: a != 3, lambda a: a < 3, lambda a: a == pytest.approx(3)):
        with pytest.raises(AssertionError, match="an object of the class Value"):
            compare(code.Value(3))
    with student(SOURCE, compares=frozenset({"Value"})):
        assert importlib.import_module("submission").Value(1) < 3


def test_what_cannot_cross_is_the_courses_error(code: Any) -> None:
    with pytest.raises(UncrossableError, match="class of their own"):
        type("Mine", (code.Value,), {})
    with pytest.raises(UncrossableError, match="patch"):
        code.echo = None
    with pytest.raises(UncrossableError, match="patch"):
        code.Value.scale = 4
    with pytest.raises(UncrossableError, match="argument"):
        code.echo(object())
    with pytest.raises(UncrossableError, match="seed"):
        code.echo(np.random.default_rng(1))
    assert code.echo(1) == 1


def test_a_name_that_is_not_there_fails_where_it_is_used(code: Any) -> None:
    missing = code.missing
    with pytest.raises(AbsentError):
        missing(3)


@pytest.mark.parametrize(("call", "kind"), [("die", EndedError), ("sleep", LateError)])
def test_a_process_that_does_not_answer_satisfies_no_raises(call: str, kind: type[BaseException]) -> None:
    with student(SOURCE, within_s=0.3):
        code = importlib.import_module("submission")
        with pytest.raises(kind), pytest.raises(Exception):  # noqa: B017, PT011 - whatever is one
            getattr(code, call)()


FUNCTIONS = (
    "def f(x, y): return x + y",
    "def f(x, y): return [x, y] * 2",
    "def f(x, y): return x if x else y",
    "def f(x, y): return {'a': x, 'b': (y, x)}",
    "def f(x, y): return sorted([x, y])",
    "def f(x, y): return x / y",
    "def f(x, y): x.append(y); return x",
    "def f(x, y): return x[y]",
    "import numpy as np\ndef f(x, y): return np.asarray(x) * y",
    "def f(x, y): return {x, y}",
    "def f(x, y): return str(x) + str(y)",
    "def f(x, y): raise ValueError(x)",
    "def f(x, y): return (i for i in [x, y])",
    "def f(x, y): return x == y",
)
values = st.integers(-3, 3) | st.floats(-2, 2) | st.text("ab", max_size=3) | st.lists(st.integers(-2, 2), max_size=3)
ASSERTIONS = (
    "assert f({x!r}, {y!r}) == {expected}",
    "import numpy as np\ndef test_it(): np.testing.assert_allclose(f({x!r}, {y!r}), {expected})",
    "import pytest\ndef test_it():\n    with pytest.raises(ValueError): f({x!r}, {y!r})",
    "def test_it(): assert list(f({x!r}, {y!r})) == {expected}",
    "def test_it():\n    x = {x!r}\n    f(x, {y!r})\n    assert x == {expected}",
    "def test_it(): assert isinstance(f({x!r}, {y!r}), int)",
)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(FUNCTIONS), st.sampled_from(ASSERTIONS), values, values, st.none() | values)
def test_a_live_verdict_is_that_of_plain_pytest(source: str, test: str, x: Any, y: Any, other: Any) -> None:
    expected = repr(other)
    if other is None:  # what the function gives
        names: dict[str, Any] = {}
        exec(source, names)
        with contextlib.suppress(Exception):
            expected = repr(names["f"](copy.copy(x), y))
    file = "from submission import f\n" + test.format(x=x, y=y, expected=expected)
    assert apart(source, file) == together(source, file)
