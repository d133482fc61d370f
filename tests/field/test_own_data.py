"""A data set of the course's own, from its file to the grade: what boxes see of it, and what only the grader knows."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.data.own_sets import SEARCH, STATEMENT, penguins, walker, write
from tests.end_to_end.conftest import Command
from tests.field.conftest import GradeClass, Graded, notebook

PUBLIC, HIDDEN = penguins(150, 3), penguins(60, 4)
SETTINGS = """\
title = "Penguins"
points = 100

[data]
name = "{name}"

[training]
mode = "{mode}"
epochs = 12
batch_size = 10

[limits]
wall_s = 120
cpu_s = 120
"""
CHECKS = '''\
import pytest
from autograder.checks import assert_accuracy


@pytest.mark.points(100)
def test_accuracy(predictions, data, reference):
    """It tells penguins apart."""
    assert_accuracy(predictions, data, reference, bar=0.9)
'''
BUILD = """\
import keras
import pandas as pd

table = pd.read_csv("data/penguins/train.csv")
x = table[["bill", "depth", "flipper"]].to_numpy("float32")
y = table["kind"].astype("category").cat.codes.to_numpy()
assert len(table) == 150


def build_model(rate=0.02):
    layers = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(3, activation="softmax")]
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
"""
FIT = "model = build_model()\nmodel.fit(x, y, epochs=12, batch_size=10, verbose=0)"
WRONG = BUILD.replace("rate=0.02", "rate=1e-12")
WRITES = """
from pathlib import Path
Path("data/penguins/clean.csv").write_text("mine")
try:
    Path("data/penguins/train.csv").write_text("other")
    raise ValueError("the file of the course could be written")
except OSError:
    pass
"""


ARRAYS = """\
title = "Arrays"
format = "npz"
files = ["train.npz"]

[hidden]
share = 0.3
by = "stratified"
"""
FROM_ARRAYS = (
    BUILD.replace('table = pd.read_csv("data/penguins/train.csv")', 'table = np.load("data/arrays/train.npz")')
    .replace('table[["bill", "depth", "flipper"]].to_numpy("float32")', 'table["x"]')
    .replace('table["kind"].astype("category").cat.codes.to_numpy()', 'table["y"] - 3')
    .replace("len(table) == 150", "len(x) == 147")
    .replace("import pandas as pd", "import numpy as np")
)


PICTURES = """\
title = "Squares"
format = "images"
files = ["train"]
one = "picture"
many = "pictures"

[hidden]
files = ["test"]
"""
SEEN = """\
import keras
import numpy as np
from pathlib import Path
from PIL import Image

names = sorted(path.name for path in Path("data/pictures/train").iterdir())
files = [(path, names.index(path.parent.name)) for path in sorted(Path("data/pictures/train").glob("*/*.png"))]
x = np.stack([np.asarray(Image.open(path)) for path, _ in files]) / 255
y = np.array([label for _, label in files])
assert x.shape == (120, 8, 8), x.shape


def build_model(rate=0.02):
    layers = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(3, activation="softmax")]
    model = keras.Sequential([keras.Input((8, 8)), keras.layers.Flatten(), *layers])
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
"""


def drawn(count: int) -> np.ndarray:
    """Bright squares at one of three corners, on noise."""
    pixels = np.random.default_rng(9).integers(0, 120, (count, 8, 8), dtype="uint8")
    for place, (row, column) in enumerate(((0, 0), (0, 4), (4, 0))):
        pixels[place::3, row : row + 4, column : column + 4] += 120
    return pixels


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


DRAWN = drawn(160)
CORNERS = ("bottom", "left", "right")
PUBLISHED = {f"train/{CORNERS[place % 3]}/{place}.png": png(pixels) for place, pixels in enumerate(DRAWN[:120])}
SECRET = {f"test/{CORNERS[place % 3]}/{place}.png": png(pixels) for place, pixels in enumerate(DRAWN[120:])}
PICTURE_NEEDLES = [part.hex() for part in (*SECRET.values(), *(pixels.tobytes() for pixels in DRAWN[120:]))]


def archive() -> bytes:
    """All rows as arrays, with labels from 3."""
    numbers = np.concatenate([PUBLIC.numbers, HIDDEN.numbers]).astype("float32")
    file = io.BytesIO()
    np.savez_compressed(file, x=numbers, y=np.arange(210) % 3 + 3, same=numbers[::-1])
    return file.getvalue()


@pytest.fixture(scope="module")
def own_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("penguins")
    (root / "course.toml").write_text('title = "Penguins"\n')
    public = {"train.csv": PUBLIC.text, "notes.txt": HIDDEN.text}
    write(root, "penguins", STATEMENT, public, {"test.csv": HIDDEN.text})
    write(root, "arrays", ARRAYS, {}, {"train.npz": archive()})
    write(root, "pictures", PICTURES, PUBLISHED, SECRET)
    for assignment, name, mode, solution in (
        ("grader", "penguins", "grader", BUILD),
        ("student", "penguins", "student", BUILD),
        ("arrays", "arrays", "student", FROM_ARRAYS),
        ("pictures", "pictures", "student", SEEN),
    ):
        for half in ("assignments", "reference"):
            (root / half / assignment).mkdir(parents=True)
        (root / "assignments" / assignment / "checks").mkdir()
        (root / "assignments" / assignment / "assignment.toml").write_text(SETTINGS.format(name=name, mode=mode))
        (root / "assignments" / assignment / "checks" / "test_penguins.py").write_text(CHECKS)
        (root / "reference" / assignment / "solution.py").write_text(solution)
    return root


HAND_INS = {
    "module": {"work.py": BUILD},
    "notebook": {"work.ipynb": notebook(BUILD, FIT)},
    "below": {"homework/work.py": BUILD + WRITES, "notes.md": "mine"},
    "wrong": {"work.py": WRONG},
    "walker": {"work.py": BUILD + walker(HIDDEN.needles, "data/penguins")},
}


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass, own_course: Path) -> dict[str, Graded]:
    return dict(grade_class(HAND_INS, "grader", course=own_course))


@pytest.mark.parametrize("student", ["module", "notebook", "below", "walker"])
def test_who_reads_the_file_as_at_home_earns_everything(graded: dict[str, Graded], student: str) -> None:
    assert (graded[student].state, graded[student].earned) == ("graded", 100), graded[student].error
    assert graded[student].result["data"] == "penguins"


def test_a_network_that_learns_nothing_earns_less(graded: dict[str, Graded]) -> None:
    assert graded["wrong"].earned < 60


def test_the_page_of_staff_names_the_classes_of_the_file(graded: dict[str, Graded]) -> None:
    assert "Adelie Chinstrap Gentoo" in graded["wrong"].staff


# --- what is wrong with it ------------------------------------------------------------------------------------------


def test_a_mistake_stops_the_command_with_one_sentence(autograder: Command, own_course: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(own_course, tmp_path / "course"))
    table = root / "data" / "penguins" / "train.csv"
    with (root / "reference" / "data" / "penguins" / "test.csv").open("a") as file:
        file.write(PUBLIC.text.splitlines()[7] + "\n")
    ran = autograder("grade", root / "reference" / "grader" / "solution.py", "-a", "grader", course=root)
    assert ran.code == 2, ran.stdout
    told = (
        f"test.csv, line 62: expected an example that nobody sees, found the same in {table}, line 8; take one of them"
    )
    assert told in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr


# --- what is handed out -------------------------------------------------------------------------------------------


def found(folder: Path, needles: Sequence[str]) -> list[str]:
    """The files below a folder in which hidden rows stand, also packed."""
    names: dict[str, Any] = {}
    exec(SEARCH, names)
    return sorted(Path(path).relative_to(folder).as_posix() for path in names["search"]([folder], needles)[0])


def test_what_is_released_holds_no_hidden_row(autograder: Command, own_course: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = autograder("release", "--out", out, course=own_course)
    assert ran.code == 0, ran.stderr
    released = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert [path for path in released if path.startswith("data/")] == [
        "data/arrays/dataset.toml",
        "data/arrays/train.npz",
        "data/penguins/dataset.toml",
        "data/penguins/train.csv",
        "data/pictures/dataset.toml",
        *sorted(f"data/pictures/{name}" for name in PUBLISHED),
    ]
    assert not found(out, PICTURE_NEEDLES)
    assert all(str(out / path) in ran.stdout for path in released)
    with np.load(out / "data" / "arrays" / "train.npz") as handed:
        shown = {row.tobytes() for row in handed["x"]}
    rows = np.concatenate([PUBLIC.numbers, HIDDEN.numbers]).astype("<f4")
    hidden = [row.tobytes().hex() for row in rows if row.tobytes() not in shown]
    assert len(hidden) == 63
    assert not found(out / "data" / "penguins", HIDDEN.needles)
    assert not found(out, hidden)
    (out / "data" / "arrays" / "more.npz").write_bytes(archive())
    (out / "data" / "penguins" / "more.csv").write_text(HIDDEN.text)
    assert found(out, hidden) == ["data/arrays/more.npz"]
    assert found(out / "data" / "penguins", HIDDEN.needles) == ["more.csv"]


# --- slower: the other mode, the other format, the bar ------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("assignment", "build", "walks"),
    [
        ("student", BUILD, walker(HIDDEN.needles, "data/penguins")),
        ("arrays", FROM_ARRAYS, ""),
        ("pictures", SEEN, walker(PICTURE_NEEDLES, "data/pictures")),
    ],
    ids=["csv", "npz", "images"],
)
def test_students_train_on_the_public_part(
    grade_class: GradeClass, own_course: Path, assignment: str, build: str, walks: str
) -> None:
    hand_ins = {
        "module": {"work.py": build},
        "notebook": {"work.ipynb": notebook(build, FIT)},
        "wrong": {"work.py": build.replace("rate=0.02", "rate=1e-12")},
        "walker": {"work.py": build + walks},
        "trains": {"work.py": build + "\n\ndef train(model, x, y):\n    model.fit(x, y, epochs=12, batch_size=10)\n"},
    }
    graded = grade_class(hand_ins, assignment, course=own_course)
    assert {name: one.earned for name, one in graded.items() if name != "wrong"} == dict.fromkeys(
        ("module", "notebook", "trains", "walker"), 100
    ), [one.error for one in graded.values()]
    assert graded["wrong"].earned < 60


@pytest.mark.slow
def test_a_bar_is_set_and_an_edited_file_makes_everything_anew(
    autograder: Command, own_course: Path, tmp_path: Path
) -> None:
    calibrated = autograder("calibrate", "grader", "--seeds", "3", course=own_course)
    assert calibrated.code == 0, calibrated.stderr
    assert "on 60 hidden examples" in calibrated.stdout
    solution, out = own_course / "reference" / "grader" / "solution.py", tmp_path / "out"

    def keys() -> set[str]:
        ran = autograder("grade", solution, "-a", "grader", "--out", out, "--fail-under", "100", course=own_course)
        assert ran.code == 0, ran.stdout + ran.stderr
        return {path.name for path in (out / ".store" / "evidence").iterdir()}

    first = keys()
    assert keys() == first
    for path in (own_course / "data/penguins/train.csv", own_course / "reference/data/penguins/test.csv"):
        before, text = keys(), path.read_text()
        path.write_text(text.replace(text.splitlines()[1].split(",")[0], "-2.1234"))
        assert keys() > before
        path.write_text(text)


@pytest.mark.slow
def test_packages_hold_no_hidden_row_and_a_row_in_the_box_is_found(
    grade_class: GradeClass, own_course: Path, tmp_path: Path
) -> None:
    far = BUILD + walker(HIDDEN.needles, "data/penguins", packages=True)
    control = BUILD + walker(penguins(10, 3).needles, "data/penguins")
    hand_ins = {"far": {"work.py": far}, "control": {"work.py": control}}
    graded = grade_class(hand_ins, "grader", course=own_course)
    assert graded["far"].earned == 100, graded["far"].error
    assert "hidden rows in" in graded["control"].error
    assert "data/files/penguins/train.csv" in graded["control"].error


# --- numbers ------------------------------------------------------------------------------------------------------

HOUSES = """\
title = "House prices"
format = "csv"
files = ["train.csv"]
target = "price"
task = "regression"
unit = "1000 €"
one = "house"
many = "houses"

[hidden]
share = 0.3
by = "group:city"
"""
PRICED = """\
import keras
import pandas as pd

table = pd.read_csv("data/houses/train.csv")
x = table[["size", "rooms"]].to_numpy("float32")
y = table["price"].to_numpy("float32")


def build_model(rate=0.02):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="mse")
    return model
"""


@pytest.mark.slow
def test_numbers_of_a_course_are_learned_and_told_in_its_words(grade_class: GradeClass, tmp_path: Path) -> None:
    root, rng = tmp_path, np.random.default_rng(2)
    numbers = np.round(rng.random((200, 2)), 3)
    rows = [f"{a},{b},city {place % 9},{10 * a + 5 * b + 1:.2f}" for place, (a, b) in enumerate(numbers)]
    (root / "course.toml").write_text('title = "Houses"\n')
    write(root, "houses", HOUSES, {}, {"train.csv": "\n".join(["size,rooms,city,price", *rows]) + "\n"})
    for half in ("assignments", "reference"):
        (root / half / "houses").mkdir(parents=True)
    (root / "assignments" / "houses" / "checks").mkdir()
    settings = SETTINGS.format(name="houses", mode="grader").replace("epochs = 12", "epochs = 60")
    (root / "assignments" / "houses" / "assignment.toml").write_text(settings + "\n[score]\nbar = 1.0\n")
    checks = CHECKS.replace("assert_accuracy", "assert_score").replace(", bar=0.9", "")
    (root / "assignments" / "houses" / "checks" / "test_houses.py").write_text(checks)
    (root / "reference" / "houses" / "solution.py").write_text(PRICED)
    hand_ins = {
        "module": {"work.py": PRICED},
        "notebook": {"work.ipynb": notebook(PRICED)},
        "wrong": {"work.py": PRICED.replace("rate=0.02", "rate=1e-12")},
    }
    graded = grade_class(hand_ins, "houses", course=root)
    assert [graded[name].earned for name in ("module", "notebook")] == [100, 100], graded["module"].error
    assert graded["wrong"].earned < 50
    assert "houses" in graded["module"].page
    assert "1000 €" in graded["module"].page
    assert "image" not in graded["module"].page
