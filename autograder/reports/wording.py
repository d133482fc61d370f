"""The words and signs for a grade's state and a check's status that the terminal and Markdown share."""

from __future__ import annotations

from autograder.course.assignment import Assignment
from autograder.i18n import current_language
from autograder.i18n import gettext as _
from autograder.records import Measurement, State, Status
from autograder.reports.result import NAME_LIMIT
from autograder.reports.text import capped, number, quantity
from autograder.reports.view import CheckView


def title_of(assignment: Assignment) -> str:
    """Return an assignment's title in the language in use, where the course gives one."""
    return capped(assignment.titles.get(current_language(), assignment.title), NAME_LIMIT)


def state_word(state: State) -> str:
    """Return what a grade is worth, in a few words."""
    words = {
        State.GRADED: _("graded"),
        State.AWAITING: _("to be marked by a person"),
        State.NEEDS_REVIEW: _("a person will look at this"),
        State.UNGRADED: _("not graded yet"),
    }
    return words[state]


def status_word(check: CheckView) -> str:
    """Return how a check ended, in a few words."""
    if check.marked:
        return _("marked by a person")
    if check.status is Status.FAILED:
        return _("passed in part") if check.earned > 0 else _("not passed")
    words = {
        Status.PASSED: _("passed"),
        Status.ERROR: _("could not be checked"),
        Status.SKIPPED: _("skipped"),
        Status.AWAITING: _("to be marked by a person"),
    }
    return words[check.status]


def earned_word(check: CheckView) -> str:
    """Return the points that a check gave; a dash where a person has yet to give them."""
    return "–" if check.status is Status.AWAITING else number(check.earned)


def metric_word(title: str, *, first: bool = False) -> str:
    """Return how a metric is called in the language in use; `first` where a sentence begins with it."""
    word = _(title)
    return word[:1].upper() + word[1:] if first else word


def measured_word(found: Measurement) -> str:
    """Return a metric with its value ("accuracy 97%")."""
    return f"{metric_word(found.title)} {quantity(found.value, found.unit)}"


def sign(check: CheckView) -> str:
    """Return a check's status as one character that needs no colour."""
    if check.status is Status.FAILED:
        return "◐" if check.earned > 0 else "✗"
    return {Status.PASSED: "✓", Status.ERROR: "?", Status.SKIPPED: "–", Status.AWAITING: "…"}[check.status]


def curve_word(quantity: str) -> str:
    """Return what a curve of a training shows, at the start of a sentence."""
    known = {
        "loss": _("Loss"),
        "accuracy": _("Accuracy"),
        "mae": _("Mean absolute error"),
        "mean_absolute_error": _("Mean absolute error"),
    }
    return known.get(quantity, quantity)
