"""Every kind of failure, with the title of its page and the sentence for the student; `explain` fills in the values."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.i18n import later
from autograder.kinds.code import CODE, CONFLICT
from autograder.kinds.files import FILES
from autograder.kinds.models import MODELS
from autograder.kinds.runs import RUNS
from autograder.kinds.wording import Wording
from autograder.records import FailureKind

__all__ = ["KINDS", "UNREAD", "told"]

KINDS: Mapping[FailureKind, Wording] = {**CODE, **FILES, **MODELS, **RUNS}
"""How a run can end."""
UNREAD = Wording(later("Your submission could not be read"), "")
"""All others: kinds of `SubmissionError`, whose message is the sentence. Nothing was run."""
_UNREAD = {
    "several": Wording(later("It is not clear which hand-in counts"), ""),
    "duplicate_names": Wording(later("Two of your files have one name"), ""),
    "merge_conflict": Wording(CONFLICT, ""),
}


def told(kind: str) -> Wording:
    """Return how a kind of failure is told."""
    return KINDS[FailureKind(kind)] if kind in set(FailureKind) else _UNREAD.get(kind, UNREAD)
