"""Each device has its own bar, and the CPU a budget of its own where a GPU is preferred and not there."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.collect import Inputs
from autograder.course.assignment import GpuPolicy, OnCpu, Private, TrainingMode, read_assignment
from autograder.course.folder import Course, open_course
from autograder.data import HiddenData
from autograder.errors import CourseError
from autograder.execution import Slot
from autograder.metrics import METRICS, Scoring, Targets, borderline, measure
from autograder.records import Calibration, Reference, Repetition, Training
from autograder.run.bars import assert_reached, told
from autograder.run.calibrate import Trained, write
from autograder.run.calibration_store import calibration_file, read_calibrations, write_calibration
from autograder.run.fingerprint import basis_of
from autograder.run.resolve import Resolved
from autograder.run.retraining import counted, measured
from tests.metrics.examples import accuracy
from tests.reports.examples import EVIDENCE, SUBMISSION, structure

ROOT = Path(__file__).parents[2]
ON_CPU, ON_GPU = [Slot(0)], [Slot(0, "0")]
LABELS = np.arange(40) % 10
RIGHT = {"test": np.eye(10, dtype=np.float32)[LABELS]}


def calibration(device: str, bar: float) -> Calibration:
    return Calibration((bar, bar, bar), (1, 2, 3), 40, bar, 0.001, {}, device, "digits", 1)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    root = tmp_path / "course"
    for half in ("assignments", "reference"):
        shutil.copytree(ROOT / half / "digits_cnn", root / half / "digits_cnn")
    (root / "reference/digits_cnn/calibration.json").unlink()
    (root / "course.toml").write_text('title = "Deep learning"\n', encoding="utf-8")
    return open_course(root)


@pytest.fixture
def resolved(course: Course, tmp_path: Path) -> Resolved:
    """An assignment that prefers a GPU, with a bar for each device."""
    bars = {device: calibration(device, bar) for device, bar in (("cpu", 0.5), ("gpu", 0.9))}
    assignment = replace(
        read_assignment(course.public("digits_cnn")),
        gpu=GpuPolicy.PREFERRED,
        cpu=OnCpu(budget_s=1000.0, wall_s=2000.0, cpu_s=3000.0),
    )
    return Resolved(
        course=course,
        assignment=assignment,
        private=Private(),
        inputs=Inputs(),
        hidden=HiddenData(
            np.zeros((40, 8, 8), np.uint8), LABELS, tmp_path / "x.npy", 16, tuple("0123456789"), True, "digits"
        ),
        missing="",
        reference=Reference("digits_cnn", structure(), (), bars["cpu"], "sha256:1"),
        reference_plan=None,
        checks=(),
        calibrations=bars,
    )


def test_an_accuracy_is_judged_by_the_bar_of_the_device_that_it_came_from(resolved: Resolved) -> None:
    for device, bar in (("cpu", 0.5), ("gpu", 0.9)):
        accuracy = measured(resolved, replace(EVIDENCE, predictions=RIGHT, device=device))
        assert accuracy is not None
        assert accuracy.bar == bar
        assert resolved.reference_on(device).calibration == calibration(device, bar)


def test_the_assignments_own_bar_and_metric_count_in_the_place_of_a_calibration(resolved: Resolved) -> None:
    """Labels have probabilities of 0.95 and 0.82 in turn, which is a loss of 0.125, between 0.10 and 0.15."""
    sure = np.resize([0.95, 0.82], 40)[:, np.newaxis]
    outputs = {"test": (RIGHT["test"] * sure + (1 - RIGHT["test"]) * (1 - sure) / 9).astype(np.float32)}
    evidence = replace(EVIDENCE, predictions=outputs, device="gpu")
    for bar, reached, near in ((0.2, True, False), (0.11, False, True), (0.05, False, False)):
        found = measured(replace(resolved, scoring=Scoring(METRICS.find("log_loss"), bar)), evidence)
        assert found is not None
        assert (found.name, found.bar, found.reached) == ("log_loss", bar, reached)
        assert near is borderline(found)
    stated = replace(resolved, scoring=Scoring(bar=0.7))
    assert (stated.bar_on("cpu"), stated.bar_on("gpu"), resolved.bar_on("gpu")) == (0.7, 0.7, 0.9)


def test_a_bar_counts_for_the_metric_that_it_was_set_for(resolved: Resolved) -> None:
    other = replace(resolved, scoring=Scoring(METRICS.find("log_loss")))
    assert other.bar_on("cpu") is None
    assert measured(other, replace(EVIDENCE, predictions=RIGHT)) is None
    calibrated = {"cpu": replace(calibration("cpu", 0.3), metric="log_loss")}
    assert replace(other, calibrations=calibrated).bar_on("cpu") == 0.3


def losses(*values: float) -> list[Trained]:
    found = measure(METRICS.find("log_loss"), RIGHT["test"], Targets(LABELS, 10))
    assert found is not None
    each = [replace(found, value=value, interval=(value - 0.02, value + 0.02)) for value in values]
    return [Trained(seed, one, 0.9, 1, 1.0, "", "cpu") for seed, one in enumerate(each)]


def test_any_metric_is_calibrated_in_its_direction(resolved: Resolved) -> None:
    scored = replace(resolved, scoring=Scoring(METRICS.find("log_loss")))
    written = write(scored, losses(0.30, 0.32, 0.31, 0.29))
    assert (written.metric, written.bar > 0.32) == ("log_loss", True)
    assert read_calibrations(resolved.course, resolved.assignment) == {"cpu": written}
    lines = list(told(written, losses(0.3)[0].found, stated=0.5))
    assert lines[0].startswith("log loss 0.30 ± 0.01 over 4 seeds on 40 hidden")
    assert lines[1].startswith(f"bar: at most {written.bar:.2f}")
    assert lines[2] == "the assignment states a bar of its own, 0.50, which counts instead"


def test_a_bar_that_a_guess_reaches_is_not_written(resolved: Resolved) -> None:
    scored = replace(resolved, scoring=Scoring(METRICS.find("log_loss")))
    with pytest.raises(
        CourseError, match=r"expected a bar that no guess reaches, found log loss .* No bar was written"
    ):
        write(scored, losses(0.3, 1.9, 0.5))
    assert read_calibrations(resolved.course, resolved.assignment) == {}


def test_a_stated_bar_that_the_reference_misses_is_a_mistake_of_the_course(resolved: Resolved) -> None:
    missed = r"digits_cnn: score\.bar: expected a bar that the reference reaches, found 0\.25; its log loss is 0\.305"
    scored = replace(resolved, scoring=Scoring(METRICS.find("log_loss"), 0.25))
    with pytest.raises(CourseError, match=missed):
        write(scored, losses(0.30, 0.32, 0.31, 0.29))
    written = write(replace(scored, scoring=Scoring(METRICS.find("log_loss"), 0.4)), losses(0.30, 0.32, 0.31, 0.29))
    with pytest.raises(CourseError, match=missed):
        assert_reached("digits_cnn", scored.scoring, calibration("gpu", 0.9), written)
    assert_reached("digits_cnn", Scoring(bar=0.95), written)


def test_a_calibration_of_an_earlier_version_is_read(course: Course) -> None:
    path = calibration_file(course, course.assignment("digits_cnn"), "cpu")
    path.write_bytes((ROOT / "reference/digits_cnn/calibration.json").read_bytes())
    found = read_calibrations(course, course.assignment("digits_cnn"))["cpu"]
    assert (found.metric, len(found.values), found.bar) == ("accuracy", 20, 0.95)


def test_on_a_gpu_without_a_bar_the_cpus_counts(resolved: Resolved) -> None:
    known = replace(resolved, calibrations={"cpu": calibration("cpu", 0.5)})
    assert known.reference_on("gpu").calibration == calibration("cpu", 0.5)
    assert replace(known, calibrations={}).reference_on("gpu").calibration == calibration("cpu", 0.5)


def test_a_gpus_bar_alone_is_refused_where_there_is_no_gpu(resolved: Resolved) -> None:
    known = replace(resolved, calibrations={"gpu": calibration("gpu", 0.9)})
    assert not known.at(ON_GPU).on_cpu
    with pytest.raises(CourseError, match="autograder calibrate digits_cnn --gpus none"):
        known.at(ON_CPU)
    never = replace(known, assignment=replace(known.assignment, gpu=GpuPolicy.NEVER, cpu=OnCpu()))
    assert never.at(ON_CPU).on_cpu


def test_the_boxes_of_who_falls_back_have_the_cpus_budget(resolved: Resolved, tmp_path: Path) -> None:
    file = tmp_path / "file"
    own, limits = resolved.assignment.training, resolved.at(ON_GPU).limits
    for slots, budget, wall, cpu in (
        (ON_CPU, 1000.0, 2000.0, 3000.0),
        (ON_GPU, own.budget_s, limits.wall_s, limits.cpu_s),
    ):
        task = resolved.at(slots).task(SUBMISSION)
        run, train = task.run_box(), task.train_box(file, scaling="unit", test=file, train_x=file, seed=1)
        assert (run.limits.wall_s, run.limits.cpu_s) == (wall, cpu)
        assert train.job.recipe.budget_s == budget
        assert train.limits.wall_s >= budget + 60


def test_evidence_has_the_same_name_on_every_device(resolved: Resolved) -> None:
    assert resolved.at(ON_CPU).evidence_key(SUBMISSION) == resolved.at(ON_GPU).evidence_key(SUBMISSION)
    other = replace(resolved.assignment, cpu=OnCpu())
    keys = {
        replace(resolved, basis=basis_of(each, resolved.private, resolved.inputs, {})).evidence_key(SUBMISSION)
        for each in (resolved.assignment, other)
    }
    assert len(keys) == 2


def test_evidence_that_was_settled_under_another_bar_has_another_name(resolved: Resolved) -> None:
    raised = {device: replace(each, bar=each.bar + 0.01) for device, each in resolved.calibrations.items()}
    trained = replace(resolved.assignment, training=replace(resolved.assignment.training, mode=TrainingMode.GRADER))
    own = replace(trained, training=replace(trained.training, mode=TrainingMode.STUDENT))
    for assignment, same in ((trained, False), (own, True)):
        before, after = (
            replace(resolved, assignment=assignment, calibrations=each) for each in (resolved.calibrations, raised)
        )
        assert (before.evidence_key(SUBMISSION) == after.evidence_key(SUBMISSION)) is same


def test_a_calibration_is_kept_for_the_device_that_trained(resolved: Resolved) -> None:
    for device in ("gpu", "cpu"):
        runs = [Trained(seed, accuracy(0.95, n=400), None, 1, 1.0, "", device) for seed in range(3)]
        write(resolved, runs)
    assert list(read_calibrations(resolved.course, resolved.assignment)) == ["cpu", "gpu"]
    names = sorted(path.name for path in resolved.course.private("digits_cnn").glob("calibration*"))
    assert names == ["calibration.gpu.json", "calibration.json"]


def test_a_calibration_counts_for_the_device_that_it_names(course: Course) -> None:
    assignment = course.assignment("digits_cnn")
    assert read_calibrations(course, assignment) == {}
    write_calibration(calibration_file(course, assignment, "cpu"), calibration("gpu", 0.9))
    assert read_calibrations(course, assignment) == {"gpu": calibration("gpu", 0.9)}


def test_a_malformed_calibration_is_told_with_its_file_and_key(course: Course) -> None:
    path = calibration_file(course, course.assignment("digits_cnn"), "gpu")
    path.write_text(json.dumps({"bar": "high"}), encoding="utf-8")
    with pytest.raises(CourseError, match=r"calibration\.gpu\.json: bar"):
        read_calibrations(course, course.assignment("digits_cnn"))


def test_data_that_stand_in_have_bars_of_their_own(course: Course) -> None:
    assignment = course.assignment("digits_cnn")
    other = replace(assignment, data=replace(assignment.data, name="digits28"))
    names = [calibration_file(course, other, device).name for device in ("cpu", "gpu")]
    assert names == ["calibration.offline.json", "calibration.offline.gpu.json"]


def outputs(right: int) -> dict[str, np.ndarray]:
    """Return outputs that name so many of the forty images right."""
    wrong = np.where(np.arange(40) < right, LABELS, (LABELS + 1) % 10)
    return {"test": np.eye(10, dtype=np.float32)[wrong]}


@pytest.mark.parametrize(
    ("further", "counts"), [((10, 30), 20), ((30, 36), 30), ((19,), 20), ((), 20), ((None, 30), 20)]
)
def test_of_several_trainings_the_median_one_is_scored(
    further: tuple[int | None, ...], counts: int, resolved: Resolved
) -> None:
    evidence = replace(EVIDENCE, predictions=outputs(20), device="cpu", training=Training("grader", 7, 1, 1.0))
    made = enumerate(further, start=8)
    runs = [
        Repetition(seed, outputs(right) if right else {}, None, Training("grader", seed, 1, 1.0), "cpu")
        for seed, right in made
    ]
    found = counted(resolved, replace(evidence, repetitions=tuple(runs)))
    accuracy = measured(resolved, found)
    assert accuracy is not None
    assert accuracy.value == counts / 40
    trained = {7: 20, **{seed: right for seed, right in enumerate(further, start=8) if right}}
    assert found.training is not None
    assert trained[found.training.seed] == counts
