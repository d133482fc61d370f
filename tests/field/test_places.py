"""Verdict, place, time and message of a page are those of one event, and only the student's own lines are places."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.end_to_end.conftest import REPOSITORY
from tests.field.conftest import GradeClass, Graded, HandIn, notebook
from tests.field.functions import ALL, IMPORT

LIMITS = "\n[limits]\nwall_s = 20\ncpu_s = 120\nmemory_mb = 1200\noutput_mb = 2\n"
ENDLESS = "import time\nwhile True:\n    time.sleep(0.1)\n"
DEAF = "import time\nwhile True:\n    try:\n        time.sleep(0.1)\n    except BaseException:\n        pass\n"
HUNGRY = "held = []\nwhile True:\n    held.append(np.ones(1_000_000))\n"
TIME = "Your code was stopped when its time was up"
DOWN = "Your code brought Python down"
ERROR = "Your code stopped with an error"

LATE = "cell 3, line 3: Your code ran out of time"
CAUGHT = "import time\ntry:\n    while True:\n        time.sleep(0.1)\nexcept BaseException:\n    raise ValueError(1)\n"
TIMED = f"%%time\n\n\n{ALL}\n1 / 0"
FLOOD = "while True:\n    print('x' * 1000)\n"
MEMORY = "more memory than it may use"
TOLD: Mapping[str, tuple[HandIn, str, str, float]] = {
    "time-after-an-error": ({"hw.ipynb": notebook(ALL, "1 / 0", ENDLESS)}, TIME, LATE, 100),
    "time-in-a-deaf-cell": ({"hw.ipynb": notebook(ALL, DEAF)}, TIME, "cell 2, line 2: Your code ran out of time", 100),
    "time-told-as-another-error": (
        {"hw.ipynb": notebook(ALL, CAUGHT)},
        TIME,
        "cell 2",  # and its line, unless a busy machine gave the kernel no time to tell it
        100,
    ),
    "time-in-a-module": ({"hw.py": ALL + ENDLESS}, TIME, "Your code ran out of time", 100),
    "time-in-a-deaf-module": ({"hw.py": ALL + DEAF}, TIME, "Your code ran out of time", 100),
    "memory-in-a-cell": (
        {"hw.ipynb": notebook(ALL, HUNGRY)}, MEMORY, "cell 2, line 2: Your code ran out of memory", 100
    ),
    "memory-in-a-module": ({"hw.py": ALL + HUNGRY}, MEMORY, "Your code ran out of memory", 100),
    "exit-in-a-cell": ({"hw.ipynb": notebook(ALL, "import os\nos._exit(3)", "x = 1")}, DOWN, "cell 2, line 2: ", 100),
    "exit-in-a-module": ({"hw.py": f"{ALL}import os\nos._exit(3)\n"}, DOWN, "hw.py, line", 100),
    "quit-in-a-cell": ({"hw.ipynb": notebook("quit()", ALL)}, "ends the program itself", "cell 1, line 1: ", 100),
    "flood-in-a-cell": ({"hw.ipynb": notebook(FLOOD, ALL)}, "printed too much", "cell 1", 100),
    "below-a-timed-cell": ({"hw.ipynb": notebook(TIMED)}, ERROR, f"cell 1, line {len(TIMED.splitlines())}: ", 100),
    "below-a-comment": ({"hw.ipynb": notebook("# why\n%%time\nx = 1\ny = x / 0", ALL)}, ERROR, "cell 1, line 4: ", 100),
    "below-two-magics": ({"hw.ipynb": notebook("%%capture\n%%time\n1\n1 / 0", ALL)}, ERROR, "cell 1, line 4: ", 100),
    "below-empty-lines": ({"hw.ipynb": notebook("\n\n\ny = 1 / 0", ALL)}, ERROR, "cell 1, line 4: ", 100),
    "below-a-long-command": ({"hw.ipynb": notebook("!echo a \\\n  b\ny = 1 / 0", ALL)}, ERROR, "cell 1, line 3: ", 100),
    "behind-empty-cells": ({"hw.ipynb": notebook("", "", ALL, "1 / 0")}, ERROR, "cell 4, line 1: ", 100),
    "in-a-library": ({"hw.ipynb": notebook(ALL, "x = 1\nnp.linalg.inv([[0]])")}, ERROR, "cell 2, line 2: ", 100),
    "in-another-cells-function": (
        {"hw.ipynb": notebook(ALL, "def f():\n    return {}['a']", "f()")}, ERROR, "cell 2, line 2: ", 100
    ),
    "in-a-helper": (
        {"hw.ipynb": notebook("import helper", ALL, "helper.f()"), "helper.py": "def f():\n    return 1 / 0\n"},
        ERROR,
        "helper.py, line 2: ",
        100,
    ),
    "unknown-language": ({"hw.ipynb": notebook(ALL, "%%sql\nSELECT 1")}, "IPython cannot", "cell 2, line 1: ", 100),
    "a-function-that-never-ends": (
        {"hw.py": ALL + "\n\ndef scale(x):\n    while True:\n        pass\n"}, "", "took too long", 85
    ),
    "a-function-that-exits": ({"hw.py": ALL + "\n\ndef split(*_):\n    import os\n    os._exit(0)\n"}, DOWN, "", 75),
    "last-cell-in-time": ({"hw.ipynb": notebook(ALL, "import time\ntime.sleep(12)")}, "", "", 100),
}  # fmt: skip
"""Hand-ins with the title of their page, what stands there, and the points of what came before."""


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`preprocessing` with narrow limits."""
    root = tmp_path_factory.mktemp("narrow")
    (root / "course.toml").write_text('title = "Narrow"\n')
    for half in ("assignments", "reference"):
        shutil.copytree(REPOSITORY / half / "preprocessing", root / half / "preprocessing")
    settings = root / "assignments" / "preprocessing" / "assignment.toml"
    settings.write_text(settings.read_text() + LIMITS)
    return root


@pytest.fixture(scope="module")
def told(grade_class: GradeClass, narrow: Path) -> Mapping[str, Graded]:
    return grade_class({name: each[0] for name, each in TOLD.items()}, "preprocessing", course=narrow)


@pytest.mark.parametrize("name", TOLD)
def test_a_page_tells_one_story(name: str, told: Mapping[str, Graded]) -> None:
    _files, title, said, earned = TOLD[name]
    one = told[name]
    assert title in one.page, one.page
    assert said in one.page, one.page
    assert one.earned == earned, one.page
    assert TIME not in one.page or title == TIME


def test_what_went_wrong_before_the_time_was_up_is_told_second(told: Mapping[str, Graded]) -> None:
    page = told["time-after-an-error"].page
    assert page.index("cell 3, line 3") < page.index("Before that:") < page.index("cell 2, line 1")
    assert "it may run for 15 s" in page


def test_what_was_printed_before_the_end_is_on_the_page(told: Mapping[str, Graded]) -> None:
    assert "ZeroDivisionError" in told["time-after-an-error"].page


def test_the_story_is_told_in_memory_too(told: Mapping[str, Graded]) -> None:
    assert "it may take 1200 MB" in told["memory-in-a-cell"].page
    assert IMPORT.strip() in told["memory-in-a-cell"].page
