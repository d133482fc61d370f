"""Several attempts of a student in one run: each has a folder of its own, the one that counts is the student's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from autograder.course.policy import Attempts
from autograder.records import State
from autograder.run.outcome import GradingOutcome
from autograder.run.pages import Pages
from autograder.run.reporting import reported


class AttemptSelector:
    """Takes what is finished; once all attempts of a student are, it writes the one that counts as the student's."""

    def __init__(self, pages: Pages, expected: Mapping[str, int], counts: Attempts) -> None:
        """Make one for a run.

        Args:
            pages: what writes into the run folder.
            expected: how many attempts there are, by the student's folder.
            counts: which attempt counts.
        """
        self._pages, self._expected, self._counts = pages, expected, counts
        self._done: dict[str, list[GradingOutcome]] = defaultdict(list)

    def take(self, finished: GradingOutcome) -> None:
        """Take a hand-in."""
        pages, student = self._pages, owner(finished.name)
        if not student:
            pages.folder.drop_attempts(finished.name)
            return
        self._done[student].append(finished)
        if len(self._done[student]) == self._expected[student]:
            record = _chosen(self._done.pop(student), self._counts).record
            evidence = pages.folder.evidence.read(record.evidence_key)
            reported(pages.folder, pages.student, student, record, evidence)


def owner(slug: str) -> str:
    """Return the folder of the student whose attempt lies in a folder; "" where that is no attempt's."""
    student, _slash, attempt = slug.partition("/")
    return student if attempt else ""


def _chosen(attempts: Sequence[GradingOutcome], counts: Attempts) -> GradingOutcome:
    ordered = sorted(attempts, key=_number)
    if counts is Attempts.BEST:
        grades = [each.record.grade for each in ordered]
        points = [(grade.state is not State.UNGRADED, grade.earned) for grade in grades]
        return ordered[points.index(max(points))]
    return ordered[0 if counts is Attempts.FIRST else -1]


def _number(finished: GradingOutcome) -> int:
    return int(finished.name.rpartition("-")[2])
