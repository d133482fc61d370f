"""Say in words what running a submission found worth a remark: evidence carries codes ("renamed:net")."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.i18n import gettext as _
from autograder.i18n import later

_NOTES: Mapping[str, str] = {
    "found": later("The model in “{value}” was graded."),
    "renamed": later("The model was found under the name “{value}” and graded; call it model next time."),
    "preprocess": later("Your preprocess() prepared the test images."),
    "training_stopped": later("Training stopped when its time budget was used up; the model was graded as it stood."),
    "keras2": later("An old spelling worked here; today one writes it another way: {value}."),
    "colab": later("Left out, because the grader has no network and brings what the course needs: {value}"),
    "retrained": later(
        "The accuracy was close to the bar, so the network was trained with several seeds ({value}); the median counts."
    ),
    "reused": later("The training of an equal network with the same recipe was used again."),
}


def note_text(note: str) -> str:
    """Return a note's sentence; a note without a known code is a sentence already."""
    code, _colon, value = note.partition(":")
    sentence = _NOTES.get(code)
    return note if sentence is None else _(sentence).format(value=value)
