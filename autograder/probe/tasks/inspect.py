"""Rebuild a model from its file in a box without student code, and look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.probe import framework, gpu
from autograder.probe.box_paths import Room
from autograder.probe.export import device, versions
from autograder.probe.json_files import failure_json, write_json


def main(room: Room, job: Mapping[str, Any]) -> None:
    """Inspect `in/model.keras`; where it cannot be rebuilt, say why in `rebuilt.json`."""
    framework.load()
    gpu.take()
    framework.run_directly()
    with gpu.reported(room.out / "inspected.json", "predict"):
        look(room, job)


def look(room: Room, job: Mapping[str, Any]) -> None:
    """Rebuild the model and inspect it."""
    from autograder.probe.inspection import inspect
    from autograder.probe.rebuilding import rebuilt

    try:
        made = rebuilt(room.inputs / "model.keras")
    except Exception as error:
        if gpu.exhausted(str(error)):
            raise
        write_json(room.out / "rebuilt.json", {"problem": f"{type(error).__name__}: {error}"[:2000]})
        return
    report = {"problem": None, "versions": versions(), "device": device(), "code": list(made.code)}
    write_json(room.out / "rebuilt.json", report | {"settings": failure_json(made.problem)})
    if job["plan"] and made.model.compiled and not made.code and made.trainable:
        write_plan(made.model, room)
    inspect(made.model, room, job)


def write_plan(model: Any, room: Room) -> None:
    """Write how the model is to be trained, and what it would bring along; nothing where it cannot be planned."""
    from autograder.probe.course_weights import CourseWeights
    from autograder.probe.planning import plan

    try:
        made = plan(model, CourseWeights.below(room.data))
    except Exception:  # noqa: BLE001 - a configuration may refuse to be read in any way; a person is asked then
        return
    write_json(room.out / "plan.json", made.plan)
    said = {"replaced": made.replaced, "course": made.course, "new": made.new}
    write_json(room.out / "planned.json", said | {"bits": made.bits, "wiring": made.wiring})
