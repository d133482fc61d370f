"""What is half written bears its writer's name, and is removed once the writer has ended, never before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.evidence_store import Artefacts, EvidenceStore
from autograder.partial import OLD_S, partial_folder, remove, sweep, write_atomically
from autograder.run_folder import RunFolder

WRITE = """\
import sys, time
from pathlib import Path
from autograder.partial import partial_folder
with partial_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    print("here", flush=True)
    time.sleep(60)
"""


def writer(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", WRITE, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    process.stdout.close()
    return process


def test_what_another_process_writes_stays_until_that_has_ended(tmp_path: Path) -> None:
    other = writer(tmp_path)
    (left,) = tmp_path.iterdir()
    sweep([tmp_path])
    assert (left / "half").exists()
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert left.exists()
    sweep([tmp_path, tmp_path / "nowhere"])
    assert list(tmp_path.iterdir()) == []


def test_what_this_process_writes_stays(tmp_path: Path) -> None:
    with partial_folder(tmp_path) as folder:
        sweep([tmp_path])
        assert folder.is_dir()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [".partial-0123456789ab-1-1-x", ".partial-x", ".loading-x", ".pushed-x"])
def test_what_another_machine_or_version_left_is_removed_when_it_is_old(tmp_path: Path, name: str) -> None:
    for made, age in (("new", 0.0), ("old", OLD_S + 60)):
        path = tmp_path / made / name
        path.mkdir(parents=True)
        before = path.stat().st_mtime - age
        os.utime(path, (before, before))
        sweep([tmp_path / made])
    assert list((tmp_path / "new").iterdir())
    assert not list((tmp_path / "old").iterdir())


def test_nothing_else_is_ever_removed(tmp_path: Path) -> None:
    for name in ("partial", "tmp", ".git", "a.partial-b"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, 0))
    sweep([tmp_path])
    assert {path.name for path in tmp_path.iterdir()} == {"partial", "tmp", ".git", "a.partial-b"}


def test_two_writers_never_write_under_one_name(tmp_path: Path) -> None:
    with partial_folder(tmp_path) as mine, partial_folder(tmp_path) as other:
        assert mine != other
    assert list(tmp_path.iterdir()) == []


def test_a_folder_goes_at_once(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    remove(tmp_path / "a")
    remove(tmp_path / "never there")
    assert list(tmp_path.iterdir()) == []


def test_a_run_folder_is_swept_without_what_students_handed_in(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    theirs = folder.hand_ins / "kim" / "deep" / "deeper"
    theirs.mkdir(parents=True)
    for place in (tmp_path, folder.hand_ins, folder.student("kim"), folder.evidence.root, folder.hand_ins / "kim"):
        (place / ".partial-0123456789ab-1-1-x").mkdir(parents=True)
        os.utime(place / ".partial-0123456789ab-1-1-x", (0, 0))
    folder.sweep()
    assert not list(tmp_path.rglob(".partial*"))
    assert theirs.is_dir()


def test_a_damaged_piece_of_evidence_is_replaced_whoever_else_reads(tmp_path: Path) -> None:
    from autograder.records import Evidence, Outcome

    store = EvidenceStore(tmp_path)
    evidence = Evidence("sha256:1", Outcome.OK)
    store.write("key", evidence, Artefacts({"model": b"1"}))
    write_atomically(tmp_path / "key" / "evidence.json", b"{")
    assert store.read("key") is None
    store.write("key", evidence, Artefacts({"model": b"1"}))
    assert store.read("key") == evidence
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
