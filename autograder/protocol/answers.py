"""What a box says: one record for each JSON file that it leaves, written by the probe and read by `collect.decoding`.

A field's default is what counts where a box leaves it out, or leaves what no such field holds; texts and lists are cut
to what the field allows. Nothing else that a box says is true for standing here: whoever reads it checks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

from autograder.records.evidence import Failure

MOST, ITEMS = "most", "items"
"""The keys of a field's limits: the characters of each text, and how many items there may be."""


def _text(most: int) -> Any:
    return field(default="", metadata={MOST: most})


def _texts(items: int, most: int) -> Any:
    return field(default=(), metadata={ITEMS: items, MOST: most})


def _versions() -> Any:
    return field(default_factory=dict, metadata={ITEMS: 20, MOST: 40})


@dataclass(frozen=True, slots=True)
class RunReport:
    """How far a submission came, also where its box is killed in the middle.

    `part` is the number of the cell or statement that ran last, `at` its place, `done` says that all ran, `failures`
    are what went wrong, `line` is that of the statement of a cell in which its kernel died.
    """

    file: ClassVar[str] = "run.json"

    part: int = 0
    at: str = _text(200)
    done: bool = False
    failures: tuple[Failure, ...] = field(default=(), metadata={ITEMS: 20})
    line: int = 0


@dataclass(frozen=True, slots=True)
class Calling:
    """The function that is being called; the file is away where none is."""

    file: ClassVar[str] = "calling.json"

    function: str = _text(200)


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What was handed over of a submission.

    Args:
        versions: of what a result depends on.
        device: "gpu" where the framework computes on one, else "cpu".
        found: the name under which the model stood.
        others: the names of further models.
        why: the reason for which this one of several is graded, see `probe.find_model`.
        overwritten: the place where the model's name was given to something else.
        saved: whether there is a file of the model.
        code: what of the submission's code it takes to read that file.
        steps_itself: whether the model trains by a step of the submission's own.
        trained: whether it has been trained.
        preprocess: how the submission scales images, an `ImageScaling`.
        trainer: who trained it in the box: "recipe", "train()", or "" for the submission's run.
        stopped: why that training ended early.
        failure: why there is no model, or none that can be used.
        more_figures: how many figures were left out.
    """

    file: ClassVar[str] = "found.json"
    kept: ClassVar[str] = "kept.json"
    """The file with the report on a notebook's model after a cell, where it comes to no hand-over."""

    versions: Mapping[str, str] = _versions()
    device: str = _text(16)
    found: str = _text(200)
    others: tuple[str, ...] = _texts(50, 100)
    why: str = _text(16)
    overwritten: str = _text(80)
    saved: bool = False
    code: tuple[str, ...] = _texts(20, 60)
    steps_itself: bool = False
    trained: bool = False
    preprocess: str = _text(16)
    trainer: str = _text(16)
    stopped: str = _text(32)
    failure: Failure | None = None
    more_figures: int = 0


@dataclass(frozen=True, slots=True)
class RebuiltReport:
    """How a model was rebuilt from its file.

    `problem` says why it could not be; `settings` why it could not be compiled as it was; `code` names what of the
    submission's code a training would need.
    """

    file: ClassVar[str] = "rebuilt.json"

    problem: str = _text(2000)
    versions: Mapping[str, str] = _versions()
    device: str = _text(16)
    code: tuple[str, ...] = _texts(20, 60)
    settings: Failure | None = None


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What a network would bring to its training.

    `replaced` names the initialisers that were not Keras's own, `bits` counts those of the numbers that the network
    brings or makes out of its form, None where that is not known, `wiring` those of everything else that it says;
    `course` and `new` count the frozen layers whose weights were not the course's: they begin with the course's, or
    anew.
    """

    file: ClassVar[str] = "planned.json"

    replaced: tuple[str, ...] = _texts(8, 200)
    course: int = 0
    new: int = 0
    bits: int | None = None
    wiring: int | None = None


@dataclass(frozen=True, slots=True)
class InspectedReport:
    """What looking at a model came to: what of it the model refused, and what failed through no fault of its own."""

    file: ClassVar[str] = "inspected.json"

    problem: Failure | None = None
    fault: str = _text(500)


@dataclass(frozen=True, slots=True)
class TrainedReport:
    """How the grader's training went: why it failed, or ended early ("budget", "diverged"), and how long it took.

    `fault` is why it never began: the network could not be made of its plan, which is no matter of the submission's.
    """

    file: ClassVar[str] = "trained.json"

    problem: Failure | None = None
    fault: str = _text(500)
    stopped: str = _text(32)
    seconds: float = 0.0
    device: str = _text(16)
    epochs: int = 0


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """One call of a submission's function; its value stands beside it in the file."""

    case: str = _text(200)
    function: str = _text(200)
    error: str | None = None
    seconds: float = 0.0


FITTED = "fit()"
"""What stands for the name of a model that nothing names: it was trained last."""
MODEL = "model"
"""The file of a model, as its framework writes it: left by the box that ran a submission, read by the next one."""
NOTES = "notes.json"
"""The file with the notes of a student box: a list of `records.Note`."""

Answer: TypeAlias = RunReport | Calling | ModelReport | RebuiltReport | PlanReport | InspectedReport | TrainedReport
ANSWERS: tuple[type[Answer], ...] = (
    RunReport,
    Calling,
    ModelReport,
    RebuiltReport,
    PlanReport,
    InspectedReport,
    TrainedReport,
)
