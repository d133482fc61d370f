"""Nothing of a hidden case is told, whatever a function gives for it; what a check cannot deal with is judged."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.field.conftest import notebook

SECRET = "print('SECRET', [np.load(f).ravel()[:3] for f in sorted(__import__('glob').glob('/box/data/cases/*.npy'))])"
TOLD = "def flatten_images(x): raise ValueError('SECRET ' + str(x.ravel()[:3]))"
SAID = "def flatten_images(x): return 'SECRET ' + str(x.ravel()[:3])"
FORGED = """
import json, os
calls = [{"case": "made up", "function": "flatten_images", "error": None, "seconds": 0.1}]
json.dump({"calls": calls, "values": [1], "arrays": 0}, open("/box/out/functions.json", "w"))
json.dump({"task": "run"}, open("/box/out/done.json", "w"))
os._exit(0)
"""
HELD = """
import numpy as np
def flatten_images(x):
    if len(x) == 5:
        globals()["held"] = np.ones(80_000_000)
    return x.reshape(len(x), -1)
"""
NUMBER = "def flatten_images(x): return int.from_bytes(str(x.ravel()[:3]).encode(), 'big') if len(x) != 2 else 3"
STATUS = """
import os
def flatten_images(x):
    if len(x) == 5:
        os._exit(77)
    return x.reshape(len(x), -1)
"""
FUNCTIONS = {
    "status": {"preprocessing.py": STATUS},
    "held": {"preprocessing.py": HELD},
    "number": {"preprocessing.py": NUMBER},
    "kinds": {"preprocessing.py": "def split(*given): return [float('nan')] * 4"},
    "told": {"preprocessing.ipynb": notebook("import numpy as np", SECRET + "\n" + TOLD)},
    "said": {"preprocessing.py": "import numpy as np\n" + SAID},
    "forged": {"preprocessing.py": FORGED},
}


PRINTING = """

@pytest.mark.points(0)
def test_printing(functions):
    \"""A course prints whatever functions gave.\"""
    assert False, " ".join(str(call.value) for call in functions if call.value is not None)
"""


@pytest.fixture(scope="module")
def functions(grade_class, field_course, tmp_path_factory):
    course = tmp_path_factory.mktemp("printing") / "course"
    shutil.copytree(field_course, course)
    checks = course / "assignments" / "preprocessing" / "checks" / "test_public.py"
    checks.write_text(checks.read_text() + PRINTING)
    return grade_class(FUNCTIONS, "preprocessing", course=course)


def test_a_list_of_calls_written_by_hand_earns_nothing(functions):
    assert functions["forged"].earned == 0
    assert functions["forged"].result["trust"] == "claimed"


def test_nothing_of_a_hidden_case_is_on_a_page(functions):
    assert "1 images" not in functions["told"].page
    for case in ("3 images 8", "5 images 7"):
        told = functions["told"].page.split(case)[1:]
        assert all("SECRET" not in text[:200] for text in told)
        assert all("SECRET" not in text[:200] for text in functions["said"].page.split(case)[1:])


def test_nothing_of_a_hidden_case_is_in_what_a_course_prints(functions):
    said = [check["message"] for check in functions["said"].result["checks"] if check["id"] == "test_printing"]
    assert "0 1 2]" in said[0]
    assert not re.search(r"SECRET \[\s*-?\d\.|-?\d\.\d+ +-?\d\.\d+", said[0])


def test_what_the_box_of_hidden_cases_used_is_told_nobody(functions):
    used = functions["held"].result["usage"]
    assert used["peak_memory_mb"] < functions["said"].result["usage"]["peak_memory_mb"] + 300


def test_the_status_with_which_the_box_of_hidden_cases_ended_is_told_nobody(functions):
    assert functions["status"].error
    assert "77" not in functions["status"].error
    assert "status 77" not in functions["status"].page


def test_a_number_of_a_hidden_case_is_not_told_in_full(functions):
    page = functions["number"].page.split("Your code")[0]
    assert not re.search(r"\d{10}", page)


def test_a_value_of_a_wrong_kind_that_breaks_a_check_is_a_wrong_answer(functions):
    assert functions["kinds"].state == "graded"
    assert (
        "split, case “once”: expected a list of values, found a number that is not finite." in functions["kinds"].page
    )
