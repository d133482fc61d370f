"""Run a submission in a student box and hand over its model."""

from __future__ import annotations

from autograder.probe.box_paths import Room
from autograder.probe.framework import framework_of
from autograder.protocol.jobs import RunJob


def main(room: Room, job: RunJob) -> None:
    """Run a notebook or a module."""
    framework_of(job).load()
    if job.notebook:
        from autograder.probe.notebook import run_notebook

        run_notebook(room, job)
    else:
        from autograder.probe.module import run_module
        from autograder.probe.session import prepare

        prepare(room, job)
        run_module(room, job)
