"""Hand-ins that pass every test where they run beside it, each with the test that they are after.

None does any of the work: where its test passes in one process, the attack works.
"""

from __future__ import annotations

from typing import NamedTuple


class Attack(NamedTuple):
    """A student's module and the test that it attacks."""

    source: str
    test: str


NINE = "from submission import f\ndef test_it():\n    assert f(3) == 9\n"
CLOSE = (
    "import numpy as np\nfrom submission import f\n"
    "def test_it():\n    np.testing.assert_allclose(f(np.arange(3.0)), [0.0, 1.0, 4.0])\n"
)
APPROX = "import pytest\nfrom submission import f\ndef test_it():\n    assert f(3) == pytest.approx(9.0)\n"
RAISES = (
    "import pytest\nfrom submission import f\n"
    "def test_it():\n    with pytest.raises(ValueError, match='negative'):\n        f(-1)\n"
)
FRAMES = "import sys\ndef f(x):\n    frame = sys._getframe(1)\n    "
LIAR = "class Liar:\n    {0}\ndef f(x): return Liar()\n"


def liar(*methods: str) -> str:
    return LIAR.format("\n    ".join(methods))


ATTACKS = {
    "equal to everything": Attack(liar("def __eq__(self, o): return True"), NINE),
    "unequal to nothing": Attack(
        liar("def __ne__(self, o): return False", "def __eq__(self, o): return True"),
        "from submission import f\ndef test_it():\n    assert not f(3) != 9\n",
    ),
    "equal to what approx expects": Attack(liar("def __eq__(self, o): return True"), APPROX),
    "a number that equals everything": Attack(
        "class N(int):\n    def __eq__(self, o): return True\n    __hash__ = int.__hash__\ndef f(x): return N(1)", NINE
    ),
    "a text that equals everything": Attack(
        "class T(str):\n    def __eq__(self, o): return True\n    __hash__ = str.__hash__\ndef f(x): return T('a')",
        "from submission import f\ndef test_it():\n    assert f(3) == 'nine'\n",
    ),
    "a list that equals everything": Attack(
        "class L(list):\n    def __eq__(self, o): return True\ndef f(x): return L()",
        "from submission import f\ndef test_it():\n    assert f(3) == [9]\n",
    ),
    "a dict that has everything": Attack(
        "class D(dict):\n    def __missing__(self, k): return 9\n    def __eq__(self, o): return True\n"
        "def f(x): return D()",
        "from submission import f\ndef test_it():\n    assert f(3) == {'a': 9}\n",
    ),
    "smaller and larger than everything": Attack(
        liar("def __lt__(self, o): return True", "def __gt__(self, o): return True"),
        "from submission import f\ndef test_it():\n    assert 8.99 < f(3) < 9.01\n",
    ),
    "a difference that is always small": Attack(
        liar(
            "def __sub__(self, o): return self",
            "def __rsub__(self, o): return self",
            "def __abs__(self): return self",
            "def __lt__(self, o): return True",
        ),
        "from submission import f\ndef test_it():\n    assert abs(f(3) - 9) < 1e-6\n",
    ),
    "in every list": Attack(
        liar("def __eq__(self, o): return True", "__hash__ = None"),
        "from submission import f\ndef test_it():\n    assert f(3) in [9]\n",
    ),
    "a patched NumPy": Attack(
        "import numpy as np\nnp.testing.assert_allclose = lambda *a, **k: None\ndef f(x): return x", CLOSE
    ),
    "a patched allclose": Attack(
        "import numpy as np\nnp.allclose = lambda *a, **k: True\ndef f(x): return None",
        "import numpy as np\nfrom submission import f\ndef test_it():\n    assert np.allclose(f(3), 9)\n",
    ),
    "a patched approx": Attack(
        "import pytest\nclass Any:\n    def __init__(self, *a, **k): pass\n    def __eq__(self, o): return True\n"
        "pytest.approx = Any\ndef f(x): return 0",
        APPROX,
    ),
    "a patched raises": Attack(
        "import contextlib, pytest\npytest.raises = lambda *a, **k: contextlib.nullcontext()\ndef f(x): return 0",
        RAISES,
    ),
    "a patched isclose": Attack(
        "import math\nmath.isclose = lambda *a, **k: True\ndef f(x): return 0",
        "import math\nfrom submission import f\ndef test_it():\n    assert math.isclose(f(3), 9)\n",
    ),
    "a patched isinstance": Attack(
        "import builtins\nbuiltins.isinstance = lambda *a: True\ndef f(x): return 0",
        "from submission import f\ndef test_it():\n    assert isinstance(f(3), str)\n",
    ),
    "a patched len": Attack(
        "import builtins\nbuiltins.len = lambda o: 3\ndef f(x): return []",
        "from submission import f\ndef test_it():\n    assert len(f(3)) == 3\n",
    ),
    "a patched sum": Attack(
        "import builtins\nbuiltins.sum = lambda *a: 1.0\ndef f(x): return [0.0]",
        "from submission import f\ndef test_it():\n    assert sum(f(3)) == 1.0\n",
    ),
    "the expected value in the caller's frame": Attack(
        FRAMES + "return frame.f_locals['expected']",
        "from submission import f\ndef test_it():\n    expected = 9\n    assert f(3) == expected\n",
    ),
    "the expected value among the constants of the caller": Attack(
        FRAMES + "return [c for c in frame.f_code.co_consts if type(c) is int and c > 3][0]", NINE
    ),
    "the expected value among the caller's globals": Attack(
        FRAMES + "return frame.f_globals['EXPECTED']",
        "from submission import f\nEXPECTED = 9\ndef test_it():\n    assert f(3) == EXPECTED\n",
    ),
    "the caller's expected value changed": Attack(
        FRAMES + "frame.f_globals['EXPECTED'] = None\n    return None",
        "from submission import f\nEXPECTED = 9\ndef test_it():\n    assert f(3) == EXPECTED\n",
    ),
    "the test found by gc": Attack(
        "import gc, types\ndef f(x):\n    tests = [o for o in gc.get_objects() if type(o) is types.FunctionType "
        "and o.__name__ == 'test_it']\n    return max(c for c in tests[0].__code__.co_consts if type(c) is int)",
        NINE,
    ),
    "the reference that the test calls": Attack(
        "import sys\ndef f(x): return sys._getframe(1).f_globals['reference'](x)",
        "from submission import f\ndef reference(x): return x * x\ndef test_it():\n    assert f(3) == reference(3)\n",
    ),
    "the test's function replaced": Attack(
        "import sys\ndef f(x):\n    sys._getframe(1).f_globals['check'] = lambda *a: None\n",
        "from submission import f\ndef check(a, b): assert a == b\n"
        "def test_it():\n    found = f(3)\n    check(found, 9)\n",
    ),
    "the end of the process with status 0": Attack("import os\ndef f(x): os._exit(0)", NINE),
    "an array that says what is liked": Attack(
        "import numpy as np\nclass A(np.ndarray):\n    def __array_function__(self, *a, **k): return True\n"
        "    def __array_ufunc__(self, *a, **k): return np.bool_(True)\ndef f(x): return np.zeros(3).view(A)",
        "import numpy as np\nfrom submission import f\ndef test_it():\n    assert np.array_equal(f(3), [1, 2, 3])\n",
    ),
    "a class that everything is an instance of": Attack(
        "class Meta(type):\n    def __instancecheck__(cls, o): return True\nclass Layer(metaclass=Meta): pass\n"
        "def f(x): return 3",
        "from submission import f, Layer\ndef test_it():\n    assert isinstance(f(3), Layer)\n",
    ),
    "hash and eq of a set's member": Attack(
        "class M:\n    def __hash__(self): return hash(9)\n    def __eq__(self, o): return True\ndef f(x): return M()",
        "from submission import f\ndef test_it():\n    assert {f(3)} == {9}\n",
    ),
    "the test's value emptied": Attack(
        "import sys\ndef f(x):\n    caller = sys._getframe(1).f_globals\n    caller['EXPECTED'].clear()\n    return []",
        "from submission import f\nEXPECTED = [9]\ndef test_it():\n    assert f(3) == EXPECTED\n",
    ),
    "a callback that is patched": Attack(
        "def f(g):\n    g.__code__ = (lambda x: 9).__code__\n    return 9",
        "from submission import f\ndef square_wrong(x): return -1\n"
        "def test_it():\n    assert f(square_wrong) == square_wrong(3) == 9\n",
    ),
}
