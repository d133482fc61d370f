"""Data sets of a course: what is read of their files, which rows are hidden, and what is told of mistakes."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from PIL import Image

from autograder.course.assignment import DataSpec, Private
from autograder.data import Places, find, hidden, public, training
from autograder.data.known import assert_known
from autograder.data.own import hand_out
from autograder.data.own.classes import ordered
from autograder.errors import CourseError, UsageError
from tests.data.own_sets import STATEMENT, penguins, write

SPEC = DataSpec(name="penguins")
TABLE = "bill,depth,kind\n1,2,b\n3,4,a\n5,6,b\n"
TEST = "kind,depth,bill,note\na,8,7,x\nb,10,9,\n"
PLAIN = 'title = "P"\nformat = "csv"\nfiles = ["train.csv"]\ntarget = "kind"\n\n[hidden]\nfiles = ["test.csv"]\n'
SHARED = PLAIN.replace('files = ["test.csv"]', "share = 0.3")
ARRAYS = PLAIN.replace("csv", "npz").replace('target = "kind"\n', "")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "cache", tmp_path / "keras", course=tmp_path / "course")


Make = Callable[..., Places]


@pytest.fixture
def make(places: Places) -> Make:
    """Write a set and return its places."""

    def made(statement: str, public: dict[str, str | bytes], hidden: dict[str, str | bytes]) -> Places:
        assert places.course is not None
        write(places.course, "penguins", statement, public, hidden)
        return places

    return made


def npz(**arrays: object) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **{name: np.asarray(array) for name, array in arrays.items()})
    return file.getvalue()


def shown(places: Places) -> Path:
    """The folder that boxes get."""
    mounts = public(SPEC, Private(), places).mounts
    return next(mount.source for mount in mounts if mount.target == "data/files/penguins")


def problems(places: Places) -> list[str]:
    with pytest.raises(CourseError) as raised:
        find("penguins", places)
    return list(raised.value.problems)


# --- what is read -------------------------------------------------------------------------------------------------


def test_columns_are_found_by_name_and_labels_are_counted_in_the_order_of_their_names(make: Make) -> None:
    places = make(PLAIN, {"train.csv": TABLE}, {"test.csv": TEST})
    data_set, known, secret = (
        find("penguins", places),
        training(SPEC, Private(), places),
        hidden(SPEC, Private(), places),
    )
    assert data_set.class_names == ("a", "b")
    assert (known.x_train.tolist(), known.y_train.tolist()) == ([[1, 2], [3, 4], [5, 6]], [1, 0, 1])
    assert sorted(zip(secret.x_test.tolist(), secret.y_test.tolist(), strict=True)) == [([7, 8], 0), ([9, 10], 1)]
    assert sorted(path.name for path in shown(places).iterdir()) == ["dataset.toml", "train.csv"]
    assert (shown(places) / "train.csv").read_text() == TABLE


@pytest.mark.parametrize(
    ("labels", "classes"),
    [(("10", "9", "3"), ("3", "9", "10")), (("x", "y", "10"), ("10", "x", "y")), (("-1", "1", "1"), ("-1", "1"))],
)
def test_labels_may_be_any_numbers_or_texts(make: Make, labels: tuple[str, ...], classes: tuple[str, ...]) -> None:
    table = "bill,kind\n" + "".join(f"{place},{label}\n" for place, label in enumerate(labels))
    places = make(PLAIN, {"train.csv": table}, {"test.csv": f"bill,kind\n7,{labels[0]}\n"})
    assert find("penguins", places).class_names == classes
    assert hidden(SPEC, Private(), places).y_test.tolist() == [classes.index(labels[0])]


def test_the_order_of_classes_may_be_stated(make: Make) -> None:
    places = make(
        PLAIN.replace("\n[hidden]", 'classes = ["b", "a"]\n[hidden]'), {"train.csv": TABLE}, {"test.csv": TEST}
    )
    assert find("penguins", places).class_names == ("b", "a")
    assert training(SPEC, Private(), places).y_train.tolist() == [0, 1, 0]


def test_files_of_other_systems_are_read(make: Make) -> None:
    """A byte order mark, other ends of lines and separators, quoted cells over several lines, empty lines."""
    table = '\ufeffbill;"depth";kind\r\n1;2;"b\r\nor so"\r\n\r\n"3";4;a\r\n'
    statement = PLAIN.replace("\n[hidden]", 'separator = ";"\n[hidden]')
    places = make(statement, {"train.csv": table}, {"test.csv": "bill;depth;kind\n9;9;a\n"})
    assert find("penguins", places).class_names == ("a", "b\r\nor so")
    assert training(SPEC, Private(), places).x_train.tolist() == [[1, 2], [3, 4]]


def test_an_archive_of_arrays_is_read(make: Make) -> None:
    x, y = np.arange(24, dtype="uint8").reshape(4, 2, 3), np.array(["up", "down", "up", "down"])
    places = make(ARRAYS, {"train.npz": npz(x=x, y=y)}, {"test.npz": npz(x=x[:1] + 100, y=["up"])})
    data_set = find("penguins", places)
    assert (data_set.class_names, data_set.inputs["x"].largest) == (("down", "up"), 255)
    assert np.array_equal(training(SPEC, Private(), places).x_train, x)
    assert hidden(SPEC, Private(), places).y_test.tolist() == [1]


def test_several_files_are_one_set(make: Make) -> None:
    statement = PLAIN.replace('["train.csv"]', '["a.csv", "more/b.csv"]')
    other = "depth,bill,kind\n20,10,c\n"
    places = make(statement, {"a.csv": TABLE, "more/b.csv": other}, {"test.csv": TEST})
    assert training(SPEC, Private(), places).x_train.tolist() == [[1, 2], [3, 4], [5, 6], [10, 20]]
    assert (shown(places) / "more" / "b.csv").read_text() == other


def test_regression_gives_numbers_in_the_set_s_words(make: Make) -> None:
    statement = PLAIN.replace('target = "kind"', 'target = ["depth", "size"]\ntask = "regression"\nunit = "mm"')
    table = "bill,depth,size\n1,2.5,3\n4,5,6\n"
    places = make(statement, {"train.csv": table}, {"test.csv": "bill,depth,size\n9,8,7\n"})
    found = hidden(SPEC, Private(), places)
    assert (found.y_test.tolist(), found.targets.classes, found.unit) == ([[8.0, 7.0]], 0, "mm")
    assert (found.nouns.one, found.is_images) == ("example", False)


def test_a_task_that_is_not_graded_is_told_with_its_line_and_those_that_are(make: Make) -> None:
    statement = PLAIN.replace('target = "kind"', 'target = ["depth", "size"]\ntask = "segmentation"')
    places = make(statement, {"train.csv": "bill,depth,size\n1,2.5,3\n"}, {"test.csv": "bill,depth,size\n9,8,7\n"})
    told = r"dataset.toml, line \d+: task: .*'multilabel', 'regression' or 'forecast', found 'segmentation'"
    with pytest.raises(CourseError, match=told):
        find("penguins", places)


@pytest.mark.parametrize(("labels", "fits"), [("ab", True), ("abc", False)])
def test_a_binary_set_has_two_classes(make: Make, labels: str, fits: bool) -> None:
    table = "bill,kind\n" + "".join(f"{place},{label}\n" for place, label in enumerate(labels))
    places = make(
        PLAIN.replace("target", 'task = "binary"\ntarget'), {"train.csv": table}, {"test.csv": "bill,kind\n7,a\n"}
    )
    if fits:
        assert find("penguins", places).task == "binary"
        return
    with pytest.raises(UsageError, match=r"data/penguins/dataset.toml: .* expected two class names .* found 3"):
        find("penguins", places)


def test_a_student_without_the_hidden_half_has_what_is_public(make: Make) -> None:
    places = replace(make(PLAIN, {"train.csv": TABLE}, {}), private=False)
    assert training(SPEC, Private(), places).x_train.shape == (3, 2)
    assert (shown(places) / "train.csv").read_text() == TABLE


# --- which rows are hidden ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["random", "stratified", "last", "group:island"])
def test_a_share_is_hidden_and_the_public_file_has_the_other_lines_as_they_are(make: Make, by: str) -> None:
    rows = penguins(90, 1)
    statement = STATEMENT.replace('files = ["test.csv"]', f'share = 0.3\nby = "{by}"')
    places = make(statement, {}, {"train.csv": rows.text})
    secret, lines = hidden(SPEC, Private(), places), (shown(places) / "train.csv").read_text().splitlines()
    whole = rows.text.splitlines()
    gone = [line for line in whole if line not in lines]
    assert lines == [line for line in whole if line not in gone]
    assert sorted(f"{row[0]:.4f}" for row in secret.x_test) == sorted(line.split(",")[0] for line in gone)
    assert len(training(SPEC, Private(), places).x_train) == len(lines) - 1
    kinds = Counter(line.split(",")[-1] for line in gone)
    assert by != "stratified" or set(kinds.values()) == {9}
    assert by != "last" or gone == whole[-27:]
    islands = {line.split(",")[3] for line in gone}
    assert by != "group:island" or not islands & {line.split(",")[3] for line in lines}
    assert 20 <= len(gone) <= 46


def test_a_share_of_arrays_is_hidden_and_nothing_else_of_the_archive_is_handed_out(make: Make) -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(40, 3)), np.arange(40) % 2 + 7
    places = make(
        ARRAYS.replace('files = ["test.npz"]', "share = 0.25"), {}, {"train.npz": npz(x=x, y=y, also=x[::-1])}
    )
    secret = hidden(SPEC, Private(), places)
    with np.load(shown(places) / "train.npz") as handed:
        assert sorted(handed.files) == ["x", "y"]
        assert handed["x"].dtype == x.dtype
        assert not {row.tobytes() for row in handed["x"]} & {row.astype("float64").tobytes() for row in secret.x_test}
        assert len(handed["x"]) == 30
    assert find("penguins", places).class_names == ("7", "8")


def test_equal_rows_stay_on_one_side_and_another_seed_hides_other_rows(make: Make) -> None:
    table = "bill,kind\n" + "".join(f"{number},{'ab'[number % 2]}\n" for number in range(20)) * 3
    places = make(SHARED, {}, {"train.csv": table})
    first = sorted({row[0] for row in hidden(SPEC, Private(), places).x_test.tolist()})
    assert len(hidden(SPEC, Private(), places).x_test) == 3 * len(first)
    make(SHARED, {}, {"train.csv": table, "reference.toml": "test_seed = 5\n"})
    assert sorted({row[0] for row in hidden(SPEC, Private(), places).x_test.tolist()}) != first


def test_what_release_writes_is_the_public_part_and_another_file_there_is_refused(make: Make) -> None:
    rows = penguins(30, 1)
    places = make(STATEMENT.replace('files = ["test.csv"]', "share = 0.3"), {}, {"train.csv": rows.text})
    assert places.course is not None
    folder = places.course / "data" / "penguins"
    assert hand_out("penguins", places, folder) == (folder / "train.csv",)
    assert hand_out("penguins", places, folder) == ()
    assert find("penguins", replace(places, private=False)).class_names == find("penguins", places).class_names
    (folder / "train.csv").write_text(rows.text)
    (told,) = problems(places)
    assert told.startswith(f"{folder / 'train.csv'}: expected the public part as “autograder release” writes it")


def test_the_order_of_hidden_examples_is_none_of_their_files(make: Make) -> None:
    rows = "".join(f"{place},{place // 100}\n" for place in range(300))
    table = f"bill,kind\n{rows}"
    places = make(PLAIN, {"train.csv": table.replace(",", ".5,").replace("bill.5", "bill")}, {"test.csv": table})
    secret = hidden(SPEC, Private(), places)
    assert sorted(secret.x_test[:, 0].tolist()) == list(range(300))
    assert (secret.x_test[:, 0] // 100 == secret.y_test).all()
    assert all(set(part) == {0, 1, 2} for part in np.array_split(secret.y_test, 10))
    assert secret.y_test.tolist() == hidden(SPEC, Private(), places).y_test.tolist()


def test_a_changed_file_is_read_anew(make: Make) -> None:
    places = make(PLAIN, {"train.csv": TABLE}, {"test.csv": TEST})
    first = find("penguins", places)
    make(PLAIN, {"train.csv": TABLE}, {"test.csv": TEST.replace("8", "9")})
    second = find("penguins", places)
    assert first.source(places) != second.source(places)
    assert [7, 9] in hidden(SPEC, Private(), places).x_test.tolist()


# --- what is told of mistakes -------------------------------------------------------------------------------------

FIRST = "data/penguins/train.csv, line"
MISTAKES = {
    "no number": (
        PLAIN, TABLE.replace("3,4", "3,four"), TEST,
        f"{FIRST} 3, column 'depth': expected a number, found 'four'",
    ),
    "an empty cell": (
        PLAIN, TABLE.replace("3,4", "3,"), TEST,
        "line 3, column 'depth': expected a number, found an empty",
    ),
    "NaN": (PLAIN, TABLE.replace("3,4", "NaN,4"), TEST, "line 3, column 'bill': expected a finite number, found NaN"),
    "too large": (PLAIN, TABLE.replace("3,4", "1e99,4"), TEST, "line 3, column 'bill': expected a finite number"),
    "underscore": (PLAIN, TABLE.replace("3,4", "1_0,4"), TEST, "line 3, column 'bill': expected a number, found '1_0'"),
    "text as feature": (PLAIN, TABLE.replace("3,4", "red,4"), TEST, "leave the column out of features in dataset.toml"),
    "empty label": (
        PLAIN, TABLE.replace("4,a", "4,"), TEST,
        "line 3, column 'kind': expected a label, found an empty cell",
    ),
    "few cells": (
        PLAIN, TABLE.replace("3,4,a", "3,a"), TEST,
        f"{FIRST} 3: expected 3 cells as in the first line, found 2",
    ),
    "no target": (
        PLAIN, TABLE.replace("kind", "Kind"), TEST,
        f"{FIRST} 1: expected the column 'kind', found 'bill', 'depth', 'Kind'; did you mean 'Kind'?",
    ),
    "a column twice": (
        PLAIN, TABLE.replace("depth", "bill"), TEST,
        f"{FIRST} 1: expected each column once, found 'bill' twice",
    ),
    "separator": (PLAIN, TABLE.replace(",", ";"), TEST, "set separator = ';' in dataset.toml"),
    "open quote": (PLAIN, TABLE.replace("3,4", '"3,4'), TEST, f"{FIRST} 3: expected cells separated by ','"),
    "nothing": (
        PLAIN, "", TEST,
        "data/penguins/train.csv: expected a line with the names of the columns, found an empty file",
    ),
    "no rows": (PLAIN, "bill,depth,kind\n", TEST, "expected rows below the names of the columns, found none"),
    "not UTF-8": (
        PLAIN, TABLE.encode().replace(b"4,a", b"4,\xe4"), TEST,
        f"{FIRST} 3: expected text in UTF-8, found the byte 0xe4",
    ),
    "one class": (
        PLAIN, TABLE.replace("a", "b"), TEST.replace("a,", "b,"),
        "dataset.toml, line 4: target: expected two classes or more, found 1",
    ),
    "one number twice": (PLAIN, "bill,kind\n1,1\n2,1.0\n", "bill,kind\n4,1\n", "found '1' and '1.0' for one number"),
    "hidden column": (
        PLAIN, TABLE, TEST.replace("depth", "deep"),
        "reference/data/penguins/test.csv, line 1: expected the column 'depth'",
    ),
    "hidden number": (
        PLAIN, TABLE, TEST.replace("8", "?"),
        "reference/data/penguins/test.csv, line 2, column 'depth': expected a number",
    ),
    "hidden label": (
        PLAIN, TABLE, TEST.replace("a,8", "c,8"),
        "test.csv, line 2: expected a label that public examples have too, found 'c'",
    ),
    "both parts": (
        PLAIN, TABLE, "bill,depth,kind\n9,9,a\n3.0,4,a\n",
        "test.csv, line 3: expected an example that nobody sees, found the same in",
    ),
    "unknown class": (
        PLAIN.replace("\n[hidden]", 'classes = ["b", "c"]\n[hidden]'), TABLE, TEST.replace("a,", "b,"),
        "line 3: expected one of the classes 'b', 'c', found 'a'",
    ),
    "unknown key": (
        PLAIN.replace("target", "tarket = 3\ntarget"), TABLE, TEST,
        "dataset.toml, line 4: tarket: expected a key that is known; correct or remove it",
    ),
    "unknown format": (
        PLAIN.replace('"csv"', '"xls"'), TABLE, TEST,
        "dataset.toml, line 2: format: Input should be 'csv'",
    ),
    "unknown task": (
        PLAIN.replace("target", 'task = "guessing"\ntarget'), TABLE, TEST,
        "dataset.toml, line 4: task: Input should be",
    ),
    "no hidden part": (PLAIN.partition("[hidden]")[0], TABLE, TEST, "dataset.toml: hidden: "),
    "files and share": (PLAIN + "share = 0.3\n", TABLE, TEST, "dataset.toml, line 6: hidden: expected files"),
    "share": (
        PLAIN.replace('files = ["test.csv"]', "share = 1.5"), TABLE, TEST,
        "dataset.toml, line 7: hidden.share: ",
    ),
    "way": (
        PLAIN.replace('files = ["test.csv"]', 'share = 0.3\nby = "first"'), TABLE, TEST,
        'line 8: hidden.by: Value error, expected "random"',
    ),
    "outside": (
        PLAIN.replace('["train.csv"]', '["../train.csv"]'), TABLE, TEST,
        "expected the path of a file below the set's folder",
    ),
    "no TOML": (PLAIN + "=", TABLE, TEST, "dataset.toml: expected TOML in UTF-8"),
    "no target key": (
        PLAIN.replace('target = "kind"\n', ""), TABLE, TEST,
        "dataset.toml: target: expected the column that is to be given",
    ),
    "feature": (
        PLAIN.replace("\n[hidden]", 'features = ["bil"]\n[hidden]'), TABLE, TEST,
        "expected the column 'bil', found 'bill', 'depth', 'kind'; did you mean 'bill'?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(make: Make, mistake: str) -> None:
    statement, table, test, told = MISTAKES[mistake]
    found = problems(make(statement, {"train.csv": table}, {"test.csv": test}))
    assert any(told in problem for problem in found), found
    assert not any("Traceback" in problem or len(problem) > 700 for problem in found)


def test_of_many_mistakes_the_first_are_told_and_the_others_counted(make: Make) -> None:
    found = problems(make(PLAIN, {"train.csv": "bill,kind\n" + "x,a\n" * 40}, {"test.csv": TEST}))
    assert len(found) == 6
    assert found[-1].endswith("and 35 more like these")


def test_missing_files_are_told_together(make: Make) -> None:
    found = problems(make(PLAIN, {}, {}))
    assert [told.partition("expected ")[2].split(",")[0].split("/")[-1] for told in found] == ["train.csv", "test.csv"]
    (told,) = problems(make(SHARED, {"train.csv": TABLE}, {}))
    assert "put the whole file there" in told


ARRAY_MISTAKES = {
    "objects": (
        {"x": [[1], [2]], "y": np.array([None, 2], dtype=object)},
        "array 'y': expected numbers, or for labels",
    ),
    "dates": ({"x": [[1], [2]], "y": np.array(["2020-01-01", "2021-01-01"], "M8[D]")}, "found the dtype datetime64[D]"),
    "lengths": (
        {"x": [[1], [2]], "y": [1, 2, 3]},
        "array 'y': expected a row for each of the 2 of 'x', found the shape (3,)",
    ),
    "no rows": ({"x": [1, 2], "y": [1, 2]}, "array 'x': expected numbers of shape (examples, …)"),
    "one-hot": ({"x": [[1], [2]], "y": np.eye(2)}, "for one-hot rows write y.argmax(axis=1)"),
    "halves": ({"x": [[1], [2]], "y": [0.5, 1]}, "array 'y', row 0: expected labels, found the number 0.5"),
    "NaN": ({"x": [[1.0], [np.nan]], "y": [0, 1]}, "array 'x', row 1: expected finite numbers, found NaN"),
    "names": ({"data": [[1], [2]], "y": [0, 1]}, "expected the array 'x', found 'data', 'y'; name one of them"),
}


@pytest.mark.parametrize("mistake", ARRAY_MISTAKES)
def test_a_mistake_in_an_archive_is_told_with_its_place(make: Make, mistake: str) -> None:
    arrays, told = ARRAY_MISTAKES[mistake]
    (found,) = problems(make(ARRAYS, {"train.npz": npz(**arrays)}, {"test.npz": npz(x=[[9]], y=[0])}))
    assert "data/penguins/train.npz" in found
    assert told in found


def test_an_archive_that_is_none_or_damaged_is_told(make: Make) -> None:
    file, test = io.BytesIO(), npz(x=[[9]], y=[0])
    np.savez(file, x=np.array([[1], [2]]), y=np.array([0, 1]))
    good = file.getvalue()
    assert find("penguins", make(ARRAYS, {"train.npz": good}, {"test.npz": test})).class_names == ("0", "1")
    for damaged in (b"no archive", good[:-40], b"", good.replace(b"NUMPY", b"NOMPY"), good.replace(b"'<i8'", b"'|O '")):
        (found,) = problems(make(ARRAYS, {"train.npz": damaged}, {"test.npz": test}))
        assert "data/penguins/train.npz: " in found


def test_a_name_that_the_package_has_too_is_refused(places: Places) -> None:
    assert places.course is not None
    write(places.course, "digits", PLAIN, {"train.csv": TABLE}, {"test.csv": TEST})
    path = places.course / "assignment.toml"
    path.write_text('[data]\nname = "digits"\n')
    with pytest.raises(CourseError, match=r"data/digits/dataset.toml: .* a set that autograder itself brings"):
        assert_known(path, DataSpec(name="digits"), places.course)
    path.write_text('[data]\nname = "digit"\n')
    with pytest.raises(
        CourseError, match=r"assignment.toml, line 2: data.name: unknown data set 'digit'; known: digits"
    ):
        assert_known(path, DataSpec(name="digit"), places.course)


# --- what holds for any table -------------------------------------------------------------------------------------

LABELS = st.text(st.sampled_from("ab ,;\"'\n\t_é한0"), min_size=1, max_size=6).filter(str.strip)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False, width=32)


@given(
    rows=st.lists(st.tuples(NUMBERS, NUMBERS, LABELS), min_size=4, max_size=9),
    ends=st.sampled_from(["\n", "\r\n"]),
    share=st.floats(0.1, 0.6),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_pandas_reads_exactly_the_examples_that_are_not_hidden(
    rows: list[tuple[float, float, str]], ends: str, share: float, quoting: Literal[0, 1]
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator=ends, quoting=quoting)
    writer.writerow(["bill", "depth", "kind"])
    writer.writerows([*rows, *((a + 1, b, kind) for a, b, kind in rows), (0, 0, "a"), (1, 1, "b")])
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder) / "cache", Path(folder) / "keras", course=Path(folder) / "course")
        write(
            Path(folder) / "course", "penguins", SHARED.replace("0.3", f"{share}"), {}, {"train.csv": file.getvalue()}
        )
        try:
            known, secret = training(SPEC, Private(), places), hidden(SPEC, Private(), places)
        except CourseError as error:
            if "a label that public examples have too" in str(error) or "for one number" in str(error):
                reject()
            raise
        table = pd.read_csv(shown(places) / "train.csv", keep_default_na=False, dtype={"kind": str})
    classes = known.y_train
    assert np.allclose(table[["bill", "depth"]].to_numpy("float32"), known.x_train)
    assert len(table) + len(secret.x_test) == 2 * len(rows) + 2
    codes = table["kind"].map({label: place for place, label in enumerate(ordered(table["kind"]))}).to_numpy()
    assert (codes == classes).all()
    parts = [{(*x.tolist(), int(y)) for x, y in zip(*each, strict=True)} for each in (
        (known.x_train, classes), (secret.x_test, secret.y_test),
    )]  # fmt: skip
    assert not parts[0] & parts[1]


@given(labels=st.lists(st.one_of(st.integers(-20, 20).map(str), st.sampled_from("abc")), min_size=2, max_size=9))
def test_classes_are_in_the_order_of_pandas(labels: list[str]) -> None:
    column = pd.read_csv(io.StringIO("kind\n" + "\n".join(labels)), dtype_backend="numpy_nullable")["kind"]
    assert list(map(str, column.astype("category").cat.categories)) == list(ordered(labels))


# --- images -------------------------------------------------------------------------------------------------------

PICTURES = 'title = "P"\nformat = "images"\nfiles = ["train"]\n\n[hidden]\nfiles = ["test"]\n'
LISTED = PICTURES.replace('"train"', '"train.csv"').replace('"test"', '"test.csv"')


def picture(level: int, *, size: tuple[int, int] = (4, 6), mode: str = "L", kind: str = "PNG") -> bytes:
    """A picture of one colour but for its first pixel."""
    file = io.BytesIO()
    image = Image.new(mode, (size[1], size[0]), level if mode in {"L", "I;16"} else (level,) * len(mode))
    image.save(file, kind)
    return file.getvalue()


def pictures(levels: range, *folders: str) -> dict[str, str | bytes]:
    return {f"{folder}/{level}.png": picture(level) for folder in folders for level in levels}


def test_a_folder_a_class_is_read_in_the_order_of_names(make: Make) -> None:
    public = {"train/b/1.png": picture(1), "train/a/deep/2.PNG": picture(2), "train/.hidden": "x", "extra.txt": "x"}
    places = make(PICTURES, public, {"test/a/3.jpg": picture(3, kind="JPEG")})
    data_set, known = find("penguins", places), training(SPEC, Private(), places)
    assert (data_set.class_names, data_set.inputs["x"].shape, data_set.inputs["x"].largest) == (("a", "b"), (4, 6), 255)
    assert (known.x_train[:, 0, 0].tolist(), known.y_train.tolist()) == ([2, 1], [0, 1])
    assert hidden(SPEC, Private(), places).y_test.tolist() == [0]
    handed = sorted(path.relative_to(shown(places)).as_posix() for path in shown(places).rglob("*.*") if path.is_file())
    assert handed == ["dataset.toml", "train/a/deep/2.PNG", "train/b/1.png"]


def test_a_table_names_images_and_their_labels(make: Make) -> None:
    public = {"train.csv": "file,label\nx/1.png,up\nx/2.png,down\n", **pictures(range(1, 4), "x")}
    places = make(LISTED, public, {"test.csv": "label,file\nup,9.png\n", "9.png": picture(9)})
    known = training(SPEC, Private(), places)
    assert (known.x_train[:, 0, 0].tolist(), known.y_train.tolist()) == ([1, 2], [1, 0])
    handed = sorted(path.relative_to(shown(places)).as_posix() for path in shown(places).rglob("*.*") if path.is_file())
    assert handed == ["dataset.toml", "train.csv", "x/1.png", "x/2.png"]
    assert places.course is not None
    (places.course / "data" / "penguins" / "x" / "1.png").write_bytes(picture(77))
    assert training(SPEC, Private(), places).x_train[0, 0, 0] == 77


@pytest.mark.parametrize("listed", [False, True])
def test_a_share_of_images_is_hidden_and_neither_they_nor_their_lines_are_handed_out(make: Make, listed: bool) -> None:
    statement = (LISTED if listed else PICTURES).partition("[hidden]")[0] + '[hidden]\nshare = 0.3\nby = "stratified"\n'
    images = {**pictures(range(1, 11), "train/a"), **pictures(range(11, 21), "train/b")}
    table = "file,label\n" + "".join(f"{name},{name.split('/')[1]}\n" for name in images)
    places = make(statement, {}, {**images, "train.csv": table})
    secret = {int(level) for level in hidden(SPEC, Private(), places).x_test[:, 0, 0]}
    names = {int(path.stem) for path in shown(places).rglob("*.png")}
    assert len(secret) == 6
    assert names == set(range(1, 21)) - secret
    assert not listed or (shown(places) / "train.csv").read_text().count("\n") == 15
    assert places.course is not None
    assert hand_out("penguins", places, places.course / "data" / "penguins")
    assert find("penguins", places).class_names == ("a", "b")
    (places.course / "data" / "penguins" / "train" / "a" / "99.png").write_bytes(picture(99))
    assert listed or "another, which may hold hidden examples" in problems(places)[0]


def test_colours_and_sizes_are_brought_into_one_form(make: Make) -> None:
    public = {
        "train/a/1.png": picture(1, mode="RGB"),
        "train/b/2.png": picture(2),
        "train/b/3.png": picture(3, mode="RGBA"),
    }
    hidden_image = {"test/a/9.png": picture(9, mode="RGB")}
    assert find("penguins", make(PICTURES, public, hidden_image)).inputs["x"].shape == (4, 6, 3)
    grey = PICTURES.replace("\n[hidden]", "channels = 1\nsize = [2, 3]\n[hidden]")
    places = make(grey, {**public, "train/b/4.png": picture(4, size=(9, 9))}, hidden_image)
    assert training(SPEC, Private(), places).x_train.shape == (4, 2, 3)


IMAGE_MISTAKES = {
    "size": (
        {"train/a/3.png": picture(3, size=(5, 5))},
        "a/3.png: expected the size 4×6 as of 1.png, found 5×5; set size",
    ),
    "no image": ({"train/a/3.png": b"text"}, "train/a/3.png: expected an image, found what cannot be read"),
    "cut": ({"train/a/3.png": picture(3, size=(50, 60))[:-30]}, "train/a/3.png: expected an image"),
    "another file": ({"train/a/notes.txt": "x"}, "train/a/notes.txt: expected .bmp, .gif"),
    "no folder": ({"train/3.png": picture(3)}, "train/3.png: expected folders named by classes, found a file"),
    "16 bits": ({"train/a/3.png": picture(3, mode="I;16")}, "train/a/3.png: expected 8 bits for each colour, found"),
    "leaked": ({"train/a/9.png": picture(9)}, "test/a/9.png: expected an example that nobody sees, found the same in"),
}


@pytest.mark.parametrize("mistake", IMAGE_MISTAKES)
def test_a_mistake_in_images_is_told_with_its_file(make: Make, mistake: str) -> None:
    more, told = IMAGE_MISTAKES[mistake]
    public = {"train/a/1.png": picture(1), "train/b/2.png": picture(2), **more}
    found = problems(make(PICTURES, public, {"test/a/9.png": picture(9)}))
    assert any(told in problem for problem in found), found


TABLE_MISTAKES = {
    "missing": ("file,label\na.png,u\nb.png,v\n", "train.csv, line 3: expected the image"),
    "outside": ("file,label\na.png,u\n../b.png,v\n", "train.csv, line 3: expected a path below"),
    "column": ("name,label\na.png,u\n", "train.csv, line 1: expected the column 'file', found 'name', 'label'"),
    "cells": ("file,label\na.png,u,v\n", "train.csv, line 2: expected 2 cells as in the first line, found 3"),
    "label": ("file,label\na.png,\n", "train.csv, line 2: expected a label, found an empty cell"),
    "nothing": ("file,label\n", "train.csv: expected images, found none"),
}


@pytest.mark.parametrize("mistake", TABLE_MISTAKES)
def test_a_mistake_in_a_table_of_images_is_told_with_its_line(make: Make, mistake: str) -> None:
    table, told = TABLE_MISTAKES[mistake]
    public = {"train.csv": table, "a.png": picture(1)}
    (found,) = problems(make(LISTED, public, {"test.csv": "file,label\n9.png,u\n", "9.png": picture(9)}))
    assert told in found


# --- python -------------------------------------------------------------------------------------------------------

CODE = PLAIN.replace("csv", "py", 2).replace('"py"', '"python"', 1).replace('target = "kind"\n', "")
CODE = CODE.replace("train.py", "load.py").replace("test.csv", "load.py")
LOAD = """\
import numpy as np


def load():
    rng = np.random.default_rng({seed})
    return {{"x": rng.normal(size=({count}, 2)), "y": np.array(["up", "down"])[np.arange({count}) % 2]}}
"""


def test_what_python_gives_is_read(make: Make) -> None:
    public, secret = LOAD.format(seed=1, count=6), LOAD.format(seed=2, count=4)
    places = make(CODE, {"load.py": public}, {"load.py": secret})
    assert find("penguins", places).class_names == ("down", "up")
    assert len(training(SPEC, Private(), places).x_train) == 6
    assert sorted(hidden(SPEC, Private(), places).y_test.tolist()) == [0, 0, 1, 1]
    assert (shown(places) / "load.py").read_text() == public


def test_of_a_share_of_what_python_gives_the_public_rows_are_handed_out(make: Make) -> None:
    statement = CODE.partition("[hidden]")[0] + "[hidden]\nshare = 0.25\n"
    places = make(statement, {}, {"load.py": LOAD.format(seed=1, count=40)})
    assert sorted(path.name for path in shown(places).iterdir()) == ["dataset.toml", "load.npz"]
    with np.load(shown(places) / "load.npz") as handed:
        known = {row.tobytes() for row in handed["x"]}
    assert len(known) == 30
    assert not known & {row.tobytes() for row in hidden(SPEC, Private(), places).x_test}
    assert places.course is not None
    assert hand_out("penguins", places, places.course / "data" / "penguins")
    assert len(training(SPEC, Private(), replace(places, private=False)).x_train) == 30


CODE_MISTAKES = {
    "fails": (
        "def load():\n    return 1 / 0\n",
        "load.py, line 2: expected load() to give arrays, found ZeroDivisionError",
    ),
    "none": ("x = 3\n", "load.py: expected load() to give arrays, found KeyError: 'load'"),
    "syntax": ("def load(:\n", "load.py, line 1: expected load() to give arrays, found SyntaxError"),
    "objects": (
        "def load():\n    return {'x': [[1], [2]], 'y': [None, 1]}\n",
        "load.py: array 'y': expected numbers, or",
    ),
    "ends": ("import os\nos._exit(3)\n", "load.py: expected load() to give arrays, found it ended without a word"),
}


@pytest.mark.parametrize("mistake", CODE_MISTAKES)
def test_a_mistake_in_python_is_told_with_its_line(make: Make, mistake: str) -> None:
    code, told = CODE_MISTAKES[mistake]
    (found,) = problems(make(CODE, {"load.py": code}, {"load.py": LOAD.format(seed=2, count=4)}))
    assert told in found
    assert "Traceback" not in found
