"""Run a module in a student box, and hand over what it names."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from typing import Any

from autograder.probe.export import failure_json, write_json
from autograder.probe.limits import soft_limit
from autograder.probe.room import Room
from autograder.probe.session import describe, hand_over
from autograder.records import Failure


def run_module(room: Room, job: Mapping[str, Any]) -> None:
    """Import a module and hand over what it names, also what it had named before it failed."""
    path = room.work / job["entry"]
    spec = importlib.util.spec_from_file_location("submission", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a module")
    module = importlib.util.module_from_spec(spec)
    sys.modules["submission"] = module
    failures: list[Failure] = []
    with soft_limit(float(job["soft_s"])):
        try:
            spec.loader.exec_module(module)
        except BaseException as error:  # noqa: BLE001 - a submission may raise anything, SystemExit included
            failures.append(describe(error, room, job))
        hand_over(vars(module), room, job)
    write_json(room.out / "run.json", {"failures": [failure_json(failure) for failure in failures]})
