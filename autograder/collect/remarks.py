"""The notes of a run for the student: known kinds, each with a value that the grader can vouch for.

The probe writes them in the process of the submission, which may write there what it likes; and a note is read as the
grader's own words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.collect.decoding import text
from autograder.keras_names.spellings import is_spelling
from autograder.probe.absent import why_left_out
from autograder.probe.restarts import is_restart
from autograder.probe.seaborn_arguments import FUNCTIONS
from autograder.probe.singles import CONVERSIONS
from autograder.protocol.answers import FITTED, ModelReport
from autograder.records import Doubt, DoubtKind, Evidence, Failure, Note, NoteKind, Training

STOPPED: Mapping[str, NoteKind] = {"budget": NoteKind.TRAINING_STOPPED, "time": NoteKind.TRAINING_CUT}
"""The note on a training that did not come to its end, by what ended it."""
REASONS: Mapping[str, NoteKind] = {
    "model": NoteKind.TAKEN_MODEL,
    "compiled": NoteKind.TAKEN_COMPILED,
    "trained": NoteKind.TAKEN_TRAINED,
    "named": NoteKind.TAKEN_NAMED,
    "saved": NoteKind.TAKEN_SAVED,
    "used": NoteKind.TAKEN_USED,
    "fitted": NoteKind.TAKEN_FITTED,
}
"""The note on one of several models that is graded, by the reason for it, see `probe.find_model`."""
MOST = 50
MOST_NAMES = 8
_NAME = re.compile(r"[^\W\d]\w{0,59}(?:(?:\.[^\W\d]\w{0,39}|\[[\w'\"]{1,24}\])){0,4}(?:\(\))?")
_PLACE = re.compile(r"(?:cell \d{1,4}|[\w.-]{1,60}\.py), line \d{1,6}")
_COMMAND = re.compile(r"[!%]\s*(\S.{0,79})")
_QUOTED = re.compile(r'(?:%(?:matplotlib|gui) |matplotlib\.use\("|plt\.switch_backend\(")([\w:/.-]{1,60})(?:"\))?')
_MAGIC = re.compile(r"%{1,2}\w+(?: |$)")
_UNSEEN = frozenset(
    {"drive.flush_and_unmount", "files.download", "files.view", "output.clear", "auth.authenticate_user"}
    | {"data_table.enable_dataframe_formatter", "data_table.disable_dataframe_formatter"}
)


def noted(value: Any, source: str, entry: Path | None = None, root: Path | None = None) -> Iterator[Note]:
    """Yield the notes of a box that say what can be true.

    Args:
        value: what stands in the file.
        source: the submission's code; a command that was left out must stand there.
        entry: the file that ran; one that was opened must lie there by its path from this one's folder.
        root: the folder of the submission.
    """
    for note in value[:MOST] if isinstance(value, list) else ():
        kind, said = _read(note)
        check = CHECKS.get(kind) if kind else None
        known = (
            check(said, source) if check is not None else kind is NoteKind.HANDED_IN and _lies_there(said, entry, root)
        )
        if kind and known:
            yield Note(kind, text(said, 200))


def _read(note: Any) -> tuple[NoteKind | None, str]:
    """Return the kind and the value of a note that a box wrote; None for one that is none."""
    kind, said = (note.get("kind"), note.get("value")) if isinstance(note, dict) else (None, None)
    if isinstance(kind, str) and kind in set(NoteKind) and isinstance(said, str):
        return NoteKind(kind), said
    return None, ""


def _lies_there(said: str, entry: Path | None, root: Path | None) -> bool:
    """Tell whether a path from the folder of the file that ran is one of a file of the submission."""
    if entry is None or root is None:
        return False
    path = Path(os.path.normpath(entry.parent / said))
    return path.is_relative_to(os.path.normpath(root)) and os.path.isfile(path)  # noqa: PTH113 - False for any name


def remarks(found: ModelReport, *, retrained: bool = False) -> Iterator[Note]:
    """Yield what the student should know about how the model was found and trained.

    Args:
        found: what the student's run left.
        retrained: whether the grader trains the model anew, so that it is not graded as a training of theirs left it.
    """
    name = found.found
    if found.failure is not None and not found.saved:
        return  # each remark says that the model was graded
    if _PLACE.fullmatch(found.overwritten):
        yield Note(NoteKind.OVERWRITTEN, found.overwritten)
    elif name == FITTED and found.stopped != "time":
        yield Note(NoteKind.FITTED)
    elif name not in {"", "model", "build_model()", FITTED} and is_name(name):
        yield Note(NoteKind.RENAMED, name)
    if others := [name for name in found.others if is_name(name)][:MOST_NAMES]:
        if reason := REASONS.get(found.why):
            yield Note(reason)
        yield Note(NoteKind.OTHERS, ", ".join(others))
    if found.trainer == "recipe":
        yield Note(NoteKind.RECIPE)
    stopped = STOPPED.get(found.stopped)
    if stopped and not (retrained and stopped is NoteKind.TRAINING_CUT):
        yield Note(stopped)


def several(failure: Failure) -> Iterator[Note]:
    """Yield the remark on models of which none is known to be the one that counts."""
    listed = failure.details.get("names")
    names = [name for name in listed if isinstance(name, str) and is_name(name)] if isinstance(listed, list) else []
    if names:
        yield Note(NoteKind.SEVERAL, ", ".join(names[:MOST_NAMES]))


def is_name(text: str) -> bool:
    """Tell whether a text is what a variable is called: a name, with attributes and indices at most."""
    return _NAME.fullmatch(text) is not None


def _left_out(kind: NoteKind) -> Callable[[str, str], bool]:
    """Return the check of a note on a command that is left out for the reason that its kind stands for."""

    def check(said: str, source: str) -> bool:
        command = _COMMAND.fullmatch(said)
        return command is not None and why_left_out(command[1]) is kind and command[1].strip() in source

    return check


def _magic(said: str, source: str) -> bool:
    """Tell whether a magic, and what stands behind it, may come from a submission."""
    name, _space, rest = said.lstrip("%").partition(" ")
    exported = (f"_magic('{name}', '{rest}'", f"_magic('{name}','{rest}'", f".magic('{name} {rest}'")
    return _MAGIC.match(said) is not None and any(call in source for call in (said, *exported))


def _window(said: str, source: str) -> bool:
    quoted = _QUOTED.fullmatch(said)
    return quoted is not None and quoted[1] in source


CHECKS: Mapping[NoteKind, Callable[[str, str], bool]] = {
    NoteKind.KERAS2: lambda said, _: is_spelling(said),
    NoteKind.COLAB: _left_out(NoteKind.COLAB),
    NoteKind.SERVER: _left_out(NoteKind.SERVER),
    NoteKind.MAGIC: _magic,
    NoteKind.WINDOW: _window,
    NoteKind.ABSENT: lambda said, source: said.isidentifier() and len(said) < 60 and said in source,
    NoteKind.ARGUMENT: lambda said, source: len(said) < 60 and all(part in source for part in said.split("/")),
    NoteKind.DRIVE: lambda said, _: said == "drive.mount",
    NoteKind.UPLOAD: lambda said, _: said == "files.upload",
    NoteKind.UNSEEN: lambda said, _: said in _UNSEEN,
    NoteKind.SINGLE: lambda said, _: said.removesuffix("()") in CONVERSIONS,
    NoteKind.SEABORN: lambda said, source: said in FUNCTIONS and said in source,
    NoteKind.RESTART: lambda said, source: is_restart(said) and said in source,
    NoteKind.MAIN: lambda said, _: said.isdecimal() and len(said) < 7,
}
"""By kind, whether a note of it may be true of a submission with this source."""


def doubted(evidence: Evidence, doubt: DoubtKind, note: NoteKind) -> Evidence:
    """Return evidence at which a person looks before its points count, and of which the student is told why."""
    return replace(evidence, doubts=(*evidence.doubts, Doubt(doubt)), notes=(*evidence.notes, Note(note)))


def about_training(training: Training | None) -> Iterator[Note]:
    """Yield what the student is told of a training of the grader's."""
    if training is not None and training.reused:
        yield Note(NoteKind.REUSED)
    if training is not None and training.stopped == "budget":
        yield Note(NoteKind.TRAINING_STOPPED)
