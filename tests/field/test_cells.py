"""Cells with lines for IPython run as they ran at home, or it is told, with the cell, that they did not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, HandIn, notebook
from tests.field.functions import ALL, FLATTEN, IMPORT, MIN_MAX, ONE_HOT, SCALE, SPLIT

RUN: Mapping[str, tuple[HandIn, str]] = {
    "comment-above-time": ({"hw.ipynb": notebook(f"# run this cell\n%%time\n{ALL}")}, ""),
    "title-above-capture": ({"hw.ipynb": notebook(f"#@title Preparing\n\n%%capture output\n{ALL}")}, ""),
    "two-magics-below-comments": ({"hw.ipynb": notebook(f"# one\n# two\n%%capture\n%%time\n{ALL}")}, ""),
    "magic-behind-code": ({"hw.ipynb": notebook(f"{IMPORT}%%time\n{ALL}")}, "%%time"),
    "unknown-cell-magic": ({"hw.ipynb": notebook(f"%%nbgrader grade\n{ALL}")}, "%%nbgrader grade"),
    "unknown-line-magic": ({"hw.ipynb": notebook(f"%watermark -v\n{ALL}%heat\n")}, "%watermark -v"),
    "unknown-magic-assigned": ({"hw.ipynb": notebook(f"found = %who_knows x\n{ALL}")}, "%who_knows x"),
    "extension-not-here": ({"hw.ipynb": notebook(f"%load_ext nb_black\n%lprun -f a b\n{ALL}")}, "%load_ext nb_black"),
    "line-magic-as-cell-magic": ({"hw.ipynb": notebook(f"%%matplotlib inline\n{ALL}")}, ""),
    "version-of-colab": ({"hw.ipynb": notebook(f"%tensorflow_version 2.x\n{ALL}")}, "%tensorflow_version 2.x"),
    "arguments-of-jupyter": (
        {"hw.ipynb": notebook(f"import sys\nassert sys.argv[1] == '-f' and open(sys.argv[2])\n{ALL}")},
        "",
    ),
    "empty-body": ({"hw.ipynb": notebook(ALL, "%%time", "%%capture\n\n")}, ""),
    "widget": ({"hw.ipynb": notebook(f"%matplotlib widget\n{ALL}")}, "%matplotlib widget"),
    "ipympl": ({"hw.ipynb": notebook(f"%matplotlib ipympl\n{ALL}")}, "%matplotlib ipympl"),
    "notebook-backend": ({"hw.ipynb": notebook(f"%matplotlib notebook\n{ALL}")}, "%matplotlib notebook"),
    "qt": ({"hw.ipynb": notebook(f"%matplotlib qt5\n%gui qt\n{ALL}")}, "%matplotlib qt5"),
    "pylab-tk": ({"hw.ipynb": notebook(f"%pylab --no-import-all tk\n{ALL}")}, "%matplotlib tk"),
    "backend-in-python": (
        {"hw.ipynb": notebook(f"import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\n{ALL}")},
        'matplotlib.use("TkAgg")',
    ),
    "backend-in-module": (
        {"hw.py": f"import matplotlib\nmatplotlib.use('Qt5Agg')\nimport matplotlib.pyplot as plt\nplt.figure()\n{ALL}"},
        'matplotlib.use("Qt5Agg")',
    ),
    "backend-switched": (
        {"hw.py": f"import matplotlib.pyplot as plt\nplt.switch_backend('macosx')\nplt.plot([1])\n{ALL}"},
        'plt.switch_backend("macosx")',
    ),
    "shell-cell": ({"hw.ipynb": notebook("%%bash\npip install lightgbm\necho done", ALL)}, "!pip install lightgbm"),
    "colab-shell-cell": ({"hw.ipynb": notebook("%%shell\nls", ALL)}, ""),
    "pip-magic": ({"hw.ipynb": notebook(f"%pip install -q lightgbm\n{ALL}")}, "%pip install -q lightgbm"),
    "restart": ({"hw.ipynb": notebook("import os\n\nos.kill(os.getpid(), 9)", ALL)}, "os.kill(os.getpid(), 9)"),
    "restart-below-pip": (
        {"hw.ipynb": notebook("!pip install keras\nimport os\nos._exit(00)  # restart", ALL)},
        "os._exit(00)",
    ),
    "restart-in-a-function": (
        {"hw.ipynb": notebook("import os, signal\ndef again():\n  os.kill(os.getpid(), signal.SIGKILL)\nagain()", ALL)},
        "os.kill(os.getpid(), signal.SIGKILL)",
    ),
    "restart-of-jupyter": (
        {"hw.ipynb": notebook(ALL, "import IPython\nIPython.Application.instance().kernel.do_shutdown(True)")},
        "IPython.Application.instance().kernel.do_shutdown(True)",
    ),
    "number-of-an-array": (
        {
            "hw.ipynb": notebook(
                f"{IMPORT}assert 'abcd'[int(np.array([[3]]))] == 'd'", f"%%time\n{ALL}float(np.ones(1))"
            )
        },
        "int() was given an array",
    ),
    "number-of-an-array-in-a-module": (
        {"hw.py": f"{ALL}def half(x):\n    return float(x) / 2\nassert half(np.ones((1, 1))) == 0.5\n"},
        "float() was given an array",
    ),
    "pip-output": (
        {"hw.ipynb": notebook(f"said = !pip install lightgbm\nprint(said.n)\n{ALL}")},
        "!pip install lightgbm",
    ),
}
"""Hand-ins that earn everything, with what the page remarks."""


@pytest.fixture(scope="module")
def run(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class({name: files for name, (files, _remark) in RUN.items()}, "preprocessing")


@pytest.mark.parametrize("name", RUN)
def test_the_cell_runs_as_at_home(name: str, run: Mapping[str, Graded]) -> None:
    one = run[name]
    assert (one.earned, one.error) == (100.0, ""), one.page
    assert RUN[name][1] in one.page


EXPORTED: Mapping[str, HandIn] = {
    "jupyter": {
        "hw.py": "#!/usr/bin/env python\n# coding: utf-8\n\n# # Homework\n\n# In[1]:\n\n\n"
        "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('pip install tensorflow')\n"
        "get_ipython().magic('load_ext autoreload')\nget_ipython().run_line_magic('autoreload', '2')\n\n# In[2]:\n\n\n"
        f"{ALL}\n\n# In[ ]:\n\n\nget_ipython().run_cell_magic('time', '', 'print(1)\\n')\n"
    },
    "functions-in-a-timed-cell": {"hw.py": f"get_ipython().run_cell_magic('time', '', {ALL!r})\n"},
    "ipython-import": {
        "hw.py": f"from IPython import get_ipython\nget_ipython().run_line_magic('pip', 'install x')\n{ALL}"
    },
    "captured-output": {"hw.py": f"files = get_ipython().getoutput('ls')\nprint(len(files))\n{ALL}"},
    "colab": {
        "hw.py": '# -*- coding: utf-8 -*-\n"""hw.ipynb\n\nAutomatically generated by Colab.\n"""\n\n'
        "!pip install -q tensorflow\nfrom google.colab import drive\ndrive.mount('/content/drive')\n\n"
        "# Commented out IPython magic to ensure Python compatibility.\n# %matplotlib inline\n\n%cd .\n" + ALL
    },
    "shell-lines-continued": {"hw.py": f"!pip install \\\n  tensorflow\n{ALL}"},
    "percent-cells": {"hw.py": f"# %% [markdown]\n# # Homework\n# %%\n%matplotlib inline\n{ALL}"},
    "asks-where-it-is": {
        "hw.py": f"try:\n    there = bool(get_ipython())\nexcept NameError:\n    there = False\nassert not there\n{ALL}"
    },
}


@pytest.fixture(scope="module")
def exported(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(EXPORTED, "preprocessing")


@pytest.mark.parametrize("name", EXPORTED)
def test_an_exported_notebook_runs_like_the_notebook_that_it_was(name: str, exported: Mapping[str, Graded]) -> None:
    one = exported[name]
    assert (one.earned, one.error) == (100.0, ""), one.page


BELOW = '\n\nif __name__ == "__main__":\n'
MAIN: Mapping[str, HandIn] = {
    "everything-below": {
        "hw.py": f"{IMPORT}{BELOW}    " + (FLATTEN + SCALE + MIN_MAX + ONE_HOT + SPLIT).replace("\n", "\n    ")
    },
    "demonstration-below": {"hw.py": f'{ALL}{BELOW}    raise SystemExit("nobody runs this")\n'},
    "one-function-below": {
        "hw.py": "\n".join((IMPORT, FLATTEN, SCALE, MIN_MAX, ONE_HOT)) + BELOW + "    " + SPLIT.replace("\n", "\n    ")
    },
    "other-way-round": {"hw.py": f"{IMPORT}\n\nif '__main__' == __name__:\n    " + ALL.replace("\n", "\n    ")},
}


@pytest.fixture(scope="module")
def main(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(MAIN, "preprocessing")


@pytest.mark.parametrize("name", MAIN)
def test_what_is_made_for_main_is_found(name: str, main: Mapping[str, Graded]) -> None:
    one = main[name]
    assert (one.earned, one.error) == (100.0, ""), one.page
    assert ("was run, because what is asked for is made there" in one.page) == (name != "demonstration-below")
