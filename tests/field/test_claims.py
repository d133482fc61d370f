"""What a submission's process leaves of its functions' values, true or not, is that submission's matter alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded
from tests.field.functions import ALL, FLATTEN

FORGED = """
import json, os
with open("/box/out/functions.json", "w") as file:
    json.dump({{"arrays": {count}, "calls": [{{"case": "one row", "function": "min_max_scale"}}],
               "values": [{{"$array": 0}}]}}, file)
os._exit(0)
"""
LISTS = "def flatten_images(x):\n    return [0.0] * 40_000\n"
TEXTS = "def flatten_images(x):\n    return ['a' * 15_000] + ['b'] * 40_000\n"
HAND_INS = {
    "ada": {"preprocessing.py": ALL},
    "count": {"preprocessing.py": FORGED.format(count=-1)},
    "lists": {"preprocessing.py": ALL.replace(FLATTEN, LISTS)},
    "texts": {"preprocessing.py": ALL.replace(FLATTEN, TEXTS)},
    "zoe": {"preprocessing.py": ALL + "\n"},
}


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(HAND_INS, "preprocessing")


@pytest.mark.parametrize("student", ["ada", "zoe"])
def test_the_others_are_graded(student: str, graded: Mapping[str, Graded]) -> None:
    assert graded[student].earned == 100


def test_a_forged_count_of_arrays_earns_nothing(graded: Mapping[str, Graded]) -> None:
    assert graded["count"].state != "ungraded"
    assert graded["count"].earned == 0


@pytest.mark.parametrize("student", ["lists", "texts"])
def test_one_large_value_costs_the_points_of_its_function_alone(student: str, graded: Mapping[str, Graded]) -> None:
    assert graded[student].state == "graded"
    assert graded[student].earned == 85
