"""What becomes of notebooks of nbgrader and otter: points, tests, what students get, and what is lost."""

from __future__ import annotations

import ast
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.checks import Must
from autograder.checks.session import collect_checks
from autograder.course.assignment import read_assignment
from autograder.course.folder import open_course
from autograder.errors import UsageError
from autograder.importing import read_source
from autograder.importing.cells import asserted, called, shown_value, unsaved_value
from autograder.importing.python import plain_python
from autograder.records import Case, Visibility
from autograder.run.importing import Brought, bring
from tests.importing.notebooks import nbgrader, nbgrader_cell, otter, questions, shown, written


def brought(tmp_path: Path, name: str, notebook: object) -> Brought:
    (tmp_path / "picture.png").write_bytes(b"")
    (one,) = bring([written(tmp_path, name, notebook)], tmp_path / "course")
    return one


def handed_out(one: Brought) -> str:
    return "".join(path.read_text("utf-8") for path in one.paths if "assignments" in path.parts)


def cases(folder: Path) -> list[Case]:
    return list(runpy.run_path(str(folder / "cases.py"))["cases"](np.random.default_rng(0)))


def test_points_of_every_question_are_kept(tmp_path: Path) -> None:
    one = brought(tmp_path, "Doubling", nbgrader())
    course = open_course(tmp_path / "course")
    assert one.id == "doubling"
    assert (course.assignment("doubling").title, course.assignment("doubling").points) == ("Doubling", 11)
    checks = collect_checks([(path, Visibility.VISIBLE) for path in course.check_files("doubling")])
    assert {check.name: check.points for check in checks} == {
        "test_doubles": 2, "test_raises": 1, "test_draw": 4, "test_automatic": 1,
    }  # fmt: skip
    assert [(part.id, part.points) for part in course.assignment("doubling").parts] == [("why", 3)]
    (scheme,) = course.rubric("doubling").criteria
    assert (scheme.part, scheme.points, scheme.note) == ("test_draw", 4, "SECRET scheme")
    assert checks[0].title == "Doubles numbers."


@pytest.mark.parametrize(("notebook", "part"), [(nbgrader, "why"), (otter, "q2")])
def test_the_cells_of_a_written_answer_carry_its_tag(tmp_path: Path, notebook: Callable[[], Any], part: str) -> None:
    one = brought(tmp_path, "doubling", notebook())
    (stub,) = (path for path in one.paths if path.name == "doubling.ipynb")
    tagged = [cell for cell in nbformat.read(stub, as_version=4).cells if part in cell.metadata.get("tags", ())]
    assert [cell.source for cell in tagged] == [{"why": "*Write your answer here.*", "q2": "_Write here._"}[part]]
    assert "Because SECRET." in (tmp_path / "course/reference/doubling/solution.py").read_text("utf-8")


def test_code_that_people_grade_is_a_written_part(tmp_path: Path) -> None:
    by_hand = nbgrader_cell(
        "### BEGIN SOLUTION\nplot(SECRET)\n### END SOLUTION", "Plot 1", 5, grade=True, solution=True
    )
    one = brought(tmp_path, "plots", new_notebook(cells=[nbgrader_cell("1", "x"), by_hand]))
    (part,) = open_course(tmp_path / "course").assignment("plots").parts
    assert (part.id, part.title, part.points) == ("plot_1", "Plot 1", 5)
    assert 'tags=["plot_1"]' in next(path for path in one.paths if path.name == "plots.py").read_text("utf-8")


def test_students_get_no_solution_no_hidden_test_and_no_marking_scheme(tmp_path: Path) -> None:
    for name, notebook in (("one", nbgrader()), ("two", otter())):
        text = handed_out(brought(tmp_path, name, notebook))
        for secret in ("SECRET", "2 * n", "21", "42", "HIDDEN"):
            assert secret not in text, (name, secret)


def test_the_expected_value_of_a_comparison_stays_out_of_the_box(tmp_path: Path) -> None:
    brought(tmp_path, "doubling", nbgrader())
    (hidden,) = cases(tmp_path / "course/reference/doubling")
    assert (hidden.function, hidden.code) == ("doubles", "double(21)")
    public = cases(tmp_path / "course/assignments/doubling")
    assert [case.code for case in public if case.function == "doubles"] == ["double(1)"]
    assert "did not raise" in next(case.code for case in public if case.function == "raises")


def test_what_could_not_be_carried_over_is_told_and_saved(tmp_path: Path) -> None:
    one = brought(tmp_path, "doubling", nbgrader())
    said = one.report.read_text("utf-8")
    for sentence in (*one.found.lost, "| raises | 1 | 1 | 0 | 0 | 1 |", "self-reported tests"):
        assert sentence in said
    told = " ".join(one.found.lost)
    for word in ("why: a person", "draw: a person", "automatic: AUTOTEST", "picture.png"):
        assert word in told


def test_otters_points_are_shared_as_otter_shares_them(tmp_path: Path) -> None:
    found = brought(tmp_path, "doubling", otter()).found
    first, second = found.questions
    assert (first.points, second.points, second.tests) == (4, 2, ())
    assert [test.weight for test in first.tests] == [1, 1, 1, 1]
    assert [test.hidden for test in first.tests] == [False, False, True, True]
    assert [(test.code, test.expected) for test in first.tests if test.valued] == [
        ("four", 4), ("repr(np.array([double(1), 2]))", "array([2, 2])"), ("double(21)", 42),
    ]  # fmt: skip


def test_a_prompt_of_otters_stands_where_the_answer_stood(tmp_path: Path) -> None:
    one = brought(tmp_path, "doubling", otter())
    (stub,) = (path for path in one.paths if path.name == "doubling.ipynb")
    texts = [cell.source for cell in nbformat.read(stub, as_version=4).cells]
    assert "_Write here._" in texts
    assert "Because SECRET." not in texts
    assert "Because SECRET." in (tmp_path / "course/reference/doubling/solution.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("assert f(1) == 2\nassert f(2) == [1, 'a']", ["f(1)", "f(2)"]),
        ("import numpy as np\nassert np.isclose(f(1), 2)\nassert f(2) < 3", ["f(1)", "f(2)"]),
        ("np.testing.assert_allclose(f(1), [1, 2])", ["f(1)"]),
        ("x = f(1)\nassert x == 2", ["t"]),
        ("assert f(1) == g(1)", ["t"]),
        ("assert f(1) == {2, 3}", ["t"]),
        ("assert f(1) == True", ["t"]),
        ("assert np.allclose(f(1), 2) == 1", ["t"]),
        ("assert f(1) - 2 == 0", ["t"]),
        ("assert x.dtype == 'float64'", ["t"]),
        ("assert f(1) is not None", ["t"]),
        ("# nothing", []),
    ],
)
def test_only_comparisons_with_literals_are_compared_outside(code: str, names: list[str]) -> None:
    tests = asserted("t", code, hidden=False)
    assert [test.name for test in tests] == names
    assert [test.is_compared_outside for test in tests] == [name != "t" for name in names]


def test_all_that_is_demanded_of_an_expression_is_asked_of_one_value() -> None:
    (test,) = asserted("t", "assert f(7) > 48\nassert f(7) < 50", hidden=False)
    assert (test.code, test.demands) == ("f(7)", (Must(">", 48), Must("<", 50)))
    (twice,) = asserted("t", "assert f(1) == 2\nassert f(1) == 3", hidden=False)
    assert twice.demands == (Must("==", 2), Must("==", 3))


def test_a_cell_that_ends_in_a_call_is_still_one_that_asserts_by_itself() -> None:
    (test,) = asserted("t", "check(1)", hidden=False)
    assert (test.valued, test.code) == (False, "check(1)\npass")
    assert unsaved_value("t", "check(1)", hidden=False)[0].valued is False


@pytest.mark.parametrize(
    ("code", "given", "expected"),
    [
        ("x == 5", "x", 5),
        ("5 == x", "x", 5),
        ("sq(11) == 11 ** 2", "sq(11)", 121),
        ("len(t) == 3", "len(t)", 3),
        ("not x != 5", "x", 5),
        ("import numpy as np\nnp.array_equal(f(2), np.array([1, 2]))", "import numpy as np\nf(2)", [1, 2]),
        ("y = 2\nf(y) == 4", "y = 2\nf(y)", 4),
        ("round(sum(t) / 3, 2) == 4.67", "round(sum(t) / 3, 2)", 4.67),
        ("np.isclose(x, 5)", "x", Must("close to", 5, 1e-5, 1e-8)),
        ("np.allclose([1, 2], f(3), atol=0.1)", "f(3)", Must("close to", [1, 2], 1e-5, 0.1)),
        ("math.isclose(x, 2.5, rel_tol=1e-3)", "x", Must("close to", 2.5, 1e-3, 0.0)),
        ("x == pytest.approx(5)", "x", Must("close to", 5, 1e-6, 1e-12)),
        ("abs(f(2) - 1.5) < 1e-3", "f(2)", Must("close to", 1.5, 0.0, 1e-3)),
        ("(f(2) == 4).all()", "f(2)", Must("close to", 4)),
        ("isinstance(x, (int, float))", "x", Must("is a", ["int", "float"])),
        ("type(x) == int", "x", Must("is a", ["int"])),
        ("x in [1, 2]", "x", Must("in", [1, 2])),
        ("50 > f(7)", "f(7)", Must("<", 50)),
        ("48 < f(7) < 50", "f(7)", (Must(">", 48), Must("<", 50))),
        ("(f(7) > 48) and (f(7) < 50)", "f(7)", (Must(">", 48), Must("<", 50))),
    ],
)
def test_of_a_comparison_only_the_expression_is_sent(code: str, given: str, expected: object) -> None:
    for (test,) in (shown_value("t", code, "True", "", hidden=False), unsaved_value("t", code, hidden=False)):
        demands = expected if isinstance(expected, tuple) else (expected,)
        assert (test.name, test.code) == ("t", given)
        assert (test.demands or (test.expected,)) == demands
        assert test.is_compared_outside


@pytest.mark.parametrize(
    "code",
    [
        "f(1) == f(2)",
        "x is None",
        "x is not None",
        "x != 3",
        "not x",
        "f(1) == 2 or f(1) == 3",
        "f(11) - 121 == 0",
        "d = f(11) - 121\nnp.isclose(d, 0)",
        "e = abs(f(11) - 121)\ne < 0.1",
        "np.mean((y - p) ** 2) < 0.1",
        "error(y, p) < 0.1",
        "bool(f(3) == 9) == True",
        "all(f(n) == n for n in range(3))",
        "isinstance(x, list)",
        "'a' in frame",
        "f(*t) == 3 and g(*[f(2) == 4]) == 4",
        "hasattr(x, 'shape')",
    ],
)
def test_a_comparison_that_stays_in_the_box_is_self_reported(code: str) -> None:
    for (test,) in (shown_value("t", code, "True", "", hidden=False), unsaved_value("t", code, hidden=False)):
        assert (test.valued, test.expected, test.is_compared_outside) == (True, True, False)


def test_a_comparison_that_was_false_is_compared_outside_where_it_says_what_is_right() -> None:
    (test,) = shown_value("t", "f(3) != 9", "False", "", hidden=False)
    assert (test.code, test.expected) == ("f(3)", 9)
    (other,) = shown_value("t", "f(3) == 9", "False", "", hidden=False)
    assert (other.code, other.expected, other.is_compared_outside) == ("f(3) == 9", False, False)


def test_expressions_of_one_comparison_are_tests_that_share_its_points() -> None:
    tests = shown_value("t", "f(1) == 1 and f(2) == 4", "True", "", hidden=True)
    assert [(test.code, test.expected, test.weight, test.hidden) for test in tests] == [
        ("f(1)", 1, 0.5, True), ("f(2)", 4, 0.5, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "shown", "printed", "outside"),
    [
        ("sum(t)", "14", "", True),
        ("sum(t)", "np.int64(14)", "", True),
        ("np.isclose(sum(t), 14)", "np.True_", "", True),
        ("np.array(t)", "array([1, 4, 9])", "", True),
        ("name", "'Ada'", "", True),
        ("print('The sum is', sum(t))", "", "The sum is 14\n", True),
        ("is_even(4)", "True", "", False),
        ("[is_even(n) for n in (1, 2)]", "[False, True]", "", False),
        ("np.array(t) == 1", "array([ True, False, False])", "", False),
        ("print(sum(t) == 14)", "", "True\n", False),
        ("check(t)\nprint('All passed!')", "", "All passed!\n", False),
        ("nothing", "None", "", False),
    ],
)
def test_only_what_must_be_known_counts_as_compared_outside(code: str, shown: str, printed: str, outside: bool) -> None:
    (test,) = shown_value("t", code, shown, printed, hidden=False)
    assert test.is_compared_outside is outside


@pytest.mark.parametrize(
    ("visible", "hidden", "codes"),
    [
        ("import numpy as np\nassert f(1) == 1", "assert np.sum(f(2)) == 4", ["import numpy as np\nnp.sum(f(2))"]),
        ("assert f(1) == 1", "assert f(2) == 4", ["f(2)"]),
        ("x = 2\nassert f(1) == 1", "assert f(x) == 4", ["x = 2\nassert f(1) == 1\n\nassert f(x) == 4"]),
    ],
)
def test_a_hidden_part_has_what_it_needs_of_the_visible_one(
    tmp_path: Path, visible: str, hidden: str, codes: list[str]
) -> None:
    source = f"{visible}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS\n"
    notebook = new_notebook(cells=[nbgrader_cell(source, "q", 1, grade=True)])
    (question,) = read_source(written(tmp_path, "x", notebook)).questions
    assert [test.code for test in question.tests if test.hidden] == codes


def test_a_hidden_test_of_otters_has_the_imports_of_those_before(tmp_path: Path) -> None:
    tests = [shown("import numpy as np\nnp.sum(f(1))", "1"), shown("# HIDDEN\nnp.array(f(2)) == 4", "True")]
    (question,) = read_source(written(tmp_path, "x", questions(q=("f = abs", tests)))).questions
    (hidden,) = (test for test in question.tests if test.hidden)
    assert (hidden.code, hidden.expected) == ("import numpy as np\nnp.array(f(2))", 4)


@pytest.mark.parametrize("code", ["x", "f(1)", "print(x)"])
def test_an_expression_without_a_saved_output_never_passes_by_itself(code: str) -> None:
    assert unsaved_value("t", code, hidden=False) == ()


def test_what_a_test_prints_is_compared() -> None:
    (test,) = shown_value("t", "print(2 + 1)\n4", "4", "3\n", hidden=False)
    assert (test.valued, test.expected) == (True, "3\n4")
    names: dict[str, object] = {}
    *body, last = ast.parse(test.code).body
    exec(compile(ast.Module(body, []), "t", "exec"), names)
    assert isinstance(last, ast.Expr)
    assert eval(compile(ast.Expression(last.value), "t", "eval"), names) == "3\n4"


@pytest.mark.parametrize(
    ("source", "code", "left_out"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1", ("%matplotlib inline",)),
        ("%%capture out\nassert x", "assert x", ("%%capture out",)),
        ("if x:\n    !ls\ny", "if x:\n    pass\ny", ("!ls",)),
        ("%time f(1)", "f(1)", ("%time f(1)",)),
        ("f?\nx % 2", "pass\nx % 2", ("f?",)),
        ("%%bash\nls", "", ("%%bash",)),
    ],
)
def test_magics_are_left_out_of_a_test_and_named(source: str, code: str, left_out: tuple[str, ...]) -> None:
    plain = plain_python(source)
    assert (plain.code, plain.left_out) == (code, left_out)


def test_a_function_of_tests_is_called_with_the_names_it_takes() -> None:
    assert called("def test(f):\n    assert f(1) == 2\ntest(f)") == "assert f(1) == 2"
    assert called("def test(env):\n    assert env['x'] == 2").endswith("test(globals())")


@pytest.mark.parametrize(
    ("notebook", "words"),
    [
        (new_notebook(cells=[new_code_cell("x = 1")]), "found neither"),
        (new_notebook(cells=[nbgrader_cell("x", "a", solution=True)]), "found none"),
        (new_notebook(cells=[new_markdown_cell("<!--\nBEGIN QUESTION\nname: q1\n-->")]), "raw cells"),
        (new_notebook(cells=[nbgrader_cell("assert f(", "a", 1, grade=True)]), "never closed"),
        (new_notebook(cells=[], metadata={"kernelspec": {"language": "R", "name": "ir", "display_name": "R"}}), "in R"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_one_sentence(tmp_path: Path, notebook: object, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_source(written(tmp_path, "x", notebook))


def test_nothing_is_written_where_a_source_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.ipynb").write_text("no notebook")
    with pytest.raises(UsageError, match="expected a notebook"):
        list(bring([written(tmp_path, "good", nbgrader()), tmp_path / "bad.ipynb"], tmp_path / "course"))
    assert not (tmp_path / "course").exists()


def test_an_assignment_is_never_overwritten_and_an_id_is_a_name(tmp_path: Path) -> None:
    source = written(tmp_path, "test_doubling", nbgrader())
    (one,) = bring([source], tmp_path / "course")
    assert read_assignment(tmp_path / "course/assignments/doubling").points == 11
    with pytest.raises(UsageError, match="already"):
        list(bring([source], tmp_path / "course"))
    with pytest.raises(UsageError, match="--id"):
        list(bring([source], tmp_path / "course", "Test 1"))
    with pytest.raises(UsageError, match="one assignment"):
        list(bring([source, source], tmp_path / "course", "two"))
    with pytest.raises(UsageError, match="would be one assignment"):
        list(bring([source, source], tmp_path / "other"))
    assert one.id == "doubling"
