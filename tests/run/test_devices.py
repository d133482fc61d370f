"""An assignment's policy decides about GPUs; what ran out of a GPU's memory is told apart from what is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.collect import Collector
from autograder.collect.device import starved
from autograder.collect.training import KeyedLocks, Trainer
from autograder.course.assignment import Assignment, GpuPolicy, read_assignment
from autograder.errors import CourseError, UsageError
from autograder.evidence_store import EvidenceStore
from autograder.execution import Slot, gpus
from autograder.execution.gpus import Card
from autograder.explain import explain
from autograder.records import Evidence, Failure, FunctionValue, Outcome, Parameters, Structure, Training, Trust
from autograder.run.devices import Devices, cards_here, on_slot
from autograder.sandbox.process import PlainProcess

ASSIGNMENT = Assignment("digits", "Digits", 10)
OOM = Failure("exception", "OOM when allocating tensor", "cell 3, line 1", details={"type": "ResourceExhaustedError"})


def collecting(folder: Path) -> Collector:
    sandbox = PlainProcess()
    trainer = Trainer(sandbox, EvidenceStore(folder), remember=True, locks=KeyedLocks())
    return Collector(sandbox, trainer, folder)


def named(evidence: Evidence, slot: Slot) -> Evidence:
    """Return evidence as it is named where it was collected in a slot."""
    return on_slot(collecting(Path()), slot).device.named(evidence)


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
    evidence = Evidence("sha256:1", Outcome.OK, error=error)
    found = named(evidence, Slot(0, gpu))
    assert starved(found) is expected
    if found.error is not None and expected:
        assert "GPU's memory" in explain(found.error)


@pytest.mark.parametrize(
    "message",
    [
        "OutOfMemoryError: CUDA out of memory. Tried to allocate 10.00 GiB. GPU 0 has a total capacity of 79.18 GiB",
        "AcceleratorError: CUDA error: out of memory",
        "RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
    ],
)
def test_what_pytorch_says_of_a_full_card_is_known(message: str) -> None:
    evidence = Evidence("sha256:1", Outcome.OK, error=Failure("exception", message))
    assert starved(named(evidence, Slot(0, "0")))
    assert not starved(named(evidence, Slot(0)))


HIDDEN_CASE = FunctionValue("a", "predict", None, "OutOfMemoryError: CUDA out of memory.", 0.1)


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence("sha256:1", Outcome.OK, error=Failure("exception", "RuntimeError: CUDA error: unknown error")),
        Evidence("sha256:1", Outcome.OK, behaviour={"memorising": {"problem": "CUBLAS_STATUS_NOT_INITIALIZED"}}),
        Evidence("sha256:1", Outcome.OK, functions=(HIDDEN_CASE,)),
    ],
    ids=["error", "behaviour", "function"],
)
def test_what_may_be_the_fault_of_others_on_the_card_is_done_again_alone(evidence: Evidence) -> None:
    assert starved(named(evidence, Slot(0, "0", 4096)))
    assert named(evidence, Slot(0, "0")).error == evidence.error


@pytest.mark.parametrize(("trust", "device"), [(Trust.REBUILT, "cpu"), (Trust.SELF_REPORTED, "gpu")])
def test_a_box_without_student_code_says_whether_it_found_the_gpu(trust: Trust, device: str) -> None:
    structure = Structure("network", "Sequential", (), (), (), (), Parameters(0, 0, 0), None, "")
    evidence = Evidence("sha256:1", Outcome.OK, device="cpu", structure=structure, trust=trust)
    assert named(evidence, Slot(0, "0")).device == device


@pytest.mark.parametrize(("gpu", "device"), [("0", "gpu"), ("", "cpu")])
def test_what_a_submission_says_of_its_device_does_not_count(gpu: str, device: str) -> None:
    for said in ("cpu", "gpu", "quantum"):
        evidence = Evidence("sha256:1", Outcome.OK, device=said)
        assert named(evidence, Slot(0, gpu)).device == device


def test_the_graders_own_training_says_on_which_device_it_was() -> None:
    training = Training("grader", 1, 1, 1.0, "")
    evidence = Evidence("sha256:1", Outcome.OK, device="cpu", training=training)
    assert named(evidence, Slot(0, "0")).device == "cpu"


def test_trainings_on_gpus_are_remembered_apart(tmp_path: Path) -> None:
    collector = collecting(tmp_path)
    assert on_slot(collector, Slot(0)) is collector
    assert on_slot(collector, Slot(0, "0")).trainer.memory.root == tmp_path / "gpu"


def test_a_budget_for_the_cpu_goes_with_a_preferred_gpu_alone(tmp_path: Path) -> None:
    text = 'title = "T"\npoints = 1\ngpu = "{}"\n[cpu]\nbudget_s = 900\nwall_s = 1200\n'
    (tmp_path / "assignment.toml").write_text(text.format("preferred"))
    found = read_assignment(tmp_path).on_cpu()
    assert (found.training.budget_s, found.limits.wall_s, found.limits.cpu_s) == (900, 1200, None)
    (tmp_path / "assignment.toml").write_text(text.format("required"))
    with pytest.raises(CourseError, match="cpu: goes with gpu = “preferred” alone, found gpu = “required”"):
        read_assignment(tmp_path)


def test_no_card_is_used_where_none_is_wanted(cards: None) -> None:
    assert slots(GpuPolicy.PREFERRED, Devices("none")) == ["", "", ""]


def test_what_a_machine_has_is_told(cards: None) -> None:
    assert list(cards_here()) == ["gpu 0: 16384 MB", "gpu 1: 16384 MB"]


@pytest.mark.parametrize(("library", "told"), [(None, r"dl-autograder\[gpu\]"), (object(), "driver was not found")])
def test_a_machine_without_a_gpu_is_told_what_is_missing(
    library: object, told: str, no_cards: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpus, "installed", lambda: library)
    (line,) = cards_here()
    assert re.match(f"gpu: none.*{told}", line)
