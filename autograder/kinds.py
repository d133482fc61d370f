"""Every kind of failure, with the title of its page and the sentence for the student; `explain` fills in the values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from autograder.i18n import later


class Told(NamedTuple):
    """How a kind is told: the title, and the sentence; "" where the failure brings its own."""

    title: str
    sentence: str


_CONFLICT = later("A merge conflict of git stands in your work")
_ERROR = later("Your code stopped with an error")
_FILE = later("Your code opens a file that is not there")
_FOLDER = later("Your code writes to a folder that is not there")
_NETWORK = later("Your code needs the internet")
_DOWN = later("Your code brought Python down")
_TIME = later("Your code was stopped when its time was up")
_MEMORY = later("Your code needed more memory than it may use")
_NO_MODEL = later("No model was found in your submission")
_MODEL = later("Your model could not be used as it is")
_COMPILED = later("Your model could not be compiled")
_TRAINING = later("Your model could not be trained")
_IMAGES = later("Your model could not be tried on the test images")

_OF_CODE = {
    "exception": Told(_ERROR, later("Your code stopped with {message}.")),
    "syntax": Told(later("Python cannot read your code"), later("Python could not read this line: {message}.")),
    "conflict": Told(
        _CONFLICT,
        later(
            "Git left a merge conflict here. Keep one of the two versions, delete the lines that begin with <<<<<<<, "
            "======= and >>>>>>>, save, and hand in again."
        ),
    ),
    "usage": Told(
        later("IPython cannot run a cell of yours"),
        later("IPython refused this line, and nothing below it in the cell ran: {message}. Leave the line out."),
    ),
    "system_exit": Told(
        later("Your code ends the program itself"),
        later("Your code ended the program (sys.exit or exit). Remove that call."),
    ),
    "missing_package": Told(
        later("Your code needs a package or file that is not there"),
        later(
            "“{package}” cannot be imported: no file of that name was handed in, and no such package is installed in "
            "the grader. If it is a file of your own, hand it in together with your code, as a zip. If it is a "
            "package, use one of these instead: {provided}."
        ),
    ),
    "made_later": Told(
        _ERROR,
        later(
            "“{name}” is not there yet: cell {cell} makes it, further down, and the cells are run from the top. Move "
            "that cell up, restart, and run all cells once."
        ),
    ),
    "windows_only": Told(
        _ERROR,
        later("“{what}” exists on Windows only, and the grader runs Linux. Leave it out, or ask os.name first."),
    ),
    "input": Told(
        later("Your code waits for someone to type"),
        later("Your code waits for keyboard input, and nobody is there to type. Write the value into the code."),
    ),
    "not_implemented": Told(
        later("A part of the assignment is still to be written"),
        later("This part is not written yet: the line that raises NotImplementedError is still there."),
    ),
    "keras2": Told(_ERROR, later("“{old}” is an old spelling that today's Keras does not know. Write {new}.")),
    "keras2_gone": Told(
        _ERROR, later("“{old}” belongs to an old TensorFlow; today nothing takes its place. Leave it out.")
    ),
}
_OF_FILES = {
    "missing_file": Told(
        _FILE,
        later(
            "The file “{file}” is not there. Hand it in together with your code, as a zip, or use the data that the "
            "course gives."
        ),
    ),
    "missing_there": Told(
        _FILE,
        later("“{file}” is not there; it lies at “{found}”. Write that path where you open it."),
    ),
    "missing_folder": Told(
        _FILE,
        later(
            "The folder “{folder}” is not there: the grader has only what you handed in. Hand it in together with your "
            "code, as a zip."
        ),
    ),
    "no_folder": Told(
        _FOLDER,
        later(
            "The folder “{folder}” is not there, so nothing can be saved in it. Make it first: "
            "os.makedirs('{folder}', exist_ok=True), or save beside your code, by a name alone."
        ),
    ),
    "no_place": Told(
        _FOLDER,
        later("The folder “{folder}” is not there in the grader. Save beside your code, by a name alone."),
    ),
    "missing_elsewhere": Told(
        _FILE,
        later(
            "“{file}” is a place on your own computer. Hand the file in together with your code, as a zip, and open it "
            "as “{name}”."
        ),
    ),
    "missing_in_drive": Told(
        _FILE,
        later(
            "“{file}” is not there: the grader cannot reach your Drive. Hand the file in together with your code, as a "
            "zip, and open it by its name alone."
        ),
    ),
    "missing_download": Told(
        _FILE,
        later(
            "“{file}” is not there, because “{command}” was left out: the grader has no network. Hand the file in "
            "together with your code, as a zip, or use the data that the course gives."
        ),
    ),
    "read_only": Told(
        later("Your code writes where it may not"),
        later("“{file}” cannot be written in the grader. Write beside your code: a plain name such as “model.keras”."),
    ),
    "no_network": Told(
        _NETWORK,
        later(
            "The grader has no network, and this line needs one ({what}). Hand in what it would fetch together with "
            "your code, as a zip, or leave it out."
        ),
    ),
    "not_provided": Told(
        _NETWORK,
        later(
            "The grader does not have the data set “{name}” for this assignment, and no network to download it. It "
            "has: {provided}."
        ),
    ),
    "no_weights": Told(
        _NETWORK,
        later(
            "“{name}” would be downloaded, and the grader has no network. Build the network with weights=None, or hand "
            "the file in together with your code, as a zip."
        ),
    ),
}
_OF_MODEL = {
    "no_model": Told(
        _NO_MODEL,
        later("No Keras model was found. Define build_model() that returns one, or leave it in a variable “model”."),
    ),
    "two_models": Told(
        later("It is not clear which of your models to grade"),
        later("Several models were found: {names}. Name the one to be graded “model”."),
    ),
    "not_a_model": Told(
        _NO_MODEL,
        later("build_model() must return a keras.Model; it returned {found}. Is a “return model” missing?"),
    ),
    "build_arguments": Told(
        _NO_MODEL,
        later(
            "build_model() cannot be called without arguments: it needs {names}. Give them defaults, or leave a "
            "trained model in the variable “model”."
        ),
    ),
    "unbuilt": Told(
        _MODEL,
        later("The model has no weights yet, because its input shape is unknown. Start it with keras.Input(shape=…)."),
    ),
    "no_layers": Told(
        _MODEL, later("The model has no layers: keras.Sequential() was called, and nothing was added to it.")
    ),
    "model_too_large": Told(
        later("Your model is larger than the grader takes"),
        later(
            "The model has {parameters} parameters and takes {found} MB; the grader takes models of up to {limit} MB. "
            "Use fewer units, or pool more before the dense layers."
        ),
    ),
    "undescribed": Told(
        later("Your model's description cannot be read"),
        later(
            "What your code's process says of its model is more than the grader reads: up to {layers} layers with "
            "{connections} connections. A person will look at it."
        ),
    ),
    "unknown_setting": Told(
        _COMPILED,
        later(
            "model.compile() is given “{found}” for {setting}, which Keras does not know. Look its name up in Keras's "
            "documentation."
        ),
    ),
    "misspelt_setting": Told(
        _COMPILED,
        later("model.compile() is given “{found}” for {setting}, which Keras does not know. Did you mean “{close}”?"),
    ),
    "settings": Told(_COMPILED, later("The model could not be compiled with its own settings: {message}.")),
    "wrong_input_shape": Told(
        later("Your model does not take the course's images"),
        later("Images of shape {images} do not fit your model's input, which takes {found}."),
    ),
    "uncompiled": Told(
        _MODEL, later("The model is not compiled, so it cannot be trained. Call model.compile(…) in your code.")
    ),
    "preprocess": Told(
        _IMAGES,
        later("Your preprocess(images) must return an array of numbers, one row for each image; it did not."),
    ),
    "wide_output": Told(
        _IMAGES,
        later(
            "For each image your model gives an output of the shape {found}; expected one number for each class. "
            "Look at the layers at its end."
        ),
    ),
    "predict": Told(_IMAGES, later("The model could not predict on the test images: {message}.")),
    "targets": Told(
        _TRAINING,
        later(
            "Your model's output has the width {width}, and the data has {classes} classes: expected {classes} numbers "
            "for each image, one for each class. Look at the units of the last layer."
        ),
    ),
    "training": Told(_TRAINING, later("The model could not be trained on the course's data: {message}.")),
    "training_timed_out": Told(
        _TRAINING,
        later("The grader's training of your network took too long. Is it much larger than what was asked for?"),
    ),
    "training_out_of_memory": Told(
        _TRAINING,
        later("The grader's training of your network needed too much memory. Is it larger than what was asked for?"),
    ),
    "unsaved": Told(_MODEL, later("The model could not be saved, so its weights could not be handed over: {message}.")),
    "not_rebuilt": Told(_MODEL, later("The model could not be rebuilt from its saved configuration: {message}.")),
}
_OF_RUN = {
    "timed_out": Told(
        _TIME,
        later(
            "Your code ran out of time. Look for what takes it: many epochs, a call of predict() for each single "
            "image, or a loop that never ends."
        ),
    ),
    "processor_time": Told(
        _TIME,
        later(
            "Your code ran out of processor time. Look for what takes it: many epochs, a call of predict() for each "
            "single image, or a loop that never ends."
        ),
    ),
    "out_of_memory": Told(
        _MEMORY, later("Your code ran out of memory. Load less data at once, or use smaller batches.")
    ),
    "disk_full": Told(
        later("Your code wrote more than there is room for"),
        later(
            "Your code wrote more, or more files, than the disk of the grader takes. Write less, or keep what you need "
            "in arrays."
        ),
    ),
    "gpu_out_of_memory": Told(
        _MEMORY,
        later(
            "Your code ran out of the GPU's memory, even with a whole GPU. Use smaller batches or a smaller network."
        ),
    ),
    "crashed": Told(_DOWN, later("Your code's process ended abruptly before it left a result ({message}).")),
    "kernel_died": Told(_DOWN, later("The notebook's kernel died here, so only what came before it was graded.")),
    "died_in_use": Told(
        _DOWN, later("Everything ran, and then Python ended while the grader used your functions or your model.")
    ),
    "killed": Told(
        later("Your code was stopped before it had finished"), later("The run was stopped from outside ({message}).")
    ),
    "output_flood": Told(
        later("Your code printed too much"),
        later("Your code printed more than the grader keeps. Print less, or look for a loop that never ends."),
    ),
    "process_flood": Told(
        later("Your code started too many processes"),
        later(
            "Your code went on starting processes or threads when it had as many as it may have. "
            "Start fewer, or look for a loop that starts them without end."
        ),
    ),
    "sandbox_fault": Told(
        later("Your submission has not been graded yet"),
        later("The grader could not run your code. This is not your fault; it will be tried again."),
    ),
}
KINDS: Mapping[str, Told] = {**_OF_CODE, **_OF_FILES, **_OF_MODEL, **_OF_RUN}
"""Every kind that a run can end with, by its stable word."""
UNREAD = Told(later("Your submission could not be read"), "")
"""All others: kinds of `SubmissionError`, whose message is the sentence. Nothing was run."""
_UNREAD = {
    "several": Told(later("It is not clear which hand-in counts"), ""),
    "duplicate_names": Told(later("Two of your files have one name"), ""),
    "merge_conflict": Told(_CONFLICT, ""),
}


def told(kind: str) -> Told:
    """Return how a kind of failure is told."""
    return KINDS.get(kind) or _UNREAD.get(kind, UNREAD)
