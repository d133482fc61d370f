"""The file that a path of another computer means: below the submission's folder, and unambiguous."""

from __future__ import annotations

import builtins
import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from autograder.frameworks.keras.namespaces import homes
from autograder.frameworks.keras.preparing import read_own_files
from autograder.probe import notes, own_files
from autograder.probe.own_files import OwnFiles
from tests.notes import short

FILES = ("data.csv", "deep/down/only.csv", "train/labels.txt", "test/labels.txt", "a/twice.csv", "b/twice.csv")


@pytest.fixture
def files(tmp_path: Path) -> OwnFiles:
    found = OwnFiles(tmp_path / "in", tmp_path / "work")
    for folder in (found.inputs, found.work):
        for name in (*FILES, ".hidden"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
    (found.work / "made.csv").write_text("made by the code")
    return found


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("C:/Users/kim/data.csv", "data.csv"),
        (r"C:\Users\kim\data.csv", "data.csv"),
        (r"\\server\kim\data.csv", "data.csv"),
        (r"deep\down\only.csv", "deep/down/only.csv"),
        ("/home/kim/only.csv", "deep/down/only.csv"),
        ("/home/kim/train/labels.txt", "train/labels.txt"),
        (r"D:\hw\test\labels.txt", "test/labels.txt"),
        ("/home/kim/labels.txt", None),
        ("/home/kim/c/twice.csv", None),
        ("/home/kim/made.csv", None),
        ("/home/kim/.hidden", None),
        ("/home/kim/DATA.CSV", None),
        ("/home/kim/deep", None),
        ("/", None),
    ],
)
def test_a_path_of_another_computer_means_the_only_file_of_its_name(
    path: str, meant: str | None, files: OwnFiles
) -> None:
    assert files.meant_by(path) == (None if meant is None else files.work / meant)


def test_a_link_is_not_followed(files: OwnFiles, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("outside")
    (files.work / "data.csv").unlink()
    (files.work / "data.csv").symlink_to(tmp_path / "outside.csv")
    assert files.meant_by("/home/kim/data.csv") is None


@pytest.fixture
def served(files: OwnFiles, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnFiles]:
    """Let the files be opened as in a student box."""
    monkeypatch.chdir(files.work)
    patched = [(vars(module), "open") for module in (builtins, io)]
    patched += [(vars(home), "load_model") for home in (*homes("models"), *homes("saving"))]
    before = [(names, name, names[name]) for names, name in patched]
    for owner, name in ((np, "loadtxt"), (np, "genfromtxt"), (keras.Model, "load_weights"), (h5py.File, "__init__")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    find = own_files.finder(notes.writer(files.work.parent), files)
    read_own_files(partial(own_files.reading, find))
    own_files.install(find)
    yield files
    for names, name, original in before:
        names[name] = original


def test_files_of_keras_and_hdf5_are_found(served: OwnFiles) -> None:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    for name in ("net.keras", "net.h5", "net.weights.h5"):
        (model.save_weights if "weights" in name else model.save)(served.work / name)
        (served.inputs / name).write_bytes((served.work / name).read_bytes())
    own_files._listed.cache_clear()
    for name in ("net.keras", "net.h5"):
        assert keras.models.load_model(f"C:/Users/kim/{name}", compile=False).layers
        assert keras.saving.load_model(filepath=f"/home/kim/{name}", compile=False).layers
    model.load_weights("/home/kim/net.weights.h5")
    with h5py.File("D:/net.h5", "r") as found:
        assert list(found)
    with pytest.raises(OSError, match=r"net\.h5"):
        h5py.File("/home/kim/net.h5", "w")
    assert [*map(short, notes.written(served.work.parent))] == [
        f"handed_in:{name}" for name in ("net.keras", "net.h5", "net.weights.h5")
    ]


def test_what_is_written_or_there_or_named_plainly_is_opened_as_ever(served: OwnFiles) -> None:
    for path, mode in (
        ("/home/kim/data.csv", "w"),
        ("/home/kim/data.csv", "r+"),
        ("nothing/data.csv", "r"),
        ("no.csv", "r"),
    ):
        with pytest.raises(FileNotFoundError):
            open(path, mode)  # noqa: PTH123, SIM115 - that is what is tried
    assert Path("data.csv").read_text() == "data.csv"
    assert not Path("/home/kim/data.csv").exists()
    assert [*map(short, notes.written(served.work.parent))] == []
