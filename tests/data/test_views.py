from __future__ import annotations

import gzip
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from autograder.contracts import Mount
from autograder.course.assignment import DataSpec, Private
from autograder.data import Places, hidden, public, shipped, training
from autograder.data.sources import sklearn_digits_file

DIGITS = DataSpec(name="digits")


def mounted(mounts: tuple[Mount, ...], target: str) -> Path:
    return next(mount.source for mount in mounts if mount.target == target)


def load(folder: Path, name: str) -> np.ndarray:
    return np.load(folder / f"{name}.npy", allow_pickle=False)


def test_the_hidden_digits_are_the_ones_that_the_tutorials_split_off(places: Places) -> None:
    data = load_digits()
    x_train, x_test, y_train, y_test = train_test_split(data.images, data.target, test_size=0.3, random_state=777)
    secret, known = hidden(DIGITS, Private(), places), training(DIGITS, Private(), places)
    assert (len(known.x_train), len(secret.x_test)) == (1257, 540)
    np.testing.assert_array_equal(secret.x_test, x_test)
    np.testing.assert_array_equal(secret.y_test, y_test)
    np.testing.assert_array_equal(known.x_train, x_train)
    np.testing.assert_array_equal(known.y_train, y_train)
    assert (secret.pixel_max, secret.data, secret.x_test.dtype) == (16, "digits", data.images.dtype)
    np.testing.assert_array_equal(np.load(secret.x_file), x_test)


@pytest.mark.parametrize("seed", [777, 5])
def test_the_box_sees_every_training_digit_and_no_hidden_one(places: Places, seed: int) -> None:
    private = Private(test_seed=seed)
    folder = mounted(public(DIGITS, private, places).mounts, "data/digits")
    data, secret = load_digits(), hidden(DIGITS, private, places)
    x_train, _x, y_train, _y = train_test_split(data.images, data.target, test_size=0.3, random_state=seed)
    images, target = load(folder, "images"), load(folder, "target")
    assert images.shape == (1797, 8, 8)
    assert target.dtype == data.target.dtype
    seen_train, _seen, seen_labels, _labels = train_test_split(images, target, test_size=0.3, random_state=seed)
    np.testing.assert_array_equal(seen_train, x_train)
    np.testing.assert_array_equal(seen_labels, y_train)
    known = {image.tobytes() for image in x_train}
    assert {image.tobytes() for image in images} == known
    assert not {image.tobytes() for image in secret.x_test} & {image.tobytes() for image in images}


def test_the_file_that_covers_scikit_learns_holds_the_same_digits_as_the_arrays(places: Places) -> None:
    mounts = public(DIGITS, Private(), places).mounts
    with gzip.open(mounted(mounts, str(sklearn_digits_file()))) as file:
        table = np.loadtxt(file, delimiter=",")
    folder = mounted(mounts, "data/digits")
    np.testing.assert_array_equal(table[:, :-1].reshape(-1, 8, 8), load(folder, "images"))
    np.testing.assert_array_equal(table[:, -1], load(folder, "target"))


def test_labels_in_the_cache_are_for_the_grader_alone_and_the_public_folder_for_all(places: Places) -> None:
    mounts = public(DIGITS, Private(), places).mounts
    assert stat.S_IMODE((places.cache / "private").stat().st_mode) == 0o700
    assert stat.S_IMODE(mounted(mounts, "data/digits").stat().st_mode) == 0o755


def test_mnists_hidden_images_come_from_its_test_set_and_are_replaced_in_the_box(real_places: Places) -> None:
    spec = DataSpec(name="mnist")
    private = Private(test_seed=4)
    secret, known = hidden(spec, private, real_places), training(spec, private, real_places)
    folder = mounted(public(spec, private, real_places).mounts, "data/mnist")
    assert (secret.x_test.shape, secret.pixel_max) == ((3000, 28, 28), 255)
    assert load(folder, "x_train").shape == (60_000, 28, 28) == known.x_train.shape
    assert load(folder, "x_test").shape == (10_000, 28, 28)
    seen = {image.tobytes() for image in load(folder, "x_test")}
    assert len(seen) == 7000
    assert not seen & {image.tobytes() for image in secret.x_test}


def test_offline_the_digits_stand_in_for_mnist_and_say_so(places: Places) -> None:
    spec = DataSpec(name="mnist")
    places = replace(places, offline=True)
    secret, known = hidden(spec, Private(), places), training(spec, Private(), places)
    assert (secret.data, secret.x_test.shape, secret.x_test.dtype) == ("digits28", (540, 28, 28), np.uint8)
    assert (known.x_train.shape, int(known.x_train.max()), known.pixel_max) == ((1257, 28, 28), 255, 255)
    assert {m.target for m in public(spec, Private(), places).mounts} >= {"data/mnist", "data/digits"}


def test_a_missing_set_leaves_the_rest_of_the_box_as_it_is(places: Places) -> None:
    data = public(DataSpec(name="mnist", also=("digits",)), Private(), places)
    assert list(data.missing) == ["mnist"]
    assert "AUTOGRADER_DATA" in data.missing["mnist"]
    assert "data/digits" in {mount.target for mount in data.mounts}


def test_the_models_that_an_assignment_ships_are_mounted_for_its_students(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "base.keras").write_bytes(b"x")
    assert shipped(tmp_path) == (Mount(tmp_path / "models" / "base.keras", "data/models/base.keras"),)
    assert shipped(tmp_path / "nothing") == ()


def test_a_file_that_was_replaced_is_read_again(tmp_path: Path) -> None:
    places = Places(cache=tmp_path / "cache", keras=tmp_path / "keras", folder=tmp_path)
    spec, labels = DataSpec(name="cifar10"), np.arange(50, dtype=np.uint8) % 10
    keys = []
    for shade in (10, 200, 10):
        np.savez(tmp_path / "cifar10.npz", x=np.full((50, 32, 32, 3), shade, np.uint8), y=labels)
        secret, known = hidden(spec, Private(), places), training(spec, Private(), places)
        box = load(mounted(public(spec, Private(), places).mounts, "data/cifar10"), "x_train")
        assert {int(x.max()) for x in (secret.x_test, np.load(secret.x_file), known.x_train, box)} == {shade}
        keys.append(known.key)
    assert keys[0] == keys[2] != keys[1]
