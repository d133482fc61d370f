"""A zip that somebody else packed is unpacked within its limits and inside its folder, or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import SubmissionError
from autograder.submissions.archive import ZipLimits, unpack
from autograder.submissions.files import MB

names = st.text(st.sampled_from("ab./\\:\x00\n한 ~-"), min_size=1, max_size=12) | st.sampled_from(
    ["../x", "/etc/x", "a/../../x", "C:\\x", "..", ".", "a//b", "\\\\server\\x", "a/./b"]
)


def packed(entries, *, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = method
            archive.writestr(info, content)
    return data.getvalue()


def unpacked(tmp_path, data, **limits):
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    target = tmp_path / "outer" / "target"
    target.mkdir(parents=True, exist_ok=True)
    links = unpack(path, target, limits=ZipLimits(**limits))
    return target, links


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kind(tmp_path, data, **limits):
    with pytest.raises(SubmissionError) as caught:
        unpacked(tmp_path, data, **limits)
    return caught.value.kind


def test_files_and_folders_come_out_as_they_went_in(tmp_path):
    target, links = unpacked(tmp_path, packed([("a.py", b"1"), ("d/b.csv", b"2"), ("d/", b""), ("값.txt", b"3")]))
    assert files(target) == {"a.py": b"1", "d/b.csv": b"2", "값.txt": b"3"}
    assert links == ()


@given(st.lists(st.tuples(names, st.binary(max_size=20)), max_size=5))
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_nothing_is_ever_written_outside(entries):
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.suppress(SubmissionError):
            unpacked(Path(folder), packed(entries))
        written = {path.relative_to(folder).parts[:2] for path in Path(folder).rglob("*")}
        assert written <= {("x.zip",), ("outer",), ("outer", "target")}


@given(st.data())
def test_a_changed_byte_gives_files_or_a_submission_error(data):
    raw = bytearray(packed([("a.py", b"x = 1\n" * 20), ("d/b.csv", b"2")]))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        try:
            target, _links = unpacked(Path(folder), bytes(raw))
        except SubmissionError:
            return
        assert sum(len(content) for content in files(target).values()) < 1_000


def test_the_sum_of_all_files_is_limited(tmp_path):
    entries = [(f"{number}.bin", os.urandom(400_000)) for number in range(4)]
    assert kind(tmp_path, packed(entries), total_mb=1) == "too_large"


def test_a_bomb_stops_before_it_unpacks(tmp_path):
    data = packed([("main.py", bytes(100 * 1024**2))])
    assert kind(tmp_path, data) == "zip_bomb"
    assert (tmp_path / "outer" / "target" / "main.py").stat().st_size < 25 * 1024**2


def test_a_size_that_lies_does_not_help(tmp_path):
    raw = packed([("main.py", bytes(30 * 1024**2))])
    lied = raw.replace(struct.pack("<I", 30 * 1024**2), struct.pack("<I", 10))
    assert kind(tmp_path, lied) in {"zip_bomb", "zip_damaged"}
    assert (tmp_path / "outer" / "target" / "main.py").stat().st_size < 25 * 1024**2


def test_many_entries_and_large_archives_are_refused_unread(tmp_path):
    assert kind(tmp_path, packed([(f"{number}.txt", b"") for number in range(30)]), entries=20) == "too_many_files"
    assert kind(tmp_path, packed([("a.bin", os.urandom(2_000_000))]), packed_mb=1) == "too_large"


def test_a_forged_table_of_contents_is_not_read(tmp_path):
    raw = packed([(f"{'n' * 200}{number}.txt", b"") for number in range(10_000)])
    assert kind(tmp_path, raw, entries=100_000, contents_mb=1) == "zip_damaged"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bound_are_refused(tmp_path, method):
    assert kind(tmp_path, packed([("a.py", b"x" * 1000)], method=method)) == "zip_damaged"


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_special_files_are_left_out_and_named(tmp_path, mode):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo("link.py")
        info.external_attr = (mode | 0o777) << 16
        archive.writestr(info, b"/etc/passwd")
        archive.writestr("main.py", b"x = 1\n")
    target, links = unpacked(tmp_path, data.getvalue())
    assert files(target) == {"main.py": b"x = 1\n"}
    assert links == ("link.py",)


def test_permissions_in_the_archive_are_not_taken_over(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo("run.py")
        info.external_attr = (stat.S_IFREG | 0o4777) << 16
        archive.writestr(info, b"x")
    target, _ = unpacked(tmp_path, data.getvalue())
    assert (target / "run.py").stat().st_mode & 0o7111 == 0


def test_a_virtual_environment_s_links_are_not_even_mentioned(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo("venv/bin/python")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, b"/usr/bin/python3")
    assert unpacked(tmp_path, data.getvalue()) == (tmp_path / "outer" / "target", ())


@pytest.mark.parametrize("what", ["missing", "folder", "link"])
def test_what_is_no_file_is_not_opened(tmp_path, what):
    path = Path(tmp_path / "x.zip")
    if what == "folder":
        path.mkdir()
    if what == "link":
        path.symlink_to("/dev/zero")
    with pytest.raises(SubmissionError) as caught:
        unpack(path, tmp_path)
    assert caught.value.kind == {"missing": "missing", "folder": "directory", "link": "symlink"}[what]


def test_zips_inside_zips_share_one_total(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed([("a.py", b"1" * 1000)]))
    (tmp_path / "into").mkdir()
    with pytest.raises(SubmissionError, match="found more"):
        unpack(path, tmp_path / "into", limits=ZipLimits(total_mb=1), spent=MB - 999)
