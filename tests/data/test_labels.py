"""Data sets of a course whose examples may have several labels."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from autograder.course.assignment import DataSpec, Private
from autograder.data import Places, find, hidden, training
from autograder.errors import CourseError
from tests.data.own_sets import write

SPEC = DataSpec(name="songs")
PLAIN = (
    'title = "S"\nformat = "csv"\ntask = "multilabel"\nfiles = ["train.csv"]\ntarget = ["loud", "fast"]\n\n'
    '[hidden]\nfiles = ["test.csv"]\n'
)
TABLE = "loud,length,fast\n1,2,0\n0,3,1\n1,4,1\n"
TEST = "length,fast,loud\n7,0,0\n8,1,1\n"


def made(tmp_path: Path, statement: str, public: dict[str, str | bytes], secret: dict[str, str | bytes]) -> Places:
    write(tmp_path / "course", "songs", statement, public, secret)
    return Places(tmp_path / "cache", tmp_path / "keras", course=tmp_path / "course")


def test_each_column_is_a_label(tmp_path: Path) -> None:
    places = made(tmp_path, PLAIN, {"train.csv": TABLE}, {"test.csv": TEST})
    known, secret = training(SPEC, Private(), places), hidden(SPEC, Private(), places)
    assert find("songs", places).class_names == secret.class_names == ("loud", "fast")
    assert (known.x_train.tolist(), known.y_train.tolist()) == ([[2], [3], [4]], [[1, 0], [0, 1], [1, 1]])
    assert sorted(zip(secret.x_test[:, 0].tolist(), secret.y_test.tolist(), strict=True)) == [(7, [0, 0]), (8, [1, 1])]
    assert (secret.targets.classes, known.y_train.dtype) == (2, np.int64)


@pytest.mark.parametrize(("stated", "names"), [("", ("0", "1")), ('classes = ["a", "b"]\n', ("a", "b"))])
def test_an_archive_has_rows_of_0_and_1(tmp_path: Path, stated: str, names: tuple[str, ...]) -> None:
    statement = PLAIN.replace("csv", "npz").replace('target = ["loud", "fast"]\n', stated)
    rows = np.array([[1, 0], [0, 1], [1, 1]], bool)
    files = [io.BytesIO(), io.BytesIO()]
    for shift, file in enumerate(files):
        np.savez(file, x=np.arange(6.0).reshape(3, 2) + 100 * shift, y=rows)
    places = made(tmp_path, statement, {"train.npz": files[0].getvalue()}, {"test.npz": files[1].getvalue()})
    assert find("songs", places).class_names == names
    assert training(SPEC, Private(), places).y_train.tolist() == rows.astype(int).tolist()


MISTAKES = {
    "two": (
        {"train.csv": TABLE.replace("0,3,1", "0,3,2")},
        "train.csv, line 3, label 'fast': expected 0 or 1, found 2; correct it, or take task = “regression”",
    ),
    "always": (
        {"train.csv": TABLE.replace("0,3,1", "1,3,1")},
        "train.csv: label 'loud': expected 0 for some, found 1 for all; add such examples, or leave the label out",
    ),
    "never": (
        {"test.csv": TEST.replace("8,1,1", "8,0,1")},
        "test.csv: label 'fast': expected 1 for some, found 0 for all; add such examples, or leave the label out",
    ),
    "one": (
        {"dataset.toml": PLAIN.replace('["loud", "fast"]', '"loud"')},
        "line 5: target: expected two labels or more for task = “multilabel”, found one; name more, or take",
    ),
    "named": (
        {"dataset.toml": PLAIN.replace("target", 'classes = ["a", "b"]\ntarget')},
        "line 5: classes: goes with one column of labels; several are called by their columns, so leave it out",
    ),
    "stratified": (
        {"dataset.toml": PLAIN.replace('files = ["test.csv"]', 'share = 0.5\nby = "stratified"')},
        "hidden.by: “stratified” goes with classes, found task = “multilabel”; take “random”",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, mistake: str) -> None:
    changed, told = MISTAKES[mistake]
    files = {"dataset.toml": PLAIN, "train.csv": TABLE, "test.csv": TEST} | changed
    places = made(tmp_path, files["dataset.toml"], {"train.csv": files["train.csv"]}, {"test.csv": files["test.csv"]})
    with pytest.raises(CourseError) as raised:
        find("songs", places)
    assert len(raised.value.problems) == 1
    assert told in raised.value.problems[0]
