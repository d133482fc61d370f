"""Tests that judge beside a submission are told from those whose value the grader compares."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.records import EARNED
from autograder.verdicts import is_guessable, is_verdict


@pytest.mark.parametrize(
    "code",
    [
        "assert f(1)",
        "check(1)\npass",
        "x = 1",
        f"float({EARNED})",
        "f(3) == 9",
        "sum(f(x) == x * x for x in range(10))",
        "'right' if f(3) else 'wrong'",
        "score = 0\nif f(3):\n    score = 1\nscore",
        "try:\n    f(None)\nexcept TypeError:\n    x = 7\nx",
        "int(np.isclose(f(3), 9))",
        "np.testing.assert_allclose(f(3), 9)\nf(3)",
        "not f(3)",
        "f(1) and 'x'",
        "['wrong', 'right'][f(3) == 9]",
        "len([x for x in range(9) if f(x) == x * x])",
        "x[f(x) == x ** 2].size",
        "with pytest.raises(ValueError):\n    f(1)\n7",
    ],
)
def test_what_compares_beside_the_submission_is_a_verdict(code: str) -> None:
    assert is_verdict(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "f(1)",
        "x = 1\nf(x)",
        "t[t > 2].mean()",
        "df.loc[(df.a == 'x') & (df.b < 2), 'c'].sum()",
        "round(sum(t) / 3, 2)",
        "len(t)",
    ],
)
def test_what_gives_a_value_is_none(code: str) -> None:
    assert not is_verdict(code)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("is_even(4)", True),
        ("f()", None),
        ("f()", [True, False]),
        ("f()", {"a": (True, None)}),
        ("f()", np.array([True, False])),
        ("f()", np.bool_(True)),
        ("print(f())", "True"),
        ("repr(f())", "array([ True, False])"),
        ("repr(f())", "0    True\n1    True\ndtype: bool"),
        ("print('All tests passed')", "All tests passed"),
        ("print(f'{7} is prime: {f(7)}')", "7 is prime: True"),
        ("print('7 is prime:', f(7))", "7 is prime: True"),
        ("x = 'done'\nprint(x)", "done"),
        ("f(11) - 121", 0),
        ("f(11) / 121", 1.0),
        ("abs(f(t) - u)", np.zeros(3)),
        ("error(y, p)", 0.0),
        ("np.subtract(f(11), 121)", 0),
        ("f(0.1) - 0.01", 1.734723475976807e-18),
        ("np.array([f(0) - 0.5, f(1) / 3])", np.array([-2.2e-16, 1.0])),
        ("print(f(11) - 121)", "0"),
        ("print('error:', abs(f(11) - 121))", "error: 0"),
        ("f'{abs(f(11) - 121):.3f}'", "0.000"),
        ("repr(np.array([f(11) - 121, 0.0], np.float32))", "array([0., 0.], dtype=float32)"),
        ("(f(11) - 121, 'done')", (0, "done")),
        ("round(f(11) / 121 * 100)", 100),
        ("f(11) - 121 + 5", 5),
        ("len({f(11), 121})", 1),
    ],
)
def test_what_can_be_had_without_the_work_is_guessable(code: str, value: object) -> None:
    assert is_guessable(code, value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("f(3)", 9),
        ("f(0)", 0),
        ("f(2 * 3)", 0),
        ("gcd(4, 9)", 1),
        ("round(z.mean(), 3)", 0.0),
        ("error(y, p)", 0.25),
        ("f()", []),
        ("f()", [True, 2]),
        ("f(['a', 'b'])", "a"),
        ("print('The sum is', f(3))", "The sum is 6"),
        ("print(greet('Ada'))", "Hello Ada"),
        ("repr(f())", "array([1, 2])"),
        ("round(sum(t) / 3, 2)", 4.67),
        ("print('The difference is', f(3) - 2)", "The difference is 7"),
        ("print(f(3) - 2)", "0, then 7"),
        ("print(gcd(4, 9), name)", "1 Ada"),
        ("f(3) - 2", 7),
    ],
)
def test_what_must_be_known_is_not(code: str, value: object) -> None:
    assert not is_guessable(code, value)  # type: ignore[arg-type]
