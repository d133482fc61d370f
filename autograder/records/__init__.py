"""The plain data that flows from submission to report: frozen records, validated once at the edge."""

from autograder.records.book import Book, Exported, Given, Record
from autograder.records.box import BY_SIGKILL, IsolationLayer, Limits, Outcome, Usage
from autograder.records.evidence import (
    EARNED,
    MISSING,
    NOT_CALLED,
    TOOK_TOO_LONG,
    Case,
    Curves,
    Evidence,
    Failure,
    FunctionValue,
    Repetition,
    Training,
    Trust,
)
from autograder.records.failure_kinds import OF_OUTCOMES, FailureKind
from autograder.records.grade import Adjustment, CheckResult, Grade, Hint, State, Status, Visibility, scored
from autograder.records.mark import CriterionPoints, PartMark
from autograder.records.measurement import MODEL, OF_TARGETS, SHARE, Direction, Measurement, in_unit
from autograder.records.network import Compiled, Json, Layer, Node, Parameters, Shape, Structure
from autograder.records.notes import Doubt, DoubtKind, Note, NoteKind
from autograder.records.reference import Calibration, Reference
from autograder.records.submission import NOBODY, Form, Person, Submission, SubmissionFiles
from autograder.records.suite import PASSING, SuiteOutcome, SuiteTest, SuiteVerdict

__all__ = [
    "BY_SIGKILL",
    "EARNED",
    "MISSING",
    "MODEL",
    "NOBODY",
    "NOT_CALLED",
    "OF_OUTCOMES",
    "OF_TARGETS",
    "PASSING",
    "SHARE",
    "TOOK_TOO_LONG",
    "Adjustment",
    "Book",
    "Calibration",
    "Case",
    "CheckResult",
    "Compiled",
    "CriterionPoints",
    "Curves",
    "Direction",
    "Doubt",
    "DoubtKind",
    "Evidence",
    "Exported",
    "Failure",
    "FailureKind",
    "Form",
    "FunctionValue",
    "Given",
    "Grade",
    "Hint",
    "IsolationLayer",
    "Json",
    "Layer",
    "Limits",
    "Measurement",
    "Node",
    "Note",
    "NoteKind",
    "Outcome",
    "Parameters",
    "PartMark",
    "Person",
    "Record",
    "Reference",
    "Repetition",
    "Shape",
    "State",
    "Status",
    "Structure",
    "Submission",
    "SubmissionFiles",
    "SuiteOutcome",
    "SuiteTest",
    "SuiteVerdict",
    "Training",
    "Trust",
    "Usage",
    "Visibility",
    "in_unit",
    "scored",
]
