"""Judge stored evidence: checks, review, hints, grade. Nothing of a submission is executed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from autograder.apart import BRIEF, within
from autograder.checks.cases import CheckCase
from autograder.checks.hints import hints_by_part
from autograder.checks.session import run_checks
from autograder.contracts import Targets
from autograder.data import find
from autograder.errors import WHOLE_RUN, ReadingError
from autograder.grading import grade
from autograder.i18n import gettext as _
from autograder.metrics import ACCURACY, find_metric, measure
from autograder.records import CheckResult, Evidence, Grade, Hint, Outcome, Reference, Submission
from autograder.review import Untrained
from autograder.run.faults import confined, faulty, ungraded
from autograder.run.outcome import GradingOutcome
from autograder.run.resolve import Resolved
from autograder.run.retraining import counted
from autograder.run.suite_results import suite_results
from autograder.run.written import written_results
from autograder.totals import judged_points


def judge(resolved: Resolved, outcomes: Sequence[GradingOutcome]) -> list[GradingOutcome]:
    """Return outcomes with their grades, in their order: one session of checks serves all who read the same language.

    Raises:
        CourseError: a check file is wrong, or the checks' points do not add up.
    """
    spoken: dict[str, list[GradingOutcome]] = defaultdict(list)
    for outcome in outcomes:
        spoken[resolved.language_of(outcome.student)].append(outcome)
    grades: dict[str, Grade] = {}
    for code, group in spoken.items():
        with resolved.speaking(code):
            grades |= _judged(resolved, group)
    return [_graded(outcome, grades[outcome.name]) for outcome in outcomes]


def judge_each(resolved: Resolved, outcomes: Sequence[GradingOutcome]) -> list[GradingOutcome]:
    """Return outcomes as `judge` does; what the grader fails at is ungraded, and its evidence tells staff why.

    Raises:
        CourseError: as `judge`.
    """
    try:
        return judge(resolved, outcomes)
    except Exception as error:
        if len(outcomes) > 1:
            if isinstance(error, WHOLE_RUN):
                raise
            return [judged for each in outcomes for judged in judge_each(resolved, [each])]
        return [_unjudged(resolved, outcome, error) for outcome in outcomes]


def _unjudged(resolved: Resolved, outcome: GradingOutcome, error: Exception) -> GradingOutcome:
    submission = outcome.record.submission
    said = confined(outcome.name, "it was judged", error)
    failed = _graded(outcome, ungraded(submission, resolved.assignment.points))
    return replace(failed, evidence=faulty(submission.digest, said))


def _graded(outcome: GradingOutcome, grade: Grade) -> GradingOutcome:
    return replace(outcome, record=replace(outcome.record, grade=grade))


def _evidence(outcome: GradingOutcome) -> Evidence:
    """Return what is judged; what is lost is a fault of ours."""
    return outcome.evidence or Evidence(outcome.record.submission.digest, Outcome.SANDBOX_FAULT)


def _judged(resolved: Resolved, outcomes: Sequence[GradingOutcome]) -> dict[str, Grade]:
    scored = {outcome.name: counted(resolved, _evidence(outcome)) for outcome in outcomes}
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
    results = run_checks(resolved.checks, cases) if resolved.checks else dict.fromkeys(scored, ())
    written = {slug: written_results(resolved.assignment, evidence) for slug, evidence in scored.items()}
    tested = {slug: suite_results(resolved.tested, evidence) for slug, evidence in scored.items()}
    return {
        each.name: _grade(
            resolved,
            each.record.submission,
            scored[each.name],
            (*results[each.name], *tested[each.name], *written[each.name]),
        )
        for each in outcomes
    }


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
        untrained_models={part: untrained_of(resolved, own) for part, own in evidence.models.items()},
    )


def untrained_of(resolved: Resolved, evidence: Evidence) -> Untrained | None:
    """Return how well a network did on the first test examples before the grader trained it; None where unknown.

    Of classes that is its accuracy, of several labels F1, of numbers R².
    """
    outputs, hidden = evidence.predictions.get("untrained"), resolved.hidden
    if outputs is None or hidden is None or hidden.learned.is_ahead:  # a network may hand on the last value untrained
        return None
    targets = Targets(hidden.y_test[: len(outputs)], len(hidden.class_names))
    several = targets.classes and targets.values.ndim > 1
    metric = ACCURACY if targets.classes and not several else find_metric("f1_micro" if several else "r2")
    found = measure(metric, outputs, targets)
    return (
        None if found is None else Untrained(found.value, metric.baseline(targets), 2 if several else targets.classes)
    )


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
            hints_by_part,
            evidence,
            resolved.assignment,
            reference=reference,
            data=resolved.hidden,
            results=results,
        )
    except ReadingError:
        seen = _("The grader could not read your code, or not in the time for it.")
        why = _("So there are no hints about it.")
        return (Hint("unread", seen, why, _("Leave out text that a program made, and very long lines.")),)
