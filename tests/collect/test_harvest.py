"""What is read of a submission has one budget, and nothing is read that was not asked for."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from autograder.collect.answers import Asked
from autograder.collect.budget import Budget
from autograder.collect.decoding import failure
from autograder.collect.harvest import MAX_DRAWN, Reader
from autograder.collect.model_file import copied_model
from autograder.errors import WireError
from autograder.protocol.answers import MODEL
from autograder.protocol.jobs import KERAS
from autograder.sandbox.harvest import MOST_HOLES, DirectoryHarvest
from autograder.wire import encode_json, encode_npy

MB = 1024**2


@dataclass
class Left:
    """A harvest in memory that counts what is read of it."""

    files: dict[str, bytes]
    read_names: list[str] = field(default_factory=list)

    def names(self) -> tuple[str, ...]:
        return tuple(self.files)

    def read(self, name: str, *, max_bytes: int) -> bytes:
        data = self.files.get(name)
        if data is None or len(data) > max_bytes:
            raise WireError(name)
        self.read_names.append(name)
        return data

    def copy(self, name: str, into: Path, *, max_bytes: int) -> int:
        return into.write_bytes(self.read(name, max_bytes=max_bytes))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[tuple[Path, DirectoryHarvest]]:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    yield tmp_path, DirectoryHarvest(descriptor)
    os.close(descriptor)


def sparse(path: Path, *, items: int) -> None:
    """Write an array that is all hole but for its header."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (items,)})
    with path.open("wb") as file:
        file.write(header.getvalue())
        file.truncate(len(header.getvalue()) + 8 * items)


def small_picture(width: int, height: int) -> bytes:
    """Return a picture whose writer chose a filter under which it is small, and ours does not."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = (b"\4" + bytes((i * 7) % 251 for i in range(251)) * (4 * width // 251 + 1))[: 4 * width + 1]
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(row * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_file_with_holes_is_refused(folder):
    path, harvest = folder
    sparse(path / "hollow.npy", items=MB)
    with pytest.raises(WireError, match="holes"):
        harvest.read("hollow.npy", max_bytes=100 * MB)


@pytest.mark.parametrize("where", ["first", "between", "last"])
def test_a_hole_is_found_wherever_it_is(folder, where):
    path, harvest = folder
    with (path / "data").open("wb") as file:
        if where != "first":
            file.write(b"x" * 8192)
        file.seek(2 * MOST_HOLES, os.SEEK_CUR)
        file.truncate()
        if where != "last":
            file.write(b"x" * 8192)
    with pytest.raises(WireError, match="holes"):
        harvest.read("data", max_bytes=MB)


def test_zeros_that_were_written_are_no_hole(folder):
    path, harvest = folder
    np.save(path / "zeros.npy", np.zeros(MB))
    assert len(harvest.read("zeros.npy", max_bytes=9 * MB)) > 8 * MB


def test_ten_hollow_arrays_cost_the_grader_nothing(folder):
    path, harvest = folder
    (path / "functions").mkdir()
    calls = [{"case": str(i), "function": "f", "error": None, "seconds": 0} for i in range(10)]
    for i in range(10):
        sparse(path / "functions" / f"{i}.npy", items=7_000_000)
    values = [{"$array": i} for i in range(10)]
    (path / "functions.json").write_bytes(encode_json({"calls": calls, "values": values, "arrays": 10}))
    tracemalloc.start()
    found = Reader(harvest).functions([Asked(str(i), "f") for i in range(10)])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {each.error for each in found} == {"ValueError: the value could not be read"}
    assert peak < MB


def test_ten_full_arrays_cost_no_more_than_the_budget():
    arrays = {f"functions/{i}.npy": encode_npy(np.ones(250_000)) for i in range(10)}
    calls = [{"case": str(i), "function": "f", "error": None, "seconds": 0} for i in range(10)]
    values = [{"$array": i} for i in range(10)]
    report = encode_json({"calls": calls, "values": values, "arrays": 10})
    reader = Reader(Left({"functions.json": report, **arrays}), Budget(array_bytes=5 * MB))
    found = reader.functions([Asked(str(i), "f") for i in range(10)])
    assert [each.error is None for each in found] == [True, True] + [False] * 8


def test_the_budget_is_that_of_all_boxes_of_a_submission():
    budget = Budget(max_bytes=3 * MB)
    boxes = [Reader(Left({"model.keras": b"x" * 2 * MB}), budget) for _ in range(2)]
    read = [box.content("model.keras", max_bytes=100 * MB) for box in boxes]
    assert [data is not None for data in read] == [True, False]


def test_a_model_is_copied_in_pieces_and_only_where_it_is_one(folder, tmp_path_factory):
    path, harvest = folder
    room = tmp_path_factory.mktemp("room")
    (path / MODEL).write_bytes(b"x" * 64 * MB)
    tracemalloc.start()
    assert copied_model(Reader(harvest), room / "a.keras", KERAS) is None
    assert tracemalloc.get_traced_memory()[1] < 8 * MB
    tracemalloc.stop()
    assert not (room / "a.keras").exists()
    with zipfile.ZipFile(path / MODEL, "w") as archive:
        for name in ("config.json", "metadata.json", "model.weights.h5"):
            archive.writestr(name, "x" * MB)
    found = copied_model(Reader(harvest), room / "b.keras", KERAS)
    assert found is not None
    assert found.read_bytes() == (path / MODEL).read_bytes()
    small = Reader(harvest, Budget(max_bytes=MB))
    assert copied_model(small, room / "c.keras", KERAS) is None
    assert small.budget.refused == {MODEL}


def test_so_many_files_are_read_and_no_more():
    reader = Reader(Left({"a.json": b"1"}), Budget(files=3))
    assert [reader.json("a.json") for _ in range(5)] == [1, 1, 1, None, None]


def test_nothing_is_read_that_was_not_asked_for():
    array = encode_npy(np.ones((2, 3), dtype="float32"))
    names = ("predictions/test.npy", "predictions/answers.npy", "figures/mine.png", "functions/7.npy")
    left = Left(dict.fromkeys(names, array))
    reader = Reader(left)
    assert set(reader.predictions()) == {"test"}
    assert (reader.figures(), reader.functions([])) == ({}, ())
    assert left.read_names == ["predictions/test.npy"]


def test_pictures_that_grow_when_they_are_drawn_anew_are_left_out():
    small = small_picture(1400, 1400)
    assert len(small) < MB
    left = Left({f"figures/{number:02}.png": small for number in range(1, 13)})
    drawn = Reader(left).figures()
    assert sum(map(len, drawn.values())) <= MAX_DRAWN
    assert 0 < len(drawn) < 12


@pytest.mark.parametrize("kind", ["sandbox_fault", "gpu_out_of_memory", "full_points", "", "Read by Prof. Kim"])
def test_a_failure_that_a_submission_made_up_is_told_as_its_own(kind):
    found = failure({"kind": kind, "message": "m"})
    assert found is not None
    assert found.kind == "exception"


@pytest.mark.parametrize("count", [-1, -(2**63), 2**63, True, 0.5, "1", None])
def test_a_count_of_arrays_that_is_none_takes_the_values_alone(count: object) -> None:
    report = {"arrays": count, "calls": [{"case": "0", "function": "f"}], "values": [{"$array": 0}]}
    (found,) = Reader(Left({"functions.json": encode_json(report)})).functions([Asked("0", "f")])  # type: ignore[arg-type]
    assert found.value is None
    assert found.error


@pytest.mark.parametrize(
    "value",
    [
        ["a" * 15_000] + ["b"] * 40_000,
        [{"$array": 0}, ["a" * 15_000] * 9],
        {"x": [0.0] * 40_000, "y": "a" * 15_000},
    ],
    ids=["texts", "an array and texts", "a dictionary"],
)
def test_texts_that_would_fill_the_memory_as_an_array_are_refused(value: object) -> None:
    report = {"arrays": 1, "calls": [{"case": "0", "function": "f"}], "values": [value]}
    left = Left({"functions.json": encode_json(report), "functions/0.npy": encode_npy(np.zeros(10_000))})  # type: ignore[arg-type]
    (found,) = Reader(left).functions([Asked("0", "f")])
    assert (found.value, found.error) == (None, "ValueError: the value could not be read")
