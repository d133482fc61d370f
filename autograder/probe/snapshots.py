"""Keep the model of a notebook after each cell: its kernel may die, or be interrupted while it builds another one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograder.frameworks.keras import device, loading
from autograder.frameworks.keras.find_model import builds_alone, is_trained
from autograder.frameworks.keras.watch import watch
from autograder.probe import export, json_files
from autograder.probe.box_paths import Room
from autograder.probe.handing import model_of, saved, scaling_of, told
from autograder.protocol.answers import ModelReport
from autograder.protocol.jobs import RunJob


class Snapshots:
    """Saves the model whenever it is new or was trained further, and knows what it saved last.

    `report` is what the hand-over would say of the model that is saved, None where there is none; `interrupted` says
    that the last cell was stopped from outside.
    """

    def __init__(self, room: Room, job: RunJob) -> None:
        self.report: ModelReport | None = None
        self.interrupted = False
        self._room, self._job = room, job
        self._last: tuple[int, int] | None = None

    def __call__(self, names: Mapping[str, Any], *, interrupted: bool) -> None:
        """Look at the names that a cell left, which was stopped from outside or not."""
        self.interrupted = interrupted
        if "keras" not in sys.modules or builds_alone(names.get("build_model")):
            return
        found = model_of(names, self._job)
        model = found.model
        if model is None or not model.built or not model.weights:
            return
        trained = is_trained(model)
        state = (id(model), int(model.optimizer.iterations) if trained else 0)
        if state == self._last or (self.interrupted and self.report is not None and not trained):
            return
        with watch().unseen():
            report = saved(ModelReport(), model, names, self._room, self._job)
        if report.failure is not None:
            return
        self._last = state
        report = replace(report, versions=loading.versions(), device=device.device(), trained=trained)
        self.report = told(report, found, self._room, self._job)
        export.write_history(model, self._room.out)
        json_files.write_answer(self._room.out, self.report, name=ModelReport.kept)
        self.report = replace(self.report, preprocess=scaling_of(names, self._room, self._job))
        json_files.write_answer(self._room.out, self.report, name=ModelReport.kept)
