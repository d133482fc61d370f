"""Judge stored evidence: checks, review, hints, grade. Nothing of a submission is executed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.apart import BRIEF, within
from autograder.checks.cases import CheckCase
from autograder.checks.hints import find_hints
from autograder.checks.session import run_checks
from autograder.contracts import Targets
from autograder.data import find
from autograder.errors import WHOLE_RUN, ReadingError
from autograder.evidence_store import Artefacts
from autograder.grading import grade, judged_points
from autograder.i18n import gettext as _
from autograder.metrics import ACCURACY, measure
from autograder.records import CheckResult, Evidence, Grade, Hint, Reference, Submission, scored
from autograder.review import Untrained
from autograder.run.faults import confined, ungraded
from autograder.run.resolve import Resolved
from autograder.run.retraining import counted


@dataclass(frozen=True, slots=True)
class Item:
    """A submission and its evidence, under the name of the student's folder.

    `key` is the evidence's, as the node names it that made it; `artefacts` come along where it keeps them nowhere.
    """

    slug: str
    submission: Submission
    evidence: Evidence
    key: str = ""
    artefacts: Artefacts | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Grades by slug, and what the grader failed at, in words for staff; then the grade says so too."""

    grades: Mapping[str, Grade]
    faults: Mapping[str, str]


def judge(resolved: Resolved, items: Sequence[Item]) -> dict[str, Grade]:
    """Return each item's grade by its slug: one session of checks serves all who read the same language.

    Raises:
        CourseError: a check file is wrong, or the checks' points do not add up.
    """
    spoken: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        spoken[resolved.language_of(item.submission.student)].append(item)
    grades: dict[str, Grade] = {}
    for code, group in spoken.items():
        with resolved.speaking(code):
            grades |= _judged(resolved, group)
    return grades


def judge_each(resolved: Resolved, items: Sequence[Item]) -> Judged:
    """Return grades as `judge` does; whom the grader fails at is ungraded.

    Raises:
        CourseError: as `judge`.
    """
    try:
        return Judged(judge(resolved, items), {})
    except Exception as error:
        if len(items) > 1:
            if isinstance(error, WHOLE_RUN):
                raise
            return _one_by_one(resolved, items)
        return Judged(
            {item.slug: ungraded(item.submission, resolved.assignment.points) for item in items},
            {item.slug: confined(item.slug, "it was judged", error) for item in items},
        )


def _one_by_one(resolved: Resolved, items: Sequence[Item]) -> Judged:
    each = [judge_each(resolved, [item]) for item in items]
    grades = {slug: grade for one in each for slug, grade in one.grades.items()}
    return Judged(grades, {slug: fault for one in each for slug, fault in one.faults.items()})


def _judged(resolved: Resolved, items: Sequence[Item]) -> dict[str, Grade]:
    scored = {item.slug: counted(resolved, item.evidence) for item in items}
    cases = [
        CheckCase(
            key=slug,
            evidence=evidence,
            reference=resolved.reference_on(evidence.device),
            data=resolved.hidden,
            policy=resolved.assignment.policy,
            missing=find(resolved.assignment.data.name).title if resolved.missing else "",
            grader_trains=resolved.assignment.grader_trains and resolved.hidden is not None,
            scoring=resolved.scoring,
        )
        for slug, evidence in scored.items()
    ]
    results = run_checks(resolved.checks, cases)
    return {item.slug: _grade(resolved, item.submission, scored[item.slug], results[item.slug]) for item in items}


def _grade(resolved: Resolved, submission: Submission, evidence: Evidence, results: Sequence[CheckResult]) -> Grade:
    reference = resolved.reference_on(evidence.device)
    late = resolved.lateness.adjustment(submission, judged_points(results) or resolved.assignment.points)
    return grade(
        submission,
        results,
        evidence,
        resolved.assignment,
        hints=_hints(resolved, evidence, results, reference=reference),
        adjustments=[late] if late else [],
        untrained=untrained_of(resolved, evidence),
    )


def untrained_of(resolved: Resolved, evidence: Evidence) -> Untrained | None:
    """Return how many of the first test images a network named before the grader trained it; None where unknown."""
    outputs, hidden = evidence.predictions.get("untrained"), resolved.hidden
    if outputs is None or hidden is None:
        return None
    targets = Targets(hidden.y_test[: len(outputs)], len(hidden.class_names))
    found = measure(ACCURACY, outputs, targets)
    return None if found is None else Untrained(found.value, ACCURACY.baseline(targets), targets.classes)


def _hints(
    resolved: Resolved,
    evidence: Evidence,
    results: Sequence[CheckResult],
    *,
    reference: Reference,
) -> tuple[Hint, ...]:
    """Return the hints, or one that says that there are none where the code cannot be read, or not in time."""
    try:
        return within(
            BRIEF,
            find_hints,
            evidence,
            resolved.assignment,
            reference=reference,
            measured=scored(results),
            data=resolved.hidden,
            results=results,
        )
    except ReadingError:
        seen = _("The grader could not read your code, or not in the time for it.")
        why = _("So there are no hints about it.")
        return (Hint("unread", seen, why, _("Leave out text that a program made, and very long lines.")),)
