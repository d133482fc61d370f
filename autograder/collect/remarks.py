"""What a run remarked for the student: known codes, each with a value that the grader can vouch for.

The probe notes them in the process of the submission, which may write there what it likes; and a remark is read as the
grader's own words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.collect.decoding import text
from autograder.probe.absent import why_left_out
from autograder.probe.find_model import FITTED
from autograder.probe.keras2.spellings import is_spelling
from autograder.probe.restarts import is_restart
from autograder.probe.singles import CONVERSIONS
from autograder.protocol.answers import ModelReport

BY_RECIPE = "recipe"
"""The remark that the model was left untrained, and trained by the assignment's recipe."""
STOPPED: Mapping[str, str] = {"budget": "training_stopped:", "time": "training_cut:"}
"""The remark on a training that did not come to its end, by what ended it."""
REASONS = frozenset({"model", "compiled", "trained", "named", "saved", "used", "fitted"})
"""Why one of several models is graded, see `probe.find_model`."""
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


def noted(value: Any, source: str, entry: Path | None = None, root: Path | None = None) -> Iterator[str]:
    """Yield the remarks of `notes.json` that say what can be true.

    Args:
        value: what stands in the file.
        source: the submission's code; a command that was left out must stand there.
        entry: the file that ran; one that was opened must lie there by its path from this one's folder.
        root: the folder of the submission.
    """
    for note in value[:MOST] if isinstance(value, list) else ():
        code, colon, said = str(note).partition(":")
        check = CHECKS.get(code)
        known = check(said, source) if check is not None else code == "handed_in" and _lies_there(said, entry, root)
        if colon and known:
            yield f"{code}:{text(said, 200)}"


def _lies_there(said: str, entry: Path | None, root: Path | None) -> bool:
    """Tell whether a path from the folder of the file that ran is one of a file of the submission."""
    if entry is None or root is None:
        return False
    path = Path(os.path.normpath(entry.parent / said))
    return path.is_relative_to(os.path.normpath(root)) and os.path.isfile(path)  # noqa: PTH113 - False for any name


def remarks(found: ModelReport) -> Iterator[str]:
    """Yield what the student should know about how the model was found and trained."""
    name = found.found
    if _PLACE.fullmatch(found.overwritten):
        yield f"overwritten:{found.overwritten}"
    elif name == FITTED:
        yield "fitted:"
    elif name not in {"", "model", "build_model()"} and is_name(name):
        yield f"renamed:{name}"
    if others := [name for name in found.others if is_name(name)][:MOST_NAMES]:
        if found.why in REASONS:
            yield f"taken_{found.why}:"
        yield f"others:{', '.join(others)}"
    if found.trainer == "recipe":
        yield f"{BY_RECIPE}:"
    if stopped := STOPPED.get(found.stopped):
        yield stopped


def is_name(text: str) -> bool:
    """Tell whether a text is what a variable is called: a name, with attributes and indices at most."""
    return _NAME.fullmatch(text) is not None


def _left_out(code: str) -> Callable[[str, str], bool]:
    """Return the check of a remark on a command that is left out for the reason that a code stands for."""

    def check(said: str, source: str) -> bool:
        command = _COMMAND.fullmatch(said)
        return command is not None and why_left_out(command[1]) == code and command[1].strip() in source

    return check


def _magic(said: str, source: str) -> bool:
    """Tell whether a magic, and what stands behind it, may come from a submission."""
    name, _space, rest = said.lstrip("%").partition(" ")
    exported = (f"_magic('{name}', '{rest}'", f"_magic('{name}','{rest}'", f".magic('{name} {rest}'")
    return _MAGIC.match(said) is not None and any(call in source for call in (said, *exported))


def _window(said: str, source: str) -> bool:
    quoted = _QUOTED.fullmatch(said)
    return quoted is not None and quoted[1] in source


CHECKS: Mapping[str, Callable[[str, str], bool]] = {
    "keras2": lambda said, _: is_spelling(said),
    "colab": _left_out("colab"),
    "server": _left_out("server"),
    "magic": _magic,
    "window": _window,
    "absent": lambda said, source: said.isidentifier() and len(said) < 60 and said in source,
    "drive": lambda said, _: said == "drive.mount",
    "upload": lambda said, _: said == "files.upload",
    "unseen": lambda said, _: said in _UNSEEN,
    "single": lambda said, _: said.removesuffix("()") in CONVERSIONS,
    "restart": lambda said, source: is_restart(said) and said in source,
    "main": lambda said, _: said.isdecimal() and len(said) < 7,
}
"""By code, whether a remark of it may be true of a submission with this source."""
