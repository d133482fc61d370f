"""Real pushes over git's local transport to a bare repository with the hook."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from autograder.errors import UsageError
from autograder.run.grading_lock import batch_turn, push_turn
from autograder.run.post_receive import Push, installed, pushes
from tests.end_to_end.conftest import AUTOGRADER, CORPUS, Command

HOLD = """\
from pathlib import Path
from autograder.run.grading_lock import batch_turn
with batch_turn(Path({locks!r})):
    print("held", flush=True)
    input()
"""
PERFECT = (CORPUS / "runs" / "perfect.py").read_text("utf-8")
BROKEN = "def build_model(:\n"
LONG_AGO = {f"GIT_{role}_DATE": "2001-01-01T00:00:00Z" for role in ("AUTHOR", "COMMITTER")}
LATE = "[late]\nper_day = 0.1\ncap = 0.3\n"
ZERO, ONE, TWO = "0" * 40, "1" * 40, "2" * 40


class Student:
    """A student's clone and the bare repository that it pushes to."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        who = {f"GIT_{role}_{what}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        self.environment = {**environment, **who, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        self.bare, self.clone = root / "kim.git", root / "kim"
        self.git("init", "-q", "--bare", "-b", "main", str(self.bare), at=root)
        self.git("init", "-q", "-b", "main", str(self.clone), at=root)
        self.git("remote", "add", "origin", self.bare.as_uri())

    def ci(self, *arguments: object, at: Path | None = None, **environment: str) -> str:
        """Grade the clone as a runner of a platform does; return what was said."""
        command = [str(AUTOGRADER), "ci", *map(str, arguments)]
        runner = {**self.environment, **environment}
        done = subprocess.run(command, check=True, cwd=at or self.clone, env=runner, capture_output=True, text=True)
        return done.stdout + done.stderr

    def git(self, *arguments: str, at: Path | None = None) -> str:
        """Run git; return what it said on stdout and stderr."""
        done = subprocess.run(
            ["git", *arguments], check=True, cwd=at or self.clone, env=self.environment, capture_output=True, text=True
        )
        return done.stdout + done.stderr

    def hook(self, course: Path, *options: str) -> None:
        """Install the hook into the bare repository with the command."""
        command = [str(AUTOGRADER), "hook", str(self.bare), "--install", "--course", str(course), *options]
        subprocess.run(command, check=True, env=self.environment, capture_output=True)

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            (self.clone / name.replace("__", ".")).write_text(text, encoding="utf-8")
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "-m", "work")


@pytest.fixture
def student(tmp_path: Path, isolation: None, environment: Mapping[str, str]) -> Student:
    return Student(tmp_path, environment)


@pytest.fixture
def locks(course: Path) -> Path:
    return course / ".autograder"


@pytest.fixture
def other_batch(locks: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the turn as a batch does, until its stdin is closed."""
    code = HOLD.format(locks=str(locks))
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_push_prints_the_feedback_and_a_link_that_leads_to_the_page(student: Student, course: Path) -> None:
    student.hook(course, "--url", "https://grades.example.edu/kim/")
    student.commit(digits_cnn__py=PERFECT, notes__txt="x")
    said = student.git("push", "origin", "main")
    assert re.search(r"remote: .*100.* / 100 +kim", said), said
    link = re.search(r"remote: https://grades\.example\.edu/kim/(\S+)", said)
    assert link, said
    page = student.bare / "autograder-results" / link[1]
    assert "kim" in page.read_text("utf-8")
    assert not list((student.bare / "autograder-results").glob(".partial-*"))


def standing(autograder: Command, course: Path, student: str) -> Mapping[str, Any]:
    """Return where a student stands in the grade book; nothing where the book does not have the student."""
    shown = autograder("gradebook", "--json", course=course)
    assert shown.code == 0, shown.stderr
    found: list[Mapping[str, Any]] = json.loads(shown.stdout)["standings"]
    return next((each for each in found if each["student"] == student), {})


def attempts(standing: Mapping[str, Any]) -> list[tuple[float, str]]:
    return [(each["earned"], each["submitted_at"][:4]) for each in standing["attempts"]]


def test_a_graded_push_is_a_hand_in_dated_by_the_server_and_the_latest_counts(
    student: Student, course: Path, autograder: Command
) -> None:
    student.hook(course, "--student", "lee")
    student.environment |= LONG_AGO
    began, year = datetime.now(UTC), str(datetime.now(UTC).year)
    student.commit(digits_cnn__py=PERFECT)
    student.git("push", "origin", "main")
    first = standing(autograder, course, "lee")
    assert (first["points"], attempts(first)) == (100, [(100, year)])
    assert began < datetime.fromisoformat(first["submitted_at"]) < datetime.now(UTC)
    student.commit(digits_cnn__py=BROKEN)
    student.git("push", "origin", "main")
    assert attempts(standing(autograder, course, "lee")) == [(100, year), (0, year)]
    (student.clone / "old").mkdir()
    (student.clone / "old" / "digits_cnn.py").write_text(PERFECT, encoding="utf-8")
    student.commit(digits_cnn__py=BROKEN + "# again\n")
    said = " ".join(student.git("push", "origin", "main").replace("remote:", "").split())
    assert "digits_cnn: 2 hand-ins in one push, and nothing tells which counts." in said
    last = standing(autograder, course, "lee")
    assert (last["points"], last["attempts"][2:]) == (0, [])
    assert not standing(autograder, course, "lee (1)")


def test_what_a_runner_graded_for_a_named_course_is_a_hand_in_dated_by_the_platform_or_the_run(
    student: Student, course: Path, autograder: Command, tmp_path: Path
) -> None:
    root, out = tmp_path / "course", tmp_path / "out"
    shutil.copytree(course, root, ignore=shutil.ignore_patterns(".autograder"))
    settings = root / "assignments/digits_cnn/assignment.toml"
    settings.write_text("due = 2020-01-01T00:00:00Z\n" + settings.read_text() + LATE)
    student.environment |= LONG_AGO | {"GITHUB_ACTOR": "octo", "GITHUB_SHA": ONE}
    student.commit(digits_cnn__py=PERFECT)
    named = ("--course", root, "--out", out)
    student.ci(*named)
    page = (out / "digits_cnn/students/octo/feedback.html").read_text("utf-8")
    assert "Graded: commit 1111111111 of your repository." in page
    year = str(datetime.now(UTC).year)
    late = standing(autograder, root, "octo")
    assert (late["points"], late["login"], attempts(late)) == (70, "octo", [(70, year)])
    student.ci(*named, CI_PIPELINE_CREATED_AT="2019-12-31T00:00:00Z")
    broken = tmp_path / "digits_cnn.py"
    broken.write_text(BROKEN, encoding="utf-8")
    student.ci(broken, *named, "--public", "--student", "kim")
    student.ci(broken, "--out", out, "--student", "kim", at=root)
    found = standing(autograder, root, "octo")
    assert (found["points"], sorted(attempts(found))) == (70, [(70, year), (100, "2019")])
    assert not standing(autograder, root, "kim")


def test_a_push_waits_for_its_turn_while_a_batch_runs(
    student: Student, course: Path, other_batch: subprocess.Popen[bytes]
) -> None:
    student.hook(course)
    student.commit(digits_cnn__py="def build_model(:\n")
    with subprocess.Popen(
        ["git", "push", "origin", "main"], cwd=student.clone, env=student.environment, stderr=subprocess.PIPE, text=True
    ) as push:
        assert push.stderr is not None
        before = next(line for line in push.stderr if "turn" in line)
        assert "your push waits for its turn" in before
        assert push.poll() is None
        assert other_batch.stdin is not None
        other_batch.stdin.close()
        after = push.stderr.read()
    assert push.returncode == 0
    assert re.search(r"remote: .*0.* / 100 +kim", after), after


@pytest.mark.slow
def test_a_push_whose_time_ends_while_it_waits_says_so(
    student: Student, course: Path, other_batch: subprocess.Popen[bytes]
) -> None:
    student.hook(course, "--limit", "4")
    student.commit(digits_cnn__py="x = 1\n")
    assert "push again later" in student.git("push", "origin", "main")


def test_a_repository_that_wants_to_be_run_or_to_lead_elsewhere_gets_nothing(
    student: Student, course: Path, tmp_path: Path
) -> None:
    student.hook(course)
    owned = tmp_path / "owned"
    student.git("config", "filter.evil.clean", "cat")
    student.git("config", "filter.evil.smudge", f"touch {owned}; cat")
    (student.clone / "digits_cnn.py").symlink_to("/etc/passwd")
    (student.clone / "hooks").mkdir()
    (student.clone / "hooks" / "post-checkout").write_text(f"#!/bin/sh\ntouch {owned}\n")
    student.commit(__gitattributes="* filter=evil\n")
    said = student.git("push", "origin", "main")
    assert "Nothing in it is named as an assignment" in said
    assert "root:" not in said
    assert not owned.exists()


def test_a_push_of_a_thousand_hand_ins_is_told_how_many_may_be(student: Student, course: Path) -> None:
    student.hook(course)
    for number in range(1_000):
        (student.clone / f"{number}").mkdir()
        (student.clone / f"{number}" / "digits_cnn.py").write_text("while True: pass\n")
    student.commit()
    said = student.git("push", "origin", "main")
    assert "at most 50 hand-ins in a push, found 1000" in " ".join(said.replace("remote:", "").split())


def test_a_push_to_another_branch_is_not_graded(student: Student, course: Path) -> None:
    student.hook(course)
    student.commit(digits_cnn__py="x = 1\n")
    assert "Only the branch main is graded" in student.git("push", "origin", "main:draft")


def test_a_hook_is_never_overwritten(student: Student, course: Path) -> None:
    student.hook(course)
    with pytest.raises(UsageError, match="there is a hook already"):
        installed(student.bare, "x")
    with pytest.raises(UsageError, match="expected a bare repository"):
        installed(student.clone, "x")


def test_git_tells_a_hook_which_commits_were_pushed() -> None:
    lines = [f"{ONE} {TWO} refs/heads/main", f"{ZERO} {ONE} refs/heads/main", f"{ONE} {ZERO} refs/heads/main"]
    assert pushes([*lines, f"{ZERO} {ONE} refs/tags/main", f"{ZERO} {ONE} refs/heads/other"], "main") == [
        Push("main", ONE, TWO),
        Push("main", "", ONE),
    ]
    with pytest.raises(UsageError, match="post-receive"):
        pushes(["hello"], "main")


def test_batches_share_their_turn_and_a_push_has_it_alone(tmp_path: Path) -> None:
    ended = Event()
    ended.set()
    said: list[str] = []

    def turn() -> AbstractContextManager[bool]:
        return push_turn(tmp_path, tmp_path / "kim", cancelled=ended, waiting=lambda: said.append("waits"))

    with batch_turn(tmp_path), batch_turn(tmp_path), turn() as alone:
        assert not alone
    with turn() as alone:
        assert alone
    assert said == ["waits"]


def test_of_several_pushes_of_one_repository_one_waits_for_the_turn(tmp_path):
    ended = Event()
    ended.set()

    def turn(course: str, repository: str) -> AbstractContextManager[bool]:
        return push_turn(tmp_path / course, tmp_path / repository, cancelled=ended, waiting=lambda: None)

    with turn("one", "kim") as first, turn("two", "kim") as second, turn("two", "lee") as third:
        assert (first, second, third) == (True, False, True)
