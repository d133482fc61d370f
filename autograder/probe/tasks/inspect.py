"""Rebuild a model from its file in a box without student code, and look at it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.probe import framework, gpu
from autograder.probe.export import device, versions, write_json
from autograder.probe.room import Room


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

    try:
        model = rebuilt(room.inputs / "model.keras")
    except Exception as error:
        if gpu.exhausted(str(error)):
            raise
        write_json(room.out / "rebuilt.json", {"problem": f"{type(error).__name__}: {error}"[:2000]})
        return
    write_json(room.out / "rebuilt.json", {"problem": None, "versions": versions(), "device": device()})
    if job["plan"] and model.compiled:
        write_plan(model, room)
    inspect(model, room, job)


def write_plan(model: Any, room: Room) -> None:
    """Write how the model is to be trained, and what it would bring along; nothing where it cannot be planned."""
    from autograder.probe.course_weights import CourseWeights
    from autograder.probe.planning import plan

    try:
        made = plan(model, CourseWeights.below(room.data))
    except Exception:  # noqa: BLE001 - a configuration may refuse to be read in any way; a person is asked then
        return
    write_json(room.out / "plan.json", made.plan)
    said = {"replaced": made.replaced, "numbers": made.numbers, "course": made.course, "new": made.new}
    write_json(room.out / "planned.json", said)


def rebuilt(path: Path) -> Any:
    """Return the model of a file, compiled as it was; the optimizer's state is left out, since nothing here needs it.

    Raises:
        Exception: of any kind, where the file is damaged or hostile, or names what only the submission knows.
    """
    import keras

    model = keras.models.load_model(path, compile=False, safe_mode=True)
    with zipfile.ZipFile(path) as archive:
        settings = json.loads(archive.read("config.json")).get("compile_config")
    if settings:
        model.compile(**keras.saving.deserialize_keras_object(settings, safe_mode=True))
    return model
