"""Rebuild a model from its file in a box without student code, and look at it."""

from __future__ import annotations

from typing import Any

from autograder.frameworks.keras import loading
from autograder.frameworks.keras.device import device, take
from autograder.frameworks.keras.loading import versions
from autograder.probe import gpu
from autograder.probe.box_paths import Room
from autograder.probe.json_files import write_answer, write_json
from autograder.protocol.answers import InspectedReport, RebuiltReport
from autograder.protocol.gpu import exhausted
from autograder.protocol.jobs import InspectJob
from autograder.records import FailureKind


def main(room: Room, job: InspectJob) -> None:
    """Inspect `in/model.keras`; where it cannot be rebuilt, say why in `rebuilt.json`."""
    loading.load()
    take()
    loading.run_directly()
    with gpu.reported(room.out, InspectedReport, FailureKind.PREDICT):
        look(room, job)


def look(room: Room, job: InspectJob) -> None:
    """Rebuild the model and inspect it."""
    from autograder.frameworks.keras.rebuilding import rebuilt
    from autograder.probe.inspection import inspect

    try:
        made = rebuilt(room.inputs / "model.keras")
    except Exception as error:
        if exhausted(str(error)):
            raise
        write_answer(room.out, RebuiltReport(problem=f"{type(error).__name__}: {error}"[:2000]))
        return
    report = RebuiltReport(versions=versions(), device=device(), code=made.code, settings=made.problem)
    write_answer(room.out, report)
    if job.plan and made.model.compiled and not made.code and made.trainable:
        write_plan(made.model, room)
    inspect(made.model, room, job.inspection)


def write_plan(model: Any, room: Room) -> None:
    """Write how the model is to be trained, and what it would bring along; nothing where it cannot be planned."""
    from autograder.frameworks.keras.course_weights import CourseWeights
    from autograder.frameworks.keras.planning import plan

    try:
        made = plan(model, CourseWeights.below(room.data))
    except Exception:  # noqa: BLE001 - a configuration may refuse to be read in any way; a person is asked then
        return
    write_json(room.out / "plan.json", made.plan)
    write_answer(room.out, made.report)
