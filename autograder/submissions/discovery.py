"""Find every student's hand-in in a folder or in the zip that a learning platform gives."""

from __future__ import annotations

import os
import re
import shutil
import stat
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from itertools import groupby
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError, UsageError
from autograder.i18n import gettext as _
from autograder.submissions.archive import unpack_class
from autograder.submissions.attempts import read_attempts
from autograder.submissions.choice import SUFFIXES
from autograder.submissions.content import disguised
from autograder.submissions.files import is_junk, is_nobodys, shown, told_apart
from autograder.submissions.found import Found
from autograder.submissions.gathering import gather
from autograder.submissions.lms import GRADESCOPE, Export, Label, read_gradescope, read_label, ungrouped
from autograder.wire import display_name, slug

SEVERAL = "several"
"""The kind of the problem where one student has several hand-ins, and nothing tells which counts."""
_GRADESCOPE_S = re.compile(r"submission_\d+")
_TAKEN = (*SUFFIXES, ".zip")


@dataclass(frozen=True, slots=True)
class _Part:
    """One file or folder of a hand-in, with what its name tells."""

    path: Path
    label: Label


def discover(source: Path, *, into: Path | None = None, zone: tzinfo = UTC) -> tuple[Found, ...]:
    """List the hand-ins of a class, sorted by student and attempt; nothing is left out silently.

    The folder or zip holds one folder, notebook, module or zip for each student, named after the student, or is what
    Canvas, Moodle or Gradescope export. A student's folder may hold attempts ("attempt 1", "2026-11-22T21-04-00").

    Args:
        source: the folder or zip.
        into: a folder for what must be unpacked or gathered; what an earlier call left there is replaced.
        zone: the time zone of times in names that state none.

    Raises:
        UsageError: it is neither, or cannot be read, or needs `into` and has none.
    """
    room = _Room(into, zone)
    folder = _opened(source, room)
    found = _from_gradescope(folder, room) if _is_gradescope_s(folder) else _from_names(folder, room)
    return _told_apart(found)


@dataclass(frozen=True, slots=True)
class _Room:
    """Where folders are made, and the time zone of names there."""

    into: Path | None
    zone: tzinfo
    refused: dict[Path, SubmissionError] = field(default_factory=dict)
    """Why something was left in the class's zip, for each file or folder there that lacks it."""

    def fresh(self, *names: str) -> Path:
        """Make an empty folder."""
        if self.into is None:
            raise UsageError("expected a place to unpack submissions into, found none")
        target = self.into.joinpath(*names)
        if target.exists():
            shutil.rmtree(target)
        target.mkdir(parents=True)
        return target

    def fenced(self, found: Found, paths: Iterable[Path]) -> Found:
        """Return a hand-in as a problem if anything of it was left in the class's zip."""
        for path in paths:
            if error := self.refused.get(path):
                text = _("{name} could not be taken out of the course's zip: {reason}")
                problem = text.format(name=shown(path.name), reason=error)
                return replace(found, problem=problem, kind=error.kind)
        return found

    def is_in(self, folder: Path) -> bool:
        """Say whether a folder is where we write, and so no student's."""
        return self.into is not None and self.into.resolve().is_relative_to(folder.resolve())


def _opened(source: Path, room: _Room) -> Path:
    """Return the folder that holds the hand-ins, unpacking a zip."""
    if source.is_dir():
        return source
    if not source.is_file() or source.suffix.lower() != ".zip":
        raise UsageError(f"{source}: expected a folder or a zip of submissions")
    target = room.fresh("unpacked")
    try:
        refused = unpack_class(source.resolve(), target)
    except SubmissionError as error:
        raise UsageError(f"{source}: {error}") from None
    unpacked, entries = target, _entries(target)
    while len(entries) == 1 and entries[0].is_dir() and _holds_hand_ins(entries[0]):
        target = entries[0]
        entries = _entries(target)
    depth = len(target.relative_to(unpacked).parts)
    room.refused.update({unpacked.joinpath(*name.parts[: depth + 1]): error for name, error in refused.items()})
    return target


def _holds_hand_ins(folder: Path) -> bool:
    """Say whether a zip's only folder is a wrapper around the class and not one student's work."""
    entries = _entries(folder)
    if read_label(folder.name):
        return False
    return any(entry.name == GRADESCOPE or entry.is_dir() or read_label(entry.name) for entry in entries) and not any(
        entry.is_file() and entry.suffix.lower() in SUFFIXES and not read_label(entry.name) for entry in entries
    )


def _entries(folder: Path, *, students: bool = False) -> list[Path]:
    """List a folder without what programs left there; where it holds students, one may be called like such a thing."""
    try:
        paths = sorted(Path(entry.path) for entry in os.scandir(folder))
        return [path for path in paths if not (is_nobodys(path) if students else is_junk(path.name))]
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from None


def _is_gradescope_s(folder: Path) -> bool:
    """Say whether a folder is Gradescope's export; in a folder that students share, any of them may leave its list."""
    if not (folder / GRADESCOPE).is_file():
        return False
    names = [path.name for path in _entries(folder, students=True) if path.name != GRADESCOPE]
    return 2 * sum(_GRADESCOPE_S.fullmatch(name) is not None for name in names) >= len(names)


def _from_gradescope(folder: Path, room: _Room) -> list[Found]:
    exports = read_gradescope(folder / GRADESCOPE)
    listed = {export.folder for export in exports}
    others = [path for path in _entries(folder, students=True) if path.name not in listed and path.name != GRADESCOPE]
    return [
        *(room.fenced(_exported(folder, export), [folder / export.folder]) for export in exports),
        *(each for path in others for each in _named(path, room)),
    ]


def _exported(folder: Path, export: Export) -> Found:
    path = folder / export.folder
    found = Found(export.student, path, lms_id=export.lms_id, submitted_at=export.submitted_at)
    found = replace(found, person=export.person)
    if Path(export.folder).name != export.folder or export.folder in ("", ".", ".."):
        return replace(found, path=folder, problem=_("The export names a folder outside of it."), kind="missing")
    if not path.is_dir() or path.is_symlink():
        text = _("The export lists the folder {name}, which is not there.")
        return replace(found, problem=text.format(name=shown(export.folder)), kind="missing")
    return found


def _from_names(folder: Path, room: _Room) -> list[Found]:
    entries = [path for path in _entries(folder, students=True) if not room.is_in(path)]
    labels = {path: read_label(unicodedata.normalize("NFC", path.name)) for path in entries}
    file_ids = [label.file_id for label in labels.values() if label and label.file_id]
    canvas = len(file_ids) == len(set(file_ids))  # else the numbers are the students' own: dates, versions
    parts = [_Part(path, label) for path, label in labels.items() if label and (canvas or not label.file_id)]
    moodle = ungrouped([part.label for part in parts if part.label.aliases or part.label.person.moodle_id])
    bare = {label.lms_id: label for label in moodle}
    parts = [replace(part, label=_ungrouped(part.label, bare)) for part in parts]
    labelled = {part.path for part in parts}
    by_student = groupby(sorted(parts, key=_owner), _owner)
    return [
        *(each for path in entries if path not in labelled for each in _named(path, room)),
        *(_whole(list(group), room) for _student, group in by_student),
    ]


def _ungrouped(label: Label, bare: Mapping[str, Label]) -> Label:
    """Return a label under the student's own name."""
    own = bare.get(label.lms_id)
    if own is None or not label.person.moodle_id:
        return label
    return replace(label, student=own.student, aliases=own.aliases)


def _owner(part: _Part) -> tuple[str, str]:
    return part.label.student, part.label.lms_id


def _named(path: Path, room: _Room) -> list[Found]:
    """Return the hand-in of a file or folder that is named after the student, or the attempts that the folder holds."""
    one = room.fenced(_one(path), [path])
    if one.problem or not path.is_dir():
        return [one]
    attempts = read_attempts(_entries(path), zone=room.zone)
    return [
        replace(
            one,
            path=each.path,
            submitted_at=each.submitted_at,
            attempt=number if len(attempts) > 1 else 0,
            dated_by_name=each.submitted_at is not None,
        )
        for number, each in enumerate(attempts, start=1)
    ] or [one]


def _one(path: Path) -> Found:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        text = _("Expected a file or folder, found a link named {name}.")
        return Found(display_name(path.name), path, text.format(name=shown(path.name)), "symlink")
    if stat.S_ISDIR(mode):
        return Found(display_name(path.name), path)
    if stat.S_ISREG(mode) and (path.suffix.lower() in _TAKEN or disguised(PurePosixPath(path.name))):
        stem = Path(path.stem).stem if path.suffix.lower() not in _TAKEN else path.stem
        return Found(display_name(stem), path)
    text = _("Expected a notebook (.ipynb), a module (.py), a folder or a zip, found {name}.")
    return Found(display_name(path.name), path, text.format(name=shown(path.name)), "unknown_type")


def _whole(parts: list[_Part], room: _Room) -> Found:
    return room.fenced(_labelled(parts, room), [part.path for part in parts])


def _labelled(parts: list[_Part], room: _Room) -> Found:
    """Return the hand-in of one student of Canvas or Moodle, gathering several files in one folder."""
    label = parts[0].label
    late = any(part.label.late for part in parts)
    found = Found(label.student, parts[0].path, late=late, lms_id=label.lms_id, person=label.person)
    found = replace(found, aliases=label.aliases)
    files = [part for part in parts if not part.label.online]
    if not files:
        text = _("Expected a file, found a text or a link typed into the page.")
        return replace(found, problem=text, kind="online_text")
    if len(files) == 1:
        return replace(found, path=files[0].path)
    target = room.fresh("gathered", slug(f"{label.student} {label.lms_id}"))
    try:
        notes = gather([(part.path, part.label.title) for part in files], target)
    except SubmissionError as error:
        return replace(found, problem=str(error), kind=error.kind)
    return replace(found, path=target, notes=notes)


def _told_apart(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return each student once, or once for each attempt; namesakes get their id added."""
    result: list[Found] = []
    for student, group in groupby(sorted(found, key=lambda item: item.student), lambda item: item.student):
        people = {
            lms_id: list(items)
            for lms_id, items in groupby(sorted(group, key=lambda item: item.lms_id), lambda item: item.lms_id)
        }
        for lms_id, items in people.items():
            name = f"{student} ({lms_id})" if lms_id and len(people) > 1 else student
            result += [replace(item, student=name) for item in as_attempts(items)]
    return tuple(sorted(result, key=lambda item: (item.student, item.attempt)))


def as_attempts(items: list[Found]) -> list[Found]:
    """Return a student's hand-ins as attempts; where nothing tells their order, they become one problem."""
    if len(items) == 1:
        return items
    numbers = {item.attempt for item in items}
    if 0 not in numbers and len(numbers) == len(items):
        return sorted(items, key=lambda item: item.attempt)
    times = {item.submitted_at: item for item in items if item.submitted_at and not item.attempt}
    if len(times) == len(items):
        return [replace(times[time], attempt=number) for number, time in enumerate(sorted(times), start=1)]
    names = ", ".join(told_apart([item.path.name for item in items[:5]]))
    text = _(
        "Expected one hand-in for each student, found several: {names}. None of them is graded before it is clear "
        "which counts."
    )
    return [replace(items[0], problem=text.format(names=names), kind=SEVERAL, attempt=0)]
