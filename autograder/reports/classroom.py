"""The class's page: who needs a person, what the class did not understand, which work belongs together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from statistics import fmean, median
from types import MappingProxyType
from urllib.parse import quote

from autograder.course.assignment import Assignment
from autograder.i18n import current_language, language
from autograder.i18n import gettext as _
from autograder.records import (
    SHARE,
    CheckResult,
    Direction,
    Evidence,
    Grade,
    Measurement,
    State,
    Status,
    Structure,
    Trust,
)
from autograder.reports.charts import Histogram, histogram, nice_ticks
from autograder.reports.environment import environment
from autograder.reports.look import Look
from autograder.reports.overview import AbsentRow, CheckRate, ClassRow, ClassView, HintCount, SimilarityGroup
from autograder.reports.parts import part_rates
from autograder.reports.redaction import is_hidden
from autograder.reports.result import MESSAGE_LIMIT, NAME_LIMIT, error_of
from autograder.reports.similarity import alike
from autograder.reports.student import PLAIN_LOOK
from autograder.reports.text import capped, number
from autograder.reports.wording import title_of
from autograder.totals import open_points

NO_TITLES: Mapping[str, str] = MappingProxyType({})
_ORDER = {State.UNGRADED: 0, State.NEEDS_REVIEW: 1, State.AWAITING: 2, State.GRADED: 3}


@dataclass(frozen=True, slots=True)
class ClassSubmission:
    """One submission of a class. `link` is the path of its page, relative to the class's; anything else is left out."""

    grade: Grade
    evidence: Evidence | None = None
    submitted_at: datetime | None = None
    source: str = ""
    link: str = ""


def class_page(view: ClassView, *, templates: Sequence[Path], lang: str | None = None) -> str:
    """Return the class's page as one self-contained HTML file.

    Args:
        view: What to show.
        templates: Template folders, the course's own first.
        lang: The page's language; the one in use where None.
    """
    with language(lang or current_language()):
        return environment(templates).get_template("class.html").render(view=view)


def class_view(
    assignment: Assignment,
    entries: Sequence[ClassSubmission],
    *,
    look: Look = PLAIN_LOOK,
    handout: str = "",
    titles: Mapping[str, str] = NO_TITLES,
    absent: Mapping[str, str] = NO_TITLES,
) -> ClassView:
    """Return what the class's page shows.

    Args:
        assignment: The assignment that was graded.
        entries: One for each submission, in any order.
        look: The course's name and colours.
        handout: The stub that students started from; code alike only in it does not count.
        titles: Checks' titles in the page's language, by their ids; results have them in their student's.
        absent: Students of whom there is nothing to grade, with the reason ("" where they handed in nothing).
    """
    checks = _checks(entries, titles)
    twins = alike({entry.grade.student: _source(entry) for entry in entries}, handout=handout)
    parts = part_rates(assignment, [entry.grade.results for entry in entries])
    rows = sorted((_row(entry, checks) for entry in entries), key=lambda row: (_ORDER[row.state], row.student.lower()))
    earned = [row.earned for row in rows if row.state is not State.UNGRADED]
    return ClassView(
        look=look,
        assignment=assignment.id,
        title=title_of(assignment),
        possible=assignment.points,
        rows=tuple(rows),
        checks=tuple(_rate(check, entries) for check in checks.values()),
        parts=parts,
        hints=_hints(entries),
        points=histogram(earned, low=0, high=assignment.points, columns=20, mark=median(earned) if earned else None),
        measured=_measured([row.measured for row in rows if row.measured is not None]),
        durations=_durations([row.wall_s for row in rows if row.wall_s is not None]),
        networks=_networks(entries),
        twins=twins.groups,
        uncompared=tuple(capped(student, NAME_LIMIT) for student in twins.unread),
        median=median(earned) if earned else None,
        mean=fmean(earned) if earned else None,
        missing_layers=_missing_layers(entries),
        counts=tuple((state, sum(row.state is state for row in rows)) for state in State),
        absent=tuple(AbsentRow(capped(who, NAME_LIMIT), capped(why, 300)) for who, why in sorted(absent.items())),
    )


def _checks(entries: Sequence[ClassSubmission], titles: Mapping[str, str]) -> dict[str, CheckResult]:
    """Return one result for each check of the class, in the order in which checks run."""
    found = {result.check: result for entry in entries for result in entry.grade.results}
    return {check: replace(result, title=titles.get(check, result.title)) for check, result in found.items()}


def _row(entry: ClassSubmission, checks: Mapping[str, CheckResult]) -> ClassRow:
    grade, evidence = entry.grade, entry.evidence
    results = {result.check: result for result in grade.results}
    structures = _structures(evidence)
    return ClassRow(
        student=capped(grade.student, NAME_LIMIT),
        state=grade.state,
        reason=capped(grade.reason or error_of(grade, evidence, staff=True) or "", 300),
        earned=grade.earned,
        measured=None if evidence and len(evidence.models) > 1 else grade.measurement,
        parameters=sum(each.parameters.total for each in structures) if structures else None,
        marks=tuple(_mark(results.get(check)) for check in checks),
        wall_s=evidence.usage.wall_s if evidence else None,
        submitted_at=entry.submitted_at,
        link="" if ":" in entry.link or entry.link.startswith("/") else quote(entry.link),
        self_reported=evidence is not None and evidence.trust is Trust.SELF_REPORTED,
        open_points=open_points(grade.results),
    )


def _mark(result: CheckResult | None) -> float | None:
    if result is None or result.status in {Status.ERROR, Status.SKIPPED, Status.AWAITING}:
        return None
    if result.status is Status.PASSED:
        return 1.0
    return min(0.99, max(0.0, result.earned / result.possible)) if result.possible > 0 else 0.0


def _rate(check: CheckResult, entries: Sequence[ClassSubmission]) -> CheckRate:
    marks = [_mark(next((r for r in entry.grade.results if r.check == check.check), None)) for entry in entries]
    known = [mark for mark in marks if mark is not None]
    return CheckRate(
        check=check.check,
        title=capped(check.title, NAME_LIMIT),
        hidden=is_hidden(check.visibility),
        passed=sum(mark == 1 for mark in known),
        partial=sum(0 < mark < 1 for mark in known),
        failed=sum(mark == 0 for mark in known),
        unknown=len(marks) - len(known),
    )


def _hints(entries: Sequence[ClassSubmission]) -> tuple[HintCount, ...]:
    given: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in entries:
        for rule, seen in {hint.rule: hint.seen for hint in entry.grade.hints}.items():
            given[rule].append((entry.grade.student, seen))
    counted = [
        HintCount(
            capped(rule, NAME_LIMIT),
            capped(Counter(seen for _student, seen in listed).most_common(1)[0][0], MESSAGE_LIMIT),
            len(listed),
            tuple(capped(student, NAME_LIMIT) for student, _seen in listed[:200]),
        )
        for rule, listed in given.items()
    ]
    return tuple(sorted(counted, key=lambda hint: (-hint.count, hint.rule)))


def _networks(entries: Sequence[ClassSubmission]) -> tuple[SimilarityGroup, ...]:
    """Return the groups of equal networks with at least two members, the largest first."""
    groups: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for entry in entries:
        for structure in _structures(entry.evidence):
            groups[structure.digest].append(capped(entry.grade.student, NAME_LIMIT))
            count = _("{count} parameters").format(count=number(structure.parameters.total, 0))
            names[structure.digest] = f"{count}: {' → '.join(layer.class_name for layer in structure.layers[:12])}"
    listed = [
        SimilarityGroup(capped(names[digest], 200), tuple(sorted(members)))
        for digest, members in groups.items()
        if len(members) > 1
    ]
    return tuple(sorted(listed, key=lambda group: (-len(group.students), group.name)))


def _structures(evidence: Evidence | None) -> list[Structure]:
    """Return the networks of a submission: one, or those of several models."""
    found = (evidence, *evidence.models.values()) if evidence else ()
    return [each.structure for each in found if each.structure is not None]


def _measured(found: Sequence[Measurement]) -> Histogram | None:
    """Return how the values of the class are distributed, as far as they are of one metric."""
    found = [each for each in found if each.name == found[0].name]
    if not found:
        return None
    times = 100 if found[0].unit == SHARE else 1
    bars = {each.bar for each in found}
    low, high = _range(found)
    return histogram(
        [each.value * times for each in found],
        low=low * times,
        high=high * times,
        columns=20,
        mark=(bars.pop() or 0.0) * times if len(bars) == 1 else None,
        suffix="%" if times == 100 else "",
    )


def _range(found: Sequence[Measurement]) -> tuple[float, float]:
    """Return from where to where values of a class are drawn: with the bar, and no further than what a guess reaches.

    Shares of which higher is better go up to 1.
    """
    values, first = [each.value for each in found], found[0]
    low, high = min(values), max(values)
    if first.unit == SHARE and first.direction is Direction.HIGHER:
        return max(0.0, min(int(low * 10) / 10, 0.9)), 1.0
    guesses = [each.baseline for each in found if each.baseline is not None]
    if guesses and first.direction is Direction.LOWER:
        high = min(high, max(guesses))
    elif guesses:
        low = max(low, min(guesses))
    drawn = [low, high, *(each.bar for each in found if each.bar is not None)]
    ticks = nice_ticks(min(drawn), max(drawn))
    return ticks[0], ticks[-1]


def _durations(values: Sequence[float]) -> Histogram | None:
    return histogram(values, low=0, high=max(1.0, *values), columns=20, suffix=" s") if values else None


def _missing_layers(entries: Sequence[ClassSubmission]) -> tuple[str, ...]:
    layers = (layer for entry in entries if entry.evidence for layer in entry.evidence.layers_of_isolation)
    return tuple(sorted({capped(layer.name, NAME_LIMIT) for layer in layers if not layer.active}))


def _source(entry: ClassSubmission) -> str:
    return entry.source or (entry.evidence.source if entry.evidence else "")
