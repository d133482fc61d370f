"""Rebuild a model from its file in a box without student code, and look at it."""

from __future__ import annotations

from autograder.contracts import Framework, Rebuilt
from autograder.probe import gpu
from autograder.probe.box_paths import Room
from autograder.probe.framework import framework_of
from autograder.probe.json_files import write_answer, write_json
from autograder.protocol.answers import MODEL, InspectedReport, RebuiltReport
from autograder.protocol.gpu import exhausted
from autograder.protocol.jobs import InspectJob
from autograder.records import FailureKind


def main(room: Room, job: InspectJob) -> None:
    """Inspect the model of `in`; where it cannot be rebuilt, say why in `rebuilt.json`."""
    framework = framework_of(job)
    framework.load()
    framework.take_device()
    with gpu.reported(room.out, InspectedReport, FailureKind.PREDICT):
        look(framework, room, job)


def look(framework: Framework, room: Room, job: InspectJob) -> None:
    """Rebuild the model and inspect it."""
    from autograder.probe.inspection import inspect

    try:
        made = framework.rebuild(room.inputs / MODEL)
    except Exception as error:
        if exhausted(str(error)):
            raise
        write_answer(room.out, RebuiltReport(problem=f"{type(error).__name__}: {error}"[:2000]))
        return
    versions, device = framework.versions(), framework.device()
    write_answer(room.out, RebuiltReport(versions=versions, device=device, code=made.code, settings=made.problem))
    if job.plan:
        write_plan(framework, made, room)
    inspect(framework, made.model, room, job.inspection)


def write_plan(framework: Framework, made: Rebuilt, room: Room) -> None:
    """Write how the model is to be trained, and what it would bring along; nothing where it cannot be planned."""
    planned = framework.plan(made, room.data)
    if planned is not None:
        write_json(room.out / "plan.json", planned.plan)
        write_answer(room.out, planned.report)
