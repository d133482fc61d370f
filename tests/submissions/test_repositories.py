"""Repositories at a deadline: the right commit, and nothing of what a hostile one asks for."""

from __future__ import annotations

import os
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import CourseError, SubmissionError
from autograder.submissions import HandIn, load
from autograder.submissions.gitcommand import Caps, git
from autograder.submissions.repositories import Repository, fetch, fetch_all, read_repositories

DUE = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
CLEAN = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
WHO = ["-c", "user.name=s", "-c", "user.email=s@u", "-c", "protocol.file.allow=always"]


def run(folder: Path, *arguments: str, date: str = "2026-11-20T12:00:00Z") -> str:
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    done = subprocess.run(["git", *WHO, *arguments], cwd=folder, env=CLEAN | dates, capture_output=True, check=True)
    return done.stdout.decode().strip()


def commit(folder: Path, text: str, date: str) -> str:
    if not (folder / ".git").exists():
        folder.mkdir(parents=True)
        run(folder, "init", "-q", "-b", "main")
    (folder / "main.py").write_text(text)
    run(folder, "add", "-A")
    run(folder, "commit", "-q", "-m", text, date=date)
    return run(folder, "rev-parse", "HEAD")


def repository(folder: Path, ref: str = "") -> Repository:
    return Repository("김 민지", str(folder), "file", ref)


def test_the_last_commit_before_the_deadline_counts(tmp_path: Path) -> None:
    commit(tmp_path / "r", "x = 1", "2026-11-20T10:00:00Z")
    commit(tmp_path / "r", "x = 2", "2026-11-24T08:58:00+0900")
    commit(tmp_path / "r", "x = 3", "2026-11-24T00:00:00Z")
    found = fetch(repository(tmp_path / "r"), tmp_path / "into", deadline=DUE)
    assert (found.path / "main.py").read_text() == "x = 2"
    assert found.submitted_at == datetime(2026, 11, 23, 23, 58, tzinfo=UTC)
    assert load(HandIn("s", found.path), assignment="a", into=tmp_path / "loaded").source == "x = 2"
    assert (fetch(repository(tmp_path / "r"), tmp_path / "into", deadline=None).path / "main.py").read_text() == "x = 3"


def test_a_later_push_is_fetched_and_a_rewritten_history_too(tmp_path: Path) -> None:
    commit(tmp_path / "r", "x = 1", "2026-11-20T10:00:00Z")
    fetch(repository(tmp_path / "r"), tmp_path / "into", deadline=DUE)
    (tmp_path / "r" / "main.py").write_text("x = 9")
    run(tmp_path / "r", "commit", "-q", "-a", "--amend", "-m", "again")
    found = fetch(repository(tmp_path / "r"), tmp_path / "into", deadline=DUE)
    assert (found.path / "main.py").read_text() == "x = 9"


def test_a_history_that_is_written_anew_again_and_again_fills_no_disk(tmp_path: Path) -> None:
    commit(tmp_path / "r", "x = 1", "2026-11-20T10:00:00Z")
    sizes = []
    for number in range(8):
        (tmp_path / "r" / "data.bin").write_bytes(os.urandom(800_000))
        run(tmp_path / "r", "add", "-A")
        run(tmp_path / "r", "commit", "-q", "-a", "--amend", "-m", str(number))
        found = fetch(repository(tmp_path / "r"), tmp_path / "into", deadline=DUE, caps=Caps(history_mb=1))
        assert (found.path / "data.bin").read_bytes() == (tmp_path / "r" / "data.bin").read_bytes()
        sizes.append(sum(path.stat().st_size for path in (tmp_path / "into" / "git").rglob("*")))
    assert 1_600_000 < max(sizes) < 3_500_000


def test_a_tag_of_a_file_is_its_student_s_problem(tmp_path: Path) -> None:
    commit(tmp_path / "r", "x = 1", "2026-11-20T10:00:00Z")
    run(tmp_path / "r", "tag", "handed-in", run(tmp_path / "r", "hash-object", "-w", "main.py"))
    kim, lee = (Repository(name, str(tmp_path / "r"), "file", ref) for name, ref in (("Kim", "handed-in"), ("Lee", "")))
    found, unfetched = fetch_all([kim, lee], tmp_path / "into", deadline=lambda _: DUE)
    assert [each.student for each in found] == ["Lee"]
    assert [(each.student, each.reason.rpartition(": ")[2]) for each in unfetched] == [
        ("Kim", "what is to be graded is no commit.")
    ]


def test_what_nobody_foresaw_of_one_repository_keeps_no_other_from_being_fetched(tmp_path: Path) -> None:
    commit(tmp_path / "r", "x = 1", "2026-11-20T10:00:00Z")
    lee, into = Repository("lee", str(tmp_path / "r"), "file"), tmp_path / ("long" * 60) / ("long" * 60)
    deep = "/".join(["n" * 240] * 15)
    (tmp_path / "deep").mkdir()
    run(tmp_path / "deep", "init", "-q", "-b", "main")
    number = run(tmp_path / "deep", "hash-object", "-w", "--stdin")
    run(tmp_path / "deep", "update-index", "--add", "--cacheinfo", f"100644,{number},{deep}/main.py")
    run(tmp_path / "deep", "commit", "-q", "-m", "deep")
    found, (kim,) = fetch_all(
        [Repository("kim" * 50, str(tmp_path / "deep"), "file"), lee], into, deadline=lambda _: None
    )
    assert [each.student for each in found] == ["lee"]
    assert "too long" in kim.reason


def test_where_every_commit_is_late_the_last_one_is_handed_in_late(tmp_path: Path) -> None:
    commit(tmp_path / "r", "x = 1", "2026-11-25T10:00:00Z")
    commit(tmp_path / "r", "x = 2", "2026-11-26T10:00:00Z")
    found = fetch(repository(tmp_path / "r"), tmp_path / "into", deadline=DUE)
    assert (found.path / "main.py").read_text() == "x = 2"
    assert found.submitted_at is not None
    assert found.submitted_at > DUE


def test_a_branch_a_tag_and_a_commit_are_taken(tmp_path: Path) -> None:
    first = commit(tmp_path / "r", "x = 1", "2026-11-20T10:00:00Z")
    run(tmp_path / "r", "tag", "-a", "-m", "t", "handed-in")
    run(tmp_path / "r", "branch", "제출")
    commit(tmp_path / "r", "x = 2", "2026-11-21T10:00:00Z")
    for number, ref in enumerate((first, "handed-in", "제출")):
        found = fetch(repository(tmp_path / "r", ref), tmp_path / str(number), deadline=DUE)
        assert (found.path / "main.py").read_text() == "x = 1"


def test_hooks_filters_submodules_and_links_do_nothing(tmp_path: Path) -> None:
    root, trap = tmp_path / "r", tmp_path / "trap"
    commit(tmp_path / "inner", "y = 1", "2026-11-20T10:00:00Z")
    commit(root, "x = 1", "2026-11-20T10:00:00Z")
    run(root, "submodule", "add", "-q", str(tmp_path / "inner"), "inner")
    (root / ".gitattributes").write_text("*.py filter=evil export-subst ident\n*.dat filter=lfs\n")
    (root / "sub.py").write_text("z = '$Format:%H$ $Id$'")
    (root / "big.dat").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    (root / "link.py").symlink_to("/etc/passwd")
    (root / "up").symlink_to("..")
    run(root, "add", "-A")
    run(root, "commit", "-q", "-m", "traps")
    for name in ("post-checkout", "reference-transaction", "post-update", "pre-receive", "update"):
        for hooks in (root / ".git" / "hooks", tmp_path / "into" / "git" / "hooks"):
            hooks.mkdir(parents=True, exist_ok=True)
            (hooks / name).write_text(f"#!/bin/sh\ntouch {trap}\n")
            (hooks / name).chmod(0o755)
    run(root, "config", "filter.evil.smudge", f"touch {trap}")
    run(root, "config", "uploadpack.packObjectsHook", f"touch {trap}; exec git pack-objects")
    found = fetch(repository(root), tmp_path / "into", deadline=DUE)
    assert not trap.exists()
    assert sorted(path.name for path in found.path.iterdir()) == ["main.py", "sub.py"]
    assert (found.path / "sub.py").read_text() == "z = '$Format:%H$ $Id$'"
    told = " ".join(found.notes)
    assert "Git LFS" in told
    assert "link.py" in told
    assert "inner" in told


@pytest.mark.parametrize("name", ["../escape.py", "a/../../escape.py", "/escape.py", ".git/config"])
def test_a_tree_that_leads_elsewhere_writes_nothing_there(tmp_path: Path, name: str) -> None:
    root = tmp_path / "r"
    commit(root, "x = 1", "2026-11-20T10:00:00Z")
    blob = run(root, "rev-parse", "HEAD:main.py")
    entry = f"100644 {name}".encode() + b"\0" + bytes.fromhex(blob)
    tree = subprocess.run(
        ["git", "hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
        cwd=root, input=entry, env=CLEAN, capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    forged = run(root, "commit-tree", tree, "-m", "forged")
    run(root, "update-ref", "refs/heads/main", forged)
    try:
        found = fetch(repository(root), tmp_path / "deep" / "into", deadline=None)
    except SubmissionError as error:
        assert error.kind == "repository"  # noqa: PT017 - git may refuse it, too
    else:
        assert all(path.resolve().is_relative_to(found.path.resolve()) for path in found.path.rglob("*"))
    assert not list(tmp_path.rglob("escape.py")) or list((tmp_path / "deep" / "into" / "files").rglob("escape.py"))
    assert not Path("/escape.py").exists()


def test_a_repository_costs_no_more_than_it_may(tmp_path: Path) -> None:
    commit(tmp_path / "r", "x = 1", "2026-11-20T10:00:00Z")
    (tmp_path / "r" / "big.bin").write_bytes(os.urandom(3 * 1024**2))
    run(tmp_path / "r", "add", "-A")
    run(tmp_path / "r", "commit", "-q", "-m", "big")
    with pytest.raises(SubmissionError) as told:
        fetch(repository(tmp_path / "r"), tmp_path / "into", deadline=None, caps=Caps(history_mb=1))
    assert told.value.kind == "repository"
    (tmp_path / "bare").mkdir()
    git(tmp_path / "bare", ["init", "--quiet", "--bare", "."])
    with pytest.raises(SubmissionError, match="longer than"):
        git(tmp_path / "bare", ["-c", "alias.wait=!sleep 60", "wait"], caps=Caps(wall_s=0.2))


def test_what_cannot_be_fetched_is_no_hand_in(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run(tmp_path / "empty", "init", "-q", "--bare")
    commit(tmp_path / "r", "x = 1", "2026-11-20T10:00:00Z")
    wanted = [
        Repository("ann", str(tmp_path / "empty"), "file"),
        Repository("bob", str(tmp_path / "r"), "file"),
        Repository("cho", str(tmp_path / "r"), "https"),
        Repository("dan", "ext::touch /tmp/pwned", "https"),
    ]
    found, unfetched = fetch_all(wanted, tmp_path / "into", deadline=lambda _: DUE)
    assert [each.student for each in found] == ["bob"]
    assert [each.student for each in unfetched] == ["ann", "cho", "dan"]
    assert all("The repository cannot be read" in each.reason for each in unfetched)
    assert not Path("/tmp/pwned").exists()


def write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "repositories.csv").write_text(text, encoding="utf-8")
    return folder / "repositories.csv"


def test_a_list_of_repositories_is_read(tmp_path: Path) -> None:
    (tmp_path / "mirrors" / "cho.git").mkdir(parents=True)
    path = write(
        tmp_path,
        '이름,url,branch\n"Doe, Jané",https://github.com/u/hw.git,main\n김민지,git@github.com:u/hw.git,\n'
        "Cho,mirrors/cho.git,\n",
    )
    found = read_repositories(path)
    assert [(each.student, each.scheme, each.ref) for each in found] == [
        ("Doe, Jané", "https", "main"),
        ("김민지", "ssh", ""),
        ("Cho", "file", ""),
    ]
    assert found[2].url == str(tmp_path / "mirrors" / "cho.git")


@pytest.mark.parametrize(
    "url",
    ["ext::sh -c touch", "file:///etc", "/etc", "../course/reference", "-oProxyCommand=x", "--upload-pack=x", "fd::7", "ftp://x/y"],
)  # fmt: skip
def test_addresses_that_reach_elsewhere_are_refused(tmp_path: Path, url: str) -> None:
    (tmp_path / "course" / "reference").mkdir(parents=True)
    with pytest.raises(CourseError, match="line 2: expected an address"):
        read_repositories(write(tmp_path / "lists", f"student,url\nann,{url}\n"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student,url\nann,\n", "line 2: expected a student and a url"),
        ("student,url\n", "found none"),
        ("student,url\nann,https://a/b\nann,https://a/c\n", "line 3: expected ann once"),
        ("student,url,ref\nann,https://a/b,-x\n", "line 2: expected a branch"),
        ("student,url,ref\nann,https://a/b,a..b\n", "line 2: expected a branch"),
    ],
)
def test_a_wrong_list_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        read_repositories(write(tmp_path, text))


@given(st.text(min_size=1, max_size=40))
def test_no_address_is_an_option_or_a_local_file_elsewhere(tmp_path_factory: pytest.TempPathFactory, url: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "addresses"
    quoted = url.replace('"', '""')
    try:
        (found,) = read_repositories(write(folder, f'student,url\nann,"{quoted}"\n'))
    except (CourseError, UnicodeEncodeError):
        return
    assert not found.url.startswith("-")
    assert found.scheme != "file" or Path(found.url).is_relative_to(folder.resolve())


def mktree(folder: Path, listed: str) -> str:
    made = ["git", "mktree"]
    done = subprocess.run(made, cwd=folder, input=listed, env=CLEAN, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_commit_of_a_million_paths_is_refused_soon(tmp_path: Path) -> None:
    commit(tmp_path / "r", "x = 1", "2026-11-20T10:00:00Z")
    blob = run(tmp_path / "r", "rev-parse", "HEAD:main.py")
    listed = "".join(f"100644 blob {blob}\t{number:02}\n" for number in range(100))
    for _level in range(3):
        below = mktree(tmp_path / "r", listed)
        listed = "".join(f"040000 tree {below}\t{number:02}\n" for number in range(100))
    root = mktree(tmp_path / "r", f"040000 tree {below}\t.hidden\n100644 blob {blob}\tmain.py\n")
    made = run(tmp_path / "r", "commit-tree", root, "-m", "many")
    run(tmp_path / "r", "reset", "-q", "--soft", made)
    before = time.process_time()
    with pytest.raises(SubmissionError, match="found more") as caught:
        fetch(repository(tmp_path / "r"), tmp_path / "into", deadline=DUE)
    assert caught.value.kind == "too_many_files"
    assert time.process_time() - before < 5
