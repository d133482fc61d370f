"""A course's own tests: where they lie, the box that reads or runs them, and what it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder import wire
from autograder.contracts import Box, BoxResult, Harvest, Mount, Sandbox
from autograder.errors import CourseError, SandboxError, WireError
from autograder.protocol.jobs import KERAS, SuiteJob
from autograder.records import Limits, Outcome, SuiteOutcome, SuiteTest, SuiteVerdict

TESTS_S = 600.0
"""How long all tests of a course may take."""
MAX_BYTES, MAX_LINES, MAX_TESTS = 32 * 2**20, 20_000, 2_000
MAX_MESSAGE = 4_000


@dataclass(frozen=True, slots=True)
class Suite:
    """A course's own tests.

    `files` is a folder with what the box of the tests has in `in`; below it, `folder` has the tests. `modules` are the
    student's, `compares` classes of the student's whose comparisons are believed; `test_s` is a test's time. `hidden`
    are the files whose tests' messages are for staff, relative to `files`. `tests` are those that there are.
    """

    files: Path
    folder: str
    modules: tuple[str, ...]
    compares: tuple[str, ...]
    test_s: float
    hidden: frozenset[str] = frozenset()
    tests: tuple[SuiteTest, ...] = ()

    def box(
        self, seed: int, *, mounts: Sequence[Mount], limits: Limits, framework: str = KERAS, only_read: bool = False
    ) -> Box:
        """Return the box that runs the tests, or only reads them."""
        job = SuiteJob(
            self.folder,
            self.modules,
            self.compares,
            seed,
            self.test_s,
            TESTS_S,
            only_read=only_read,
            framework=framework,
        )
        limits = replace(limits, wall_s=TESTS_S + 60.0, cpu_s=max(limits.cpu_s, 2 * TESTS_S))
        return Box(job, (Mount(self.files, "in"), *mounts), limits)


def read_tests(
    sandbox: Sandbox, suite: Suite, mounts: Sequence[Mount], framework: str = KERAS
) -> tuple[SuiteTest, ...]:
    """Return the tests that there are, read in a box where no student's code is or can be asked.

    Raises:
        CourseError: a file of theirs cannot be read, or there is none.
        SandboxError: the box could not be made.
    """
    with sandbox.run(suite.box(0, mounts=mounts, limits=Limits(), framework=framework, only_read=True)) as result:
        if result.outcome is Outcome.SANDBOX_FAULT:
            raise SandboxError(f"the box that reads the tests: {result.reason}")
        lines = list(_lines(result.harvest))
        unread = [_unread(suite, line) for line in lines if "unread" in line]
        tests = tuple(test for line in lines if (test := _test(suite, line)) is not None)
        if not unread and not tests:
            said = result.stderr.strip()[-1_000:] or result.stdout.strip()[-1_000:] or result.reason
            unread = [f"{suite.folder}: expected tests that pytest finds, found none; {said}"]
    if len({test.id for test in tests}) != len(tests) or len(tests) > MAX_TESTS:
        unread.append(f"{suite.folder}: expected at most {MAX_TESTS} tests, each with an id of its own")
    if unread:
        raise CourseError(unread)
    return tests


def verdicts(suite: Suite, result: BoxResult) -> Mapping[str, SuiteVerdict]:
    """Return how each test ended, as far as the box came."""
    lines = list(_lines(result.harvest))
    found = {test.id: test for test in suite.tests}
    unread = {str(line["unread"]): _text(line.get("message")) for line in lines if "unread" in line}
    said = {str(line["done"]): _verdict(line) for line in lines if "done" in line}
    return {name: said.get(name) or _missing(test, unread, result) for name, test in found.items()}


def _missing(test: SuiteTest, unread: Mapping[str, str], result: BoxResult) -> SuiteVerdict:
    """Return the verdict on a test that did not run."""
    if test.file in unread:
        return SuiteVerdict(test.id, SuiteOutcome.UNREAD, unread[test.file])
    return SuiteVerdict(test.id, SuiteOutcome.UNRUN, result.reason[:500])


def _lines(harvest: Harvest) -> Iterator[Mapping[str, Any]]:
    try:
        data = harvest.read(SuiteJob.verdicts, max_bytes=MAX_BYTES)
    except WireError:
        return
    for line in data.split(b"\n")[:MAX_LINES]:
        try:
            value = wire.decode_json(line, what=SuiteJob.verdicts) if line else None
        except WireError:
            continue
        if isinstance(value, dict):
            yield value


def _test(suite: Suite, said: Mapping[str, Any]) -> SuiteTest | None:
    if not isinstance(said.get("test"), str):
        return None
    points, line = said.get("points"), said.get("line")
    file = _text(said.get("file"))
    return SuiteTest(
        id=said["test"],
        file=file,
        line=line if isinstance(line, int) else 0,
        name=_text(said.get("name")),
        case=_text(said.get("case")),
        title=_text(said.get("title")),
        points=float(points) if isinstance(points, int | float) else None,
        hidden=said.get("visibility") == "hidden" or (file in suite.hidden and said.get("visibility") != "visible"),
    )


def _verdict(said: Mapping[str, Any]) -> SuiteVerdict:
    outcome, seconds = said.get("outcome"), said.get("seconds")
    known = SuiteOutcome(outcome) if outcome in set(SuiteOutcome) else SuiteOutcome.FAILED
    took = float(seconds) if isinstance(seconds, int | float) else 0.0
    return SuiteVerdict(str(said["done"]), known, _text(said.get("message")), took)


def _unread(suite: Suite, said: Mapping[str, Any]) -> str:
    line = said.get("line")
    place = f", line {line}" if isinstance(line, int) and line else ""
    return f"{suite.folder}: {_text(said.get('unread'))}{place}: {_text(said.get('message'))}"


def _text(value: Any) -> str:
    return wire.clean_text(wire.without_installation(value), MAX_MESSAGE) if isinstance(value, str) else ""
