"""The pytest plugin of the tests' box: a time and seeds for each test, and what came of it, written at once."""

from __future__ import annotations

import json
import random
import re
import signal
import time
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest

from autograder.probe.live.errors import AbsentError, EndedError, LateError, LiveError, UncrossableError
from autograder.probe.live.line import GRACE_S, StudentLine
from autograder.probe.live.modules import StudentModules
from autograder.protocol.jobs import SuiteJob

MAX_MESSAGE = 4_000
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
MARKS = (
    "points(number): what the test is worth",
    "timeout(seconds): how long the test may take",
    'visibility("visible" or "hidden"): who reads the message',
)


class SuitePlugin:
    """Runs the tests of a course; one object serves one session."""

    def __init__(self, job: SuiteJob, out: Path, modules: StudentModules, line: StudentLine | None) -> None:
        self._job, self._modules, self._line = job, modules, line
        self._file = (out / SuiteJob.verdicts).open("a", encoding="utf-8")
        self._said: dict[str, dict[str, Any]] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the marks."""
        for mark in MARKS:
            config.addinivalue_line("markers", mark)

    def pytest_exception_interact(self, node: Any, call: pytest.CallInfo[Any], report: Any) -> None:
        """Say what keeps a file from being read."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            place = _own_line(call.excinfo, node.path)
            self._write({"unread": str(node.nodeid), "message": _message(call.excinfo, report), "line": place})

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Say which tests there are."""
        for item in items:
            self._write({"test": item.nodeid, **_about(item)})

    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Know that tests run from now on."""
        if session.items:
            self._modules.running()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Give a test its time and its seeds, and say afterwards what came of it."""
        mark = item.get_closest_marker("timeout")
        asked = mark.args[0] if mark and mark.args and isinstance(mark.args[0], int | float) else self._job.test_s
        seconds = max(0.1, min(float(asked), self._job.most_s))
        self._said = {}
        started = time.monotonic()
        _seed(self._job.seed)
        if self._line is not None:
            self._line.begin(item.nodeid, seconds, self._job.seed)
        with _alarm(seconds + 2 * GRACE_S):
            value = yield
        said = self._said.get("call") or self._said.get("setup") or {"outcome": "failed", "message": ""}
        last = self._said.get("teardown")
        if last is not None and said["outcome"] == "passed":
            said = last
        self._write({"done": item.nodeid, **said, "seconds": round(time.monotonic() - started, 3)})
        return value

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        """Keep how a phase ended where it says something."""
        report: Any = yield
        if call.when == "call" or report.outcome != "passed":
            self._said[call.when] = _said(report, call)
        return report

    def _write(self, said: Any) -> None:
        self._file.write(json.dumps(said) + "\n")
        self._file.flush()


def _said(report: Any, call: pytest.CallInfo[None]) -> dict[str, Any]:
    outcome, message = report.outcome, ""
    if hasattr(report, "wasxfail"):
        outcome, message = ("xfailed" if outcome == "skipped" else "xpassed"), str(report.wasxfail)
    elif call.excinfo is not None:
        message = _message(call.excinfo, report)
        outcome = next((_KINDS[type(each)] for each in _behind(call.excinfo.value) if type(each) in _KINDS), outcome)
    elif outcome == "failed":
        message = str(report.longrepr)[:MAX_MESSAGE]  # a test that passed and was expected to fail
    return {"outcome": outcome, "message": message}


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and what lies behind it."""
    for _ in range(20):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


_KINDS: Mapping[type, str] = {
    UncrossableError: "course",
    AbsentError: "absent",
    LateError: "late",
    EndedError: "ended",
}


def _message(excinfo: pytest.ExceptionInfo[BaseException], report: Any) -> str:
    """Return what an error says: the assertion with its values, without frames."""
    error = excinfo.value
    if isinstance(error, pytest.skip.Exception):
        return str(error)[:MAX_MESSAGE]
    text = str(error) if isinstance(error, LiveError) else excinfo.exconly(tryshort=True)
    notes = [str(note) for note in getattr(error, "__notes__", ()) if str(note) not in text]
    return (
        _ADDRESS.sub("", "\n".join([text, *notes]))[:MAX_MESSAGE] or str(getattr(report, "longrepr", ""))[:MAX_MESSAGE]
    )


def _own_line(excinfo: pytest.ExceptionInfo[BaseException], path: Path) -> int:
    """Return the last line of a file that an error passed through; 0 where it passed through none."""
    lines = [entry.lineno + 1 for entry in excinfo.traceback if Path(entry.path) == path]
    error = excinfo.value
    return lines[-1] if lines else int(getattr(error, "lineno", 0) or 0)


def _about(item: pytest.Item) -> dict[str, Any]:
    function = getattr(item, "originalname", None) or item.name
    case = item.name[len(function) :].strip("[]") if item.name != function else ""
    path, line, _ = item.location
    points = item.get_closest_marker("points")
    seen = item.get_closest_marker("visibility")
    doc = getattr(getattr(item, "obj", None), "__doc__", None) or ""
    group = getattr(getattr(item, "cls", None), "__name__", "")
    return {
        "file": path,
        "line": (line or 0) + 1,
        "name": f"{group}::{function}" if group else function,
        "case": case,
        "title": " ".join(doc.strip().split("\n\n")[0].split()),
        "points": points.args[0] if points and points.args else None,
        "visibility": seen.args[0] if seen and seen.args else None,
    }


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 - what tests may draw from


class _alarm:  # noqa: N801 - used as a function
    """Raise `LateError` in a test that is not over after some seconds, once."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        def ring(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
            raise LateError("the time for this test is over")

        self._before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def __exit__(self, *exc: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)
