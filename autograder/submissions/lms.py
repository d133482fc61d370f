"""Read what learning platforms write into the names of downloaded submissions.

- Canvas, "Download Submissions": `{name}[_LATE]_{user id}_{file id}_{title}`, `…_{user id}_text.html` and `_link.html`
  for text and links, the name run together in small letters; anonymously `[LATE_]anon_{id}_{file id}_{title}`.
- Moodle, "Download all submissions": `{full name}_{participant}_assignsubmission_{plugin}_`, a folder, or in front of
  each file's title; in an activity with groups the group's name and a dash go before it.
- Gradescope, "Export Submissions": `submission_metadata.yml` beside a folder for each submission.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from autograder.errors import UsageError
from autograder.records import NOBODY, Person
from autograder.submissions.files import MB
from autograder.wire import display_name

GRADESCOPE = "submission_metadata.yml"
_MAX_METADATA_MB = 100

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>[0-9]+)_assignsubmission_(?P<plugin>[a-z]+)_?(?P<title>.*)", re.DOTALL)
_SECOND = re.compile(r"(.*_)?[0-9]+_assignsubmission_[a-z]+_?", re.DOTALL)
_FILE = r"(?:(?P<file>[0-9]{3,})_(?P<title>.+)|(?:text|link)\.html)"
_CANVAS = re.compile(rf"(?P<name>[^\sA-Z-]+?)(?P<late>_LATE)?_(?P<id>[0-9]+)_{_FILE}", re.DOTALL)
_ANONYMOUS = re.compile(rf"(?P<late>LATE_)?(?P<name>anon_(?P<id>[A-Za-z0-9]+))_{_FILE}", re.DOTALL)


class Platform(StrEnum):
    """A learning platform that writes whose a file is into its name."""

    CANVAS = "canvas"
    MOODLE = "moodle"


@dataclass(frozen=True, slots=True)
class Label:
    """What a name tells: whose it is, the platform's id of the student, whether it was late, the file's own title.

    `person` holds the id as the platform's grade book has it. `title`, which the student chose, is "" for a folder;
    `file_id` is Canvas's number of the file, different for every file; `online` says that the student typed a text or a
    link instead of handing in a file; `aliases` are what the student may be called too.
    """

    platform: Platform
    student: str
    lms_id: str
    late: bool = False
    title: str = ""
    file_id: str = ""
    online: bool = False
    person: Person = NOBODY
    aliases: tuple[str, ...] = ()

    @property
    def is_of_two(self) -> bool:
        """Whether Moodle could have written a folder's name for two participants: one of them may have made it up."""
        return self.platform is Platform.MOODLE and _SECOND.fullmatch(self.title) is not None


@dataclass(frozen=True, slots=True)
class Export:
    """One submitter in a Gradescope export, with the folder of the submission."""

    folder: str
    student: str
    lms_id: str
    submitted_at: datetime | None
    person: Person


def read_label(name: str) -> Label | None:
    """Read a name by itself, as the platform whose part of it ends first: what follows is the student's to choose."""
    labels = [label for platform in Platform if (label := read_label_of(platform, name))]
    return max(labels, key=lambda label: len(label.title), default=None)


def read_label_of(platform: Platform, name: str) -> Label | None:
    """Read the name of a file or folder as one platform writes it; None for any other name."""
    return _of_canvas(name) if platform is Platform.CANVAS else _of_moodle(name)


def _of_canvas(name: str) -> Label | None:
    anonymous = _ANONYMOUS.fullmatch(name)
    match = anonymous or _CANVAS.fullmatch(name)
    if match is None:
        return None
    return Label(
        Platform.CANVAS,
        display_name(match["name"]),
        match["id"],
        late=match["late"] is not None,
        title=match["title"] or "",
        file_id=match["file"] or "",
        online=match["file"] is None,
        person=NOBODY if anonymous else Person(canvas_id=match["id"]),
    )


def _of_moodle(name: str) -> Label | None:
    match = _MOODLE.fullmatch(name)
    if match is None:
        return None
    return Label(
        Platform.MOODLE,
        display_name(match["name"]),
        match["id"],
        title=match["title"],
        online=match["plugin"] != "file",
        person=Person(moodle_id=match["id"]),
    )


def read_gradescope(path: Path) -> tuple[Export, ...]:
    """Read a Gradescope export's metadata, one entry for each submitter of each submission.

    Raises:
        UsageError: the file is not what Gradescope writes.
    """
    try:
        if path.stat().st_size > _MAX_METADATA_MB * MB:
            raise UsageError(f"{path}: expected at most {_MAX_METADATA_MB} MB")
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeDecodeError, ValueError, ArithmeticError, yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"{path}: expected the YAML of a Gradescope export; {error}") from None
    if not isinstance(found, dict):
        raise UsageError(f"{path}: expected one entry for each submission, found {type(found).__name__}")
    return tuple(export for folder, fields in found.items() for export in _exports(str(folder), fields))


class _Loader(yaml.CSafeLoader):
    """Reads Ruby's objects, which Gradescope may write for dates, as nothing."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def _exports(folder: str, fields: Any) -> list[Export]:
    fields = fields if isinstance(fields, dict) else {}
    submitters = fields.get(":submitters")
    people = [person for person in submitters if isinstance(person, dict)] if isinstance(submitters, list) else []
    created = _moment(fields.get(":created_at"))
    return [_export(folder, person, created) for person in people or [{}]]


def _export(folder: str, person: dict[Any, Any], created: datetime | None) -> Export:
    name, sid, email = (_plain(person.get(key) or "") for key in (":name", ":sid", ":email"))
    known = Person(student_id=sid, email=email)
    return Export(folder, display_name(name or email or sid or folder), sid or email, created, known)


def _plain(value: Any) -> str:
    """Return a text, number or date as text; "" for all else, which few lines of YAML can make very long."""
    return str(value) if isinstance(value, str | int | float | date) else ""


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        plain = re.sub(r"(\.\d{6})\d+", r"\1", _plain(value)).replace(" UTC", "+00:00")
        moment = datetime.fromisoformat(re.sub(r" (?=[+-]\d)", "", plain))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
