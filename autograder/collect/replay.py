"""Run a course's own tests again on what crossed before: nothing of the submission is executed."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from autograder.collect.relay import ENDED, End
from autograder.collect.suite import verdicts
from autograder.collect.task import Task
from autograder.contracts import Sandbox
from autograder.errors import WireError
from autograder.records import Outcome, SuiteOutcome, SuiteVerdict
from autograder.wire.frames import ClosedError, Frame, receive, send, unpacked

OF_THE_CLOCK = ("within_s", "dropped")
"""What of a question depends on time and on when Python frees objects."""
ANYWHERE = frozenset({"hello", "get"})
"""What is asked while files are read, in whatever order, and answered the same."""


@dataclass(slots=True)
class _Transcript:
    """What was asked and answered, by test, in the order of it."""

    tests: dict[str, list[tuple[Any, Frame]]] = field(default_factory=dict)
    names: dict[Any, Frame] = field(default_factory=dict)
    test: str = ""
    place: int = 0
    missed: bool = False

    @classmethod
    def of(cls, data: bytes) -> _Transcript:
        """Return the transcript of a file.

        Raises:
            WireError: it is none.
        """
        made, frames, test = cls(), unpacked(data), ""
        for asked, answer in zip(frames[::2], frames[1::2], strict=False):
            said = _said(asked)
            test = str(said.get("name")) if said.get("op") == "test" else test
            made.tests.setdefault(test, []).append((_key(asked, said), answer))
            if said.get("op") in ANYWHERE:
                made.names.setdefault(_key(asked, said), answer)
        return made

    def answer(self, asked: Frame) -> Frame:
        """Return what was answered to a question; where it is a new one, that there is no answer any more."""
        said = _said(asked)
        if said.get("op") == "test":
            self.test, self.place = str(said.get("name")), 0
        key, there = _key(asked, said), self.tests.get(self.test, [])
        if self.place < len(there) and there[self.place][0] == key:
            self.place += 1
            return there[self.place - 1][1]
        if said.get("op") in ANYWHERE and key in self.names:
            return self.names[key]
        self.missed = True
        return ENDED


def _said(frame: Frame) -> Mapping[str, Any]:
    value, _ = frame.opened()
    return value if isinstance(value, dict) else {}


def _key(frame: Frame, said: Mapping[str, Any]) -> Any:
    return repr({name: value for name, value in said.items() if name not in OF_THE_CLOCK}), bytes(frame.arrays)


def replayed(sandbox: Sandbox, task: Task, data: bytes) -> tuple[SuiteVerdict, ...] | None:
    """Return how the tests of an assignment end on what crossed before; None where they ask something new.

    Args:
        sandbox: makes the tests' box.
        task: the assignment and the submission, of which nothing is in the box.
        data: what crossed, as a relay kept it.

    Raises:
        SandboxError: the box could not be made.
    """
    suite, end = task.inputs.suite, End()
    if suite is None:
        return None
    try:
        transcript = _Transcript.of(data)
    except WireError:
        return None
    thread = Thread(target=_answer, args=(end, transcript), name="replay", daemon=True)
    thread.start()
    try:
        with sandbox.run(task.tests_box(end)) as result:
            found = verdicts(suite, result)
            whole = result.outcome is Outcome.OK and not transcript.missed
    finally:
        end.ended()
        thread.join()
        end.close()
    late = any(verdict.outcome in {SuiteOutcome.UNRUN, SuiteOutcome.LATE} for verdict in found.values())
    return tuple(found.values()) if whole and not late else None


def _answer(end: End, transcript: _Transcript) -> None:
    with contextlib.suppress(ClosedError, WireError):
        stream = end.wait()
        while True:
            send(stream, transcript.answer(receive(stream)))
