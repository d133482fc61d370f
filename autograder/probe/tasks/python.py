"""Run one script as `__main__`."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Mapping
from typing import Any

from autograder.probe.box_paths import Room


def main(room: Room, job: Mapping[str, Any]) -> None:
    """Run `job["script"]`, a path beneath `room.inputs`, with `job["arguments"]` in `sys.argv`."""
    script = room.inputs / job["script"]
    sys.argv = [str(script), *job.get("arguments", ())]
    runpy.run_path(str(script), run_name="__main__")
