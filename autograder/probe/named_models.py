"""Hand over the models that a job asks for by name, each into a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from autograder.contracts import Found, Framework, OutOfTime
from autograder.probe import json_files
from autograder.probe.box_paths import Room
from autograder.probe.framework import framework_of
from autograder.probe.handing import model_report, told
from autograder.protocol.answers import ModelReport
from autograder.protocol.jobs import NamedModel, RunJob
from autograder.records import Failure, FailureKind
from autograder.signatures import needed_arguments

Explained = Callable[[BaseException], Failure]
"""Says what an error is that a submission raised."""


def hand_over_named(names: Mapping[str, Any], room: Room, job: RunJob, bare: ModelReport, explained: Explained) -> None:
    """Hand over each model that is asked for by name; what fails at one leaves the others.

    Args:
        names: the submission's top-level names.
        room: where everything goes.
        job: what is asked for.
        bare: what is said of every model.
        explained: says what an error is.

    Raises:
        OutOfTime: the time for all of them is over; the model at which that was says so.
    """
    for wanted in job.models:
        inner = replace(room, part=wanted.folder)
        inner.out.mkdir(exist_ok=True)
        report = replace(bare, found=wanted.entry)
        try:
            found = named_model(framework_of(job), names, wanted)
            report = told(report, found, inner, job)
            report = model_report(report, found, names, inner, job, kept=None)
        except OutOfTime as over:
            json_files.write_answer(inner.out, replace(report, failure=explained(over)))
            raise
        except BaseException as error:  # noqa: BLE001 - building and training are the student's
            report = replace(report, failure=explained(error))
        json_files.write_answer(inner.out, report)


def named_model(framework: Framework, names: Mapping[str, Any], wanted: NamedModel) -> Found:
    """Find what a name stands for: a model, or what a function makes that is called without arguments."""
    value, details = names.get(wanted.entry), {"name": wanted.entry}
    if framework.is_model(value):
        return Found(value, wanted.entry)
    if not callable(value):
        kind = FailureKind.NO_NAMED_MODEL
        return Found(None, wanted.entry, Failure(kind, f"there is no model named {wanted.entry}", details=details))
    if needed := needed_arguments(value):
        told = {**details, "names": ", ".join(needed)}
        return Found(
            None, wanted.entry, Failure(FailureKind.NAMED_ARGUMENTS, f"{wanted.entry} takes arguments", details=told)
        )
    made = value()
    if framework.is_model(made):
        return Found(made, f"{wanted.entry}()")
    made_of = type(made).__name__
    told = {**details, "found": made_of}
    return Found(
        None, wanted.entry, Failure(FailureKind.NOT_NAMED_MODEL, f"{wanted.entry}() returned {made_of}", details=told)
    )


def has_named(framework: Framework, names: Mapping[str, Any], wanted: NamedModel, *, trained: bool) -> bool:
    """Tell whether a name stands for a model, trained where that is asked for, or for a function that may build one."""
    value = names.get(wanted.entry)
    if framework.is_model(value):
        return not trained or framework.steps(value) > 0
    return callable(value) and not trained
