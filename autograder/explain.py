"""Say in a student's words what went wrong in a run: what was expected, what was found, where, what to do."""

from __future__ import annotations

import re

from autograder.i18n import gettext as _
from autograder.records import Failure

PROVIDED = "tensorflow, keras, numpy, scikit-learn, matplotlib, pandas, seaborn, pillow, pydot, tensorboard"
"""What a submission may import besides the standard library."""
_PLACE = re.compile(r"(?:cell (\d+)|(.+?))(?:, line (\d+))?")


def explain(failure: Failure) -> str:
    """Return one or two sentences for the student, in the language in use."""
    details = {name: _text(value) for name, value in failure.details.items()}
    values = {"provided": PROVIDED, "message": failure.message.rstrip().removesuffix("."), **details}
    template = _template(failure.kind)
    sentence = template.format_map(_Blank(values)) if template else failure.message
    return f"{place(failure.where)}: {sentence}" if failure.where else sentence


def is_known(kind: str) -> bool:
    """Tell whether there is a sentence for a kind of failure."""
    return _template(kind) is not None


def place(where: str) -> str:
    """Return a place of a submission ("cell 4, line 8", "main.py, line 3") in the language in use."""
    found = _PLACE.fullmatch(where)
    if found is None:
        return where
    cell, file, line = found.groups()
    if cell and line:
        return _("cell {cell}, line {line}").format(cell=cell, line=line)
    if cell:
        return _("cell {cell}").format(cell=cell)
    return _("{file}, line {line}").format(file=file, line=line) if line else file


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _text(value: object) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)


def _template(kind: str) -> str | None:
    return _of_code(kind) or _of_model(kind) or _of_run(kind)


def _of_code(kind: str) -> str | None:
    return {
        "exception": _("Your code stopped with {message}."),
        "syntax": _("Python could not read this line: {message}."),
        "conflict": _(
            "Git left a merge conflict here. Keep one of the two versions, delete the lines that begin with <<<<<<<, "
            "======= and >>>>>>>, save, and hand in again."
        ),
        "system_exit": _("Your code ended the program (sys.exit or exit). Remove that call."),
        "missing_package": _(
            "The package “{package}” is not installed in the grader. These are: {provided}. Use one of them instead."
        ),
        "input": _("Your code waits for keyboard input, and nobody is there to type. Write the value into the code."),
        "not_implemented": _("This part is not written yet: the line that raises NotImplementedError is still there."),
        "keras2": _("“{old}” is a spelling of Keras 2 that today's Keras does not know. Write {new}."),
        "keras2_gone": _("“{old}” belongs to an old TensorFlow; today nothing takes its place. Leave it out."),
    }.get(kind)


def _of_model(kind: str) -> str | None:
    return {
        "no_model": _(
            "No Keras model was found. Define build_model() that returns one, or leave it in a variable “model”."
        ),
        "two_models": _("Several models were found: {names}. Name the one to be graded “model”."),
        "not_a_model": _("build_model() must return a keras.Model; it returned {found}. Is a “return model” missing?"),
        "unbuilt": _(
            "The model has no weights yet, because its input shape is unknown. Start it with keras.Input(shape=…)."
        ),
        "wrong_input_shape": _("Images of shape {images} do not fit your model's input, which takes {found}."),
        "uncompiled": _("The model is not compiled, so it cannot be trained. Call model.compile(…) in your code."),
        "preprocess": _("Your preprocess(images) must return an array of numbers, one row for each image; it did not."),
        "predict": _("The model could not predict on the test images: {message}."),
        "training": _("The model could not be trained on the course's data: {message}."),
        "unsaved": _("The model could not be saved, so its weights could not be handed over: {message}."),
        "not_rebuilt": _("The model could not be rebuilt from its saved configuration: {message}."),
    }.get(kind)


def _of_run(kind: str) -> str | None:
    return {
        "timed_out": _("Your code ran out of time. Train for fewer epochs, or look for a loop that never ends."),
        "out_of_memory": _("Your code ran out of memory. Load less data at once, or use smaller batches."),
        "gpu_out_of_memory": _(
            "Your code ran out of the GPU's memory, even with a whole GPU. Use smaller batches or a smaller network."
        ),
        "crashed": _("Your code's process ended abruptly before it left a result ({message})."),
        "killed": _("The run was stopped from outside ({message})."),
        "kernel_died": _("The notebook's kernel died here. What came before was graded."),
        "sandbox_fault": _("The grader could not run your code. This is not your fault; it will be tried again."),
        "output_flood": _("Your code printed more than the grader keeps. Print less."),
    }.get(kind)
