"""An assignment's policy decides about GPUs; what ran out of a GPU's memory is told apart from what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import Assignment, GpuPolicy, read_assignment
from autograder.collect import Collected
from autograder.errors import CourseError, UsageError
from autograder.execution import Slot, gpus
from autograder.execution.gpus import Card
from autograder.explain import explain
from autograder.pipeline.devices import Devices, named, starved
from autograder.records import Evidence, Failure, Outcome
from autograder.store import Artefacts

ASSIGNMENT = Assignment("digits", "Digits", 10)
OOM = Failure("exception", "OOM when allocating tensor", "cell 3, line 1", details={"type": "ResourceExhaustedError"})


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cards, as the driver would tell."""
    monkeypatch.setattr(gpus, "detect", lambda library: (Card("0", 16384), Card("1", 16384)))


@pytest.fixture
def no_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpus, "detect", lambda library: ())


def slots(policy: GpuPolicy, devices: Devices = Devices()) -> list[str]:  # noqa: B008 - frozen
    return [slot.gpu for slot in devices.slots(replace(ASSIGNMENT, gpu=policy), 3)]


def test_an_assignment_that_never_wants_a_gpu_gets_none(cards: None) -> None:
    assert slots(GpuPolicy.NEVER) == ["", "", ""]


@pytest.mark.parametrize("policy", [GpuPolicy.PREFERRED, GpuPolicy.REQUIRED])
def test_an_assignment_that_wants_gpus_gets_as_many_slots_as_they_hold(cards: None, policy: GpuPolicy) -> None:
    assert slots(policy) == ["0", "1"]
    assert slots(policy, Devices(share=2)) == ["0", "1", "0", "1"]
    assert slots(policy, Devices("1", visible="0,1")) == ["1"]


def test_without_a_gpu_one_that_prefers_it_runs_and_one_that_requires_it_does_not(no_cards: None) -> None:
    assert slots(GpuPolicy.PREFERRED) == ["", "", ""]
    with pytest.raises(UsageError, match="digits requires a GPU, and none was found"):
        slots(GpuPolicy.REQUIRED)


def test_the_policy_is_read_from_the_assignment(tmp_path: Path) -> None:
    (tmp_path / "assignment.toml").write_text('title = "T"\npoints = 1\ngpu = "preferred"\n')
    assert read_assignment(tmp_path).gpu is GpuPolicy.PREFERRED
    (tmp_path / "assignment.toml").write_text('title = "T"\npoints = 1\ngpu = "maybe"\n')
    with pytest.raises(CourseError, match="'required', 'preferred' or 'never'"):
        read_assignment(tmp_path)


@pytest.mark.parametrize(
    ("error", "gpu", "expected"),
    [
        (OOM, "0", True),
        (OOM, "", False),
        (Failure("training", "ResourceExhaustedError: OOM"), "0", True),
        (Failure("exception", "NameError", details={"type": "NameError"}), "0", False),
        (Failure("timed_out", "RESOURCE_EXHAUSTED"), "0", False),
        (None, "0", False),
    ],
)
def test_running_out_of_a_gpus_memory_is_told_apart(error: Failure | None, gpu: str, expected: bool) -> None:
    collected = Collected(Evidence("sha256:1", Outcome.OK, error=error), Artefacts({}))
    found = named(collected, Slot(0, gpu)).evidence
    assert starved(found) is expected
    if found.error is not None and expected:
        assert "GPU's memory" in explain(found.error)
