"""Run a course's own tests in one box, and the submission that they ask in another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Event, Thread

from autograder.collect.relay import Relay
from autograder.collect.student_run import StudentRun
from autograder.collect.suite import verdicts
from autograder.collect.task import Task
from autograder.contracts import Sandbox
from autograder.errors import SandboxError
from autograder.protocol.jobs import Until
from autograder.records import Outcome, SuiteOutcome, SuiteVerdict

TRANSCRIPT = "transcript.bin"
"""The file of evidence with what crossed between the tests and the submission."""
LEAVING_S = 5.0
"""How long the student box has to end by itself once the tests have ended."""
NOT_ASKED = frozenset({Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY, Outcome.KILLED, Outcome.SANDBOX_FAULT})
OF_STUDENTS = frozenset({Outcome.OK, Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY})
"""Ends of the tests' box that follow from what the submission gave, as the reference's does not bring them about."""


@dataclass(slots=True)
class _Student:
    """The student box beside the tests'."""

    sandbox: Sandbox
    task: Task
    relay: Relay
    until: Until | None
    stop: Event
    outcome: Outcome = Outcome.OK
    reason: str = ""

    def run(self) -> None:
        """Run it to its end, and keep how it ended."""
        try:
            with self.sandbox.run(
                self.task.served_box(self.relay.student, until=self.until), cancelled=self.stop
            ) as end:
                self.outcome, self.reason = end.outcome, end.reason
        except (SandboxError, OSError) as error:
            self.outcome, self.reason = Outcome.SANDBOX_FAULT, str(error)
        finally:
            self.relay.student.ended()


def run_tests(sandbox: Sandbox, task: Task, run: StudentRun, cancelled: Event | None) -> StudentRun:
    """Return what a submission left, with how the tests ended and what crossed, where the course has any of its own.

    Where a box failed through us, they run again.

    A submission that something ended is not asked: no test passes.
    """
    evidence = run.evidence
    if task.inputs.suite is None or evidence.outcome in NOT_ASKED:
        return run
    for last in (False, True):
        found, crossed, fault = _once(sandbox, task, run, cancelled)
        if last or not fault or (cancelled is not None and cancelled.is_set()):
            break
    files = {**run.files, TRANSCRIPT: crossed} if crossed and not fault else run.files
    return replace(run, evidence=replace(evidence, verdicts=found, fault=evidence.fault or fault), files=files)


def _once(
    sandbox: Sandbox, task: Task, run: StudentRun, cancelled: Event | None
) -> tuple[tuple[SuiteVerdict, ...], bytes, str]:
    """Run both boxes; return how the tests ended, what crossed, and what of ours failed."""
    relay, suite = Relay(), task.inputs.suite
    if suite is None:
        return (), b"", ""
    student = _Student(sandbox, task, relay, run.until, Event())
    thread = Thread(target=student.run, name="student box")
    relay.start()
    thread.start()
    try:
        with sandbox.run(task.tests_box(relay.tests), cancelled=cancelled) as result:
            over = student.outcome, student.reason
            found, fault = verdicts(suite, result), "" if result.outcome in OF_STUDENTS else _fault(result.reason)
    finally:
        relay.close()
        thread.join(LEAVING_S)
        student.stop.set()
        thread.join()
    if over[0] is Outcome.SANDBOX_FAULT or student.outcome is Outcome.SANDBOX_FAULT:
        fault = fault or _fault(student.reason)
    return tuple(_explained(verdict, over[1]) for verdict in found.values()), relay.transcript, fault


def _explained(verdict: SuiteVerdict, reason: str) -> SuiteVerdict:
    """Say why the student's process ended, where that is known."""
    return replace(verdict, message=reason) if verdict.outcome is SuiteOutcome.ENDED and reason else verdict


def _fault(reason: str) -> str:
    return f"the box of the tests failed: {reason}"
