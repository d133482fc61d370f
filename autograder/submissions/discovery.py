"""Find every student's hand-in in a folder or in the zip that a learning platform gives."""

from __future__ import annotations

import os
import re
import shutil
import stat
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from itertools import groupby, islice
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError, UsageError
from autograder.i18n import gettext as _
from autograder.submissions.archive import unpack_class
from autograder.submissions.attempts import Attempt, read_attempts
from autograder.submissions.choice import SUFFIXES
from autograder.submissions.content import disguised
from autograder.submissions.files import MAX_FILES, is_junk, is_nobodys, shown
from autograder.submissions.gathering import gather
from autograder.submissions.hand_in import HandIn, plausible
from autograder.submissions.lms import GRADESCOPE, Export, Label, read_gradescope, read_label
from autograder.submissions.namesakes import each_named
from autograder.submissions.owners import Knows, is_wrapper, nobody, read_names
from autograder.wire import display_name, slug

_UNPACKED = "unpacked"
_GRADESCOPE_S = re.compile(r"submission_\d+")
_EXPORT_OF_GRADESCOPE = re.compile(r"assignment_\d+_export")
_TOLD = 5
_TAKEN = (*SUFFIXES, ".zip")


@dataclass(frozen=True, slots=True)
class _Part:
    """One file or folder of a hand-in, with what its name tells."""

    path: Path
    label: Label


def discover(
    source: Path,
    *,
    into: Path | None = None,
    zone: tzinfo = UTC,
    knows: Knows = nobody,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[HandIn, ...]:
    """List the hand-ins of a class, sorted by student and attempt; nothing is left out silently.

    The folder or zip holds one folder, notebook, module or zip for each student, named after the student, or is what
    Canvas, Moodle or Gradescope export. A student's folder may hold attempts ("attempt 1", "2026-11-22T21-04-00").

    Args:
        source: the folder or zip.
        into: a folder for what must be unpacked or gathered; what an earlier call left there is replaced.
        zone: the time zone of times in names that state none.
        knows: the course's list of students.
        tell: called with each sentence on what staff should look at.

    Raises:
        UsageError: it is neither, or cannot be read, or needs `into` and has none.
    """
    room = _Room(into, zone, knows, tell)
    folder = _opened(source, room)
    found = _from_gradescope(folder, room) if _is_gradescope_s(folder, room) else _from_names(folder, room)
    return each_named(found)


@dataclass(frozen=True, slots=True)
class _Room:
    """Where folders are made, the time zone of names there, who is known, and who is told."""

    into: Path | None
    zone: tzinfo
    knows: Knows
    tell: Callable[[str], None]
    refused: dict[Path, SubmissionError] = field(default_factory=dict)
    """Why something was left in the class's zip, for each file or folder there that lacks it."""
    links: dict[Path, list[str]] = field(default_factory=dict)
    """The links that were left there, for each folder that lacks them."""

    def fresh(self, *names: str) -> Path:
        """Make an empty folder."""
        if self.into is None:
            raise UsageError("expected a place to unpack submissions into, found none")
        target = self.into.joinpath(*names)
        if target.exists():
            shutil.rmtree(target)
        target.mkdir(parents=True)
        return target

    def fenced(self, found: HandIn, paths: Iterable[Path]) -> HandIn:
        """Return a hand-in as a problem if a file of it was left in the class's zip, with a remark on each link."""
        text = _("{name} was left out: it is a link or a special file.")
        links = [link for path in paths for link in self.links.get(path, ())]
        found = replace(found, notes=(*found.notes, *(text.format(name=shown(link)) for link in links[:_TOLD])))
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
    target = room.fresh(_UNPACKED)
    try:
        left = unpack_class(source.resolve(), target)
    except SubmissionError as error:
        raise UsageError(f"{source}: {error}") from None
    _put_links(left.links, target, depth=1)
    folder, entries = target, _entries(target)
    if len(entries) == 1 and entries[0].is_dir() and _wraps(entries[0], room):
        folder = entries[0]
        text = _("{zip} holds a single folder, {name}: each file and folder in it was taken for a student's.")
        room.tell(text.format(zip=shown(source.name), name=shown(folder.name)))
    depth = len(folder.relative_to(target).parts)
    room.refused.update({target.joinpath(*name.parts[: depth + 1]): error for name, error in left.refused.items()})
    _put_links(left.links, target, depth=depth + 1)
    for link in left.links:
        if len(link.parts) > depth + 1:
            room.links.setdefault(target.joinpath(*link.parts[: depth + 1]), []).append(link.name)
    return folder


def _put_links(links: Iterable[PurePosixPath], target: Path, *, depth: int) -> None:
    """Put a link to nothing where one was left that is a hand-in itself, and the folder where one was in it."""
    for link in links:
        with suppress(FileExistsError, NotADirectoryError):
            target.joinpath(*link.parts[:-1]).mkdir(parents=True, exist_ok=True)
            if len(link.parts) == depth:
                (target / link).symlink_to(os.devnull)


def _wraps(folder: Path, room: _Room) -> bool:
    return is_wrapper(folder, _entries(folder), room.knows, is_export=_is_gradescope_s(folder, room))


def _entries(folder: Path, *, students: bool = False) -> list[Path]:
    """List a folder without what programs left there; where it holds students, one may be called like such a thing."""
    try:
        paths = sorted(Path(entry.path) for entry in os.scandir(folder))
        return [path for path in paths if not (is_nobodys(path) if students else is_junk(path.name))]
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from None


def _is_gradescope_s(folder: Path, room: _Room) -> bool:
    """Say whether a folder is Gradescope's export; in a folder that students share, any of them may leave its list.

    In a zip it stands on top or in the folder that Gradescope makes. Of another folder the list of students must tell
    that it is nobody's.
    """
    inside = room.into is not None and folder.parent == room.into / _UNPACKED
    stranger = inside and room.knows is nobody and not _EXPORT_OF_GRADESCOPE.fullmatch(folder.name)
    if not (folder / GRADESCOPE).is_file() or stranger:
        return False
    names = [path.name for path in _entries(folder, students=True) if path.name != GRADESCOPE]
    return 2 * sum(_GRADESCOPE_S.fullmatch(name) is not None for name in names) >= len(names)


def _from_gradescope(folder: Path, room: _Room) -> list[HandIn]:
    exports = read_gradescope(folder / GRADESCOPE)
    listed = {export.folder for export in exports}
    others = [path for path in _entries(folder, students=True) if path.name not in listed and path.name != GRADESCOPE]
    return [
        *(room.fenced(_exported(folder, export), [folder / export.folder]) for export in exports),
        *(each for path in others for each in _named(path, room)),
    ]


def _exported(folder: Path, export: Export) -> HandIn:
    path = folder / export.folder
    found = HandIn(export.student, path, lms_id=export.lms_id, submitted_at=plausible(export.submitted_at))
    found = replace(found, person=export.person)
    if Path(export.folder).name != export.folder or export.folder in ("", ".", ".."):
        return replace(found, path=folder, problem=_("The export names a folder outside of it."), kind="missing")
    if not path.is_dir() or path.is_symlink():
        text = _("The export lists the folder {name}, which is not there.")
        return replace(found, problem=text.format(name=shown(export.folder)), kind="missing")
    return found


def _from_names(folder: Path, room: _Room) -> list[HandIn]:
    entries = [path for path in _entries(folder, students=True) if not room.is_in(path)]
    names = {unicodedata.normalize("NFC", path.name): path for path in entries}
    labels = read_names([name for name, path in names.items() if _may_be_a_hand_in(name, path)], room.knows)
    parts = [_Part(names[name], label) for name, label in labels.items()]
    labelled = {part.path for part in parts}
    others = [path for path in entries if path not in labelled]
    groups = [list(group) for _student, group in groupby(sorted(parts, key=_owner), _owner)]
    _tell_of_names([path.name for path in others], groups, room)
    return [*(each for path in others for each in _named(path, room)), *(_whole(group, room) for group in groups)]


def _may_be_a_hand_in(name: str, path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() in _TAKEN or read_label(name) is not None


def _tell_of_names(others: Sequence[str], groups: Sequence[Sequence[_Part]], room: _Room) -> None:
    """Tell of names that only look like a platform's, of those beside a platform's, and of files taken together."""
    text = _("Not read as a platform's, but as students' own names: {names}.")
    alike = [shown(name) for name in others if groups or read_label(name)]
    files = [(group[0].label.student, sum(not part.label.online for part in group)) for group in groups]
    together = [f"{student} ({number})" for student, number in files if number > 1]
    for sentence, names in ((text, alike), (_("Several files were taken as one hand-in each: {names}."), together)):
        if names:
            room.tell(sentence.format(names=", ".join(names[:_TOLD]) + (" …" if len(names) > _TOLD else "")))


def _owner(part: _Part) -> tuple[str, str]:
    return part.label.student, part.label.lms_id


def _named(path: Path, room: _Room) -> list[HandIn]:
    """Return the hand-in of a file or folder that is named after the student, or the attempts that the folder holds."""
    one = room.fenced(_one(path), [path])
    if one.problem or not path.is_dir():
        return [one]
    attempts = _attempts(path, room.zone)
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


def _attempts(path: Path, zone: tzinfo) -> Sequence[Attempt]:
    """Return the attempts in a student's folder; none where it cannot be listed or holds too much: loading tells."""
    try:
        with os.scandir(path) as entries:
            found = [Path(entry.path) for entry in islice(entries, MAX_FILES + 1)]
    except OSError:
        return ()
    own = sorted(each for each in found if not is_junk(each.name))
    return read_attempts(own, zone=zone) if len(found) <= MAX_FILES else ()


def _one(path: Path) -> HandIn:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        text = _("Expected a file or folder, found a link named {name}.")
        return HandIn(display_name(path.name), path, text.format(name=shown(path.name)), "symlink")
    if stat.S_ISDIR(mode):
        return HandIn(display_name(path.name), path)
    if stat.S_ISREG(mode) and (path.suffix.lower() in _TAKEN or disguised(PurePosixPath(path.name))):
        stem = Path(path.stem).stem if path.suffix.lower() not in _TAKEN else path.stem
        return HandIn(display_name(stem), path)
    text = _("Expected a notebook (.ipynb), a module (.py), a folder or a zip, found {name}.")
    return HandIn(display_name(path.name), path, text.format(name=shown(path.name)), "unknown_type")


def _whole(parts: list[_Part], room: _Room) -> HandIn:
    return room.fenced(_labelled(parts, room), [part.path for part in parts])


def _labelled(parts: list[_Part], room: _Room) -> HandIn:
    """Return the hand-in of one student of Canvas or Moodle, gathering several files in one folder."""
    label = parts[0].label
    late = any(part.label.late for part in parts)
    found = HandIn(label.student, parts[0].path, late=late, lms_id=label.lms_id, person=label.person)
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
