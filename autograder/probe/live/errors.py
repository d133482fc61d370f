"""What ends a test without the student's code having answered: none of these is an `Exception`.

So `pytest.raises(Exception)` does not take them for what the student's code was to raise.
"""

from __future__ import annotations


class LiveError(BaseException):
    """The root of them."""


class EndedError(LiveError):
    """The process of the student's code has ended, or says what cannot be understood."""


class LateError(LiveError):
    """The student's code did not answer in time."""


class AbsentError(LiveError):
    """The student's code lacks a name that the tests use."""


class UncrossableError(LiveError):
    """The tests do what cannot cross to the student's process: the course's fault, never the student's."""
