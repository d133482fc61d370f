"""What can go wrong on our side or the instructor's.

A student's failure is data (`records.Failure`), never an exception.

    AutograderError
    ├── UsageError          the command line asks for something impossible
    ├── CourseError         a course, assignment or reference file is wrong; carries every problem with its place
    ├── SubmissionError     a submission cannot be read; its message is for the student
    ├── ReadingError        reading what a student wrote takes too much time or memory
    │   └── ReaderError     our reader failed at it: never the student's fault
    ├── WireError           bytes that a box left are not what they must be
    │   └── TooLargeError   there are more of them than may be read
    ├── SandboxError        a box could not be set up: our fault, retried
    │   └── IsolationError  a layer of isolation is missing and was not allowed to be
    ├── DataError           a data set is missing or damaged
    └── ExecutionError      a batch cannot go on; what is done is kept
        ├── LeaseError      another coordinator grades into the run folder
        ├── EngineError     the cluster that did the work is gone
        ├── NodeError       a node was lost with the job that it did: our fault, retried
        └── StorageError    results cannot be written
"""

from __future__ import annotations

import copyreg
from collections.abc import Sequence


class AutograderError(Exception):
    """Root of every error that this package raises on purpose."""


class UsageError(AutograderError):
    """The command line asks for something impossible."""


class CourseError(AutograderError):
    """A course file is wrong. `problems` holds one sentence for each mistake, with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[CourseError], tuple[Sequence[str]]]:
        """Keep the problems apart where the error is carried to another process."""
        return CourseError, (self.problems,)


class SubmissionError(AutograderError):
    """A submission cannot be read. The message is for the student: what was expected, what was found, what to do.

    `kind` is a stable word for the cause (`empty`, `not_utf8`, `not_json`, …) that reports and tests rely on.
    """

    def __init__(self, message: str, *, kind: str) -> None:
        self.kind = kind
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the kind where the error is carried to another process."""
        return copyreg.__newobj__, (SubmissionError, str(self)), {"kind": self.kind}  # type: ignore[attr-defined]


class WireError(AutograderError):
    """Bytes that a box left are too large, malformed or not of the expected type."""


class TooLargeError(WireError):
    """A file that a box left is larger than may be read."""


class ReadingError(AutograderError):
    """Reading what a student wrote takes too much time or memory: it was made to, or our reader has a fault."""


class ReaderError(ReadingError):
    """Our reader failed at what a student wrote, or gave what cannot be read. Never the student's fault."""


class SandboxError(AutograderError):
    """A box could not be set up. Never the student's fault."""


class IsolationError(SandboxError):
    """A layer of isolation is missing on this machine and was not allowed to be."""


class DataError(AutograderError):
    """A data set is missing or damaged. The message names every way to provide it."""


class ExecutionError(AutograderError):
    """A batch cannot go on. What is done is kept; the same command goes on where it stopped."""


class LeaseError(ExecutionError):
    """Another coordinator grades into the run folder, or has taken it over."""


class EngineError(ExecutionError):
    """The cluster that did the work is gone."""


class NodeError(ExecutionError):
    """A node was lost with the job that it did. Retried."""


class StorageError(ExecutionError):
    """Results cannot be written: the disk is full, or the folder cannot be written."""


WHOLE_RUN = (CourseError, DataError, ExecutionError, IsolationError, UsageError)
"""Errors that concern every hand-in of a run. Any other concerns the one at which it is raised."""
