"""Train the reference with many seeds, and set the bar of an assignment by what comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.collect.device import CPU
from autograder.collect.environment import environment_versions
from autograder.collect.planned import framework_of_plan
from autograder.collect.training import PLAN, Trainer
from autograder.course.assignment import TrainingSettings
from autograder.errors import CourseError
from autograder.metrics import ACCURACY, measure
from autograder.metrics.calibration import calibrate as set_bar
from autograder.metrics.calibration import sampling
from autograder.partial import partial_folder
from autograder.records import Calibration, Curves, Evidence, Form, Measurement, Submission
from autograder.run.bars import assert_reached, assert_useful
from autograder.run.calibration_store import calibration_file, write_calibration
from autograder.run.resolve import Resolved


@dataclass(frozen=True, slots=True)
class Trained:
    """One training of the reference, and on which device.

    `stopped` says why it ended before its time ("budget"), "" where it did not.
    """

    seed: int
    found: Measurement
    validation: float | None
    epochs: int
    seconds: float
    stopped: str
    device: str = CPU


def trainings(resolved: Resolved, trainer: Trainer, seeds: int, scratch: Path) -> Iterator[Trained]:
    """Train the reference with `seeds` seeds from the assignment's own upward, one after the other.

    Raises:
        CourseError: there is no reference model or no data, or a training fails.
    """
    if resolved.assignment.models:
        stated = "at_least, at_most or better_than of its checks, or score.bar"
        raise CourseError([f"{resolved.assignment.id}: a bar of one of several models is stated: {stated}"])
    if resolved.reference_plan is None or resolved.hidden is None:
        raise CourseError([f"{resolved.assignment.id}: calibration needs a reference solution and its data"])
    with partial_folder(scratch) as folder:
        plan = folder / PLAN
        plan.write_bytes(resolved.reference_plan)
        for seed in range(resolved.assignment.seed, resolved.assignment.seed + seeds):
            yield _train(resolved, trainer, plan, seed)


def _train(resolved: Resolved, trainer: Trainer, plan: Path, seed: int) -> Trained:
    hidden = resolved.hidden
    if hidden is None:
        raise CourseError([f"{resolved.assignment.id}: calibration needs a reference solution and its data"])
    submission = Submission("reference", resolved.assignment.id, plan.parent, "", None, Form.MODULE, "solution.py")
    task = resolved.task(submission)
    framework = framework_of_plan(plan.read_bytes(), task.assignment.frameworks)
    task = replace(task, assignment=replace(task.assignment, frameworks=(framework,)), seed=seed)
    evidence: Evidence = trainer.train(task, plan, scaling="unit", own={}, seed=seed, cancelled=None)
    outputs = evidence.predictions.get("test")
    found = None if outputs is None else measure(resolved.scoring.metric, outputs, hidden.targets)
    if found is None or evidence.training is None:
        reason = evidence.error.message if evidence.error else str(evidence.outcome)
        raise CourseError([f"{resolved.assignment.id}: training the reference with seed {seed} failed: {reason}"])
    curves = (evidence.training_history or {}) if found.name == ACCURACY.name else {}
    validation = _validation(curves, task.assignment.training)
    training = evidence.training
    ended, device = training.stopped, evidence.device
    return Trained(seed, found, validation, training.epochs, training.seconds, ended, device)


def _validation(curves: Curves, recipe: TrainingSettings) -> float | None:
    """Return the validation accuracy of the weights that training ended with; None where there is no such curve."""
    accuracies = curves.get("val_accuracy", ())
    stopping = recipe.early_stopping
    if stopping is None or not stopping.restore_best_weights:
        return accuracies[-1] if accuracies else None
    watched = curves.get(stopping.monitor, ())
    best = max if "acc" in stopping.monitor else min
    return accuracies[watched.index(best(watched))] if accuracies and watched else None


def write(resolved: Resolved, runs: list[Trained]) -> Calibration:
    """Set the bar from trainings on one device and write it down for that device; return it.

    Raises:
        CourseError: the bar is no better than a guess, or the reference misses the one that the assignment states.
    """
    hidden = resolved.hidden
    if hidden is None:
        raise CourseError([f"{resolved.assignment.id}: calibration needs data"])
    measured = [run.found for run in runs]
    values, first = tuple(each.value for each in measured), measured[0]
    bar = set_bar(values, sampling(measured), resolved.private.false_fail, first.direction)
    calibration = Calibration(
        values=values,
        seeds=tuple(run.seed for run in runs),
        n=first.n,
        bar=bar.value,
        false_fail=bar.false_fail,
        versions=environment_versions(tuple(resolved.assignment.frameworks), resolved.course.settings.backend),
        device=runs[0].device,
        data=hidden.data,
        epochs=max(run.epochs for run in runs),
        notes="; ".join(f"seed {run.seed}: {run.stopped} after {run.epochs} epochs" for run in runs if run.stopped),
        validation=tuple(run.validation for run in runs if run.validation is not None),
        metric=first.name,
    )
    assert_useful(resolved.assignment.id, calibration, first)
    assert_reached(resolved.assignment.id, resolved.scoring, calibration)
    write_calibration(calibration_file(resolved.course, resolved.assignment, calibration.device), calibration)
    return calibration
