"""Each test runs in a process of its own: `install` changes Keras for good."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.assignment import DataSpec, Private
from autograder.data import Places, public

PRELUDE = """
import sys
from pathlib import Path
import keras
import numpy as np
from autograder.frameworks.keras import datasets
room = Path(sys.argv[1])
datasets.install(room / "data", room / "work")
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A box's folders with the digits standing in for MNIST, and a model of the course's."""
    root = tmp_path_factory.mktemp("room")
    places = Places(cache=root / "cache", keras=root / "keras", offline=True)
    (root / "data" / "models").mkdir(parents=True)
    (root / "work").mkdir()
    (root / "data" / "models" / "base.txt").write_text("a model", encoding="utf-8")
    for mount in public(DataSpec(name="mnist"), Private(), places).mounts:
        if not Path(mount.target).is_absolute():
            (root / mount.target).symlink_to(mount.source)
    return root


def run(room: Path, code: str) -> str:
    command = [sys.executable, "-c", PRELUDE + code, str(room)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_load_data_takes_milliseconds_and_students_may_write_to_what_it_gives(room: Path) -> None:
    printed = run(
        room,
        """
import time
from keras.datasets import mnist
started = time.process_time()
(x_train, y_train), (x_test, y_test) = mnist.load_data()
assert time.process_time() - started < 0.05
assert type(x_train) is np.ndarray and x_train.dtype == np.uint8
x_train[:] = 7
(again, _labels), _test = keras.datasets.mnist.load_data(path="mnist.npz")
assert again.max() == 255
import tensorflow as tf
assert tf.keras.datasets.mnist.load_data is mnist.load_data
from keras.datasets.mnist import load_data
assert load_data is mnist.load_data
print(x_train.shape, y_train.shape, x_test.shape)
""",
    )
    assert printed.strip() == "(1257, 28, 28) (1257,) (540, 28, 28)"


def test_colour_images_have_their_channels_where_keras_is_told_to_have_them(room: Path) -> None:
    run(
        room,
        """
folder = room / "colour" / "data" / "cifar10"
folder.mkdir(parents=True)
datasets.install(folder.parent)
images = np.arange(2 * 4 * 5 * 3, dtype=np.uint8).reshape(2, 4, 5, 3)
for part in ("train", "test"):
    np.save(folder / f"x_{part}.npy", images)
    np.save(folder / f"y_{part}.npy", np.zeros(2, np.uint8))
from keras.datasets import cifar10
assert cifar10.load_data()[0][0].shape == (2, 4, 5, 3)
keras.backend.set_image_data_format("channels_first")
(x_train, _), (x_test, _) = cifar10.load_data()
assert x_train.shape == x_test.shape == (2, 3, 4, 5) and (x_train[:, 2] == images[..., 2]).all()
""",
    )


def test_what_is_not_provided_is_named_with_what_is(room: Path) -> None:
    printed = run(
        room,
        """
for call in (keras.datasets.cifar10.load_data, lambda: keras.utils.get_file("a.txt", "http://example.org/a.txt")):
    try:
        call()
    except OSError as error:
        print(error)
""",
    )
    assert "'cifar10'" in printed
    assert "it provides: digits, mnist" in printed
    assert "a.txt would be downloaded" in printed


def test_the_courses_models_lie_beside_the_submission(room: Path) -> None:
    run(room, "assert (room / 'work/models/base.txt').read_text() == 'a model'")
    run(room, "assert (room / 'work/models').is_symlink()")


def test_the_courses_files_lie_beside_the_submission_and_what_it_brought_stays(room: Path) -> None:
    run(
        room,
        """
given = room / "own" / "data" / "files" / "penguins"
(given / "images").mkdir(parents=True)
for name in ("train.csv", "images/1.png", "images/2.png"):
    (given / name).write_text("the course's")
work = room / "own" / "work"
own = work / "below" / "data" / "penguins"
(own / "images").mkdir(parents=True)
(own / "train.csv").write_text("mine")
(own / "images" / "1.png").write_text("mine")
datasets.install(room / "own" / "data", work, work / "below")
assert (own / "train.csv").read_text() == (own / "images/1.png").read_text() == "mine"
assert (own / "images/2.png").read_text() == "the course's"
assert (work / "data/penguins/train.csv").read_text() == "the course's"
assert (work / "data/penguins/images").is_symlink()
(work / "data/penguins/clean.csv").write_text("new")
other = room / "linked" / "work"
other.mkdir(parents=True)
(room / "linked" / "data" / "files").mkdir(parents=True)
(room / "linked" / "data" / "files" / "penguins").symlink_to(given)
(other / "data").symlink_to(room / "own")
datasets.install(room / "linked" / "data", other)
assert not (room / "own" / "penguins").exists()
""",
    )


def test_vgg16_is_built_with_random_weights_and_says_so_where_the_course_has_none(room: Path) -> None:
    printed = run(
        room,
        """
from keras.applications import VGG16
model = VGG16(weights="imagenet", include_top=False, input_shape=(32, 32, 3))
print(model.name, model.count_params())
""",
    )
    assert "no ImageNet weights" in printed
    assert "vgg16 14714688" in printed


def test_vgg16_takes_the_weights_that_the_course_provides(room: Path) -> None:
    run(
        room,
        """
from keras.applications import vgg16
made = vgg16.VGG16(weights=None, include_top=False, input_shape=(32, 32, 3))
(room / "data" / "weights").mkdir()
import h5py
from keras.src.legacy.saving import legacy_h5_format
with h5py.File(room / "data" / "weights" / datasets.WEIGHTS_NO_TOP, "w") as file:
    legacy_h5_format.save_weights_to_hdf5_group(file, made)
model = keras.applications.VGG16(weights="imagenet", include_top=False, input_shape=(32, 32, 3))
for mine, theirs in zip(made.get_weights(), model.get_weights(), strict=True):
    np.testing.assert_array_equal(mine, theirs)
""",
    )
