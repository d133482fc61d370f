"""A class that built few distinct networks costs as few trainings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.records import Note, NoteKind
from autograder.run_folder import RunFolder
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


def test_a_network_that_comes_close_to_the_bar_is_trained_again_and_all_trainings_are_kept(
    autograder: Command, course: Path, tmp_path: Path
) -> None:
    own, out = tmp_path / "course", tmp_path / "out"
    shutil.copytree(course, own)
    bar = own / "reference/digits_cnn/calibration.json"
    (tmp_path / "kim.py").write_text(MODULE.format(number=1, hidden=FUSED.format(units=8)))
    told = []
    for above in (None, 0.003):
        if above is not None:
            bar.write_text(json.dumps({**json.loads(bar.read_text()), "bar": told[0] + above}))
        ran = autograder("grade", tmp_path / "kim.py", "-a", "digits_cnn", "--out", out, course=own)
        assert ran.code == 0, ran.stdout + ran.stderr
        told.append(accuracy_in(results(out)["kim"])["value"])
    (record,) = RunFolder(out).records().values()
    evidence = RunFolder(out).evidence.read(record.evidence_key)
    assert evidence is not None
    assert evidence.training is not None
    seeds = [evidence.training.seed, *(each.seed for each in evidence.repetitions)]
    assert seeds == [seeds[0], seeds[0] + 1, seeds[0] + 2]
    assert {each.device for each in evidence.repetitions} == {"cpu"}
    assert {each.predictions["test"].shape for each in evidence.repetitions} == {evidence.predictions["test"].shape}
    assert len({each.training.key for each in evidence.repetitions if each.training}) == 2
    assert Note(NoteKind.RETRAINED, ", ".join(map(str, seeds))) in evidence.notes
    assert autograder("regrade", out, course=own).code == 0
    assert accuracy_in(results(out)["kim"])["value"] == told[1]
