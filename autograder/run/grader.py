"""Open what a command needs: the course, a sandbox, a collector; and close it again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from autograder import extensions
from autograder.apart import warm
from autograder.backends import Deferred, open_sandbox
from autograder.collect import Collector
from autograder.collect.training import KeyedLocks, Trainer
from autograder.contracts import Sandbox
from autograder.course.assignment import Assignment
from autograder.course.folder import Course, KerasBackend
from autograder.course.frameworks import PYTORCH
from autograder.data import DATA_SETS, Places
from autograder.errors import IsolationError, UsageError
from autograder.evidence_store import EvidenceStore
from autograder.partial import sweep
from autograder.run.allowance import Share
from autograder.run.bars import assert_reached
from autograder.run.pages import Pages, look_of
from autograder.run.resolve import Resolved, resolve
from autograder.run.standings import read_standings
from autograder.run_folder import RunFolder
from autograder.sandbox.interpreter import Interpreter

CACHES = (
    "scratch", "trainings", "data/cases", "data/training", "data/solutions", "data/references", "data/public",
    "data/private", "data/images"
)  # fmt: skip
"""Folders of the cache in which something may be left half written."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line and the environment say.

    `course` is the course, opened once; `cache` the grader's own folder, `allowed` the layers of isolation that may be
    missing, `hidden` whether the private half is used, `remember` whether evidence and trainings of earlier runs are,
    `language` that of everybody for whom the course names none; `offline` lets the digits, scaled up, stand in for the
    28×28 sets; `record` enters grades into the course's grade book.
    """

    course: Course
    cache: Path
    keras: Path
    templates: tuple[Path, ...]
    data: Path | None = None
    download: bool = False
    sandbox: str = "auto"
    allowed: tuple[str, ...] = ()
    language: str = "en"
    hidden: bool = True
    remember: bool = True
    offline: bool = False
    record: bool = True

    @property
    def places(self) -> Places:
        """Where data sets come from."""
        return Places(
            self.cache / "data", self.keras, self.data, self.download, self.offline, self.course.root, self.hidden
        )


@dataclass(frozen=True, slots=True)
class Grader:
    """An open course with a sandbox, each of whose boxes has a share of the machine."""

    options: Options
    course: Course
    sandbox: Sandbox
    collector: Collector
    share: Share

    def resolve(self, assignment: str) -> Resolved:
        """Make an assignment ready for grading."""
        options = self.options
        assert_installed(self.course.assignment(assignment))
        return resolve(
            self.course, assignment, options.places, self.collector, hidden=options.hidden, language=options.language,
            share=self.share,
        )  # fmt: skip

    def open_run(self, assignment: str, out: Path) -> Pages:
        """Make an assignment ready, and return what writes its run into a folder.

        Raises:
            UsageError: the folder holds a run over another assignment, or on other data.
            CourseError: the assignment is wrong, or its reference misses its bar.
        """
        folder = RunFolder(out)
        data = "offline" if self.options.offline else "real"
        settings = folder.read_settings()
        held = settings.get("assignment", assignment)
        if held != assignment:
            raise UsageError(f"{out} holds a run over {held!r}, not {assignment!r}; name another folder with --out")
        if settings and settings.get("data", "real") != data:
            raise UsageError(f"{out} holds a run that was not on {data} data; name another folder with --out")
        resolved = self.resolve(assignment)
        assert_reached(assignment, resolved.scoring, *resolved.calibrations.values())
        pages = self.pages(resolved, folder)
        folder.write_settings({"assignment": assignment, "course": str(self.course.root), "data": data})
        return pages

    def pages(self, resolved: Resolved, folder: RunFolder) -> Pages:
        """Return what writes the pages of a run folder."""
        own = self.course.root / "templates"
        templates = (*([own] if own.is_dir() else []), *self.options.templates)
        root, name = self.course.root, resolved.assignment.id
        standings = read_standings(root, self.options.cache, name) if self.options.hidden else {}
        return Pages(resolved, folder, templates, look_of(self.course), standings)


def assert_installed(assignment: Assignment) -> None:
    """Check that what an assignment's submissions are written in is installed.

    Raises:
        UsageError: it is not.
    """
    if PYTORCH in assignment.frameworks and find_spec(PYTORCH) is None:
        raise UsageError(
            f"{assignment.id}: its models may be written in PyTorch, which is not installed here; get it with "
            "pip install 'dl-autograder[torch]'"
        )


def computing(course: Course) -> KerasBackend:
    """Return what Keras computes with in a course.

    Raises:
        UsageError: it is not installed.
    """
    backend = course.settings.backend
    if find_spec(backend) is None:
        raise UsageError(f"{course.root}: Keras computes with “{backend}” there, which is not installed here")
    return backend


@contextmanager
def opened(options: Options, *, jobs: int = 1, at_once: bool = True) -> Iterator[Grader]:
    """Open a sandbox that satisfies what the settings of the course and the command line allow.

    Each of `jobs` boxes at a time computes with its part of the cores.

    With `at_once` false the sandbox is opened when something must be run here: work on stored evidence needs none, and
    where a cluster runs the submissions, at most a changed reference does.

    Raises:
        UsageError: what Keras computes with in the course is not installed.
        IsolationError: the machine cannot isolate as asked.
    """
    warm()
    course = options.course
    backend = computing(course)
    _assert_hidden(options, course)
    sweep(options.cache / name for name in CACHES)
    allowed = (*options.allowed, *course.settings.allow_degraded)
    open_it, share = open_sandbox if at_once else Deferred, Share.of(jobs=jobs, processors=os.cpu_count() or 1)
    sandbox = open_it(options.sandbox, allowed, threads=share.processors, framework=backend)
    try:
        trainer = Trainer(sandbox, EvidenceStore(options.cache / "trainings"), options.remember, KeyedLocks())
        yield Grader(options, course, sandbox, Collector(sandbox, trainer, options.cache / "scratch"), share)
    finally:
        sandbox.close()


def _assert_hidden(options: Options, course: Course) -> None:
    """Check that no box can read what it must not know.

    Raises:
        IsolationError: it lies where every box can read it.
    """
    interpreter = Interpreter.current()
    for secret in (course.root / "reference", options.places.cache) if options.hidden else ():
        if interpreter.exposes(secret):
            raise IsolationError(f"{secret} lies in a folder that every box can read; move it out of {sys.prefix}")
    for module in sorted(extensions.places(DATA_SETS.name)) if options.hidden else ():
        if interpreter.exposes(module):
            raise IsolationError(f"{module} brings a data set, and every box can read it; make it a package, a folder")
