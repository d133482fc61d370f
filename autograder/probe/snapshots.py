"""Keep the model of a notebook after each cell: its kernel may die, or be interrupted while it builds another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograder.probe import export, json_files
from autograder.probe.box_paths import Room
from autograder.probe.framework import framework_of
from autograder.probe.handing import model_of, saved, scaling_of, told
from autograder.protocol.answers import ModelReport
from autograder.protocol.jobs import RunJob
from autograder.signatures import builds_alone


class Snapshots:
    """Saves the model whenever it is new or was trained further, and knows what it saved last.

    `report` is what the hand-over would say of the model that is saved, None where there is none; `interrupted` says
    that the last cell was stopped from outside.
    """

    def __init__(self, room: Room, job: RunJob) -> None:
        self.report: ModelReport | None = None
        self.interrupted = False
        self._room, self._job, self._framework = room, job, framework_of(job)
        self._last: tuple[int, int] | None = None

    def __call__(self, names: Mapping[str, Any], *, interrupted: bool) -> None:
        """Look at the names that a cell left, which was stopped from outside or not."""
        self.interrupted = interrupted
        if self._job.models or builds_alone(names.get("build_model")):
            return
        framework = self._framework
        found = model_of(names, self._job)
        model = found.model
        if model is None or not framework.weights(model):
            return
        state = (id(model), framework.steps(model))
        trained = state[1] > 0
        if state == self._last or (self.interrupted and self.report is not None and not trained):
            return
        report = saved(ModelReport(), model, names, self._room, self._job)
        if report.failure is not None:
            return
        self._last = state
        report = replace(report, versions=framework.versions(), device=framework.device(), trained=trained)
        self.report = told(report, found, self._room, self._job)
        export.write_history(framework.history(model), self._room.out)
        json_files.write_answer(self._room.out, self.report, name=ModelReport.kept)
        self.report = replace(self.report, preprocess=scaling_of(names, self._room, self._job))
        json_files.write_answer(self._room.out, self.report, name=ModelReport.kept)
