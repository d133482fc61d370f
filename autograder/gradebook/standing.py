"""What one student stands at in one assignment: the grade that counts, and what people decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from autograder.course.policy import Attempts
from autograder.gradebook.marks import marked
from autograder.i18n import gettext as _
from autograder.records import Adjustment, Grade, PartMark, Person, State


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided: other points, or, with None, an excuse."""

    points: float | None
    reason: str
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A person's comment for the student."""

    text: str
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check gave: its id, its title, how it ended ("passed"), its points."""

    check: str
    title: str
    status: str
    earned: float
    possible: float
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """One hand-in with its latest grade, the run folder and evidence that it is from, and what each check gave.

    `earned` and `state` are with what people marked, `by_checks` is without. Of grades that an earlier version entered
    nothing is known but what they come to.
    """

    digest: str
    submitted_at: datetime | None
    state: State
    earned: float
    possible: float
    adjustments: tuple[Adjustment, ...]
    reason: str
    run: str = ""
    evidence: str = ""
    checks: tuple[Checked, ...] = ()
    by_checks: float = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """One student in one assignment.

    `student` is the id, `name` how the student is called. `attempts` are in the order in which they were entered; what
    was given again after another one stands there again.
    """

    student: str
    person: Person
    assignment: str
    possible: float
    attempts: tuple[Marked, ...] = ()
    counts: Attempts = Attempts.LAST
    override: Decision | None = None
    excuse: Decision | None = None
    comments: tuple[Remark, ...] = ()
    called: str = ""
    marks: tuple[PartMark, ...] = ()

    @property
    def name(self) -> str:
        """How the student is called now, with the id where several are called so."""
        return self.called or self.student

    def mark_of(self, check: str, answer: str) -> PartMark | None:
        """Return the mark of a check, or of one answer to a written part; None where there is none."""
        return next((mark for mark in self.marks if (mark.check, mark.answer) == (check, answer)), None)

    @property
    def counted(self) -> Marked | None:
        """The attempt that counts by the course's policy; None where nothing was handed in."""
        return chosen(self.attempts, self.counts)

    @property
    def points(self) -> float | None:
        """The points that count; None where the student is excused, handed in nothing or waits for a grade."""
        if self.excuse is not None:
            return None
        if self.override is not None:
            return self.override.points
        counted = self.counted
        return counted.earned if counted and counted.state is not State.UNGRADED else None


def chosen(attempts: Sequence[Marked], counts: Attempts) -> Marked | None:
    """Return the attempt that counts: the first or last in time, or the one with the most points."""
    if not attempts:
        return None
    moments = [each.submitted_at for each in attempts if each.submitted_at]
    if len(moments) == len(attempts):
        attempts = [each for _moment, each in sorted(zip(moments, attempts, strict=True), key=lambda pair: pair[0])]
    if counts is Attempts.BEST:
        return max(attempts, key=lambda each: (each.state is not State.UNGRADED, each.earned))
    return attempts[0 if counts is Attempts.FIRST else -1]


def decided(grade: Grade, standing: Standing | None) -> Grade:
    """Return a grade with what people decided about it: marks, an override as an adjustment that says who made it.

    Comments are adjustments without points. An excused student's grade is open, with the reason. What nobody marked
    stays as it is.
    """
    if standing is None:
        return grade
    grade = marked(grade, standing.marks)
    remarks = tuple(
        Adjustment(0.0, _("Comment: {text}").format(text=one.text), one.author) for one in standing.comments
    )
    if (excuse := standing.excuse) is not None:
        reason = _("Excused: {reason}").format(reason=excuse.reason)
        return replace(
            grade, state=State.UNGRADED, earned=0.0, reason=reason, adjustments=(*grade.adjustments, *remarks)
        )
    override = standing.override
    if override is None or override.points is None:
        return replace(grade, adjustments=(*grade.adjustments, *remarks))
    change = Adjustment(round(override.points - grade.earned, 2), override.reason, override.author)
    adjustments = (*grade.adjustments, change, *remarks)
    return replace(grade, state=State.GRADED, earned=override.points, adjustments=adjustments, reason="")
