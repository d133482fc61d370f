"""A course's own tests as checks: which there are, what each is worth, and what a submission earns by them."""

from __future__ import annotations

import math
import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

from autograder import digests
from autograder.checks.missing import GraderFaultError, why_missing
from autograder.checks.verdict import hidden_sentence
from autograder.collect import Collector, Inputs
from autograder.collect.environment import code, packages
from autograder.collect.suite import Suite, read_tests
from autograder.contracts import Places
from autograder.course.assignment import Assignment, SuiteSettings
from autograder.course.folder import Course
from autograder.course.frameworks import framework_reference
from autograder.errors import CourseError
from autograder.i18n import gettext as _
from autograder.partial import partial_folder, write_atomically
from autograder.records import (
    PASSING,
    CheckResult,
    Evidence,
    Status,
    SuiteTest,
    SuiteVerdict,
    TestOutcome,
    Visibility,
)
from autograder.run.cases import published

_TESTS = TypeAdapter(tuple[SuiteTest, ...])
_LEFT_OUT = ("__pycache__", "*.pyc", ".pytest_cache")
MAX_MESSAGE, MAX_DETAIL = 4_000, 20_000


@dataclass(frozen=True, slots=True)
class TestCheck:
    """A test function of the course's as a check: each set of its parameters is a case, and earns the same share."""

    __test__ = False

    check: str
    title: str
    points: float
    cases: tuple[SuiteTest, ...]

    @property
    def is_hidden(self) -> bool:
        """Tell whether its messages are for staff alone."""
        return any(case.hidden for case in self.cases)


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
        f"{test.id}, line {test.line}: {_said(found.get(test.id))}"
        for test in suite.tests
        if found.get(test.id) is None or found[test.id].outcome not in {*PASSING, TestOutcome.SKIPPED}
    ]
    if problems:
        raise CourseError(
            [f"{where}: expected a reference solution that passes the tests; {problems[0]}", *problems[1:]]
        )


def _said(verdict: SuiteVerdict | None) -> str:
    if verdict is None:
        return "it was not run"
    return f"{verdict.outcome}: {verdict.message}" if verdict.message else str(verdict.outcome)


def test_checks(settings: SuiteSettings, tests: Sequence[SuiteTest], left: float, where: str) -> tuple[TestCheck, ...]:
    """Return the tests as checks, with what each is worth.

    Args:
        settings: of the tests.
        tests: those that there are.
        left: the points that are not given to anything else.
        where: the assignment's file, for messages.

    Raises:
        CourseError: points are stated for what is not there, or none are left for the tests that state none.
    """
    groups: dict[tuple[str, str], list[SuiteTest]] = defaultdict(list)
    for test in tests:
        groups[test.file, test.name].append(test)
    often = Counter(name for _, name in groups)
    ids = {key: _id(*key, unique=often[key[1]] == 1) for key in groups}
    stated = _stated(settings, groups, ids, where)
    rest = [key for key in groups if key not in stated]
    over = left - math.fsum(stated.values())
    if rest and over < len(rest) / 100:
        raise CourseError(
            [f"{where}: expected points for {len(rest)} tests that state none, found {max(over, 0):g} left of {left:g}"]
        )
    points = stated | dict(zip(rest, shares(over, len(rest)), strict=True))
    return tuple(TestCheck(ids[key], _title(cases), points[key], tuple(cases)) for key, cases in groups.items())


test_checks.__test__ = False  # type: ignore[attr-defined]


def _stated(
    settings: SuiteSettings, groups: Mapping[tuple[str, str], Sequence[SuiteTest]], ids: Mapping[tuple[str, str], str],
    where: str,
) -> dict[tuple[str, str], float]:  # fmt: skip
    """Return what the tests are worth that a mark or the table names; a file's points are shared by its others."""
    marked = {key: cases[0].points for key, cases in groups.items() if cases[0].points is not None}
    found: dict[tuple[str, str], float] = {key: points for key, points in marked.items() if points is not None}
    problems, files = [], dict[str, float]()
    for name, points in settings.points.items():
        keys = [key for key, check in ids.items() if name in {check, key[1], f"{PurePosixPath(key[0]).name}::{key[1]}"}]
        if name.endswith(".py"):
            files[name] = points
        elif len(keys) == 1:
            found[keys[0]] = points
        else:
            known = ", ".join(ids.values())
            problems.append(f"{where}: suite.points: expected one of {known}; found {name!r}")
    for name, points in files.items():
        keys = [key for key in groups if key[0].endswith(f"/{name}")]
        own = [key for key in keys if key not in found]
        over = points - math.fsum(found[key] for key in keys if key in found)
        if not own or over < len(own) / 100:
            problems.append(f"{where}: suite.points: expected tests of {name} to share {points:g}, found {len(own)}")
        found |= dict(zip(own, shares(over, len(own)), strict=True))
    problems += [
        f"{where}: {ids[key]}: expected points above 0, found {found[key]:g}" for key in found if found[key] <= 0
    ]
    if problems:
        raise CourseError(problems)
    return found


def shares(points: float, count: int) -> list[float]:
    """Return equal shares in hundredths; the first have one more where it does not come out even."""
    cents = round(points * 100)
    each, more = divmod(cents, count) if count else (0, 0)
    return [(each + (place < more)) / 100 for place in range(count)]


def _id(file: str, name: str, *, unique: bool) -> str:
    return name if unique else f"{PurePosixPath(file).stem}::{name}"


def _title(cases: Sequence[SuiteTest]) -> str:
    words = cases[0].name.rpartition("::")[2].removeprefix("test_").replace("_", " ").strip()
    return cases[0].title or words[:1].upper() + words[1:]


def suite_results(checks: Sequence[TestCheck], evidence: Evidence) -> tuple[CheckResult, ...]:
    """Return what a submission earns by the tests."""
    found = {verdict.id: verdict for verdict in evidence.verdicts}
    return tuple(_result(check, [found.get(case.id) for case in check.cases], evidence) for check in checks)


def _result(check: TestCheck, verdicts: Sequence[SuiteVerdict | None], evidence: Evidence) -> CheckResult:
    pairs = list(zip(check.cases, verdicts, strict=True))
    judged = [(case, verdict) for case, verdict in pairs if not _is(verdict, {TestOutcome.SKIPPED})]
    passed = sum(_is(verdict, PASSING) for _, verdict in judged)
    said = [(case, _sentence(verdict, evidence)) for case, verdict in judged if not _is(verdict, PASSING)]
    broken = any(text is None for _, text in said)
    status = Status.FAILED if said else Status.PASSED if judged else Status.SKIPPED
    message = _message(said, passed, len(judged))
    if broken:
        status, message, passed = Status.ERROR, _("This check could not be run; a person will look at it."), 0
    if status is Status.SKIPPED:
        message = next((verdict.message for verdict in verdicts if verdict is not None), "")
    detail = "\n".join(f"{case.id}: {_said(verdict)}" for case, verdict in pairs if not _is(verdict, PASSING))
    hidden = check.is_hidden
    earned = check.points if judged and passed == len(judged) else round(check.points * passed / max(1, len(judged)), 2)
    return CheckResult(
        check=check.check,
        title=_(check.title),
        status=status,
        possible=check.points,
        earned=min(earned, check.points),
        message=(hidden_sentence(status) if hidden else message)[:MAX_MESSAGE],
        detail=detail[:MAX_DETAIL],
        visibility=Visibility.HIDDEN if hidden else Visibility.VISIBLE,
        seconds=sum(verdict.seconds for verdict in verdicts if verdict is not None),
    )


def _is(verdict: SuiteVerdict | None, outcomes: frozenset[TestOutcome] | set[TestOutcome]) -> bool:
    return verdict is not None and verdict.outcome in outcomes


def _message(said: Sequence[tuple[SuiteTest, str | None]], passed: int, total: int) -> str:
    """Return what the student reads: of several cases how many pass, and what the first says that does not."""
    if not said:
        return ""
    case, text = said[0]
    if total == 1:
        return text or ""
    counted = _("{passed} of {total} cases pass.").format(passed=passed, total=total)
    return "\n".join([counted, _("The first that does not, {case}:").format(case=case.case), text or ""])


def _sentence(verdict: SuiteVerdict | None, evidence: Evidence) -> str | None:
    """Return why a test did not pass; None where that is no fault of the submission's."""
    if verdict is None:
        try:
            return why_missing(evidence, _("Your code ended before the tests could ask it."))
        except GraderFaultError:
            return None
    sentences = {
        TestOutcome.ABSENT: _("`{said}` was not found in your code."),
        TestOutcome.LATE: _("Your code did not answer in the time that this test gives it."),
        TestOutcome.ENDED: _("The process of your code had ended before it answered this test. {said}"),
        TestOutcome.UNREAD: _("The tests of this file could not be read with your code. {said}"),
        TestOutcome.UNRUN: _("The time or the memory for all tests was used up before this one ran."),
    }
    if verdict.outcome is TestOutcome.COURSE:
        return None
    return sentences.get(verdict.outcome, "{said}").replace("{said}", verdict.message).strip() or _(
        "What this check asks for was not found."
    )
