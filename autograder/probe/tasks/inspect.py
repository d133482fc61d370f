"""Rebuild a model from its file in a box without student code, and look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.probe.export import versions, write_json
from autograder.probe.room import Room


def main(room: Room, job: Mapping[str, Any]) -> None:
    """Inspect `in/model.keras`; where it cannot be rebuilt, say why in `rebuilt.json`."""
    import keras

    from autograder.probe.gpu import keep_to_share
    from autograder.probe.inspection import inspect

    keep_to_share()

    try:
        model = keras.models.load_model(room.inputs / "model.keras", safe_mode=True)
    except Exception as error:  # noqa: BLE001 - a hostile or custom model fails in any way
        write_json(room.out / "rebuilt.json", {"problem": f"{type(error).__name__}: {error}"[:2000]})
        return
    write_json(room.out / "rebuilt.json", {"problem": None, "versions": versions()})
    inspect(model, room, job)
