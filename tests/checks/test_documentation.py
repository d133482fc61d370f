"""The examples of the design page run, and everything that checks may use is on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import autograder.checks
from autograder.checks.cases import CheckCase
from autograder.checks.hints import CAUSES, PRACTICE, STYLE, SYMPTOMS
from autograder.checks.plugin import CheckPlugin
from autograder.checks.session import collect_checks, run_checks
from autograder.data import HiddenData
from autograder.records import Evidence, FunctionValue, Reference, Status, Structure, Visibility

PAGE = (Path(__file__).parents[2] / "docs/design/checks.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture(scope="module")
def digits() -> Structure:
    import keras
    from keras import layers

    from autograder.frameworks.keras.describe import describe

    stack = [keras.Input((8, 8, 1)), layers.Conv2D(10, 3), layers.ReLU(), layers.MaxPooling2D(2), layers.Flatten()]
    return describe(keras.Sequential([*stack, layers.Dense(50, "relu"), layers.Dense(10, "softmax")]))


def test_there_are_examples_and_each_is_collected(write: Callable[..., Path]) -> None:
    assert len(EXAMPLES) == 3
    for number, example in enumerate(EXAMPLES):
        checks = collect_checks([(write(example, f"test_{number}.py"), Visibility.VISIBLE)])
        assert sum(check.points for check in checks) in {20, 100}


def test_the_examples_run_on_a_real_network(
    write: Callable[..., Path], evidence: Evidence, reference: Reference, data: HiddenData, digits: Structure
) -> None:
    scale = FunctionValue("a", "scale", np.linspace(0, 1, 5, dtype=np.float32), None, 0.0)
    full = replace(
        evidence,
        structure=digits,
        predictions={"test": np.eye(10, dtype=np.float32)[data.y_test]},
        history={"loss": (2.0, 1.0)},
        figures=("curves.png",),
        functions=(scale,),
    )
    files = [(write(example, f"test_{number}.py"), Visibility.VISIBLE) for number, example in enumerate(EXAMPLES)]
    case = CheckCase("kim", full, replace(reference, structure=digits, values=(scale,)), data)
    results = {result.check: result for result in run_checks(files, [case])["kim"]}
    failed = {
        name: (result.earned, result.message) for name, result in results.items() if result.status is not Status.PASSED
    }
    assert not [name for name, result in results.items() if result.status is Status.ERROR]
    assert failed.keys() == {"test_small_network", "test_curves"}
    assert failed["test_curves"][0] == 5
    assert failed["test_small_network"][0] == 30
    assert results["test_accuracy"].message.startswith("Accuracy 1.00 on 540 test examples")


@pytest.mark.parametrize("name", [name for name in autograder.checks.__all__ if name[0].islower()])
def test_every_helper_is_on_the_page(name: str) -> None:
    assert f"`{name}" in PAGE


def test_every_fixture_is_on_the_page() -> None:
    fixtures = [
        name for name, value in vars(CheckPlugin).items() if type(value).__name__ == "FixtureFunctionDefinition"
    ]
    assert len(fixtures) == 11
    assert not [name for name in fixtures if name != "case" and f"| `{name}` |" not in PAGE]


@pytest.mark.parametrize("rule", CAUSES + SYMPTOMS + PRACTICE + STYLE, ids=lambda rule: rule.__name__)
def test_every_hint_is_on_the_page(rule: Callable[..., object]) -> None:
    assert f"`{rule.__name__}`" in PAGE
