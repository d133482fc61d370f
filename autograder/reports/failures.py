"""Say why a run did not end well: a headline for its cause and what to try next."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.i18n import gettext as _
from autograder.i18n import later
from autograder.records import Evidence, Failure, Grade, Outcome, State
from autograder.reports.text import capped, number, seconds
from autograder.reports.view import FailureView

_OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.TIMED_OUT: (
        later("Your code was stopped when its time was up"),
        later(
            "It ran for {wall} and did not come to an end. Look for a loop that never ends, train for fewer epochs, "
            "or use a smaller network; what had finished by then was graded."
        ),
    ),
    Outcome.OUT_OF_MEMORY: (
        later("Your code needed more memory than it may use"),
        later(
            "It had taken {memory} MB. Use a smaller batch size, keep fewer copies of the data, and check that no "
            "layer is far wider than you meant: a Dense layer right after a large feature map grows quickly."
        ),
    ),
    Outcome.KILLED: (
        later("Your code was stopped before it had finished"),
        later("It was not your code's doing. Ask the course staff to grade your submission again."),
    ),
    Outcome.SANDBOX_FAULT: (
        later("The grader could not run your code"),
        later("This is our fault, not yours, and it costs you no points. Your submission will be graded again."),
    ),
    Outcome.CRASHED: (
        later("Your code stopped with an error"),
        later("Run the whole file from top to bottom in a fresh session and mend the first error that appears."),
    ),
}

_KINDS: Mapping[str, tuple[str, str]] = {
    "syntax": (
        later("Python cannot read your code"),
        later("Look at the line named here and the one above it for a missing bracket, colon or quotation mark."),
    ),
    "missing_package": (
        later("A package that your code imports is not installed here"),
        later("Use the packages that the course's environment has, or leave the import out if you do not need it."),
    ),
    "keras2": (
        later("Your code uses a spelling that Keras 3 no longer knows"),
        later("Replace it by the modern spelling that the message names."),
    ),
    "no_model": (
        later("No model was found in your submission"),
        later("Return a compiled model from build_model(), or leave your trained model in a variable called model."),
    ),
    "two_models": (
        later("Your submission has several models, and it is not clear which one to grade"),
        later("Call the one that counts model, or return it from build_model()."),
    ),
    "kernel_died": (
        later("Python itself was brought down by your code"),
        later(
            "Restart and run your cells one after the other: the one named here, or the one before it, ends the whole "
            "process, most often by taking too much memory or by calling os._exit()."
        ),
    ),
    "uncompiled": (
        later("Your model is not compiled"),
        later("Call model.compile(…) with an optimiser and a loss before you return or train it."),
    ),
    "training": (
        later("Training your model failed"),
        later(
            "Call model.fit on a few images yourself. Most often the shape of the images, the form of the labels "
            "(one-hot or integers) and the loss do not fit together."
        ),
    ),
    "predict": (
        later("Your model could not be used on the test images"),
        later("Compare the shape your model takes with that of the images, and try model.predict on a few of them."),
    ),
    "preprocess": (
        later("Your preprocess() failed on the test images"),
        later("It is given raw images: uint8, 0–255, with the image's number as the first axis. Try it on a few."),
    ),
    "not_a_model": (
        later("build_model() did not return a Keras model"),
        later("End the function with “return model”."),
    ),
    "system_exit": (
        later("Your code ends the program itself"),
        later("Remove exit(), quit() or sys.exit(), so that the grader can look at your model afterwards."),
    ),
    "input": (
        later("Your code waits for someone to type"),
        later("Nobody sits at the keyboard while it is graded: replace input() by a value."),
    ),
    "not_implemented": (
        later("A part of the assignment is still to be written"),
        later("Find the line that raises NotImplementedError and put your own code in its place."),
    ),
    "empty": (
        later("Your submission is empty"),
        later("Save your work, check that the file has content, and hand it in again."),
    ),
    "download": (
        later("Your code wants to download something, and there is no network here"),
        later("Use the data that the course provides: load_data() of keras.datasets works without a network."),
    ),
}


def failure_view(grade: Grade, evidence: Evidence | None) -> FailureView | None:
    """Return what went wrong with a run and what to try; None where nothing did."""
    error = evidence.error if evidence else None
    outcome = evidence.outcome if evidence else None
    if error is None and (outcome is None or outcome is Outcome.OK):
        return _unrun(grade) if evidence is None and grade.state is State.UNGRADED else None
    title, attempt = _words(outcome or Outcome.CRASHED, error)
    usage = evidence.usage if evidence else None
    return FailureView(
        title=_(title),
        attempt=_(attempt).format(
            wall=seconds(usage.wall_s) if usage else "?", memory=number(usage.peak_memory_mb, 0) if usage else "?"
        ),
        said=capped(error.message, 2_000) if error else "",
        where=capped(error.where, 200) if error else "",
        traceback=capped(error.traceback, 6_000) if error else "",
    )


def _words(outcome: Outcome, error: Failure | None) -> tuple[str, str]:
    stopped = outcome in {Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY, Outcome.KILLED, Outcome.SANDBOX_FAULT}
    if error is not None and not stopped and error.kind in _KINDS:
        return _KINDS[error.kind]
    return _OUTCOMES.get(outcome, _OUTCOMES[Outcome.CRASHED])


def _unrun(grade: Grade) -> FailureView:
    title, attempt = _OUTCOMES[Outcome.SANDBOX_FAULT]
    return FailureView(_(title), _(attempt), capped(grade.reason, 2_000), "", "")
