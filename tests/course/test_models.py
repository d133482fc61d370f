"""Each solution's network has exactly the layers, parameters and shapes that the course promises."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import keras
import pytest
from course_helpers import ROOT, load, solution

TABLES: dict[str, tuple[int, int, list[int]]] = {
    "digits_cnn": (5_160, 5_160, [100, 4_550, 510]),
    "mnist_mlp": (407_050, 407_050, [401_920, 5_130]),
    "mnist_cnn": (1_199_882, 1_199_882, [320, 18_496, 1_179_776, 1_290]),
    "fashion_cnn": (333_526, 333_526, [320, 18_496, 313_700, 1_010]),
    "fashion_deep_cnn": (58_554, 58_554, [320, 18_496, 18_464, 18_496, 2_080, 528, 170]),
    "cifar_cnn": (582_026, 582_026, [896, 18_496, 36_928, 524_416, 1_290]),
    "vgg16_transfer": (14_781_642, 66_954, [14_714_688, 65_664, 1_290]),
    "digits_transfer": (62_989, 325, [62_664, 325]),
    "pooling": (170, 170, [170]),
    "dropout": (4_810, 4_810, [4_160, 650]),
}


@pytest.fixture(autouse=True)
def beside_the_courses_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "assignments" / "digits_transfer")
    real = keras.applications.VGG16
    monkeypatch.setattr(keras.applications, "VGG16", lambda **options: real(**options | {"weights": None}))


@pytest.mark.parametrize("name", TABLES)
def test_a_solution_has_the_parameters_of_the_table(name: str) -> None:
    model = solution(name).build_model()
    total, trainable, layers = TABLES[name]
    assert model.count_params() == total
    assert sum(weight.numpy().size for weight in model.trainable_weights) == trainable
    assert [layer.count_params() for layer in model.layers if layer.count_params()] == layers
    assert model.compiled


def test_fashion_cnn_has_the_output_shapes_of_the_table() -> None:
    shapes = [layer.output.shape[1:] for layer in solution("fashion_cnn").build_model().layers]
    assert shapes == [(28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (3136,), (100,), (100,), (10,)]


def test_fashion_deep_cnn_has_the_names_of_the_table() -> None:
    model = solution("fashion_deep_cnn").build_model()
    assert model.name == "FASHION_CNN"
    assert [layer.name for layer in model.layers[-4:]] == ["LAYER1", "LAYER2", "LAYER3", "OUTPUT"]


@pytest.mark.parametrize("name", [*TABLES, "better_mlp", "augmentation"])
def test_the_public_checks_of_structure_accept_the_solution_and_refuse_another_network(name: str) -> None:
    describe = importlib.import_module("autograder.frameworks.keras.describe").describe
    checks = structure_checks(ROOT / "assignments" / name / "checks" / "test_public.py")
    assert checks
    right = describe(solution(name).build_model())
    wrong = describe(keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="tanh")]))
    for check in checks:
        check(right)
        with pytest.raises(AssertionError):
            check(wrong)


def structure_checks(path: Path) -> list[Any]:
    """Return the checks of a file that look at nothing but the structure."""
    module = load(path)
    functions = (value for name, value in vars(module).items() if name.startswith("test_"))
    return [f for f in functions if f.__code__.co_varnames[: f.__code__.co_argcount] == ("structure",)]
