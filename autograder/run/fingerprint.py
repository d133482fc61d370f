"""What evidence depends on beside the submission, named once a command.

Files that a box gets are named by their bytes, cases by what they are once made, so that it does not matter what was
read to make them. Settings are named but for those of which evidence is independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from autograder import digests
from autograder.collect import Inputs
from autograder.collect.environment import code, packages
from autograder.course.assignment import Assignment, Private
from autograder.protocol.jobs import DataTask

OF_GRADES_ALONE = frozenset(
    {"id", "title", "titles", "points", "parts", "due", "late", "attempts", "false_fail", "score"}
    | {"show_reference_shapes", "show_mistakes", "layer_names", "allow_degraded"}
)
"""Settings that change what a grade is or how it is shown, and nothing of what a box does."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Digests of what evidence depends on: what a submission is asked, on which files, and what runs it."""

    settings: str
    cases: str
    files: str
    packages: str
    code: str
    suite: str = ""

    @property
    def asked(self) -> Mapping[str, str]:
        """What has to be the same for evidence and reference to be compared."""
        named = {"settings": self.settings, "cases": self.cases, "files": self.files}
        return named | ({"suite": self.suite} if self.suite else {})


def basis_of(
    assignment: Assignment, private: Private, inputs: Inputs, others: Mapping[str, object], *, labels: bytes = b""
) -> Basis:
    """Return what the evidence of an assignment depends on.

    Args:
        assignment: its public settings.
        private: its private ones.
        inputs: its data and cases as boxes get them.
        others: settings from elsewhere.
        labels: those of the hidden images, by which borderline trainings are settled.
    """
    settings = {**_settings(assignment), "private": _settings(private), **_models(assignment), **others}
    cases = [folder for folder in (inputs.cases, inputs.hidden_cases) if folder]
    return Basis(
        settings=digests.of_parts(settings),
        cases=digests.of_parts([digests.of_path(folder) for folder in cases]),
        files=digests.of_parts([*sorted(_given(inputs)), labels.hex()]),
        packages=packages(),
        code=code(),
        suite=digests.of_path(inputs.suite.files) if inputs.suite else "",
    )


def _models(assignment: Assignment) -> Mapping[str, object]:
    """Return the models that are asked for by name; nothing where none are, so that other evidence keeps its name."""
    return {"models": [[each.part, each.entry] for each in assignment.models]} if assignment.models else {}


def _given(inputs: Inputs) -> Iterator[tuple[str, str]]:
    """Yield what lies where in boxes; of what covers a file of the environment only its name is the same everywhere."""
    for mount in inputs.public:
        target = Path(mount.target)
        yield target.name if target.is_absolute() else mount.target, digests.of_path(mount.source)
    if inputs.learned is not DataTask.CLASSIFICATION:
        yield "learned", inputs.learned
    for name in ("sample", "test", "train_x", "train_y"):
        path = getattr(inputs, name)
        yield name, digests.of_path(path) if path else ""


def _settings(record: Any) -> dict[str, object]:
    """Return the settings that are not the default, so that a setting that comes later changes nothing."""
    named = [each for each in fields(record) if each.name not in OF_GRADES_ALONE]
    values = {each.name: getattr(record, each.name) for each in named if getattr(record, each.name) != _default(each)}
    plain = {name: _settings(value) if is_dataclass(value) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value != {}}


def _default(each: Field[Any]) -> object:
    return each.default if each.default_factory is MISSING else each.default_factory()
