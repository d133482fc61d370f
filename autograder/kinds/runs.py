"""How a run is ended: by a limit, by itself, or by us."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.i18n import later
from autograder.kinds.wording import Wording
from autograder.records import FailureKind

_DOWN = later("Your code brought Python down")
_TIME = later("Your code was stopped when its time was up")
_MEMORY = later("Your code needed more memory than it may use")

RUNS: Mapping[FailureKind, Wording] = {
    FailureKind.TIMED_OUT: Wording(
        _TIME,
        later(
            "Your code ran out of time. Look for what takes it: many epochs, a call of predict() for each single "
            "{one}, or a loop that never ends."
        ),
    ),
    FailureKind.PROCESSOR_TIME: Wording(
        _TIME,
        later(
            "Your code ran out of processor time. Look for what takes it: many epochs, a call of predict() for each "
            "single {one}, or a loop that never ends."
        ),
    ),
    FailureKind.OUT_OF_MEMORY: Wording(
        _MEMORY, later("Your code ran out of memory. Load less data at once, or use smaller batches.")
    ),
    FailureKind.DISK_FULL: Wording(
        later("Your code wrote more than there is room for"),
        later(
            "Your code wrote more, or more files, than the disk of the grader takes. Write less, or keep what you need "
            "in arrays."
        ),
    ),
    FailureKind.GPU_OUT_OF_MEMORY: Wording(
        _MEMORY,
        later(
            "Your code ran out of the GPU's memory, even with a whole GPU. Use smaller batches or a smaller network."
        ),
    ),
    FailureKind.CRASHED: Wording(
        _DOWN, later("Your code's process ended abruptly before it left a result ({message}).")
    ),
    FailureKind.KERNEL_DIED: Wording(
        _DOWN, later("The notebook's kernel died here, so only what came before it was graded.")
    ),
    FailureKind.DIED_IN_USE: Wording(
        _DOWN, later("Everything ran, and then Python ended while the grader used your functions or your model.")
    ),
    FailureKind.KILLED: Wording(
        later("Your code was stopped before it had finished"), later("The run was stopped from outside ({message}).")
    ),
    FailureKind.OUTPUT_FLOOD: Wording(
        later("Your code printed too much"),
        later("Your code printed more than the grader keeps. Print less, or look for a loop that never ends."),
    ),
    FailureKind.PROCESS_FLOOD: Wording(
        later("Your code started too many processes"),
        later(
            "Your code went on starting processes or threads when it had as many as it may have. "
            "Start fewer, or look for a loop that starts them without end."
        ),
    ),
    FailureKind.SANDBOX_FAULT: Wording(
        later("Your submission has not been graded yet"),
        later("The grader could not run your code. This is not your fault; it will be tried again."),
    ),
}
