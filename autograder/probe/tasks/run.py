"""Run a submission in a student box and hand over its model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.probe import framework
from autograder.probe.box_paths import Room


def main(room: Room, job: Mapping[str, Any]) -> None:
    """Run a notebook or a module.

    The job names: form, entry, model (is one asked for), functions (is any asked for), train (train it here),
    recipe, seed, pixel_max, keras2, soft_s, soft_cpu_s.
    """
    framework.load()
    if job["form"] == "notebook":
        from autograder.probe.notebook import run_notebook

        run_notebook(room, job)
    else:
        from autograder.probe.module import run_module
        from autograder.probe.session import prepare

        prepare(room, job)
        run_module(room, job)
