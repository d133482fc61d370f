"""Checks as pytest tests over stored evidence, and the helpers that a course's checks import."""

from __future__ import annotations

from autograder.checks.behaviour import assert_dropout_behaviour, assert_frozen, assert_learns
from autograder.checks.context import PartialCredit, award, emit, remark
from autograder.checks.demands import Must
from autograder.checks.functions import in_words, values_of
from autograder.checks.handout_values import assert_output_shapes, assert_stated_parameters, assert_stated_values
from autograder.checks.imported_tests import RAN_WELL, Points, assert_cells, leave_to_person
from autograder.checks.predictions import assert_accuracy, assert_metric, assert_score
from autograder.checks.structure import assert_constraints, assert_parameters, assert_same_architecture
from autograder.checks.values import assert_same_values

__all__ = [
    "RAN_WELL",
    "Must",
    "PartialCredit",
    "Points",
    "assert_accuracy",
    "assert_cells",
    "assert_constraints",
    "assert_dropout_behaviour",
    "assert_frozen",
    "assert_learns",
    "assert_metric",
    "assert_output_shapes",
    "assert_parameters",
    "assert_same_architecture",
    "assert_same_values",
    "assert_score",
    "assert_stated_parameters",
    "assert_stated_values",
    "award",
    "emit",
    "in_words",
    "leave_to_person",
    "remark",
    "values_of",
]
