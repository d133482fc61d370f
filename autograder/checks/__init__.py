"""Checks as pytest tests over stored evidence, and the helpers that a course's checks import."""

from __future__ import annotations

from autograder.checks.context import PartialCredit, award, remark
from autograder.checks.predictions import assert_accuracy
from autograder.checks.values import assert_same_values

__all__ = ["PartialCredit", "assert_accuracy", "assert_same_values", "award", "remark"]
