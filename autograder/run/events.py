"""What observers of a run are told beside how its jobs go: that it begins, and each grade."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.execution import RunEvent
from autograder.records import IsolationLayer
from autograder.run.outcome import GradingOutcome
from autograder.run.pages import Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Began(RunEvent):
    """A run begins: `total` hand-ins are graded into the folder of `pages`; of isolation `gaps` are missing."""

    pages: Pages
    total: int
    gaps: tuple[IsolationLayer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored(RunEvent):
    """A hand-in has its grade, and `pages` has written what people read."""

    outcome: GradingOutcome
    pages: Pages
