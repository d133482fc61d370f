"""Reading a submission's code tells what it names and where Python would stumble, without running it."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.submissions.static import Magic, SyntaxProblem


def test_names_at_top_level_are_found_wherever_they_are_bound(read):
    findings = read(
        "import numpy as np, keras.layers\nfrom os import path as p\nx, (y, *z) = 1, (2, 3)",
        "obj.attribute = 1\nd['k'] = 1",
        "if x:\n    a = 1\nelif y:\n    b = 1\nelse:\n    c = 1",
        "try:\n    e = 1\nexcept E as error:\n    f = 1\nfinally:\n    g = 1",
        "for i in range(3):\n    h = i\nwith open('x') as j:\n    k = j",
        "while (m := 1):\n    break\nn: int = 1\nq += 1",
        "def build_model(argument):\n    inner = 1\nclass Thing:\n    field = 1\nasync def later(): pass",
        "r = [s for s in range(3)]\nt = lambda u: u\nmatch x:\n    case [v]:\n        w = 1",
    )
    assert set(findings.defined) == {
        *("np", "keras", "p", "x", "y", "z", "a", "b", "c", "e", "f", "g", "h", "i", "j", "k", "m", "n", "q"),
        *("build_model", "Thing", "later", "r", "t", "w"),
    }
    assert findings.imports == ("keras", "numpy", "os")


def test_asked_names_that_are_not_there_are_missing(read):
    findings = read("def scale(x): ...", "one_hot = None", asked=("scale", "one_hot", "split"))
    assert findings.missing == ("split",)


@pytest.mark.parametrize("cell", ["from helper import *", "%run other.ipynb", "%load work.py", "%pylab inline"])
def test_nothing_is_missing_where_names_cannot_be_seen(cell, read):
    assert read(cell, asked=("scale",)).missing == ()


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("%matplotlib inline\nx = 1", ["matplotlib"]),
        ("!pip install keras\nx = 1", ["pip"]),
        ("!ls -la | grep x\nx = 1", ["ls"]),
        ("files = !ls\nx = 1", ["ls"]),
        ("a, b = %time f()\nx = 1", ["time"]),
        ("?keras.Model\nx = 1", ["keras.Model"]),
        ("x = 1\nmodel.fit?", ["model.fit"]),
        ("x = 1\nmodel??", ["model"]),
        ("if True:\n    !ls\nx = 1", ["ls"]),
        ("!pip install a \\\n  b \\\n  c\nx = 1", ["pip"]),
        ("%%time\nx = 1", ["time"]),
        ("\n\n%%capture out\n!ls\nx = 1", ["capture", "ls"]),
        ("# why\n%%time\nx = 1", ["time"]),
        ("%%nbgrader\nx = 1", ["nbgrader"]),
        ("%tensorflow_version 2.x\n%matplotlib inline\nx = 1", ["tensorflow_version", "matplotlib"]),
        ("await f()\nx = 1", []),
    ],
)
def test_lines_for_ipython_are_no_mistakes(cell, words, read):
    findings = read(cell)
    assert findings.problem is None
    assert [magic.word for magic in findings.magics] == words
    assert "x" in findings.defined


@pytest.mark.parametrize(
    "cell", ["%%bash\nls | wc", "%%html\n<b>x</b>", "%%writefile x.py\nclass (", "%%javascript\nlet x"]
)
def test_cells_in_other_languages_are_not_read(cell, read):
    findings = read(cell, "x = 1")
    assert findings.problem is None
    assert findings.defined == ("x",)
    assert len(findings.magics) == 1


@pytest.mark.parametrize(
    "cell",
    [
        'text = """\n!ls\n%matplotlib inline\nwhat?\n"""\nx = 1',
        "y = 7\nx = (y\n %y)",
        '!ls\ntext = """\n!not a command\n"""\nx = 1',
    ],
)
def test_what_only_looks_like_a_magic_is_python(cell, read):
    findings = read(cell)
    assert findings.problem is None
    assert "x" in findings.defined


def test_a_module_with_magics_is_an_exported_notebook(read):
    findings = read("%matplotlib inline\n!pip install \\\n  x\ndef f():\n    pass\n", module=True)
    assert (findings.problem, findings.defined) == (None, ("f",))
    assert [magic.where for magic in findings.magics] == ["main.py, line 1", "main.py, line 2"]


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
    findings = read("x = (", "y = 1")
    assert findings.problem.where == "cell 1, line 1"
    assert findings.defined == ("y",)


def test_the_place_of_a_magic_is_named(read):
    assert read("x = 1", "\n!ls  ").magics == (Magic("cell 2, line 2", "!ls", "ls"),)


@pytest.mark.parametrize(
    ("source", "builds"),
    [
        ("m = keras.Sequential([])", True),
        ("from keras.models import Model\nm = Model(a, b)", True),
        ("m = load_model('x.keras')", True),
        ("class Model: pass", False),
        ("import keras", False),
    ],
)
def test_building_a_model_is_seen(source, builds, read):
    assert read(source).builds_model is builds


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
    findings = read(HOSTILE[name], asked=("scale",))
    assert findings.problem is None
    assert findings.missing == ()
    assert findings.builds_model


@given(st.text(st.sampled_from("%!?=x1( )[]{}:'\"\\\n\t#@lsf\r\x0c"), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_code_is_read(read, source):
    read("ok = 1", source)


def test_ten_thousand_lines_are_read_quickly(read):
    source = "\n".join(f"x{number} = [i for i in range({number})]" for number in range(5_000))
    start = time.process_time()
    assert len(read(source).defined) == 5_000
    assert time.process_time() - start < 5
