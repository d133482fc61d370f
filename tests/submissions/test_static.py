"""Reading a submission's code tells where Python would stumble and what is spelled as of old, without running it."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.submissions.static import SyntaxProblem

OLD = "Adam(lr=1)"
"""Found where the code around it is read."""


@pytest.mark.parametrize(
    "cell",
    [
        f"%matplotlib inline\n{OLD}",
        f"!pip install keras\n{OLD}",
        f"!ls -la | grep x\n{OLD}",
        f"files = !ls\n{OLD}",
        f"a, b = %time f()\n{OLD}",
        f"?keras.Model\n{OLD}",
        f"{OLD}\nmodel.fit?",
        f"{OLD}\nmodel??",
        f"if True:\n    !ls\n{OLD}",
        f"!pip install a \\\n  b \\\n  c\n{OLD}",
        f"%%time\n{OLD}",
        f"\n\n%%capture out\n!ls\n{OLD}",
        f"# why\n%%time\n{OLD}",
        f"\n    {OLD}\n    if True:\n        pass",
        f"%%nbgrader\n{OLD}",
        f"%tensorflow_version 2.x\n%matplotlib inline\n{OLD}",
        f"await f()\n{OLD}",
    ],
)
def test_lines_for_ipython_are_no_mistakes(cell, read):
    findings = read(cell)
    assert findings.problem is None
    assert [spelling.rule for _where, spelling in findings.old] == ["lr"]


@pytest.mark.parametrize(
    "cell", ["%%bash\nls | wc", "%%html\n<b>x</b>", "%%writefile x.py\nclass (", "%%javascript\nlet x"]
)
def test_cells_in_other_languages_are_not_read(cell, read):
    findings = read(f"{cell}\n{OLD}", OLD)
    assert findings.problem is None
    assert [where for where, _spelling in findings.old] == ["cell 2, line 1"]


@pytest.mark.parametrize(
    "cell",
    [
        f'text = """\n!ls\n%matplotlib inline\nwhat?\n"""\n{OLD}',
        f"y = 7\nx = (y\n %y, {OLD})",
        f'!ls\ntext = """\n!not a command\n"""\n{OLD}',
    ],
)
def test_what_only_looks_like_a_magic_is_python(cell, read):
    findings = read(cell)
    assert findings.problem is None
    assert len(findings.old) == 1


def test_a_module_with_magics_is_an_exported_notebook(read):
    findings = read(f"%matplotlib inline\n!pip install \\\n  x\ndef f():\n    {OLD}\n", module=True)
    assert findings.problem is None
    assert [where for where, _spelling in findings.old] == ["main.py, line 5"]


def test_a_mistake_in_an_exported_notebook_is_placed(read):
    findings = read("%matplotlib inline\nx = = 1", module=True)
    assert findings.problem == SyntaxProblem("main.py, line 2", 2, "invalid syntax", "x = = 1")


@pytest.mark.parametrize(
    ("cells", "where", "text"),
    [
        (["x = 1", "%matplotlib inline\n\nfor i in range(3)\n    print(i)"], "cell 2, line 3", "for i in range(3)"),
        (["print 'x'"], "cell 1, line 1", "print 'x'"),
        (["x = (1,\ny = 2"], "cell 1, line 1", "x = (1,"),
        (["def f():\nreturn 1"], "cell 1, line 2", "return 1"),
        (["!ls\nx ="], "cell 1, line 2", "x ="),
        (["%%time\n\nx = = 1"], "cell 1, line 3", "x = = 1"),
        (["x = '\x00'"], "cell 1, line 1", "x = ''"),
        (["x = 1\n  y = 2"], "cell 1, line 2", "y = 2"),
    ],
)
def test_the_place_of_a_mistake_is_named(cells, where, text, read):
    problem = read(*cells).problem
    assert (problem.where, problem.text) == (where, text)
    assert problem.message


def test_the_other_cells_are_read_all_the_same(read):
    findings = read("x = (", OLD)
    assert findings.problem.where == "cell 1, line 1"
    assert [where for where, _spelling in findings.old] == ["cell 2, line 1"]


HOSTILE = {
    "parentheses": "x=" + "(" * 50_000,
    "operators": "x=" + "-" * 90_000 + "1",
    "sums": "x=" + "1+" * 90_000 + "1",
    "attributes": "x=a" + ".b" * 90_000,
    "calls": "x=a" + "()" * 90_000,
    "lambdas": "x=" + "lambda:" * 25_000 + "1",
    "branches": "if 1: pass\n" + "elif 1: pass\n" * 15_000,
    "blocks": "\n".join(" " * depth + "if 1:" for depth in range(600)),
    "digits": "x=" + "9" * 190_000,
    "magics": "!ls\n" * 45_000,
    "broken magics": "(\n" + "!ls\n" * 45_000,
    "question marks": "a?\n" * 60_000,
    "cell magics": "%%time\n" * 28_000,
    "formats": "x=f'" + "{a}" * 9_000 + "'",
    "many formats": "x=f'" + "{a}" * 60_000 + "'",
    "texts": "x=" + "'a'+" * 40_000 + "'a'",
    "surrogate": "x='\ud800'",
    "too long": "x=1\n" * 300_000,
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_code_costs_little(source, read):
    start = time.process_time()
    read(source)
    assert time.process_time() - start < 10


@pytest.mark.parametrize("name", ["sums", "lambdas", "branches", "many formats", "too long"])
def test_of_code_too_large_to_read_nothing_is_claimed(name, read):
    findings = read(HOSTILE[name])
    assert findings.problem is None
    assert findings.old == ()


@given(st.text(st.sampled_from("%!?=x1( )[]{}:'\"\\\n\t#@lsf\r\x0c"), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_code_is_read(read, source):
    read(OLD, source)


def test_ten_thousand_lines_are_read_quickly(read):
    source = "\n".join(f"x{number} = [i for i in range({number})]" for number in range(5_000))
    start = time.process_time()
    assert len(read(f"{source}\n{OLD}").old) == 1
    assert time.process_time() - start < 5
