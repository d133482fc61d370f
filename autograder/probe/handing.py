"""Hand over the model that a submission made: build it, save it, train it where the job says so, look at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Found, OutOfTime, UnfitError
from autograder.probe import export
from autograder.probe.assignments import last_assignment
from autograder.probe.box_paths import Room
from autograder.probe.framework import framework_of
from autograder.probe.limits import left_s
from autograder.probe.transform import recognise, transform
from autograder.protocol.answers import MODEL, ModelReport
from autograder.protocol.jobs import ImageScaling, RunJob
from autograder.records import Failure, FailureKind
from autograder.texts import spoken

SHARE_FOR_TRAINING = 0.8
"""Of the time that a run has left, what the grader's own training may use; the rest is for what comes after it."""
Names = Mapping[str, Any]


class KeptModel(Protocol):
    """The model as an earlier cell left it: what is reported of it, and whether the last cell was interrupted."""

    report: ModelReport | None
    interrupted: bool


def model_of(names: Names, job: RunJob) -> Found:
    """Find the model to grade among a submission's names; where students train, what they trained comes first."""
    framework = framework_of(job)
    if job.train and not job.by_recipe and "build_model" in names and not callable(names.get("train")):
        found = framework.find({name: names[name] for name in names.keys() - {"build_model"}}, prefer_trained=True)
        if found.model is not None and framework.steps(found.model) > 0:
            return found
    return framework.find(names, prefer_trained=job.notebook)


def told(report: ModelReport, found: Found, room: Room, job: RunJob) -> ModelReport:
    """Say in the report how a model was found."""
    where = last_assignment(room.inputs / job.entry, found.overwritten) if found.overwritten else ""
    return replace(report, found=found.name, others=found.others, why=found.why, overwritten=where)


def model_report(
    report: ModelReport, found: Found, names: Names, room: Room, job: RunJob, *, kept: KeptModel | None
) -> ModelReport:
    """Hand over what was found, and return the report; its failure says why there is no model, or none to be used."""
    report = replace(report, failure=found.failure)
    if found.model is not None and found.error is not None:
        report = _architecture(report, found.model, names, room, job)
        report = replace(report, stopped="time") if framework_of(job).interrupted(found.model) else report
    elif found.model is not None:
        report = hand_over_model(report, found.model, names, room, job)
    if report.failure is None:
        return report
    if kept is not None and kept.interrupted and kept.report is not None:
        return kept.report
    if not report.saved:
        (room.out / MODEL).unlink(missing_ok=True)
    return report


def hand_over_model(report: ModelReport, model: Any, names: Names, room: Room, job: RunJob) -> ModelReport:
    """Save a model, trained where the job asks for it, and return the report; a failure says why it cannot be used."""
    framework = framework_of(job)
    trains_itself = job.train and not job.by_recipe and callable(names.get("train"))
    if refused := _unusable(model, names, room, job, trains_itself=trains_itself):
        return replace(report, failure=refused)
    report = saved(report, model, names, room, job) if framework.weights(model) is not None else report
    if job.train and not framework.is_ready(model) and not framework.steps_itself(model):
        return replace(report, failure=report.failure or Failure(FailureKind.UNCOMPILED, "the model is not compiled"))
    if job.train and (job.by_recipe or not framework.steps(model)):
        trained = _train(replace(report, failure=None), model, names, room, job)
        report = saved(replace(trained, failure=report.failure), model, names, room, job)
        report = replace(report, failure=trained.failure or report.failure)
    export.write_history(framework.history(model), room.out)
    report = replace(report, trained=framework.steps(model) > 0, preprocess=scaling_of(names, room, job))
    if framework.interrupted(model) and report.trainer != "recipe":
        report = replace(report, stopped="time")
    if job.inspect:
        from autograder.probe.inspection import inspect

        if report.preprocess == "own":
            preprocess_all(names["preprocess"], room)
        inspect(framework, model, room, job.inspection(ImageScaling(report.preprocess)))
    return report


def _architecture(report: ModelReport, model: Any, names: Names, room: Room, job: RunJob) -> ModelReport:
    """Save a model that cannot be trained: its architecture counts."""
    if refused := _unusable(model, names, room, job, trains_itself=False):
        return replace(report, failure=refused)
    return replace(saved(report, model, names, room, job), preprocess=scaling_of(names, room, job))


def saved(report: ModelReport, model: Any, names: Names, room: Room, job: RunJob) -> ModelReport:
    """Save a model and say so in the report."""
    framework = framework_of(job)
    outcome = framework.export(model, room.out / MODEL, _samples(model, names, room, job), most_mb=job.model_mb)
    problem = outcome.problem
    unreadable = problem is not None and not (problem.kind == FailureKind.UNSAVED and outcome.code)
    return replace(
        report,
        code=outcome.code,
        steps_itself=framework.steps_itself(model),
        saved=problem is None,
        failure=problem if unreadable else report.failure,
    )


def scaling_of(names: Names, room: Room, job: RunJob) -> str:
    """Name the scaling that the submission's own `preprocess` is; "own" for another, "unit" where there is none."""
    if not callable(names.get("preprocess")) or not (room.data / "x_sample.npy").is_file():
        return "unit"
    raw = np.load(room.data / "x_sample.npy")
    result = np.asarray(names["preprocess"](spoken(raw.copy())))
    return recognise(raw, job.pixel_max, result) or "own"


def preprocess_all(preprocess: Callable[[Any], Any], room: Room) -> None:
    """Apply the submission's own `preprocess` to the training and the test images; write what comes out."""
    folder = room.out / "preprocessed"
    folder.mkdir(exist_ok=True)
    for name, path in (("train", room.data / "x_train.npy"), ("test", room.data / "inputs" / "x_test.npy")):
        if path.is_file():
            result = np.asarray(preprocess(spoken(np.load(path))), dtype=np.float32)
            np.save(folder / f"{name}.npy", result, allow_pickle=False)


def _unusable(model: Any, names: Names, room: Room, job: RunJob, *, trains_itself: bool) -> Failure | None:
    """Build the model where it is not built; return why that cannot be done."""
    if framework_of(job).weights(model) is not None:
        return None
    images = _raw(room, "x_sample.npy", "x_train.npy")
    few = None if images is None else images[:2]
    return framework_of(job).build(model, few, _preprocess(names), may_wait=trains_itself)


def _train(report: ModelReport, model: Any, names: Names, room: Room, job: RunJob) -> ModelReport:
    raw, y = np.load(room.data / "x_train.npy"), np.load(room.data / "y_train.npy")
    prepared = _prepared(names, raw)
    if not job.by_recipe and callable(names.get("train")):
        names["train"](model, spoken(_inputs(model, raw, prepared, job)), y)
        return replace(report, trainer="train()")
    try:
        x = _inputs(model, raw, prepared, job)
        budget_s = SHARE_FOR_TRAINING * left_s(job.recipe.budget_s / SHARE_FOR_TRAINING)
        recipe = replace(job.recipe, budget_s=budget_s)
        stopped = framework_of(job).fit(
            model, x, y, recipe=recipe, seed=job.seed, learned=job.learned, anew=job.by_recipe
        )
    except UnfitError as misfit:
        return replace(report, failure=misfit.failure)
    except OutOfTime:
        stopped = "budget"
    return replace(report, trainer="recipe", stopped=stopped)


def _inputs(model: Any, raw: NDArray[Any], prepared: NDArray[Any] | None, job: RunJob) -> NDArray[Any]:
    if prepared is not None:
        return prepared
    return transform(raw, job.pixel_max, framework_of(job).input_shape(model), scaling="unit")


def _prepared(names: Names, raw: NDArray[Any]) -> NDArray[Any] | None:
    """Return images as the submission's own `preprocess` makes them; None where it has none."""
    preprocess = _preprocess(names)
    return None if preprocess is None else np.asarray(preprocess(raw.copy()))


def _preprocess(names: Names) -> Callable[[Any], Any] | None:
    """Return the submission's own `preprocess`, which gets texts as Python's; None where it has none."""
    preprocess = names.get("preprocess")
    return (lambda raw: preprocess(spoken(raw))) if callable(preprocess) else None


def _samples(model: Any, names: Names, room: Room, job: RunJob) -> list[NDArray[Any]]:
    """Return inputs of the course on which an export must agree with the model, where they can be had."""
    raw = _raw(room, "x_sample.npy")
    if raw is None:
        return []
    try:
        return [_inputs(model, raw[:16], _prepared(names, raw[:16]), job)]
    except Exception:  # noqa: BLE001 - the submission's preprocess may raise anything, and is told elsewhere
        return []


def _raw(room: Room, *files: str) -> NDArray[Any] | None:
    path = next((room.data / name for name in files if (room.data / name).is_file()), None)
    return None if path is None else np.load(path, allow_pickle=False)
