"""Why a run did not end well, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FailureView:
    """Why a run did not end well: a headline, the cause, what it had used by then, and the student's own frames.

    `reason` is what the checks that it fails say; `said` may name a cause behind it. `earlier` is what had gone wrong
    before the run was ended.
    """

    title: str
    said: str
    used: str
    traceback: str
    reason: str = ""
    earlier: tuple[str, ...] = ()
