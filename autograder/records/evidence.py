"""What was learned from running a submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.records.box import IsolationLayer, Limits, Outcome, Usage
from autograder.records.network import Json, Structure
from autograder.records.notes import Doubt, Note
from autograder.records.submission import Form
from autograder.records.suite import SuiteVerdict

MISSING = "missing"
"""The error of a call whose function a submission does not define."""
EARNED = "__earned__"
"""The name under which the code of a case leaves the points that it gives."""
NOT_CALLED = "was not called, because the code ended before"
"""The error of a call that a submission's process never answered."""


class Trust(StrEnum):
    """Who made what is judged.

    REBUILT: the grader's own box rebuilt the model, without student code. CLAIMED: there is no model; the values of
    functions are what the submission's process said, and count as far as the grader's comparison goes. SELF_REPORTED:
    a box that ran student code looked at the model, or a test ran beside student code.
    """

    REBUILT = "rebuilt"
    CLAIMED = "claimed"
    SELF_REPORTED = "self_reported"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in a student's run.

    `kind` is a `FailureKind`, or the stable word of a `SubmissionError`; `where` a place the student knows ("cell 12,
    line 3", "submission.py, line 40"); `traceback` is cut to the student's own lines; `details` are values for the
    message.
    """

    kind: str
    message: str
    where: str = ""
    traceback: str = ""
    details: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One call that is made of a student's function and of the reference's.

    Arguments are trees of JSON values and arrays; `wire.Rng(seed)` stands for a NumPy generator with that seed and
    `{"$model": name}` for a model that the course ships.

    With `code` nothing is called: the code is run among the submission's names, and its value is that of the
    expression in which it ends. `function` is then a name that keeps cases of one part together. Code that compares by
    itself, or gives only true, false or None, makes the evidence self-reported: let it give what is to be compared.
    """

    id: str
    function: str
    args: tuple[Json, ...] = ()
    kwargs: Mapping[str, Json] = field(default_factory=dict)
    code: str = ""


TOOK_TOO_LONG = "took too long"
"""The error of a call that was stopped, or not made any more, since the function's time was over."""


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """What one call of a student's function gave. `value` is a tree of JSON values and arrays.

    `error` is None, `MISSING`, `NOT_CALLED`, or what was raised. Of a `hidden` case nothing that the submission chose
    is told to students.
    """

    case: str
    function: str
    value: Json | None
    error: str | None
    seconds: float
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Training:
    """How the graded weights came to be. `mode` is "student" or "grader"; `key` names a remembered training."""

    mode: str
    seed: int
    epochs: int
    seconds: float
    reused: bool = False
    fault: str = ""
    key: str = ""
    stopped: str = ""


Curves: TypeAlias = Mapping[str, tuple[float, ...]]
"""A training history: "loss", "accuracy", "val_loss", "val_accuracy", one number an epoch."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """One more training of the network that the grader trained, with another seed, and what came of it."""

    __pydantic_config__ = {"arbitrary_types_allowed": True}  # noqa: RUF012 - read by pydantic, never changed

    seed: int
    predictions: Mapping[str, NDArray[np.float32]]
    training_history: Curves | None
    training: Training | None
    device: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was learned from running a submission. Checks see nothing else of it.

    `predictions` maps a name ("test", "scaled_255") to an array of model outputs; `behaviour` a probe's name to its
    findings; `figures` and `notebook` name files beside the stored evidence, `figures` also the notebook's pictures
    ("executed.ipynb/01.png"); `found` is the name under which the model stood; `scaling` how images were scaled for
    it ("unit", "own", …); `framework` what models are written in; `notes` are for the student, `doubts` for staff: why
    a person should look before the points count. `fault` says what of ours failed while the model was looked at or
    trained: what is missing then is not the submission's, and a person looks at it. `unusable` says why the model
    that was found gave no outputs, also where something else went wrong before. `repetitions` are further
    trainings of the network, each with the next seed: which of them all counts is for scoring to say. `answers` are
    the texts of written parts by their ids: "" where there is none, None where the hand-in could not be read for it.
    `verdicts` are how the course's own tests ended, which ran where the submission was not.
    `models` holds, where an assignment asks for several models, what was learned from each of them by its part's id.
    """

    __pydantic_config__ = {"arbitrary_types_allowed": True}  # noqa: RUF012 - read by pydantic, never changed

    submission_digest: str
    outcome: Outcome
    structure: Structure | None = None
    predictions: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    history: Curves | None = None
    training_history: Curves | None = None
    figures: tuple[str, ...] = ()
    notebook: str | None = None
    error: Failure | None = None
    further: tuple[Failure, ...] = ()
    unusable: Failure | None = None
    trust: Trust = Trust.REBUILT
    usage: Usage = Usage(0.0, 0.0, 0.0)
    limits: Limits | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    layers_of_isolation: tuple[IsolationLayer, ...] = ()
    functions: tuple[FunctionValue, ...] = ()
    behaviour: Mapping[str, Json] = field(default_factory=dict)
    training: Training | None = None
    form: Form = Form.MODULE
    source: str = ""
    found: str | None = None
    scaling: str = "unit"
    notes: tuple[Note, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    printed: str = ""
    device: str = "cpu"
    framework: str = ""
    seed: int = 0
    reused: bool = False
    fault: str = ""
    repetitions: tuple[Repetition, ...] = ()
    answers: Mapping[str, str | None] = field(default_factory=dict)
    verdicts: tuple[SuiteVerdict, ...] = ()
    models: Mapping[str, Evidence] = field(default_factory=dict)

    def of(self, part: str) -> Evidence:
        """Return what is known of one part: of its own model, beside all that the parts share."""
        own = self.models.get(part)
        if own is None:
            return self
        return replace(
            own,
            outcome=self.outcome,
            figures=self.figures,
            notebook=self.notebook,
            error=self.error or own.error,
            further=self.further,
            layers_of_isolation=self.layers_of_isolation,
            functions=self.functions,
            source=self.source,
            printed=self.printed,
            answers=self.answers,
            verdicts=self.verdicts,
            reused=self.reused,
        )

    @property
    def first_error(self) -> Failure | None:
        """What went wrong first: in the run, or else in one of several models."""
        return next((each.error for each in (self, *self.models.values()) if each.error is not None), None)
