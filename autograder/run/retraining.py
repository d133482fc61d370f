"""Settle a borderline score: train again with other seeds, within the assignment's cap; the median counts."""

from __future__ import annotations

import math
from dataclasses import replace
from threading import Event

from autograder.collect import Collected, Collector
from autograder.collect.looking import training_fault
from autograder.collect.training import PLAN
from autograder.errors import SandboxError
from autograder.metrics import borderline, measure, settle
from autograder.records import Direction, Evidence, Measurement, Note, NoteKind, Outcome, Submission
from autograder.run.resolve import Resolved


def settled(
    resolved: Resolved, collector: Collector, submission: Submission, collected: Collected, *, cancelled: Event
) -> Collected:
    """Return the evidence with the predictions of the training that counts.

    A network that the grader trained, and whose score misses the bar while its interval reaches it, is
    trained again with the next `training.retrain` seeds. The training with the median score counts (of two, the
    better one).

    Raises:
        SandboxError: a box was lost.
    """
    evidence, plan = collected.evidence, collected.artefacts.files.get(PLAN)
    if plan is None or not undecided(resolved, evidence):
        return collected
    runs = [evidence]
    for seed in range(
        resolved.assignment.seed + 1, resolved.assignment.seed + 1 + resolved.assignment.training.retrain
    ):
        if cancelled.is_set():
            return collected
        task = resolved.task(submission)
        run = collector.train_again(task, evidence, plan, seed=seed, cancelled=cancelled)
        if run.outcome is Outcome.SANDBOX_FAULT:
            raise SandboxError(f"the training with seed {seed} was lost")
        if not training_fault(run):
            runs.append(run)
    accuracies = {_value(resolved, run): run for run in runs}
    counts = accuracies[settle([_value(resolved, run) for run in runs], resolved.scoring.metric.direction)]
    seeds = ", ".join(str(run.seed) for run in runs)
    chosen = replace(
        evidence,
        predictions=counts.predictions,
        training=counts.training,
        device=counts.device,
        training_history=counts.training_history,
        notes=(*evidence.notes, Note(NoteKind.RETRAINED, seeds)),
    )
    return replace(collected, evidence=chosen)


def undecided(resolved: Resolved, evidence: Evidence) -> bool:
    """Return whether a training of the grader came so close to the bar that further ones must tell."""
    if evidence.training is None or evidence.scaling == "own":
        return False
    found = measured(resolved, evidence)
    return found is not None and borderline(found)


def measured(resolved: Resolved, evidence: Evidence) -> Measurement | None:
    """Return what a training gives on the test images, with the device's bar; None without data, bar or outputs."""
    hidden, bar, outputs = resolved.hidden, resolved.bar_on(evidence.device), evidence.predictions.get("test")
    if hidden is None or bar is None or outputs is None:
        return None
    return measure(resolved.scoring.metric, outputs, hidden.targets, bar=bar)


def _value(resolved: Resolved, evidence: Evidence) -> float:
    found = measured(resolved, evidence)
    worst = -math.inf if resolved.scoring.metric.direction is Direction.HIGHER else math.inf
    return found.value if found else worst
