"""What a submission earns by a course's own tests, and what it is told about them."""

from __future__ import annotations

from collections.abc import Sequence, Set

from autograder.checks.missing import GraderFaultError, why_missing
from autograder.checks.verdict import hidden_sentence
from autograder.i18n import gettext as _
from autograder.records import (
    PASSING,
    CheckResult,
    Evidence,
    Status,
    SuiteOutcome,
    SuiteTest,
    SuiteVerdict,
    Visibility,
)
from autograder.run.suite_points import SuiteCheck
from autograder.sentences import filled

MAX_MESSAGE, MAX_DETAIL = 4_000, 20_000


def told(verdict: SuiteVerdict | None) -> str:
    """Return how a test ended, for staff."""
    if verdict is None:
        return "it was not run"
    return f"{verdict.outcome}: {verdict.message}" if verdict.message else str(verdict.outcome)


def suite_results(checks: Sequence[SuiteCheck], evidence: Evidence) -> tuple[CheckResult, ...]:
    """Return what a submission earns by the tests."""
    found = {verdict.id: verdict for verdict in evidence.verdicts}
    return tuple(_result(check, [found.get(case.id) for case in check.cases], evidence) for check in checks)


def _result(check: SuiteCheck, verdicts: Sequence[SuiteVerdict | None], evidence: Evidence) -> CheckResult:
    pairs = list(zip(check.cases, verdicts, strict=True))
    judged = [(case, verdict) for case, verdict in pairs if not _is(verdict, {SuiteOutcome.SKIPPED})]
    passed = sum(_is(verdict, PASSING) for _, verdict in judged)
    said = [(case, _sentence(verdict, evidence)) for case, verdict in judged if not _is(verdict, PASSING)]
    broken = any(text is None for _, text in said)
    status = Status.FAILED if said else Status.PASSED if judged else Status.SKIPPED
    message = _message(said, passed, len(judged))
    if broken:
        status, message, passed = Status.ERROR, _("This check could not be run; a person will look at it."), 0
    if status is Status.SKIPPED:
        message = next((verdict.message for verdict in verdicts if verdict is not None), "")
    detail = "\n".join(f"{case.id}: {told(verdict)}" for case, verdict in pairs if not _is(verdict, PASSING))
    hidden = check.is_hidden
    earned = check.points if judged and passed == len(judged) else round(check.points * passed / max(1, len(judged)), 2)
    return CheckResult(
        check=check.check,
        title=_(check.title),
        status=status,
        possible=check.points,
        earned=min(earned, check.points),
        message=(hidden_sentence(status) if hidden else message)[:MAX_MESSAGE],
        detail=detail[:MAX_DETAIL],
        visibility=Visibility.HIDDEN if hidden else Visibility.VISIBLE,
        seconds=sum(verdict.seconds for verdict in verdicts if verdict is not None),
    )


def _is(verdict: SuiteVerdict | None, outcomes: Set[SuiteOutcome]) -> bool:
    return verdict is not None and verdict.outcome in outcomes


def _message(said: Sequence[tuple[SuiteTest, str | None]], passed: int, total: int) -> str:
    """Return what the student reads: of several cases how many pass, and what the first says that does not."""
    if not said:
        return ""
    case, text = said[0]
    if total == 1:
        return text or ""
    counted = _("{passed} of {total} cases pass.").format(passed=passed, total=total)
    return "\n".join([counted, _("The first that does not, {case}:").format(case=case.case), text or ""])


def _sentence(verdict: SuiteVerdict | None, evidence: Evidence) -> str | None:
    """Return why a test did not pass; None where that is no fault of the submission's."""
    if verdict is None:
        try:
            return why_missing(evidence, _("Your code ended before the tests could ask it."))
        except GraderFaultError:
            return None
    if verdict.outcome is SuiteOutcome.COURSE:
        return None
    sentences = {
        SuiteOutcome.ABSENT: _("`{said}` was not found in your code."),
        SuiteOutcome.LATE: _("Your code did not answer in the time that this test gives it."),
        SuiteOutcome.ENDED: _("Your code gave no answer to this test: {said}."),
        SuiteOutcome.UNREAD: _("The tests of this file could not be read with your code. {said}"),
        SuiteOutcome.UNRUN: _("The time or the memory for all tests was used up before this one ran."),
    }
    if verdict.outcome in sentences:
        return filled(sentences[verdict.outcome], said=verdict.message)
    return verdict.message.strip() or _("What this check asks for was not found.")
