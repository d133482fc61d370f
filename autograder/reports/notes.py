"""Say in words what running a submission found worth a remark: evidence carries codes ("renamed:net")."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.explain import place
from autograder.i18n import gettext as _
from autograder.i18n import later

_NOTES: Mapping[str, str] = {
    "found": later("The model in “{value}” was graded."),
    "renamed": later("The model was found under the name “{value}” and graded; call it model next time."),
    "taken_model": later("Of several models, the one in the variable “model” was graded."),
    "taken_compiled": later("Of several models, the only one that was compiled was graded."),
    "taken_trained": later("Of several models, the only one that was trained was graded."),
    "taken_named": later("Of several models, the one whose name says that it is the final or best one was graded."),
    "taken_saved": later("Of several models, the only one that was saved after the last training was graded."),
    "taken_used": later(
        "Of several models, the only one that was evaluated or predicted with after the last training was graded."
    ),
    "taken_fitted": later("Of several models, the one that was trained last was graded."),
    "others": later("Further models were there and were not graded: {value}. Name the one to be graded model."),
    "fitted": later(
        "No name holds your model any more, so the one that was trained last was graded; "
        "leave it in a variable “model”."
    ),
    "overwritten": later(
        "The name of your model was given to something else in {value}, such as the history that fit() returns; the "
        "model itself was graded. Use another name there."
    ),
    "preprocess": later("Your preprocess() prepared the test images."),
    "scaled": later(
        "Your preprocess() is none that the grader knows, so it scaled the images to 0–1 itself; "
        "a person looks where that was not enough."
    ),
    "recipe": later("Your model came to the grader untrained, so it was trained as the assignment says."),
    "training_stopped": later("Training stopped when its time budget was used up; the model was graded as it stood."),
    "training_cut": later("The time was up in the middle of training; the network was graded as it stood then."),
    "keras2": later("An old spelling worked here; today one writes it another way: {value}."),
    "untrained": later(
        "Your code was stopped before it had compiled and trained your network: the accuracy is that of its first "
        "weights."
    ),
    "colab": later("Left out, because the grader has no network: {value}"),
    "magic": later("Left out, because the grader's IPython does not know it or needs nothing of it: {value}"),
    "server": later("Left out, because it would run until somebody stops it: {value}"),
    "restart": later("Left out, because it would restart the kernel and lose what is above: {value}"),
    "single": later(
        "{value} was given an array, which today's NumPy refuses; here it took the only number in it. "
        "Write values.item()."
    ),
    "window": later("Figures were drawn into the page, because the grader has no screen: {value}"),
    "drive": later(
        "The grader cannot reach your Drive; the folder that stands for it holds what you handed in: {value}"
    ),
    "upload": later("Nobody can choose files here, so this gave the files that you handed in: {value}"),
    "absent": later(
        "“{value}” cannot be imported: no file of that name was handed in, and no such package is installed in the "
        "grader. What does not need it was run all the same. If it is a file of your own, hand it in together with "
        "your code, as a zip."
    ),
    "handed_in": later(
        "Your code opens a file by its place on another computer; “{value}”, which lies with your code, was opened "
        "instead. Write that path there."
    ),
    "unseen": later("This did nothing, because nobody sees it here: {value}"),
    "main": later('`if __name__ == "__main__":` in line {value} was run, because what is asked for is made there.'),
    "before": later("What comes before {value} was run again by itself, and graded."),
    "retrained": later(
        "The accuracy was close to the bar, so the network was trained with several seeds ({value}); the median counts."
    ),
    "initialisers": later(
        "The grader draws first weights itself; initialisers that bring numbers along gave way to Keras's own: {value}."
    ),
    "frozen_course": later("Frozen layers began with the course's own weights, which yours were not."),
    "frozen_new": later("Frozen layers whose weights are not the course's began with new ones, as all others do."),
    "unread_code": later(
        "This code could not be read, or not in the time for it, so nothing is said about how it is written."
    ),
    "unread_figures": later("The figures could not be drawn again, or not in the time for it, so they are left out."),
    "unread_notebook": later("The executed notebook could not be read, or not in the time for it, so it is left out."),
    "large_figures": later("Figures whose files are larger than 4 MB are left out; draw them smaller."),
    "large_notebook": later("The executed notebook is larger than 32 MB, so it is left out; show less of large data."),
    "large_history": later("The curves of the training are larger than what is read, so they are left out."),
    "large_values": later("What your functions gave together is larger than what is read, so none of it counts."),
    "more_figures": later("The first twelve figures are shown; {value} more are left out."),
    "reused": later("The training of an equal network with the same recipe was used again."),
}
_OF_PLACES = frozenset({"before", "overwritten"})


def note_text(note: str) -> str:
    """Return a note's sentence; a note without a known code is a sentence already."""
    code, _colon, value = note.partition(":")
    sentence = _NOTES.get(code)
    value = place(value) if code in _OF_PLACES else value
    return note if sentence is None else _(sentence).format(value=value)
