"""A class that built few distinct networks costs as few trainings."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command, results
from tests.metrics.examples import accuracy_in

NETWORKS = 7
FUSED = 'layers.Dense({units}, activation="relu"),'
SEPARATE = 'layers.Dense({units}), layers.Activation("relu"),'
MODULE = """
# student {number}
import keras
from keras import layers


def build_model():
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        layers.Flatten(),
        {hidden}
        layers.Dense(10, activation="softmax", name="answer_{number}"),
    ])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model
"""


def write_class(folder: Path, students: int) -> None:
    """Write modules with seven distinct networks, each spelled in two ways and named after its student."""
    for number in range(students):
        spelling = FUSED if number % 2 else SEPARATE
        hidden = spelling.format(units=8 + number % NETWORKS)
        (folder / f"s{number:03}.py").write_text(MODULE.format(number=number, hidden=hidden))


def graded(autograder: Command, home: Path, folder: Path, out: Path, students: int) -> None:
    write_class(folder, students)
    trainings = home / ".cache/autograder/trainings"
    shutil.rmtree(trainings, ignore_errors=True)
    ran = autograder("batch", folder, "-a", "digits_cnn", "--out", out, "-j", 2, timeout=3000)
    assert ran.code == 0, ran.stdout + ran.stderr
    assert len(list(trainings.iterdir())) == NETWORKS
    found = results(out)
    assert len(found) == students
    by_network: dict[int, set[float]] = {}
    for student, result in found.items():
        assert result["measurements"], result
        assert len(result["checks"]) == 3
        by_network.setdefault(int(student[1:]) % NETWORKS, set()).add(accuracy_in(result)["value"])
    assert all(len(accuracies) == 1 for accuracies in by_network.values())


@pytest.fixture
def folders(tmp_path: Path) -> Mapping[str, Path]:
    (tmp_path / "class").mkdir()
    return {"folder": tmp_path / "class", "out": tmp_path / "out"}


def test_fourteen_students_with_seven_networks_train_seven_times(
    autograder: Command, home: Path, folders: Mapping[str, Path]
) -> None:
    graded(autograder, home, **folders, students=14)


@pytest.mark.slow
def test_a_hundred_students_with_seven_networks_train_seven_times(
    autograder: Command, home: Path, folders: Mapping[str, Path]
) -> None:
    graded(autograder, home, **folders, students=100)
