"""A course's own tests as checks: which there are, what each is worth, and what a submission earns by them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from autograder import digests
from autograder.collect import Collector, Inputs
from autograder.collect.environment import code, packages
from autograder.collect.suite import Suite, read_tests
from autograder.contracts import Places
from autograder.course.assignment import Assignment
from autograder.course.folder import Course
from autograder.course.frameworks import framework_reference
from autograder.errors import CourseError
from autograder.partial import partial_folder, write_atomically
from autograder.records import (
    PASSING,
    SuiteOutcome,
    SuiteTest,
    SuiteVerdict,
)
from autograder.run.cases import published
from autograder.run.suite_results import told

_TESTS = TypeAdapter(tuple[SuiteTest, ...])
_LEFT_OUT = ("__pycache__", "*.pyc", ".pytest_cache")


def with_suite(
    course: Course, assignment: Assignment, inputs: Inputs, places: Places, collector: Collector, *, hidden: bool
) -> Inputs:
    """Return what boxes get with the course's own tests, which are read in a box; the same where there are none.

    Raises:
        CourseError: they cannot be read, or there are none.
    """
    settings = assignment.suite
    if settings is None:
        return inputs
    halves = [course.public(assignment.id), *([course.private(assignment.id)] if hidden else [])]
    folders = [folder for half in halves if (folder := half / settings.tests).is_dir()]
    if not folders:
        raise CourseError([f"{halves[-1] / settings.tests}: expected a folder of tests (suite.tests), found none"])
    private = course.private(assignment.id) / settings.tests
    suite = Suite(
        files=_merged(folders, settings.tests, places.cache),
        folder=settings.tests,
        modules=settings.modules,
        compares=settings.compares,
        test_s=settings.test_s,
        hidden=_files(private, settings.tests) if hidden else frozenset(),
    )
    framework = framework_reference(assignment.frameworks[0])
    return replace(inputs, suite=replace(suite, tests=_read(suite, inputs, places.cache, collector, framework)))


def _merged(folders: Sequence[Path], name: str, cache: Path) -> Path:
    """Lay the tests of both halves into one folder, named by what they are; a private file replaces a public one."""
    parent = cache / "suites"
    with partial_folder(parent) as made:
        parent.chmod(0o700)
        for folder in folders:
            shutil.copytree(
                folder, made / "files" / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_LEFT_OUT)
            )
        for path in (made / "files", *(made / "files").rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return published(made / "files", parent)


def _files(folder: Path, name: str) -> frozenset[str]:
    return frozenset(f"{name}/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.py"))


def _read(suite: Suite, inputs: Inputs, cache: Path, collector: Collector, framework: str) -> tuple[SuiteTest, ...]:
    """Return the tests that there are; they are read once for all that they depend on."""
    mounts = [digests.of_path(mount.source) for mount in inputs.public]
    key = digests.of_parts([suite.files.name, sorted(suite.hidden), suite.modules, mounts, code(), packages()])
    path = cache / "suites" / f"{key}.json"
    try:
        return _TESTS.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        tests = read_tests(collector.sandbox, suite, inputs.public, framework)
        write_atomically(path, _TESTS.dump_json(tests))
        return tests


def assert_passed(suite: Suite, verdicts: Sequence[SuiteVerdict], where: Path) -> None:
    """Check that the reference solution passes the tests.

    Raises:
        CourseError: it does not; each test is named with what it says.
    """
    found = {verdict.id: verdict for verdict in verdicts}
    problems = [
        f"{test.id}, line {test.line}: {told(found.get(test.id))}"
        for test in suite.tests
        if found.get(test.id) is None or found[test.id].outcome not in {*PASSING, SuiteOutcome.SKIPPED}
    ]
    if problems:
        raise CourseError(
            [f"{where}: expected a reference solution that passes the tests; {problems[0]}", *problems[1:]]
        )
