from __future__ import annotations

import gzip
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.data import Places, find
from autograder.errors import DataError


def at(tmp_path: Path) -> Places:
    return Places(cache=tmp_path / "cache", keras=tmp_path / "keras", folder=tmp_path)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_the_published_sets_are_read_from_a_folder_of_files(real_places: Places, name: str) -> None:
    arrays = find(name).load(real_places)
    assert arrays["x_train"].shape == (60_000, 28, 28)
    assert np.bincount(arrays["y_test"]).sum() == 10_000


def test_a_part_of_cifar_10_is_split_four_to_one(real_places: Places) -> None:
    arrays = find("cifar10").load(real_places)
    assert {key: array.shape for key, array in arrays.items()} == {
        "x_train": (3200, 32, 32, 3),
        "y_train": (3200,),
        "x_test": (800, 32, 32, 3),
        "y_test": (800,),
    }


def test_keras_own_cache_is_a_place_to_find_a_set_in(real_places: Places, tmp_path: Path) -> None:
    assert real_places.folder is not None
    (tmp_path / "keras" / "datasets").mkdir(parents=True)
    (tmp_path / "keras" / "datasets" / "mnist.npz").symlink_to(real_places.folder / "mnist.npz")
    assert len(find("mnist").load(Places(cache=tmp_path, keras=tmp_path / "keras"))["x_test"]) == 10_000


def test_a_missing_set_names_all_three_ways_to_provide_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mnist\.npz.*AUTOGRADER_DATA.*Keras's cache.*network"):
        find("mnist").load(at(tmp_path))


def test_nothing_of_the_working_directory_is_imported_to_fetch_a_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, text in (("pushed", "open('taken', 'w')"), ("installed", "raise SystemExit")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "keras.py").write_text(text)
    monkeypatch.chdir(tmp_path / "pushed")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "installed"))
    with pytest.raises(DataError):
        find("mnist").load(Places(tmp_path / "cache", tmp_path / "keras", download=True))
    assert not (tmp_path / "pushed" / "taken").exists()
    subprocess.run([sys.executable, "-c", "import keras"], check=True)
    assert (tmp_path / "pushed" / "taken").exists(), "this attack must work where nothing stops it"


def test_altered_images_are_refused(tmp_path: Path) -> None:
    shapes = {"x_train": (60_000, 28, 28), "y_train": (60_000,), "x_test": (10_000, 28, 28), "y_test": (10_000,)}
    np.savez_compressed(tmp_path / "mnist.npz", **{key: np.zeros(shape, np.uint8) for key, shape in shapes.items()})
    with pytest.raises(DataError, match="x_train are not the published ones"):
        find("mnist").load(at(tmp_path))


def test_images_of_another_shape_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "cifar10.npz", x=np.zeros((10, 8, 8), np.uint8), y=np.zeros(10, np.uint8))
    with pytest.raises(DataError, match=r"\(8, 32, 32, 3\), found uint8 \(8, 8, 8\)"):
        find("cifar10").load(at(tmp_path))


def test_labels_beyond_the_classes_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "cifar10.npz", x=np.zeros((10, 32, 32, 3), np.uint8), y=np.full(10, 10, np.uint8))
    with pytest.raises(DataError, match="label 10"):
        find("cifar10").load(at(tmp_path))


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"\0\0\x08\x03\0\0"), gzip.compress(b"\0\0\x08")],
    ids=["empty", "no gzip", "a head", "half a head"],
)
def test_a_damaged_idx_file_is_named(tmp_path: Path, content: bytes) -> None:
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        (tmp_path / f"{name}-ubyte.gz").write_bytes(content)
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte\.gz is damaged"):
        find("fashion_mnist").load(at(tmp_path))


def test_an_npz_that_is_not_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "mnist.npz").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(DataError, match=r"mnist\.npz is damaged"):
        find("mnist").load(at(tmp_path))


def test_a_cifar_batch_with_another_checksum_is_not_unpickled(tmp_path: Path) -> None:
    for name in ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"):
        (tmp_path / name).write_bytes(pickle.dumps({b"data": np.zeros((1, 3072), np.uint8), b"labels": [0]}))
    with pytest.raises(DataError, match="checksum is not the published one"):
        find("cifar10").load(at(tmp_path))


def test_digits_scaled_up_keep_their_brightness_and_orientation(tmp_path: Path) -> None:
    small, large = find("digits").load(at(tmp_path))["x_train"], find("digits28").load(at(tmp_path))["x_train"]
    assert large.shape == (1797, *find("digits28").inputs["x"].shape)
    large_quarters = large.reshape(-1, 4, 7, 4, 7).mean(axis=(2, 4)) / 255
    small_quarters = small.reshape(-1, 4, 2, 4, 2).mean(axis=(2, 4)) / 16
    assert np.corrcoef(large_quarters.ravel(), small_quarters.ravel())[0, 1] > 0.95
    assert abs(large.mean() / 255 - small.mean() / 16) < 0.02
