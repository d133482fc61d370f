"""Several models, functions and an answer in words in one notebook, or in one module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.field.conftest import Graded, notebook
from tests.field.templates import solution_of

pytestmark = pytest.mark.slow
TEMPLATE = "multi-part"
SOLUTION = solution_of(TEMPLATE)
FIT = """
y = table["demand"].to_numpy("float32")
{name} = build_{name}()
{name}.fit(x, y, epochs=60, batch_size=16, verbose=0)
build_{name} = {name}
"""
TRAINED = "".join(FIT.format(name=name) for name in ("line", "hidden"))
RAISES = SOLUTION.replace("    scale = keras", '    raise ValueError("no line today")\n    scale = keras', 1)
NONE = SOLUTION.replace("def build_line", "def build_the_line")
DIES = [SOLUTION, FIT.format(name="line"), "import os; os._exit(1)", FIT.format(name="hidden")]
EVERYTHING = {"line": 20, "hidden": 40, "error": 20, "why": 0}
HAND_INS = {
    "module": {"work.py": SOLUTION},
    "notebook": {"work.ipynb": notebook(SOLUTION)},
    "raises": {"work.py": RAISES},
    "none": {"work.ipynb": notebook(NONE)},
    "kim": {"work.py": NONE},
    "far": {"work.py": SOLUTION.replace("Adam(0.1)", "Adam(0.0001)")},
}
AT_HOME = {
    "notebook": {"work.ipynb": notebook(SOLUTION, TRAINED)},
    "module": {"work.py": SOLUTION + TRAINED},
    "dies": {"work.ipynb": notebook(*DIES)},
}


def earned(graded: Graded) -> dict[str, Any]:
    """Return the points of each part."""
    return {part["id"]: part["earned"] for part in graded.result["parts"]}


def test_right_work_earns_everything_but_what_a_person_marks(
    graded: Mapping[str, Graded], at_home: Mapping[str, Graded]
) -> None:
    for each in (run[name] for run in (graded, at_home) for name in ("module", "notebook")):
        assert earned(each) == EVERYTHING, each.page
        assert each.result["possible"] == 100
        assert each.result["trust"] == "rebuilt"


def test_a_part_that_fails_leaves_the_others(graded: Mapping[str, Graded]) -> None:
    for name in ("raises", "none"):
        assert earned(graded[name]) == {**EVERYTHING, "line": 0}, graded[name].page
    assert "no line today" in graded["raises"].page
    told = "Expected a model, or a function that builds one, named “build_line” at the top level"
    assert told in graded["none"].page
    assert "build_line" in graded["kim"].page
    assert told not in graded["kim"].page


def test_a_model_is_asked_to_be_better_than_another(graded: Mapping[str, Graded]) -> None:
    assert 10 <= earned(graded["far"])["hidden"] < 40
    found = [each for each in graded["far"].result["measurements"] if each["part"] == "hidden"]
    line = next(each for each in graded["far"].result["measurements"] if each["part"] == "line")
    assert found[0]["bar"] == pytest.approx(line["value"], rel=0.1)


def test_what_was_trained_before_the_kernel_died_is_graded(at_home: Mapping[str, Graded]) -> None:
    assert earned(at_home["dies"]) == EVERYTHING
    assert "kernel died" in at_home["dies"].page


def test_the_page_has_a_section_for_each_part(graded: Mapping[str, Graded]) -> None:
    page = graded["module"].page
    for title in (
        "A model without a hidden layer 20 / 20 points",
        "The error by hand 20 / 20 points",
        "Why the hidden layer helps – / 20 points",
    ):
        assert title in page
    assert page.count("How well it does on hours it has not seen") == 2
