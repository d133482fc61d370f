"""What a rule may look at, and the questions that several rules ask."""

from __future__ import annotations

import math
from dataclasses import dataclass

from autograder.checks.hints.source import Source
from autograder.course.assignment import Assignment, TrainingMode
from autograder.data import HiddenData
from autograder.metrics import decide
from autograder.networks.untyped import untyped
from autograder.records import Compiled, Curves, Evidence, Measurement, Note, NoteKind, Reference, Structure

_SHARES = ("acc", "accuracy")
"""Endings of the names of curves that show a share of right answers."""
_LEARNED = 0.9


@dataclass(frozen=True, slots=True)
class HintContext:
    """One submission's evidence and what it is measured against; `complete` says that it earns everything."""

    evidence: Evidence
    assignment: Assignment
    source: Source
    reference: Reference | None = None
    measured: Measurement | None = None
    data: HiddenData | None = None
    complete: bool = False

    @property
    def structure(self) -> Structure | None:
        """The student's network."""
        return self.evidence.structure

    @property
    def compiled(self) -> Compiled | None:
        """How the student's network was compiled."""
        return self.structure.compiled if self.structure else None

    @property
    def asked(self) -> Structure | None:
        """The reference's network."""
        return self.reference.structure if self.reference else None

    @property
    def as_asked(self) -> bool:
        """Whether the network is the reference's, so that its layers need no hints."""
        if self.structure is None or self.asked is None:
            return False
        return untyped(self.structure).digest == untyped(self.asked).digest

    @property
    def falls_short(self) -> bool:
        """Whether what was measured misses the bar; where nothing was, whether the curves show little learning."""
        if self.measured is not None:
            return not self.measured.reached
        shares = [curve[-1] for name, curve in self.curves.items() if name.endswith(_SHARES) and curve]
        return not shares or not min(shares) >= _LEARNED

    @property
    def knows_training_data(self) -> bool:
        """Whether the training data, and they alone, are known as well as is asked for: more epochs need not help."""
        measured, shares = self.measured, self.curves.get("accuracy", self.curves.get("acc", ()))
        if "val_loss" in self.curves or measured is None or measured.name != "accuracy" or measured.bar is None:
            return False
        return bool(shares) and shares[-1] >= measured.bar

    @property
    def names_classes(self) -> bool:
        """Whether outputs name classes, as far as there are any and classes are asked for: no training changes that."""
        outputs = self.evidence.predictions.get("test")
        if self.data is None or not self.data.class_names or outputs is None or not outputs.ndim:
            return True
        try:
            return len(decide(outputs, len(self.data.class_names))) > 0
        except ValueError:
            return False

    @property
    def student_trains(self) -> bool:
        """Whether what the student trained is judged."""
        return self.assignment.training.mode is TrainingMode.STUDENT

    @property
    def grader_trained(self) -> bool:
        """Whether the grader chose how long: in a box of its own, or for a model that was left untrained."""
        return self.evidence.training_history is not None or Note(NoteKind.RECIPE) in self.evidence.notes

    @property
    def curves(self) -> Curves:
        """The curves of the training that is judged; empty if there are none."""
        return self.evidence.training_history or self.evidence.history or {}

    @property
    def learning_rate(self) -> float | None:
        """The optimiser's learning rate; None for a schedule."""
        rate = self.compiled.optimizer_config.get("learning_rate") if self.compiled else None
        return float(rate) if isinstance(rate, int | float) and math.isfinite(rate) else None

    @property
    def error_message(self) -> str:
        """What stopped the student's code; "" if nothing did."""
        error = self.evidence.error
        return f"{error.message}\n{error.traceback}" if error else ""
