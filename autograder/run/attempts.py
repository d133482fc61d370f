"""Several attempts of a student in one run: each has a folder of its own, the one that counts is the student's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from autograder.course.policy import Attempts
from autograder.records import State
from autograder.run.batch import Finished
from autograder.run.pages import Pages
from autograder.run.reporting import reported


def with_choice(
    finished: Iterator[Finished], expected: Mapping[str, int], pages: Pages, counts: Attempts
) -> Iterator[Finished]:
    """Yield what is finished; once all attempts of a student are, write the one that counts as the student's.

    Args:
        finished: hand-ins as they are graded.
        expected: how many attempts there are, by the student's folder.
        pages: what writes into the run folder.
        counts: which attempt counts.
    """
    done: dict[str, list[Finished]] = defaultdict(list)
    for each in finished:
        student = owner(each.slug)
        if not student:
            pages.folder.drop_attempts(each.slug)
        else:
            done[student].append(each)
            if len(done[student]) == expected[student]:
                record = _chosen(done.pop(student), counts).record
                evidence = pages.folder.evidence.read(record.evidence_key)
                reported(pages.folder, pages.student, student, record, evidence)
        yield each


def owner(slug: str) -> str:
    """Return the folder of the student whose attempt lies in a folder; "" where that is no attempt's."""
    student, _slash, attempt = slug.partition("/")
    return student if attempt else ""


def _chosen(attempts: Sequence[Finished], counts: Attempts) -> Finished:
    ordered = sorted(attempts, key=_number)
    if counts is Attempts.BEST:
        grades = [each.record.grade for each in ordered]
        points = [(grade.state is not State.UNGRADED, grade.earned) for grade in grades]
        return ordered[points.index(max(points))]
    return ordered[0 if counts is Attempts.FIRST else -1]


def _number(finished: Finished) -> int:
    return int(finished.slug.rpartition("-")[2])
