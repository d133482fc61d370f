"""Run one script as `__main__`."""

from __future__ import annotations

import runpy
import sys

from autograder.probe.box_paths import Room
from autograder.protocol.jobs import ScriptJob


def main(room: Room, job: ScriptJob) -> None:
    """Run the job's script, a path beneath `room.inputs`, with its arguments in `sys.argv`."""
    script = room.inputs / job.script
    sys.argv = [str(script), *job.arguments]
    runpy.run_path(str(script), run_name="__main__")
