"""Lay a hand-in out, which is read in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autograder import submissions
from autograder.apart import Most, within
from autograder.errors import ReaderError, ReadingError, SandboxError, SubmissionError
from autograder.i18n import gettext as _
from autograder.partial import partial_folder
from autograder.records import SubmissionFiles
from autograder.submissions.work import Handout


def lay_out(path: Path, *, assignment: str, into: Path, given: Path, handout: Callable[[], Handout]) -> SubmissionFiles:
    """Lay the files of a hand-in out in its folder `into`, see `submissions.load`.

    The process that reads it may read the hand-in and the folder that the handout lies in, and write into a folder
    that is ours: what it leaves there goes, however it ends.

    Raises:
        SubmissionError: it cannot be read, or not within the time for it (`too_slow`).
        SandboxError: our reader failed, which is nobody's fault but ours.
    """
    try:
        with partial_folder(into.parent) as scratch:
            files = within(
                Most(readable=(path, given), writable=(scratch,)),
                submissions.lay_out,
                path,
                assignment=assignment,
                into=into,
                scratch=scratch,
                handout=handout,
            )
            submissions.put(scratch, into)
    except ReaderError as error:
        raise SandboxError(f"the hand-in could not be read: {error}") from error
    except ReadingError:
        text = _(
            "Expected files that can be read within seconds, found some that take longer. "
            "Hand in only your own code, saved by Jupyter, Colab or an editor."
        )
        raise SubmissionError(text, kind="too_slow") from None
    if not (into / files.entry).resolve().is_relative_to(into.resolve()):
        raise SandboxError("what was read of the hand-in names a file elsewhere")
    return files
