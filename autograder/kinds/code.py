"""What stops code: Python, IPython, what it imports and calls."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.i18n import later
from autograder.kinds.wording import Wording
from autograder.records import FailureKind

CONFLICT = later("A merge conflict of git stands in your work")
_ERROR = later("Your code stopped with an error")

CODE: Mapping[FailureKind, Wording] = {
    FailureKind.EXCEPTION: Wording(_ERROR, later("Your code stopped with {message}.")),
    FailureKind.SYNTAX: Wording(
        later("Python cannot read your code"), later("Python could not read this line: {message}.")
    ),
    FailureKind.CONFLICT: Wording(
        CONFLICT,
        later(
            "Git left a merge conflict here. Keep one of the two versions, delete the lines that begin with <<<<<<<, "
            "======= and >>>>>>>, save, and hand in again."
        ),
    ),
    FailureKind.USAGE: Wording(
        later("IPython cannot run a cell of yours"),
        later("IPython refused this line, and nothing below it in the cell ran: {message}. Leave the line out."),
    ),
    FailureKind.SYSTEM_EXIT: Wording(
        later("Your code ends the program itself"),
        later("Your code ended the program (sys.exit or exit). Remove that call."),
    ),
    FailureKind.ENDED_WITHIN: Wording(
        later("Something that your code calls ends the program"),
        later("What this line calls ended the program, and nothing behind it ran."),
    ),
    FailureKind.ARGUMENTS: Wording(
        later("Your code reads arguments from a command line"),
        later(
            "Your code reads arguments from a command line, and the grader runs it without any: {message}. Give each a "
            "default, or write its value into the code."
        ),
    ),
    FailureKind.MISSING_PACKAGE: Wording(
        later("Your code needs a package or file that is not there"),
        later(
            "“{package}” cannot be imported: no file of that name was handed in, and no such package is installed in "
            "the grader. If it is a file of your own, hand it in together with your code, as a zip. If it is a "
            "package, use one of these instead: {provided}."
        ),
    ),
    FailureKind.MADE_LATER: Wording(
        _ERROR,
        later(
            "“{name}” is not there yet: cell {cell} makes it, further down, and the cells are run from the top. Move "
            "that cell up, restart, and run all cells once."
        ),
    ),
    FailureKind.WINDOWS_ONLY: Wording(
        _ERROR,
        later("“{what}” exists on Windows only, and the grader runs Linux. Leave it out, or ask os.name first."),
    ),
    FailureKind.INPUT: Wording(
        later("Your code waits for someone to type"),
        later("Your code waits for keyboard input, and nobody is there to type. Write the value into the code."),
    ),
    FailureKind.NOT_IMPLEMENTED: Wording(
        later("A part of the assignment is still to be written"),
        later("This part is not written yet: the line that raises NotImplementedError is still there."),
    ),
    FailureKind.KERAS2: Wording(
        _ERROR, later("“{old}” is an old spelling that today's Keras does not know. Write {new}.")
    ),
    FailureKind.KERAS2_GONE: Wording(
        _ERROR, later("“{old}” belongs to an old TensorFlow; today nothing takes its place. Leave it out.")
    ),
}
