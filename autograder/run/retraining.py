"""Tell whether a training came close to the bar, and which of several trainings counts: the median one."""

from __future__ import annotations

import math
from dataclasses import replace

from autograder.metrics import borderline, measure, settle, value_of
from autograder.records import Direction, Evidence, Measurement
from autograder.run.resolve import Resolved


def counted(resolved: Resolved, evidence: Evidence) -> Evidence:
    """Return what is scored and shown of evidence: of several trainings, the one that counts.

    A network that the grader trained, and whose score misses the bar while its interval reaches it, is
    trained again with the next `training.retrain` seeds. The training with the median score counts (of two, the
    better one). So it is with each of several models.
    """
    if evidence.models:
        return replace(evidence, models={part: counted(resolved, own) for part, own in evidence.models.items()})
    if not evidence.repetitions:
        return evidence
    runs = [evidence, *_repeated(evidence)]
    values = [_value(resolved, run) for run in runs]
    return dict(zip(values, runs, strict=True))[settle(values, resolved.scoring.metric.direction)]


def _repeated(evidence: Evidence) -> list[Evidence]:
    return [
        replace(
            evidence,
            predictions=each.predictions,
            training=each.training,
            device=each.device,
            training_history=each.training_history,
        )
        for each in evidence.repetitions
    ]


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
    metric, hidden, outputs = resolved.scoring.metric, resolved.hidden, evidence.predictions.get("test")
    found = None if hidden is None or outputs is None else value_of(metric, outputs, hidden.targets)
    worst = -math.inf if metric.direction is Direction.HIGHER else math.inf
    return worst if found is None else found
