"""Hints about networks that read texts."""

from __future__ import annotations

from autograder.checks.hints.context import HintContext
from autograder.i18n import gettext as _
from autograder.records import Hint

_NO_WORDS = "Table not initialized"
"""What TensorFlow says of a layer that looks up words and has none."""


def knows_no_words(context: HintContext) -> Hint | None:
    """A layer that turns words into numbers was never shown any."""
    if _NO_WORDS not in context.error_message:
        return None
    return Hint(
        "knows_no_words",
        _("A TextVectorization or StringLookup layer of your network has learned no words."),
        _("Such a layer numbers the words that it was shown; before that it cannot read a text."),
        _("Which method of the layer shows it the texts of the training data, before the network is built?"),
    )
