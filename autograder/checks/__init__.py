"""Checks as pytest tests over stored evidence, and the helpers that a course's checks import."""

from __future__ import annotations

from autograder.checks.context import PartialCredit, award, remark

__all__ = ["PartialCredit", "award", "remark"]
