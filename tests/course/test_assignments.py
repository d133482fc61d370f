"""Every assignment of the course is whole: stubs, catalogs, points, names."""

from __future__ import annotations

import re
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
from course_helpers import ASSIGNMENTS, ROOT

from autograder.course import release
from autograder.course.assignment import read_assignment, read_private
from autograder.course.graded import graded
from autograder.data import Places, hidden, training
from autograder.run.calibration_store import read_calibration

PROMISED = {
    *("preprocessing", "convolution", "pooling", "dropout", "digits_cnn", "mnist_mlp", "mnist_cnn", "fashion_cnn"),
    *("fashion_deep_cnn", "cifar_cnn", "vgg16_transfer", "digits_transfer", "better_mlp", "feature_maps"),
    *("callbacks", "augmentation", "tuning"),
}


def halves(name: str) -> tuple[Path, Path]:
    return ROOT / "assignments" / name, ROOT / "reference" / name


def test_the_course_has_the_seventeen_assignments() -> None:
    assert set(ASSIGNMENTS) == PROMISED
    assert len(PROMISED) == 17


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_committed_stubs_are_what_the_solution_gives(name: str) -> None:
    assert release.stale(*halves(name)) == (), "run `autograder release` and commit"


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_points_of_the_checks_add_up_to_the_assignments(name: str) -> None:
    public, _private = halves(name)
    assert sum(check.points for check in graded(halves(name))) == read_assignment(public).points


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_handout_is_wholly_in_korean_too(name: str, tmp_path: Path) -> None:
    public, private = halves(name)
    catalog = release.read_catalog(public, "ko")
    wanted = (
        *release.paragraphs(release.read_solution(private)),
        *(c.title for c in graded([public, private])),
        *release.messages(public),
    )
    assert [text for text in wanted if text not in catalog] == []
    hidden = catalog | release.read_catalog(private, "ko")
    assert [text for text in release.messages(private) if text not in hidden] == []
    assert read_assignment(public).titles["ko"]
    notebook, _module = release.release(public, private, language="ko", into=tmp_path)
    handout = nbformat.read(notebook, as_version=4).cells[0].source
    assert re.search("[가-힣]", handout)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_figures_in_the_korean_handout_are_those_of_the_english_one(name: str) -> None:
    public, _private = halves(name)
    for english, korean in release.read_catalog(public, "ko").items():
        numbers = set(re.findall(r"\d[\d,]{3,}", english))
        assert numbers <= set(re.findall(r"\d[\d,]{3,}", korean)), english


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_notebook_draws_something_and_ends_with_the_self_check(name: str) -> None:
    cells = release.read_solution(halves(name)[1]).cells
    assert any("plt." in cell.source for cell in cells)
    assert cells[-1].source == f"!autograder check {name}.ipynb"


def test_a_random_base_stays_far_below_the_bar_of_digits_transfer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, private = halves("digits_transfer")
    calibration = read_calibration(private / "calibration.json")
    assert calibration is not None
    spec, secrets, places = read_assignment(public).data, read_private(private), Places(tmp_path, tmp_path)
    known, secret = training(spec, secrets, places), hidden(spec, secrets, places)
    keras.utils.set_random_seed(1)
    base = keras.Sequential.from_config(keras.models.load_model(public / "models" / "digits_base.keras").get_config())
    base.trainable = False
    model = keras.Sequential([base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(5, activation="softmax")])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy")
    model.fit(known.x_train[..., None] / 16, known.y_train, epochs=60, batch_size=16, verbose=0)
    accuracy = (model.predict(secret.x_test[..., None] / 16, verbose=0).argmax(axis=1) == secret.y_test).mean()
    assert accuracy < calibration.bar - 0.1


def test_shipped_models_are_small_and_each_has_its_script() -> None:
    before = keras.models.load_model(ROOT / "assignments" / "feature_maps" / "models" / "before.keras")
    after = keras.models.load_model(ROOT / "assignments" / "feature_maps" / "models" / "after.keras")
    assert [layer.output.shape[1:] for layer in after.layers[:3:2]] == [(28, 28, 32), (14, 14, 64)]
    assert not np.allclose(before.get_weights()[0], after.get_weights()[0])
    scripts = sorted(path.parent.name for path in ROOT.glob("reference/*/train_models.py"))
    assert scripts == sorted(path.parent.name for path in ROOT.glob("assignments/*/models"))
    assert all(path.stat().st_size < 400_000 for path in ROOT.glob("assignments/*/models/*"))
