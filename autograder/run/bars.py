"""Look at bars before anybody is graded by them: the reference reaches each, and a guess reaches none; tell them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import fmean, stdev

from autograder.errors import CourseError
from autograder.metrics import Scoring
from autograder.records import Calibration, Direction, Measurement, in_unit


def assert_reached(assignment: str, scoring: Scoring, *calibrations: Calibration) -> None:
    """Check that the reference, as it was trained for calibration, reaches the bar that an assignment states.

    Raises:
        CourseError: its mean misses it.
    """
    problems = list(_missed(assignment, scoring, calibrations))
    if problems:
        raise CourseError(problems)


def _missed(assignment: str, scoring: Scoring, calibrations: Iterable[Calibration]) -> Iterator[str]:
    metric = scoring.metric
    for each in calibrations:
        mean = fmean(each.values)
        if scoring.bar is None or each.metric != metric.name or metric.direction.reaches(mean, scoring.bar):
            continue
        reached = f"its {metric.title} is {mean:.4g} (mean of {len(each.values)} trainings, {each.device})"
        yield f"{assignment}: score.bar: expected a bar that the reference reaches, found {scoring.bar:g}; {reached}"


def assert_useful(assignment: str, calibration: Calibration, guess: Measurement) -> None:
    """Check that a bar is better than what a guess reaches.

    Raises:
        CourseError: it is not.
    """
    baseline = guess.baseline
    if baseline is None or not guess.direction.reaches(baseline, calibration.bar):
        return
    bar, reached = figure(calibration.bar, guess), figure(baseline, guess)
    problem = (
        f"{assignment}: expected a bar that no guess reaches, found {guess.title} {bar}; always the same answer has"
    )
    raise CourseError([f"{problem} {reached}. No bar was written: train with more seeds (--seeds), or longer"])


def told(calibration: Calibration, found: Measurement, *, stated: float | None) -> Iterator[str]:
    """Yield what a calibration gave, in sentences.

    Args:
        calibration: the calibration.
        found: one of its trainings.
        stated: the bar that the assignment states; None where it states none.
    """
    mean, deviation = (figure(each, found) for each in (fmean(calibration.values), stdev(calibration.values)))
    where = f"{len(calibration.values)} seeds on {calibration.n} hidden examples, {calibration.device}"
    yield f"{found.title} {mean} ± {deviation} over {where}"
    asked, missed = figure(calibration.bar, found), f"misses it with probability {calibration.false_fail:.2g} at most"
    yield f"bar: at {'least' if found.direction is Direction.HIGHER else 'most'} {asked}; an equal network {missed}"
    if stated is not None:
        yield f"the assignment states a bar of its own, {figure(stated, found)}, which counts instead"


def figure(value: float, found: Measurement) -> str:
    """Return a value with two decimals more than students are told, in the metric's unit."""
    return in_unit(f"{value:.{max(0, found.decimals + 2)}f}", found.unit)
