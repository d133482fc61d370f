"""Choose how long a submission may run where the assignment does not state it: by what its reference took.

The times that are allowed are no part of what names evidence: a clock never reads the same twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.course.assignment import Assignment
from autograder.records import Limits, Usage

TIMES = 20
"""How many times as long as the reference a submission may take."""
STEPS_S = (60.0, 90.0, 120.0, 180.0, 240.0, 300.0, 450.0, 600.0, 900.0, 1200.0, 1800.0)
"""What such times are rounded up to, so that a run of the reference gives what the one before gave."""
BACKSTOP = 2
"""How much more wall time there is than processor time needs: processor time decides about work that computes."""
UNKNOWN = Usage(wall_s=15.0, cpu_s=30.0, peak_memory_mb=0.0)
"""What a reference is taken to need that nobody has run: there is none, or only public checks are made."""
OF_REFERENCE = Limits(wall_s=STEPS_S[-1], cpu_s=STEPS_S[-1])
"""How long a reference may run itself."""


@dataclass(frozen=True, slots=True)
class Share:
    """What of a machine a box has: so many `processors`, each of which so many boxes compute on."""

    processors: int = 1
    boxes: float = 1.0

    @staticmethod
    def of(*, jobs: int, processors: int) -> Share:
        """Return the share of each of `jobs` boxes at a time."""
        return Share(max(1, processors // jobs), max(1.0, jobs / processors))


WHOLE = Share()
"""The share of a box that has one processor for itself."""


def allowed(assignment: Assignment, took: Usage | None, share: Share) -> Limits:
    """Return the limits of a submission's boxes: what the assignment states, and times by the reference's own.

    A model's training comes on top with the recipe's budget: the reference is not trained when it is run.

    Args:
        assignment: its settings.
        took: what the reference took; None where it was not run.
        share: what of the machine a box has.
    """
    took, stated = took or UNKNOWN, assignment.limits
    trained = max(1, len(assignment.models)) if assignment.entry.model else 0
    training_s = assignment.training.budget_s * trained
    own_s = max(stepped(took.cpu_s) + training_s * share.processors, stated.wall_s or 0.0)
    cpu_s = stated.cpu_s or own_s
    wall_s = max(stepped(took.wall_s) + training_s, cpu_s / share.processors)
    return stated.within(wall_s=BACKSTOP * share.boxes * wall_s, cpu_s=cpu_s)


def stepped(took_s: float) -> float:
    """Return the time that is allowed where the reference took so long."""
    return next((step for step in STEPS_S if step >= TIMES * took_s), STEPS_S[-1])


def told(name: str, assignment: Assignment, took: Usage | None, limits: Limits) -> Iterator[str]:
    """Yield a line about an assignment's limits, and one about where they come from, for staff."""
    yield (
        f"limits {name}, one submission at a time: {limits.cpu_s:g} s of processor time, {limits.wall_s:g} s in all, "
        f"{limits.memory_mb} MB, {limits.processes} processes, {limits.output_mb} MB of output, "
        f"{limits.disk_mb} MB on disk"
    )
    stated = [key for key in ("wall_s", "cpu_s") if getattr(assignment.limits, key) is not None]
    if stated:
        yield f"  stated in assignment.toml: {', '.join(stated)}"
    if took is not None:
        yield f"  the reference took {took.cpu_s:.1f} s of processor time, {took.wall_s:.1f} s in all"
    elif len(stated) < 2:
        yield "  there is no reference that was run; the times are those for an assignment without one"
