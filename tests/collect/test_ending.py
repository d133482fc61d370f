"""The failure that is told is the event that ended the run."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.collect.ending import Progress, ending, training_failure
from autograder.contracts import BoxResult
from autograder.records import Failure, Limits, Outcome, Usage

ERROR = Failure("exception", "NameError: x", "cell 2, line 1")
LATE = Failure("timed_out", "out of time", "cell 5, line 3")
SPENT = Failure("processor_time", "out of processor time", "cell 5")
DEAD = Failure("kernel_died", "the kernel died", "cell 5")
MODEL = Failure("no_model", "no Keras model was found")
LIMITS = Limits(wall_s=60, cpu_s=120, memory_mb=1000)


def box(outcome: Outcome, reason: str = "") -> BoxResult:
    harvest: Any = None
    return BoxResult(outcome, Usage(47.6, 90.2, 1001.0), (), "", "", 0, reason, harvest)


@pytest.mark.parametrize(
    ("result", "failures", "outcome", "kind", "where"),
    [
        (box(Outcome.OK), [], Outcome.OK, None, None),
        (box(Outcome.OK), [ERROR, MODEL], Outcome.OK, "exception", "cell 2, line 1"),
        (box(Outcome.OK), [ERROR, LATE, MODEL], Outcome.TIMED_OUT, "timed_out", "cell 5, line 3"),
        (box(Outcome.OK), [ERROR, SPENT], Outcome.TIMED_OUT, "processor_time", "cell 5"),
        (box(Outcome.OK), [ERROR, DEAD], Outcome.CRASHED, "kernel_died", "cell 5"),
        (box(Outcome.TIMED_OUT, "more than 60 s"), [ERROR], Outcome.TIMED_OUT, "timed_out", "cell 7"),
        (box(Outcome.TIMED_OUT, "more than 9 s of processor time"), [], Outcome.TIMED_OUT, "processor_time", "cell 7"),
        (box(Outcome.OUT_OF_MEMORY), [ERROR], Outcome.OUT_OF_MEMORY, "out_of_memory", "cell 7"),
        (box(Outcome.KILLED, "more than 16 MB of output"), [ERROR], Outcome.KILLED, "output_flood", "cell 7"),
        (box(Outcome.CRASHED, "ended by SIGSEGV"), [], Outcome.CRASHED, "crashed", "cell 7"),
    ],
)
def test_verdict_kind_and_place_are_of_one_event(
    result: BoxResult, failures: list[Failure], outcome: Outcome, kind: str | None, where: str | None
) -> None:
    found = ending(result, failures, Progress(part=7, at="cell 7"), LIMITS)
    assert found.outcome is outcome
    assert (found.error and found.error.kind, found.error and found.error.where) == (kind, where)
    before = failures[: failures.index(LATE)] if LATE in failures else failures
    assert set(map(id, found.further)) == {id(each) for each in before if found.error and each.kind != kind}


def test_what_was_not_there_because_the_run_was_ended_is_no_failure_of_its_own() -> None:
    assert ending(box(Outcome.OK), [LATE, MODEL], Progress(), LIMITS).further == ()


def test_the_limit_that_is_told_is_the_one_that_was_reached() -> None:
    asked = ending(box(Outcome.OK), [LATE], Progress(), LIMITS).error
    ended = ending(box(Outcome.TIMED_OUT, "more than 60 s"), [], Progress(), LIMITS).error
    of_processor = ending(box(Outcome.TIMED_OUT, "more than 120 s of processor time"), [], Progress(), LIMITS).error
    memory = ending(box(Outcome.OUT_OF_MEMORY), [], Progress(), LIMITS).error
    assert asked
    assert ended
    assert of_processor
    assert memory
    assert asked.details == {"seconds": 48, "limit": 45}
    assert ended.details == {"seconds": 48, "limit": 60}
    assert of_processor.details == {"seconds": 90, "limit": 120}
    assert memory.details == {"mb": 1001, "limit": 1000}


def test_the_graders_training_is_not_the_submissions_code() -> None:
    assert training_failure(Outcome.OK) is None
    assert [training_failure(o).kind for o in (Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY)] == [  # type: ignore[union-attr]
        "training_timed_out",
        "training_out_of_memory",
    ]
