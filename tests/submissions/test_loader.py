"""A submission is laid out in a folder of its own, with everything beside it that its code may read."""

from __future__ import annotations

import os
import socket
import unicodedata
import zipfile
from datetime import UTC, datetime

import pytest

from autograder.errors import ReaderError, SubmissionError
from autograder.records import Form
from autograder.submissions import HandIn, load, put, read_source
from tests.submissions.make_corpus import notebook, to_json

NOTEBOOK = to_json(notebook(["x = 1"]))


def write(folder, **files):
    for name, data in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def tree(submission):
    return sorted(str(path.relative_to(submission.root)) for path in submission.root.rglob("*") if path.is_file())


def refused(load_path, path):
    with pytest.raises(SubmissionError) as caught:
        load_path(path)
    return caught.value


def test_a_submission_carries_what_it_was_given(tmp_path):
    path = tmp_path / "hw.py"
    path.write_bytes(b"x = 1\n")
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    submission = load(HandIn("김민지", path, submitted_at=moment), assignment="digits_cnn", into=tmp_path / "s")
    assert (submission.student, submission.assignment, submission.submitted_at) == ("김민지", "digits_cnn", moment)
    assert (submission.root, submission.entry, submission.form) == (tmp_path / "s", "hw.py", Form.MODULE)
    assert submission.source == "x = 1\n"
    assert (tmp_path / "s" / "hw.py").read_bytes() == b"x = 1\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hw.py", "s"]


def test_a_notebook_s_code_is_joined_by_cell_marks(tmp_path, load_path):
    write(tmp_path, **{"hw.ipynb": to_json(notebook(["x = 1\ny = 2", "", "z = 3"]))})
    submission = load_path(tmp_path / "hw.ipynb")
    assert submission.form is Form.NOTEBOOK
    assert submission.source == "# %%\nx = 1\ny = 2\n# %%\n\n# %%\nz = 3"


def test_helpers_data_and_images_come_along_and_junk_does_not(tmp_path, load_path):
    folder = write(
        tmp_path / "kim",
        **{
            "digits_cnn.ipynb": NOTEBOOK,
            "helper.py": b"K = 1\n",
            "data__values.csv": b"1\n",
            "images__a.png": b"png",
            ".hidden": b"",
            ".git__config": b"",
            "__MACOSX__._x": b"",
            "mine__pyvenv.cfg": b"",
            "mine__lib__big.py": b"x = 1\n",
            "venv__x.py": b"x = 1\n",
            "Thumbs.db": b"",
        },
    )
    (folder / "__pycache__").mkdir()
    write(folder / "__pycache__", **{"helper.pyc": b""})
    write(folder / ".ipynb_checkpoints", **{"digits_cnn-checkpoint.ipynb": NOTEBOOK})
    assert tree(load_path(folder)) == ["data/values.csv", "digits_cnn.ipynb", "helper.py", "images/a.png"]


def test_wrapping_folders_are_taken_off(tmp_path, load_path):
    write(tmp_path / "hand-in", **{"a__b__main.py": b"x = 1\n", "a__b__data__x.csv": b"1"})
    assert tree(load_path(tmp_path / "hand-in")) == ["data/x.csv", "main.py"]


def test_everybody_can_read_what_was_laid_out(tmp_path, load_path):
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n", "data__x.csv": b"1"})
    (folder / "main.py").chmod(0o600)
    (folder / "data").chmod(0o700)
    old = os.umask(0o077)
    try:
        root = load_path(folder).root
    finally:
        os.umask(old)
    modes = {str(path.relative_to(root)): path.stat().st_mode & 0o7777 for path in (root, *root.rglob("*"))}
    assert modes == {".": 0o755, "main.py": 0o644, "data": 0o755, "data/x.csv": 0o644}


def test_the_digest_is_over_names_and_contents(tmp_path, load_path):
    def digest(**files):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        return load_path(write(folder, **files)).digest

    one = digest(**{"main.py": b"x = 1\n", "a.csv": b"1"})
    assert one.startswith("sha256:")
    assert one == digest(**{"a.csv": b"1", "main.py": b"x = 1\n"})
    others = [
        digest(**{"main.py": b"x = 1\n", "a.csv": b"2"}),
        digest(**{"main.py": b"x = 1\n", "b.csv": b"1"}),
        digest(**{"main.py": b"x = 2\n", "a.csv": b"1"}),
        digest(**{"main.py": b"x = 1\n"}),
    ]
    assert len({one, *others}) == 5


def test_outputs_and_counts_do_not_change_the_digest(tmp_path, load_path):
    ran = notebook(["x = 1"])
    ran["cells"][1] |= {"execution_count": 9, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    ran["metadata"]["language_info"]["version"] = "3.13"
    write(tmp_path / "a", **{"main.ipynb": NOTEBOOK})
    write(tmp_path / "b", **{"main.ipynb": to_json(ran)})
    assert load_path(tmp_path / "a").digest == load_path(tmp_path / "b").digest


def test_loading_again_replaces_what_was_there(tmp_path):
    write(tmp_path / "kim", **{"main.py": b"x = 1\n", "old.csv": b"1"})
    for _ in range(2):
        submission = load(HandIn("kim", tmp_path / "kim"), assignment="a", into=tmp_path / "s")
        (tmp_path / "kim" / "old.csv").unlink(missing_ok=True)
    assert tree(submission) == ["main.py"]


def test_a_link_to_a_secret_is_never_followed(tmp_path, load_path):
    secret = tmp_path / "solution.py"
    secret.write_bytes(b"secret = 1\n")
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n"})
    (folder / "helper.py").symlink_to(secret)
    (folder / "data").symlink_to(tmp_path)
    submission = load_path(folder)
    assert tree(submission) == ["main.py"]
    assert submission.notes == (
        "data was left out: it is a link or a special file.",
        "helper.py was left out: it is a link or a special file.",
    )
    (folder / "main.py").unlink()
    assert refused(load_path, folder).kind == "symlink"
    assert refused(load_path, folder / "helper.py").kind == "symlink"
    assert refused(load_path, folder / "data").kind == "symlink"


def test_devices_pipes_and_sockets_are_not_opened(tmp_path, load_path):
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n"})
    os.mkfifo(folder / "pipe.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket.py"))
        assert tree(load_path(folder)) == ["main.py"]
        assert refused(load_path, folder / "socket.py").kind == "not_a_file"
    assert refused(load_path, folder / "pipe.py").kind == "not_a_file"
    device = tmp_path / "null.py"
    os.mknod(device, 0o600 | 0o020000, os.makedev(1, 3))
    assert refused(load_path, device).kind == "not_a_file"


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda path: None, "missing"),
        (lambda path: path.mkdir(), "directory"),
        (lambda path: write(path, **{"notes.txt": b"x"}), "directory"),
    ],
)
def test_a_path_that_is_no_file_says_so(make, kind, tmp_path, load_path):
    make(tmp_path / "main.ipynb")
    error = refused(load_path, tmp_path / "main.ipynb")
    assert error.kind == kind
    assert "main.ipynb" in str(error)


def test_a_long_path_is_told_by_its_end(tmp_path, load_path):
    assert "folder/main.ipynb" in str(refused(load_path, tmp_path / "long" / ("of" * 60) / "folder" / "main.ipynb"))


def test_a_folder_without_code_names_what_is_there(tmp_path, load_path):
    error = refused(load_path, write(tmp_path / "kim", **{"report.pdf": b"", "data__x.csv": b""}))
    assert error.kind == "no_candidate"
    assert "report.pdf" in str(error)


def test_a_notebook_of_200_mb_is_refused_unread(tmp_path, load_path):
    path = tmp_path / "main.ipynb"
    with path.open("wb") as file:
        file.truncate(200 * 1024**2)
    error = refused(load_path, path)
    assert error.kind == "too_large"
    assert "at most 50 MB, found 200 MB" in str(error)
    assert "Clear all outputs" in str(error)
    folder = tmp_path / "kim"
    folder.mkdir()
    path.rename(folder / "main.ipynb")
    assert refused(load_path, folder).kind == "too_large"


def test_large_files_beside_the_code_are_left_out_with_a_note(tmp_path, load_path):
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n"})
    with (folder / "weights.h5").open("wb") as file:
        file.truncate(60 * 1024**2)
    submission = load_path(folder)
    assert tree(submission) == ["main.py"]
    assert submission.notes == ("weights.h5 (60 MB) was left out: it is too large to be handed in.",)


def test_too_many_files_are_refused(tmp_path, load_path):
    folder = write(tmp_path / "kim", **{f"{number}.txt": b"" for number in range(2001)})
    assert refused(load_path, folder).kind == "too_many_files"


def test_folders_without_end_are_refused(tmp_path, load_path):
    (tmp_path / "kim" / "/".join("a" * 20)).mkdir(parents=True)
    assert refused(load_path, tmp_path / "kim").kind == "too_deep"


def test_both_ways_to_write_a_name_are_one_file(tmp_path, load_path):
    names = {unicodedata.normalize(form, "값.csv"): b"" for form in ("NFC", "NFD")}
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n"}, **names)
    assert refused(load_path, folder).kind == "duplicate_names"
    (folder / unicodedata.normalize("NFC", "값.csv")).unlink()
    assert tree(load_path(folder)) == ["main.py", unicodedata.normalize("NFC", "값.csv")]


def test_names_that_are_no_unicode_are_read(tmp_path, load_path):
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n"})
    (folder / os.fsdecode("값.csv".encode("euc-kr"))).write_bytes(b"1")
    assert tree(load_path(folder))[0] == "main.py"
    assert "\ufffd" in tree(load_path(folder))[1]


def test_control_characters_in_names_are_gone(tmp_path, load_path):
    path = tmp_path / "a\x1b[31mb\n\u202e.py"
    path.write_bytes(b"x = 1\n")
    assert load_path(path).entry == "ab .py"
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n", "a\nb.csv": b"1"})
    assert tree(load_path(folder)) == ["a b.csv", "main.py"]


@pytest.mark.parametrize("name", ["\x01..", "\x01.", "\x1b[0m", "\u202e.."])
def test_a_name_that_becomes_a_way_out_is_renamed(name, tmp_path, load_path):
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n"})
    (folder / name).mkdir()
    (folder / name / "out.csv").write_bytes(b"1")
    assert tree(load_path(folder)) == ["_/out.csv", "main.py"]


def test_the_longest_names_fit(tmp_path, load_path):
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n"})
    (folder / os.fsdecode(b"\xb0" * 255)).write_bytes(b"1")
    (folder / ("값" * 85)).write_bytes(b"1")
    assert [len(name) for name in tree(load_path(folder))] == [7, 80, 80]


def test_a_zip_holding_one_zip_is_opened(tmp_path, load_path):
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("main.py", "x = 1\n")
    folder = tmp_path / "kim"
    folder.mkdir()
    inner.rename(folder / "work.zip")
    assert load_path(folder).entry == "main.py"


def test_nothing_is_left_when_loading_fails(tmp_path):
    write(tmp_path / "kim", **{"a.txt": b"x", "b.txt": b"x"})
    with pytest.raises(SubmissionError, match=r"found a\.txt, b\.txt"):
        load(HandIn("kim", tmp_path / "kim"), assignment="digits_cnn", into=tmp_path / "runs" / "kim")
    assert list((tmp_path / "runs").iterdir()) == []


def test_what_the_grader_writes_is_no_part_of_the_submission(tmp_path):
    folder = write(tmp_path / "kim", **{"main.py": b"x = 1\n", "runs__old__main.py": b"x = 2\n"})
    for _ in range(2):
        submission = load(HandIn("kim", folder), assignment="a", into=folder / "runs" / "kim")
        assert tree(submission) == ["main.py"]


def test_a_module_named_like_a_library_is_told(tmp_path, load_path):
    write(tmp_path / "kim", **{"main.py": b"import keras\n", "keras.py": b"x = 1\n", "data.py": b"x = 1\n"})
    assert load_path(tmp_path / "kim").notes == (
        "keras.py hides the library of that name from your code. Give the file another name.",
    )


def test_of_long_code_the_first_million_characters_are_kept(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(to_json(notebook(["x = 1\n" + "# " + "a" * 2_000_000])))
    loaded = load(HandIn("kim", path), assignment="a", into=tmp_path / "into")
    assert len(loaded.source) == 1_000_000
    assert "2000013 characters" in loaded.notes[0]
    assert read_source(loaded).problem is None
    assert len((loaded.root / loaded.entry).read_bytes()) > 2_000_000


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\t", "\x0b"])
def test_a_name_with_line_ends_is_told_on_one_line(tmp_path, load_path, end):
    write(tmp_path / "kim", **{f"a{end}::error::b.py": b"x = 1", f"a{end}::error::b\u200b.py": b"x = 2"})
    said = str(refused(load_path, tmp_path / "kim"))
    assert "::error" in said
    assert said.splitlines() == [said]


def test_a_link_to_a_folder_that_a_reader_left_is_moved_nowhere(tmp_path):
    made = write(tmp_path / "scratch" / "submission", **{"a.py": b"x = 1"})
    (made / "data").symlink_to(tmp_path)
    with pytest.raises(ReaderError, match="another thing"):
        put(tmp_path / "scratch", tmp_path / "into")
    assert not (tmp_path / "into").exists()
