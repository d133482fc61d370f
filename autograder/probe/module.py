"""Run a module in a student box, and hand over what it names."""

from __future__ import annotations

import importlib.machinery
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.contracts import Framework
from autograder.probe import notes, packages
from autograder.probe.box_paths import Room
from autograder.probe.exported import Statement, provide_shell, read
from autograder.probe.failures import from_exception
from autograder.probe.framework import framework_of
from autograder.probe.limits import SoftLimits, soft_cpu_limit, soft_limit
from autograder.probe.named_models import has_named
from autograder.probe.places import Files
from autograder.probe.progress import ProgressWriter
from autograder.probe.session import hand_over
from autograder.protocol.jobs import RunJob
from autograder.records import NoteKind
from autograder.signatures import builds_alone

NAME = "submission"


def run_module(room: Room, job: RunJob) -> None:
    """Run a module's statements and hand over what it names, also what it had named before it failed.

    The module is imported, as tests would import it: what stands below `if __name__ == "__main__":` does not run. It
    runs all the same where something that is asked for is not there without it.
    """
    _Run(room, job).drive()


class _Run:
    """One run of a module."""

    def __init__(self, room: Room, job: RunJob) -> None:
        self._room, self._job, self._limits = room, job, SoftLimits.from_now(job)
        self._path = room.hand_in / job.entry
        self._module = _empty(self._path)
        self._progress = ProgressWriter(room.out)
        self._own = Files((room.hand_in, room.inputs))

    def drive(self) -> None:
        """Run the module and hand over."""
        with soft_limit(self._limits.wall_s), soft_cpu_limit(self._limits.cpu_s):
            try:
                self._execute()
            except BaseException as error:  # noqa: BLE001 - a submission may raise anything, SystemExit included
                self._failed(error)
        self._progress.finish()
        hand_over(vars(self._module), self._room, self._job, self._limits, own=self._own)

    def _execute(self) -> None:
        exported = read(self._path)
        self._own = Files(self._own.folders, exported.rewritten)
        if exported.needs_shell:
            provide_shell(self._module, self._room.out, self._own, self._progress)
        numbered = list(enumerate(exported.statements, start=1))[: self._job.until.parts if self._job.until else None]
        self._run(numbered)
        waiting = [(number, statement) for number, statement in numbered if statement.waits]
        if waiting and not _is_complete(packages.present(vars(self._module)), self._room.data / "cases", self._job):
            notes.writer(self._room.out)(NoteKind.MAIN, str(waiting[0][1].line))
            self._module.__name__ = "__main__"
            self._run(waiting)

    def _run(self, statements: Sequence[tuple[int, Statement]]) -> None:
        for number, statement in statements:
            self._progress.start(number, f"{self._job.entry}, line {statement.line}")
            names = vars(self._module)
            there = packages.present(names).keys() & set(statement.code.co_names)
            try:
                exec(statement.code, names)  # noqa: S102 - this is what a student box is for
            except (ModuleNotFoundError, SystemExit) as error:
                if not packages.goes_on(error, statement.code, names, there):
                    raise
                self._failed(error)

    def _failed(self, error: BaseException) -> None:
        left_out, label = notes.left_out(self._room.out), self._job.entry
        self._progress.failures.append(from_exception(error, self._own, label=label, left_out=left_out))


def _empty(path: Path) -> ModuleType:
    """Return the module, known to Python's imports, with nothing in it."""
    loader = importlib.machinery.SourceFileLoader(NAME, str(path))
    module = ModuleType(NAME)
    spec = importlib.machinery.ModuleSpec(NAME, loader, origin=str(path))
    vars(module).update(__file__=str(path), __spec__=spec, __loader__=loader)
    sys.modules[NAME] = module
    return module


def _is_complete(names: Mapping[str, Any], cases: Path, job: RunJob) -> bool:
    """Tell whether a module has what is asked for: the functions, and a model, trained where nobody else trains it."""
    if job.functions and not all(callable(names.get(name)) for name in _asked(cases)):
        return False
    if not job.model:
        return True
    framework = framework_of(job)
    needs_training = job.train and not callable(names.get("train"))
    if job.models:
        trained = needs_training and not job.by_recipe
        return all(has_named(framework, names, wanted, trained=trained) for wanted in job.models)
    models = [value for value in names.values() if framework.is_model(value)]
    trained = any(framework.steps(model) > 0 for model in models)
    if builds_alone(build := names.get("build_model")):
        return trained or ((job.by_recipe or not needs_training) and _makes_ready(build, framework))
    return trained or (bool(models) and not needs_training)


def _makes_ready(build: Any, framework: Framework) -> bool:
    """Tell whether what `build_model` makes can be trained; what it raises is told where the model is handed over."""
    try:
        model = build()
        return not framework.is_model(model) or framework.is_ready(model)
    except Exception:  # noqa: BLE001 - a student's function may raise anything
        return True


def _asked(cases: Path) -> set[str]:
    """Return the functions that are called; those of cases with code of their own are only names for it."""
    listed = json.loads((cases / "cases.json").read_text(encoding="utf-8"))["cases"]
    return {case["function"] for case in listed if not case.get("code")}
