"""Train the reference with many seeds, and set the bar of an assignment by what comes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.collect.device import CPU
from autograder.collect.environment import environment_versions
from autograder.collect.training import PLAN, Trainer
from autograder.course.assignment import Training
from autograder.errors import CourseError
from autograder.metrics import ACCURACY, measure
from autograder.metrics.calibration import calibrate as set_bar
from autograder.partial import partial_folder
from autograder.records import Calibration, Curves, Evidence, Form, Submission
from autograder.run.calibration_store import calibration_file, write_calibration
from autograder.run.resolve import Resolved


@dataclass(frozen=True, slots=True)
class Trained:
    """One training of the reference, and on which device.

    `stopped` says why it ended before its time ("budget"), "" where it did not.
    """

    seed: int
    accuracy: float
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
    if resolved.scoring.metric.name != ACCURACY.name:
        found = f"found score.metric = “{resolved.scoring.metric.name}”: state its bar as score.bar"
        raise CourseError([f"{resolved.assignment.id}: only accuracy is calibrated, {found}"])
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
    task = replace(resolved.task(submission), seed=seed)
    evidence: Evidence = trainer.train(task, plan, scaling="unit", own={}, seed=seed, cancelled=None)
    outputs = evidence.predictions.get("test")
    accuracy = None
    if outputs is not None:
        accuracy = measure(ACCURACY, outputs, hidden.targets)
    if accuracy is None or evidence.training is None:
        reason = evidence.error.message if evidence.error else str(evidence.outcome)
        raise CourseError([f"{resolved.assignment.id}: training the reference with seed {seed} failed: {reason}"])
    validation = _validation(evidence.training_history or {}, task.assignment.training)
    training = evidence.training
    ended, device = training.stopped, evidence.device
    return Trained(seed, accuracy.value, validation, training.epochs, training.seconds, ended, device)


def _validation(curves: Curves, recipe: Training) -> float | None:
    """Return the validation accuracy of the weights that training ended with; None where there is no such curve."""
    accuracies = curves.get("val_accuracy", ())
    stopping = recipe.early_stopping
    if stopping is None or not stopping.restore_best_weights:
        return accuracies[-1] if accuracies else None
    watched = curves.get(stopping.monitor, ())
    best = max if "acc" in stopping.monitor else min
    return accuracies[watched.index(best(watched))] if accuracies and watched else None


def write(resolved: Resolved, runs: list[Trained]) -> Calibration:
    """Set the bar from trainings on one device and write it down for that device; return it."""
    hidden = resolved.hidden
    if hidden is None:
        raise CourseError([f"{resolved.assignment.id}: calibration needs data"])
    n = len(hidden.y_test)
    accuracies = tuple(run.accuracy for run in runs)
    bar = set_bar(accuracies, n, resolved.private.false_fail)
    calibration = Calibration(
        accuracies=accuracies,
        seeds=tuple(run.seed for run in runs),
        n=n,
        bar=bar.value,
        false_fail=bar.false_fail,
        versions=environment_versions(resolved.course.settings.backend),
        device=runs[0].device,
        data=hidden.data,
        epochs=max(run.epochs for run in runs),
        notes="; ".join(f"seed {run.seed}: {run.stopped} after {run.epochs} epochs" for run in runs if run.stopped),
        validation=tuple(run.validation for run in runs if run.validation is not None),
    )
    write_calibration(calibration_file(resolved.course, resolved.assignment, calibration.device), calibration)
    return calibration
