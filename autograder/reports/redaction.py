"""Take from a page what students must not see."""

from __future__ import annotations

from dataclasses import replace

from autograder.i18n import gettext as _
from autograder.metrics import public
from autograder.records import Outcome, State, Status, Visibility
from autograder.reports.view import CheckView, PageLinks, StudentView


def redacted(view: StudentView) -> StudentView:
    """Return the view without what students must not see.

    Exact measurements, messages and measurements of hidden checks, details for staff, what failed in the grader,
    reasons of isolation, authors of adjustments, images with private labels and the way to other pages go.
    """
    checks = tuple(_for_student(check) for check in view.checks)
    examined = view.examined if view.examined and view.examined.public else None
    run = replace(view.run, layers=tuple(replace(layer, reason="") for layer in view.run.layers))
    adjustments = tuple(replace(adjustment, author="") for adjustment in view.adjustments)
    reason = view.reason if view.state is State.UNGRADED else ""
    ours = view.run.outcome is Outcome.SANDBOX_FAULT
    return replace(
        view,
        failure=replace(view.failure, traceback="") if view.failure and ours else view.failure,
        checks=checks,
        examined=examined,
        numbers=view.numbers if view.numbers and view.numbers.public else None,
        labels=view.labels if view.labels and view.labels.public else None,
        run=run,
        adjustments=adjustments,
        reason=reason,
        places=PageLinks(),
        staff=False,
        parts=tuple(replace(part, view=redacted(part.view)) for part in view.parts),
    )


def withheld(status: Status) -> str:
    """Return what a student reads in place of a hidden check's message; nothing where it passed."""
    return "" if status is Status.PASSED else _("The course keeps the details of this check to itself.")


def is_hidden(visibility: Visibility) -> bool:
    """Tell whether only staff see a check's message."""
    return visibility is Visibility.HIDDEN


def _for_student(check: CheckView) -> CheckView:
    if check.hidden:
        return replace(check, detail="", message=withheld(check.status), measurements=())
    return replace(check, detail="", measurements=tuple(public(each) for each in check.measurements))
