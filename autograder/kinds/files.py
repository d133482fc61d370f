"""What code reads, writes and downloads, and is not there."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.i18n import later
from autograder.kinds.wording import Wording
from autograder.records import FailureKind

_FILE = later("Your code opens a file that is not there")
_FOLDER = later("Your code writes to a folder that is not there")
_NETWORK = later("Your code needs the internet")

FILES: Mapping[FailureKind, Wording] = {
    FailureKind.MISSING_FILE: Wording(
        _FILE,
        later(
            "The file “{file}” is not there. Hand it in together with your code, as a zip, or use the data that the "
            "course gives."
        ),
    ),
    FailureKind.MISSING_THERE: Wording(
        _FILE,
        later("“{file}” is not there; it lies at “{found}”. Write that path where you open it."),
    ),
    FailureKind.MISSING_FOLDER: Wording(
        _FILE,
        later(
            "The folder “{folder}” is not there: the grader has only what you handed in. Hand it in together with your "
            "code, as a zip."
        ),
    ),
    FailureKind.NO_FOLDER: Wording(
        _FOLDER,
        later(
            "The folder “{folder}” is not there, so nothing can be saved in it. Make it first: "
            "os.makedirs('{folder}', exist_ok=True), or save beside your code, by a name alone."
        ),
    ),
    FailureKind.NO_PLACE: Wording(
        _FOLDER,
        later("The folder “{folder}” is not there in the grader. Save beside your code, by a name alone."),
    ),
    FailureKind.MISSING_ELSEWHERE: Wording(
        _FILE,
        later(
            "“{file}” is a place on your own computer. Hand it in together with your code, as a zip, and open it as "
            "“{name}”."
        ),
    ),
    FailureKind.MISSING_IN_DRIVE: Wording(
        _FILE,
        later(
            "“{file}” is not there: the grader cannot reach your Drive. Hand the file in together with your code, as a "
            "zip, and open it by its name alone."
        ),
    ),
    FailureKind.MISSING_DOWNLOAD: Wording(
        _FILE,
        later(
            "“{file}” is not there, because “{command}” was left out: the grader has no network. Hand the file in "
            "together with your code, as a zip, or use the data that the course gives."
        ),
    ),
    FailureKind.READ_ONLY: Wording(
        later("Your code writes where it may not"),
        later("“{file}” cannot be written in the grader. Write beside your code: a plain name such as “model.keras”."),
    ),
    FailureKind.NO_NETWORK: Wording(
        _NETWORK,
        later(
            "The grader has no network, and this line needs one ({what}). Hand in what it would fetch together with "
            "your code, as a zip, or leave it out."
        ),
    ),
    FailureKind.NOT_PROVIDED: Wording(
        _NETWORK,
        later(
            "The grader does not have the data set “{name}” for this assignment, and no network to download it. It "
            "has: {provided}."
        ),
    ),
    FailureKind.NO_WEIGHTS: Wording(
        _NETWORK,
        later(
            "“{name}” would be downloaded, and the grader has no network. Build the network with weights=None, or hand "
            "the file in together with your code, as a zip."
        ),
    ),
}
