"""Read what learning platforms write into the names of downloaded submissions.

- Canvas, "Download Submissions": `{name}[_LATE]_{user id}_{file id}_{title}`, `…_{user id}_text.html` and `_link.html`
  for text and links; with anonymous grading `[LATE_]anon_{id}_{file id}_{title}`.
- Moodle, "Download all submissions": `{full name}_{participant}_assignsubmission_{plugin}_`, a folder, or in front of
  each file's title; in an activity with groups the group's name and a dash go before it.
- Gradescope, "Export Submissions": `submission_metadata.yml` beside a folder for each submission.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from autograder.errors import UsageError
from autograder.records import NOBODY, Person
from autograder.submissions.files import MB
from autograder.wire import display_name

GRADESCOPE = "submission_metadata.yml"
_MAX_METADATA_MB = 100

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)_?(?P<title>.*)", re.DOTALL)
_SECOND_MOODLE = re.compile(r"(.*_)?\d+_assignsubmission_[a-z]+_?", re.DOTALL)
_FILE = r"(?:(?P<file>\d{3,})_(?P<title>.+)|(?:text|link)\.html)"
_CANVAS = re.compile(rf"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_{_FILE}", re.DOTALL)
_OF_CANVAS = re.compile(r"(LATE_)?[^_]+(_LATE)?_\d+_\d{3,}_.")
"""How a name begins that Canvas wrote: Moodle's full names hold no underscores, and what follows is the student's."""
_ANONYMOUS = re.compile(rf"(?P<late>LATE_)?(?P<name>anon_(?P<id>[A-Za-z0-9]+))_{_FILE}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Label:
    """What a name tells: whose it is, the platform's id of the student, whether it was late, the file's own title.

    `person` holds the id as the platform's grade book has it. `title` is "" for a folder; `file_id` is Canvas's number
    of the file, different for every file; `online` says that the student typed a text or a link instead of handing in a
    file.
    """

    student: str
    lms_id: str
    late: bool = False
    title: str = ""
    file_id: str = ""
    online: bool = False
    person: Person = NOBODY
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """One submitter in a Gradescope export, with the folder of the submission."""

    folder: str
    student: str
    lms_id: str
    submitted_at: datetime | None
    person: Person


def read_label(name: str) -> Label | None:
    """Read the name of a file or folder that Canvas or Moodle wrote; None for any other name.

    A folder's name that Moodle could have written for two participants is nobody's: one of them may have made it up.
    """
    anonymous = _ANONYMOUS.fullmatch(name)
    of_canvas = anonymous or _OF_CANVAS.match(name)
    if not of_canvas and (match := _MOODLE.fullmatch(name)):
        if _SECOND_MOODLE.fullmatch(match["title"]):
            return None
        online = match["plugin"] != "file"
        person = Person(moodle_id=match["id"])
        name = display_name(match["name"])
        title, aliases = match["title"], _without_prefixes(name)
        return Label(name, match["id"], title=title, online=online, person=person, aliases=aliases)
    if match := anonymous or _CANVAS.fullmatch(name):
        return Label(
            display_name(match["name"]),
            match["id"],
            late=match["late"] is not None,
            title=match["title"] or "",
            file_id=match["file"] or "",
            online=match["file"] is None,
            person=NOBODY if anonymous else Person(canvas_id=match["id"]),
        )
    return None


def ungrouped(labels: Sequence[Label]) -> list[Label]:
    """Return Moodle's labels without the groups' names, where every one of them has one.

    A group's name is told from a double first name by what others have in front too, or by a number in it. What stands
    behind each of the dashes stays an alias, by which a roster finds the student all the same.
    """
    heads = Counter(label.student.partition("-")[0] for label in labels)
    if not all(label.aliases for label in labels):
        return [replace(label, aliases=()) for label in labels]
    grouped = any(times > 1 or re.search(r"\d", head) for head, times in heads.items())
    return [replace(label, student=_bare(label.student)) if grouped else label for label in labels]


def _bare(name: str) -> str:
    """Return a name without its group: the group ends at the first dash, or where a number follows it at the next."""
    head, _dash, rest = name.partition("-")
    while rest.partition("-")[0].strip().isdigit() and "-" in rest:
        rest = rest.partition("-")[2]
    return display_name(rest) or head


def _without_prefixes(name: str) -> tuple[str, ...]:
    """Return what stands behind each dash of a name, which may be the name behind that of a group."""
    parts = name.split("-")
    behind = (display_name("-".join(parts[number:])) for number in range(1, len(parts)))
    return (name, *filter(None, behind)) if len(parts) > 1 else ()


def read_gradescope(path: Path) -> tuple[Export, ...]:
    """Read a Gradescope export's metadata, one entry for each submitter of each submission.

    Raises:
        UsageError: the file is not what Gradescope writes.
    """
    try:
        if path.stat().st_size > _MAX_METADATA_MB * MB:
            raise UsageError(f"{path}: expected at most {_MAX_METADATA_MB} MB")
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError, RecursionError) as error:
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
    name, sid, email = (str(person.get(key) or "") for key in (":name", ":sid", ":email"))
    known = Person(student_id=sid, email=email)
    return Export(folder, display_name(name or email or sid or folder), sid or email, created, known)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        plain = re.sub(r"(\.\d{6})\d+", r"\1", str(value)).replace(" UTC", "+00:00")
        moment = datetime.fromisoformat(re.sub(r" (?=[+-]\d)", "", plain))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
