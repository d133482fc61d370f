import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.records import BY_SIGKILL, Limits, Outcome
from autograder.sandbox.verdict import BoxExit, Cut, judge

LIMITS = Limits(wall_s=600, cpu_s=1200, memory_mb=4096, output_mb=16)


def ending(**changes) -> BoxExit:
    fields = {"ready": True, "done": True, "status": 0, "cut": None, "memory_kills": 0, "cpu_s": 1.0}
    return BoxExit(**{**fields, **changes})


CASES = [
    ({}, Outcome.OK, ""),
    ({"done": False}, Outcome.CRASHED, "ended before the task was done"),
    ({"status": 1}, Outcome.CRASHED, "ended with status 1"),
    ({"status": 139}, Outcome.CRASHED, "ended by SIGSEGV"),
    ({"status": 137}, Outcome.CRASHED, BY_SIGKILL),
    ({"status": 128 + 45}, Outcome.CRASHED, "ended by signal 45"),
    ({"status": None}, Outcome.SANDBOX_FAULT, "what ran the box was killed from outside"),
    ({"status": None, "cut": Cut.WALL}, Outcome.TIMED_OUT, "more than 600 s"),
    ({"status": 137, "cpu_s": 1200.5}, Outcome.TIMED_OUT, "more than 1200 s of processor time"),
    ({"status": 152}, Outcome.TIMED_OUT, "more than 1200 s of processor time"),
    ({"status": 137, "cut": Cut.WALL}, Outcome.TIMED_OUT, "more than 600 s"),
    ({"status": 137, "cut": Cut.OUTPUT}, Outcome.KILLED, "more than 16 MB of output"),
    ({"status": 137, "memory_kills": 2}, Outcome.OUT_OF_MEMORY, "more than 4096 MB of memory"),
    ({"memory_kills": 1}, Outcome.OUT_OF_MEMORY, "more than 4096 MB of memory"),
    ({"cut": Cut.WALL, "memory_kills": 1}, Outcome.OUT_OF_MEMORY, "more than 4096 MB of memory"),
    ({"ready": False, "cut": Cut.CANCELLED}, Outcome.KILLED, "cancelled"),
    ({"ready": False, "status": 1}, Outcome.SANDBOX_FAULT, "the box did not start (status 1): no room"),
]


@pytest.mark.parametrize(("changes", "outcome", "reason"), CASES)
def test_an_ending_has_one_verdict(changes, outcome, reason):
    verdict = judge(ending(**changes), LIMITS, complaint="no room\n")
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@given(
    st.builds(
        BoxExit,
        ready=st.booleans(),
        done=st.booleans(),
        status=st.none() | st.integers(0, 255),
        cut=st.none() | st.sampled_from(Cut),
        memory_kills=st.integers(0, 3),
        cpu_s=st.floats(0, 1e4),
    )
)
def test_only_a_task_that_was_done_is_ok(ended):
    verdict = judge(ended, LIMITS)
    if verdict.outcome is Outcome.OK:
        assert (ended.ready, ended.done, ended.status, ended.cut) == (True, True, 0, None)
    else:
        assert verdict.reason
