"""What is stored comes back as it was; what is damaged is as if it were not there."""

from __future__ import annotations

import json
import re
import resource
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.evidence_store import Artefacts, EvidenceStore
from autograder.partial import write_atomically
from autograder.records import (
    Evidence,
    Failure,
    Form,
    FunctionValue,
    Grade,
    IsolationLayer,
    Note,
    NoteKind,
    Outcome,
    Record,
    Repetition,
    State,
    Submission,
    Training,
    Usage,
)
from autograder.run_folder import RunFolder
from autograder.wire import encode_tree

OLD_RECORD = Path(__file__).parent / "old_runs" / "record_v1.json"
EVIDENCE = Evidence(
    submission_digest="sha256:1",
    outcome=Outcome.TIMED_OUT,
    predictions={"test": np.arange(6, dtype=np.float32).reshape(2, 3)},
    history={"loss": (1.0, float("nan"))},
    error=Failure("exception", "NameError", "cell 3, line 1", details={"type": "NameError"}),
    usage=Usage(1.5, 2.0, 300.0),
    versions={"keras": "3"},
    layers_of_isolation=(IsolationLayer("network", active=False, reason="none"),),
    functions=(FunctionValue("a", "scale", (np.ones(3), {"x": float("inf")}), None, 0.1),),
    training=Training("grader", 7, 3, 1.0),
    notes=(Note(NoteKind.RENAMED, "net"),),
    repetitions=(
        Repetition(8, {"test": np.ones((2, 3), np.float32)}, {"loss": (1.0,)}, Training("grader", 8, 3, 1.0), "gpu"),
        Repetition(9, {}, None, None, "cpu"),
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def test_evidence_comes_back_as_it_was(store: EvidenceStore) -> None:
    store.write("k", EVIDENCE, Artefacts({"figures/01.png": b"png"}))
    read = store.read("k")
    assert read is not None
    np.testing.assert_array_equal(read.predictions["test"], EVIDENCE.predictions["test"])
    array, other = read.functions[0].value
    np.testing.assert_array_equal(array, np.ones(3))
    assert other == {"x": float("inf")}
    assert read.history is not None
    assert np.isnan(read.history["loss"][1])
    assert [[*each.predictions] for each in read.repetitions] == [["test"], []]
    np.testing.assert_array_equal(read.repetitions[0].predictions["test"], np.ones((2, 3)))
    bare = tuple(replace(each, predictions={}) for each in EVIDENCE.repetitions)
    assert tuple(replace(each, predictions={}) for each in read.repetitions) == bare
    plain = {"predictions": {}, "functions": (), "history": None, "repetitions": ()}
    assert replace(read, **plain) == replace(EVIDENCE, **plain)
    assert store.file("k", "figures/01.png") == b"png"


def test_evidence_of_older_versions_is_of_one_training(store: EvidenceStore) -> None:
    store.write("k", replace(EVIDENCE, repetitions=()), Artefacts({}))
    path = store.folder("k") / "evidence.json"
    document = json.loads(path.read_text("utf-8"))
    del document["evidence"]["repetitions"]
    path.write_text(json.dumps(document), "utf-8")
    (store.folder("k") / "sums.json").unlink()
    read = store.read("k")
    assert read is not None
    assert (read.repetitions, read.training) == ((), EVIDENCE.training)


def test_the_first_evidence_of_a_key_stays(store: EvidenceStore) -> None:
    store.write("k", EVIDENCE, Artefacts({}))
    assert store.write("k", replace(EVIDENCE, seed=5), Artefacts({})).seed == EVIDENCE.seed
    read = store.read("k")
    assert read is not None
    assert read.seed == EVIDENCE.seed
    assert [path.name for path in store.root.iterdir()] == ["k"]


@pytest.mark.parametrize("name", ["evidence.json", "prediction-test.npy", "function-0.npy", "sums.json", "files/a.png"])
def test_damaged_evidence_is_replaced(store: EvidenceStore, name: str) -> None:
    store.write("k", EVIDENCE, Artefacts({"a.png": b"png"}))
    path = store.folder("k") / name
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert store.read("k") is None
    store.write("k", EVIDENCE, Artefacts({"a.png": b"png"}))
    assert store.read("k") is not None
    assert store.artefacts("k").files == {"a.png": b"png"}


@pytest.mark.parametrize("name", ["evidence.json", "prediction-test.npy", "function-0.npy"])
@pytest.mark.parametrize("damage", [b"", b"{", b"\x93NUMPY\x01\x00"])
def test_damaged_evidence_is_as_if_it_were_not_there(store: EvidenceStore, name: str, damage: bytes) -> None:
    store.write("k", EVIDENCE, Artefacts({}))
    (store.folder("k") / name).write_bytes(damage)
    assert store.read("k") is None


def test_evidence_that_is_not_there_is_none(store: EvidenceStore) -> None:
    assert store.read("k") is None
    assert store.file("k", "x") is None


@given(st.text(max_size=40), st.floats(0, 1000), st.datetimes(timezones=st.just(UTC)))
def test_a_record_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, text: str, points: float, at: datetime
) -> None:
    folder = RunFolder(tmp_path_factory.mktemp("run"))
    submission = Submission(text, "digits", Path("/x"), "sha256:2", at, Form.NOTEBOOK, "a.ipynb", source=text)
    grade = Grade(text, "digits", (), (), points, points, State.GRADED)
    record = Record(submission, "key", grade)
    folder.write_record("someone", record)
    assert folder.read_record("someone") == record
    assert dict(folder.records()) == {"someone": record}


def test_a_folder_without_a_run_has_no_settings(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert folder.read_settings() == {}
    (tmp_path / "run.json").write_text("[]")
    assert folder.read_settings() == {}
    folder.write_settings({"assignment": "digits"})
    assert folder.read_settings() == {"assignment": "digits"}


def test_a_flipped_bit_in_what_a_run_is_about_is_noticed(tmp_path: Path) -> None:
    folder, wanted = RunFolder(tmp_path), {"assignment": "digits", "data": "real"}
    folder.write_settings(wanted)
    path = tmp_path / "run.json"
    whole = path.read_bytes()
    for bit in range(8 * len(whole)):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        found = folder.read_settings()
        assert not found or {name: found.get(name) for name in wanted} == wanted


def test_what_an_older_version_wrote_about_a_run_is_read(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"assignment": "digits"}')
    assert RunFolder(tmp_path).read_settings() == {"assignment": "digits"}


def test_writing_leaves_no_partial_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "deep" / "file", b"1")
    write_atomically(tmp_path / "deep" / "file", b"2")
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["file"]
    assert (tmp_path / "deep" / "file").read_bytes() == b"2"


def test_a_write_that_fails_says_where_and_leaves_nothing(tmp_path):
    _, hard = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        with pytest.raises(OSError, match=re.escape(str(tmp_path / "page.html"))):
            write_atomically(tmp_path / "page.html", b"page")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_each_value_has_the_whole_room_for_itself(store: EvidenceStore) -> None:
    deep: object = 1.0
    for _ in range(16):
        deep = [deep]
    values = ([0.0] * 60_000, [np.ones(2), 0.5], [1] * 60_000, deep, np.zeros(3))
    calls = tuple(FunctionValue(str(i), "f", value, None, 0.1) for i, value in enumerate(values))
    store.write("k", replace(EVIDENCE, functions=calls), Artefacts({}))
    read = store.read("k")
    assert read is not None
    assert [call.value for call in (read.functions[0], read.functions[2], read.functions[3])] == [
        *values[::2][:2],
        deep,
    ]
    np.testing.assert_array_equal(read.functions[1].value[0], np.ones(2))
    np.testing.assert_array_equal(read.functions[4].value, np.zeros(3))


def test_values_are_stored_as_older_versions_did(store: EvidenceStore) -> None:
    calls = tuple(FunctionValue(str(i), "f", (np.full(2, i), i), None, 0.1) for i in range(3))
    store.write("k", replace(EVIDENCE, functions=calls), Artefacts({}))
    document = json.loads((store.folder("k") / "evidence.json").read_text())
    assert document["values"] == encode_tree([call.value for call in calls]).json


def test_a_record_of_the_first_result_file_has_its_accuracy_as_a_measurement(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.student("kim").mkdir(parents=True)
    (folder.student("kim") / "record.json").write_bytes(OLD_RECORD.read_bytes())
    record = folder.read_record("kim")
    assert record is not None
    found = record.grade.measurement
    assert found is not None
    assert (found.name, found.value, found.told, found.n) == ("accuracy", 0.9722, 0.97, 540)
    assert (found.interval, found.bar, found.baseline) == ((0.955, 0.983), 0.95, None)
    assert [each.check for each in record.grade.results if each.measurements] == ["test_accuracy"]
    assert (record.grade.earned, len(record.grade.results), len(record.grade.hints)) == (100, 5, 1)
    folder.write_record("kim", record)
    assert folder.read_record("kim") == record


@pytest.mark.parametrize("grade", ["1", "null", "[]", '{"accuracy": {}}', '{"accuracy": 1, "results": [1]}'])
def test_a_record_whose_grade_is_damaged_is_none(tmp_path: Path, grade: str) -> None:
    folder = RunFolder(tmp_path)
    folder.student("kim").mkdir(parents=True)
    (folder.student("kim") / "record.json").write_text(f'{{"grade": {grade}}}')
    assert folder.read_record("kim") is None


def test_what_several_models_gave_is_kept_by_their_parts(tmp_path: Path) -> None:
    own = [Evidence("sha256:1", Outcome.OK, predictions={"test": np.full((2, 1), n, np.float32)}) for n in (1, 2)]
    repeated = replace(own[1], repetitions=(Repetition(8, {"test": np.zeros((2, 1), np.float32)}, None, None, "cpu"),))
    store = EvidenceStore(tmp_path)
    store.write("key", Evidence("sha256:1", Outcome.OK, models={"b": own[0], "a-b": repeated}), Artefacts({}))
    read = store.read("key")
    assert read is not None
    assert {part: float(model.predictions["test"][0, 0]) for part, model in read.models.items()} == {"b": 1, "a-b": 2}
    assert read.models["a-b"].repetitions[0].predictions["test"].shape == (2, 1)
    assert read.of("b").predictions["test"].shape == (2, 1)
    assert read.of("other") is read
