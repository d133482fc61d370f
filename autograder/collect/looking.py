"""Read what the boxes after the first one left: what they found, what a submission is told of, what failed in us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from autograder.collect.answers import class_of
from autograder.collect.decoding import text
from autograder.collect.ending import summed
from autograder.collect.harvest import Reader
from autograder.collect.task import Task
from autograder.contracts import BoxResult
from autograder.networks.codec import MAX_EDGES, MAX_NODES
from autograder.protocol.answers import InspectedReport, ModelReport, RebuiltReport
from autograder.records import BY_SIGKILL, Evidence, Failure, FailureKind, Outcome, Training

STOPS = frozenset({"budget", "diverged"})
"""Why a training may have ended early."""
CURVES = frozenset({"loss", "accuracy", "val_loss", "val_accuracy"})
"""What may be called a curve of a training beside images that nobody may see."""
_NUMBERS = re.compile(r"[\d(),.×x? None-]{1,24}")


@dataclass(frozen=True, slots=True)
class Looked:
    """What an inspection gave.

    `rebuilt` tells whether the model could be rebuilt without the submission's code; `code` names what of that code
    a training would need; `unfit` says that the model refused its data or its settings.
    """

    evidence: Evidence
    rebuilt: bool = True
    code: tuple[str, ...] = ()
    unfit: bool = False


@dataclass(frozen=True, slots=True)
class Preprocessed:
    """What a submission's `preprocess` made of the images, or why there is nothing: its own fault, or ours."""

    outcome: Outcome
    arrays: Mapping[str, NDArray[np.float32]]
    problem: Failure | None = None
    fault: str = ""


def looked_at(evidence: Evidence, result: BoxResult, reader: Reader, *, predicts: bool) -> Looked:
    """Return what an inspection without student code gave.

    Args:
        evidence: what is known of the submission.
        result: how the box ended.
        reader: reads what it left.
        predicts: whether it had inputs to predict on.
    """
    rebuilt, inspected = reader.answer(RebuiltReport) or RebuiltReport(), reader.answer(InspectedReport)
    if result.outcome is Outcome.OK and rebuilt.problem:
        return Looked(evidence, rebuilt=False)
    settings, problem = rebuilt.settings, inspected.problem if inspected else None
    found = replace(
        evidence,
        outcome=worse(evidence.outcome, result.outcome),
        structure=reader.structure(),
        predictions=reader.predictions(),
        behaviour=reader.mapping("behaviour.json"),
        usage=summed(evidence.usage, result.usage),
        versions=rebuilt.versions or evidence.versions,
        device=rebuilt.device or evidence.device,
        error=evidence.error or settings or problem,
        unusable=problem,
    )
    fault = _fault(found, result, inspected, predicts=predicts and problem is None)
    trainable = settings is None or settings.details.get("setting") == "metrics"
    unfit = problem is not None or not trainable
    return Looked(replace(found, fault=fault), code=rebuilt.code, unfit=unfit)


def beside_code(evidence: Evidence, result: BoxResult, reader: Reader, task: Task, *, predicts: bool) -> Evidence:
    """Return what a second student box gave: it inspects, and in grader mode trains, beside the submission's code.

    Args:
        evidence: what is known of the submission; a structure that was found elsewhere stays.
        result: how the box ended.
        reader: reads what it left.
        task: the submission, by whose recipe it was trained.
        predicts: whether it had inputs to predict on. As students have not seen these, nothing that they could be
            written into is kept: no names, no text, no time or memory, and of curves three digits.
    """
    report, inspected = reader.answer(ModelReport) or ModelReport(), reader.answer(InspectedReport)
    told = report.failure if result.outcome is Outcome.OK else None
    problem = (inspected.problem if inspected else None) or told
    problem = untold(problem) if predicts and problem is not None else problem
    structure = evidence.structure or (None if predicts else reader.structure())
    unread = structure is None and not predicts and result.outcome is Outcome.OK and reader.has("structure.json")
    history = reader.curves() if report.trainer == "recipe" else None
    if predicts and history is not None:
        most = task.assignment.training.epochs
        history = {name: _coarse(values[:most]) for name, values in history.items() if name in CURVES}
    found = replace(
        evidence,
        outcome=worse(evidence.outcome, result.outcome),
        structure=structure,
        predictions=reader.predictions(),
        behaviour=evidence.behaviour or ({} if predicts else reader.mapping("behaviour.json")),
        usage=evidence.usage if predicts else summed(evidence.usage, result.usage),
        error=evidence.error or problem or (_undescribed() if unread else None),
        unusable=problem,
        training_history=history,
        training=None if history is None else _beside(report, history, task.seed),
    )
    blameless = told is not None or unread
    fault = "" if blameless else _fault(found, result, inspected, predicts=predicts and problem is None)
    if not fault and report.found != (evidence.found or ""):
        fault = "the second run of the submission gave another model"
    return replace(found, fault=fault)


def sees_ahead(evidence: Evidence) -> Evidence:
    """Return the evidence of a model whose own code would be given what it is to tell: later steps of a series."""
    problem = Failure(FailureKind.SEES_AHEAD, "the model needs code of the submission to make its forecasts")
    return replace(evidence, error=evidence.error or problem, unusable=problem)


def prepared_inputs(result: BoxResult, reader: Reader, most: int) -> Preprocessed:
    """Return what a submission's `preprocess` made of the images."""
    found = {name: reader.array(f"preprocessed/{name}.npy", max_items=most) for name in ("train", "test")}
    arrays = {name: array for name, array in found.items() if array is not None and array.dtype == np.float32}
    if len(arrays) == len(found):
        return Preprocessed(result.outcome, arrays)
    if result.outcome is not Outcome.OK:
        return Preprocessed(result.outcome, {}, fault=_ended(result))
    report = reader.answer(ModelReport) or ModelReport()
    told = None if report.failure is None else untold(report.failure)
    if told is None and not any(name.startswith("preprocessed/") for name in result.harvest.names()):
        return Preprocessed(result.outcome, {}, fault="the box of preprocess left nothing")
    return Preprocessed(
        result.outcome, {}, told or Failure(FailureKind.PREPROCESS, "preprocess gave no array of numbers")
    )


def lost(result: BoxResult) -> str:
    """Return why a box gave nothing for which a submission that ended well before is no reason: "" where it may be."""
    waited = result.outcome is Outcome.TIMED_OUT and not result.reason.endswith("of processor time")
    killed = result.outcome is Outcome.CRASHED and result.reason == BY_SIGKILL
    return _ended(result) if waited or killed else ""


def untold(found: Failure) -> Failure:
    """Return a failure beside hidden inputs as it may be told: its kind, its class, and shapes."""
    details = {name: value for name, value in found.details.items() if _NUMBERS.fullmatch(str(value))}
    return Failure(found.kind, class_of(found.message), details=details)


def training_fault(trained: Evidence) -> str:
    """Return why a training gave nothing through us; "" where it gave something, or the network refused it."""
    if trained.outcome is not Outcome.OK:
        return f"the training ended: {trained.outcome}"
    if not trained.fault and trained.error is None and not (trained.training and trained.predictions):
        return "the training left nothing"
    return trained.fault


def worse(outcome: Outcome, later: Outcome) -> Outcome:
    """Return the outcome of a submission after a later box: a box that was lost makes all of it void."""
    return later if later is Outcome.SANDBOX_FAULT else outcome


def _fault(found: Evidence, result: BoxResult, inspected: InspectedReport | None, *, predicts: bool) -> str:
    """Return what an inspection failed in, unless the model refused its data."""
    if result.outcome is not Outcome.OK:
        return _ended(result)
    if inspected is None:
        return "the inspection left nothing"
    if inspected.fault:
        return inspected.fault
    if found.structure is None and inspected.problem is None:
        return "the inspection left no structure that can be read"
    return "the inspection left no predictions that can be read" if predicts and not found.predictions else ""


def _undescribed() -> Failure:
    """Return what is told where the submission's own process left a description of its model that is refused."""
    limits = {"layers": f"{MAX_NODES:,}", "connections": f"{MAX_EDGES:,}"}
    return Failure(FailureKind.UNDESCRIBED, "the description of the model cannot be read", details=limits)


def _ended(result: BoxResult) -> str:
    return text(f"the box ended: {result.outcome}, {result.reason}", 500)


def _coarse(values: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(float(f"{value:.3g}") for value in values)


def _beside(report: ModelReport, history: Mapping[str, tuple[float, ...]], seed: int) -> Training:
    epochs = max((len(curve) for curve in history.values()), default=0)
    return Training("student", seed, epochs, 0.0, stopped=report.stopped if report.stopped in STOPS else "")
