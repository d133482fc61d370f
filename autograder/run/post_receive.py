"""Grade what was pushed to a plain git server: read the pushed commit's files, wait for a turn, grade them.

Nothing that a repository names is run: files are read out of git's objects, never checked out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from threading import Event

from autograder.errors import SubmissionError, UsageError
from autograder.i18n import gettext as _
from autograder.partial import partial_folder
from autograder.run import ci, pushed_work
from autograder.run.ci import GradedSubmission, Pushed
from autograder.run.grader import Options
from autograder.run.grading_lock import push_turn
from autograder.run.pushed_work import CiSubmission
from autograder.run.recorder import Recorder
from autograder.submissions.gitcommand import Caps, git
from autograder.submissions.gittree import write_tree

CAPS = Caps(wall_s=60.0)
NAMED_BYTES = 8 * 1024**2
MOST_HAND_INS = 50
"""Hand-ins of one push, which has the turn alone."""
_LINE = re.compile(r"(?P<old>[0-9a-f]{40,64}) (?P<new>[0-9a-f]{40,64}) refs/heads/(?P<branch>\S+)")
_NOTHING = re.compile("0+")


@dataclass(frozen=True, slots=True)
class Push:
    """A branch that was pushed: the commits before and after; `old` is "" for a new branch."""

    branch: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HookPaths:
    """Where a hook works: the bare repository, the folder for results, the course's own folder with the lock."""

    repository: Path
    out: Path
    locks: Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose work is graded, as which assignment ("" for what its files are named as), with which checks.

    `at` is when the push came, `recorder` enters a graded one.
    """

    student: str
    at: datetime
    assignment: str = ""
    public: bool = False
    recorder: Recorder | None = None


def pushes(lines: Sequence[str], branch: str) -> list[Push]:
    """Return what git tells a `post-receive` hook about a branch; a branch that was deleted is left out.

    Raises:
        UsageError: a line is none of git's.
    """
    found = []
    for line in lines:
        fields = line.split()
        if len(fields) != 3:
            raise UsageError(f"expected git's lines “old new ref” on stdin, found {line!r}: run this as post-receive")
        match = _LINE.fullmatch(line.strip())
        if match and match["branch"] == branch and not _NOTHING.fullmatch(match["new"]):
            found.append(Push(branch, "" if _NOTHING.fullmatch(match["old"]) else match["old"], match["new"]))
    return found


def main_branch(repository: Path) -> str:
    """Return the branch that HEAD of a bare repository names.

    Raises:
        SubmissionError: git cannot tell.
    """
    return git(repository, ["symbolic-ref", "--short", "HEAD"], caps=CAPS).decode().strip()


def grade_push(
    options: Options,
    push: Push,
    place: HookPaths,
    wanted: Wanted,
    *,
    cancelled: Event,
    waiting: Callable[[], None],
    tell: Callable[[GradedSubmission], None],
) -> list[GradedSubmission]:
    """Grade the hand-ins that a push changed, when nobody else grades; `tell` is called with each that is graded.

    Raises:
        SubmissionError: the commit cannot be read, or holds too many hand-ins.
        UsageError: the turn did not come before `cancelled` was set.
        CourseError: the course is wrong.
    """
    with partial_folder(place.out, 0o700) as folder:
        root = folder / "commit"
        write_tree(place.repository, push.new, root, caps=CAPS)
        works = _works(options, push, place.repository, root, wanted.assignment)
        if not works:
            return []
        with push_turn(place.locks, place.out, cancelled=cancelled, waiting=waiting) as alone:
            if not alone:
                raise UsageError("the time for this push ended before its turn came; push again later")
            pushed = Pushed(wanted.student, wanted.at, push.new)
            return ci.grade(
                options, works, place.out, pushed, public=wanted.public, cancelled=cancelled, tell=tell,
                recorder=wanted.recorder,
            )  # fmt: skip


def _works(options: Options, push: Push, repository: Path, root: Path, assignment: str) -> list[CiSubmission]:
    changed = [root / name for name in _changed(repository, push) if ".." not in name.parts and not name.is_absolute()]
    works = pushed_work.find(options.course, root, changed, assignment)
    if len(works) > MOST_HAND_INS:
        text = _("Expected at most {most} hand-ins in a push, found {number}. Push only what is to be graded.")
        raise SubmissionError(text.format(most=MOST_HAND_INS, number=len(works)), kind="too_many_files")
    return works


def _changed(repository: Path, push: Push) -> Iterator[PurePosixPath]:
    """Yield the names of the files that a push changed, without those it deleted."""
    if push.old:
        names = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=d", push.old, push.new]
    else:
        names = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", push.new]
    for name in git(repository, names, caps=CAPS, most=NAMED_BYTES).split(b"\0")[:-1]:
        if name:
            yield PurePosixPath(name.decode("utf-8", "surrogateescape"))


def installed(repository: Path, command: str) -> Path:
    """Write the hook into a bare repository; return its path.

    Raises:
        UsageError: it is no bare repository, or has another hook.
    """
    hook = repository / "hooks" / "post-receive"
    if not (repository / "objects").is_dir():
        raise UsageError(f"{repository}: expected a bare repository, found none")
    if hook.exists():
        raise UsageError(f"{hook}: there is a hook already; add this line to it: {command}")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n# Grades what was pushed and prints the feedback into the push.\n{command}\n", "utf-8")
    hook.chmod(0o755)
    return hook
