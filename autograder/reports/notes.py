"""Say in words what running a submission found worth a remark."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.explain import place
from autograder.i18n import gettext as _
from autograder.i18n import later
from autograder.records import Note, NoteKind
from autograder.sentences import worded

NOTES: Mapping[NoteKind, str] = {
    NoteKind.RENAMED: later("The model was found under the name “{value}” and graded; call it model next time."),
    NoteKind.TAKEN_MODEL: later("Of several models, the one in the variable “model” was graded."),
    NoteKind.TAKEN_COMPILED: later("Of several models, the only one that was compiled was graded."),
    NoteKind.TAKEN_TRAINED: later("Of several models, the only one that was trained was graded."),
    NoteKind.TAKEN_NAMED: later(
        "Of several models, the one whose name says that it is the final or best one was graded."
    ),
    NoteKind.TAKEN_SAVED: later("Of several models, the only one that was saved after the last training was graded."),
    NoteKind.TAKEN_USED: later(
        "Of several models, the only one that was evaluated or predicted with after the last training was graded."
    ),
    NoteKind.TAKEN_FITTED: later("Of several models, the one that was trained last was graded."),
    NoteKind.OTHERS: later("Further models were there and were not graded: {value}. Name the one to be graded model."),
    NoteKind.SEVERAL: later(
        "Several models were there and nothing told which of them counts, so none was graded: {value}. "
        "Name the one to be graded model."
    ),
    NoteKind.FITTED: later(
        "No name holds your model any more, so the one that was trained last was graded; "
        "leave it in a variable “model”."
    ),
    NoteKind.OVERWRITTEN: later(
        "The name of your model was given to something else in {value}, such as the history that fit() returns; the "
        "model itself was graded. Use another name there."
    ),
    NoteKind.PREPROCESS: later("Your preprocess() prepared the test {many}."),
    NoteKind.SCALED: later(
        "Your preprocess() is none that the grader knows, so it prepared the {many} itself, as the course does; "
        "a person looks where that was not enough."
    ),
    NoteKind.RECIPE: later("Your model came to the grader untrained, so it was trained as the assignment says."),
    NoteKind.TRAINING_STOPPED: later(
        "Training stopped when its time budget was used up; the model was graded as it stood."
    ),
    NoteKind.TRAINING_CUT: later("The time was up in the middle of training; the network was graded as it stood then."),
    NoteKind.KERAS2: later("An old spelling worked here; today one writes it another way: {value}."),
    NoteKind.UNTRAINED: later(
        "Your network was not compiled when your code ended, so the grader could not train it: the score is that "
        "of the weights that it had."
    ),
    NoteKind.UNTRAINED_BEFORE: later(
        "What comes before {value} does not compile your network, so the grader could not train it: the score is that "
        "of the weights that it had."
    ),
    NoteKind.COLAB: later("Left out, because the grader has no network: {value}"),
    NoteKind.MAGIC: later("Left out, because the grader's IPython does not know it or needs nothing of it: {value}"),
    NoteKind.SERVER: later("Left out, because it would run until somebody stops it: {value}"),
    NoteKind.RESTART: later("Left out, because it would restart the kernel and lose what is above: {value}"),
    NoteKind.SINGLE: later(
        "{value} was given an array, which today's NumPy refuses; here it took the only number in it. "
        "Write values.item()."
    ),
    NoteKind.SEABORN: later(
        "Today's seaborn takes the first argument of {value}() for the table; here it was drawn as before 2022. "
        "Write {value}(x=…)."
    ),
    NoteKind.WINDOW: later("Figures were drawn into the page, because the grader has no screen: {value}"),
    NoteKind.DRIVE: later(
        "The grader cannot reach your Drive; the folder that stands for it holds what you handed in: {value}"
    ),
    NoteKind.UPLOAD: later("Nobody can choose files here, so this gave the files that you handed in: {value}"),
    NoteKind.ABSENT: later(
        "“{value}” cannot be imported: no file of that name was handed in, and no such package is installed in the "
        "grader. What does not need it was run all the same. If it is a file of your own, hand it in together with "
        "your code, as a zip."
    ),
    NoteKind.ARGUMENT: later(
        "“{value}” must be given on a command line, and the grader runs your code without arguments. What does not "
        "need it was run all the same. Give it a default, or write its value into the code."
    ),
    NoteKind.HANDED_IN: later(
        "Your code opens a file by its place on another computer; “{value}”, which lies with your code, was opened "
        "instead. Write that path there."
    ),
    NoteKind.UNSEEN: later("This did nothing, because nobody sees it here: {value}"),
    NoteKind.MAIN: later(
        '`if __name__ == "__main__":` in line {value} was run, because what is asked for is made there.'
    ),
    NoteKind.BEFORE: later("What comes before {value} was run again by itself, and only what that made counts."),
    NoteKind.RETRAINED: later(
        "The result was close to the bar, so the network was trained with several seeds ({value}); the median counts."
    ),
    NoteKind.INITIALISERS: later(
        "The grader draws first weights itself; initialisers that bring numbers along gave way to Keras's own: {value}."
    ),
    NoteKind.FROZEN_COURSE: later("Frozen layers began with the course's own weights, which yours were not."),
    NoteKind.FROZEN_NEW: later(
        "Frozen layers whose weights are not the course's began with new ones, as all others do."
    ),
    NoteKind.UNREAD_CODE: later(
        "This code could not be read, or not in the time for it, so nothing is said about how it is written."
    ),
    NoteKind.UNREAD_FIGURES: later(
        "The figures could not be drawn again, or not in the time for it, so they are left out."
    ),
    NoteKind.UNREAD_NOTEBOOK: later(
        "The executed notebook could not be read, or not in the time for it, so it is left out."
    ),
    NoteKind.LARGE_FIGURES: later("Figures whose files are larger than 4 MB are left out; draw them smaller."),
    NoteKind.LARGE_NOTEBOOK: later(
        "The executed notebook is larger than 32 MB, so it is left out; show less of large data."
    ),
    NoteKind.LARGE_HISTORY: later("The curves of the training are larger than what is read, so they are left out."),
    NoteKind.LARGE_VALUES: later(
        "What your functions gave together is larger than what is read, so none of it counts."
    ),
    NoteKind.MORE_FIGURES: later("The first twelve figures are shown; {value} more are left out."),
    NoteKind.REUSED: later("The training of an equal network with the same recipe was used again."),
}
"""The sentence of each kind of note."""
_OF_PLACES = frozenset({NoteKind.BEFORE, NoteKind.UNTRAINED_BEFORE, NoteKind.OVERWRITTEN})


def note_text(note: Note) -> str:
    """Return a note's sentence."""
    value = place(note.value) if note.kind in _OF_PLACES else note.value
    return worded(_(NOTES[note.kind]), value=value)
