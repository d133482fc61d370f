"""Decide whose each hand-in is: by what a platform wrote, then by the course's list, never by what a student chose.

1. The names of a folder are read as one platform's, where most of them are (`read_names`). In each name the platform's
   part stands in front; the title behind it is the student's. Names that only look like Canvas's are left as they are.
2. Moodle writes a group in front of every name or of none. It is taken off where it cannot be a first name; where it
   may be one, the list of students decides (`read_names`).
3. A zip's only folder is opened as the class at most once, and never one that a platform or the list knows as a
   student's (`is_wrapper`).
4. On the list, ids decide first, then the whole name, then the name without a group. Where several accounts fit one
   student, the better fit is the student's; where none is better, none of them is (`enrol`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import UTC
from itertools import takewhile
from pathlib import Path
from typing import TypeAlias

from autograder.i18n import gettext as _
from autograder.people import ListedStudent, Register, listed, register, tags
from autograder.records import NOBODY, Person
from autograder.submissions.attempts import as_attempts, read_attempts
from autograder.submissions.choice import SUFFIXES
from autograder.submissions.hand_in import HandIn
from autograder.submissions.lms import Label, Platform, read_label, read_label_of
from autograder.submissions.namesakes import beside
from autograder.submissions.roster import Enrolled, identifier
from autograder.wire import display_name

Knows: TypeAlias = Callable[[str, Person], bool]
"""Says whether somebody on the course's list is called so, or has an id of the person."""

_GROUP = re.compile(
    r"\d|^$|\b(?:gro?up\w*|team|equipo|lab|section|tutorial|tutorium|class|kurs|curso)\b|(?:분반|반|조|팀)$",
    re.IGNORECASE,
)
"""What tells a group from a first name; Moodle writes an empty group's name, too."""
_MORE_DIGITS = re.compile(r"[0-9]{3,}_")


def nobody(_name: str, _person: Person) -> bool:
    """Say of everybody that they are on no list."""
    return False


def read_names(names: Collection[str], knows: Knows = nobody) -> dict[str, Label]:
    """Return whose each file or folder of a class is where most names are one platform's; else nothing.

    Args:
        names: of what may be a hand-in, as the folder has them.
        knows: the course's list.
    """
    alone = {name: label for name in names if (label := read_label(name))}
    for platform in Platform:
        if 2 * sum(label.platform is platform for label in alone.values()) > len(names):
            labels = {name: label for name in names if (label := read_label_of(platform, name))}
            return _of_canvas(labels, knows) if platform is Platform.CANVAS else _of_moodle(labels)
    return {}


def _of_canvas(labels: Mapping[str, Label], knows: Knows) -> dict[str, Label]:
    """Return labels that Canvas can have written: a number for each file, a name for each user, names that differ.

    A single name before several files, or with a digit, may be the task's: there the list must know it. A number is no
    file's where the list knows it as a user's and more digits follow: the name before it was made up.
    """
    files = [label.file_id for label in labels.values() if label.file_id]
    users = {(label.lms_id, label.student) for label in labels.values()}
    if len(set(files)) < len(files) or len({number for number, _student in users}) < len(users):
        return {}
    students = {student for _number, student in users}
    may_be_a_task = len(students) == 1 and (len(files) > 1 or any(char.isdigit() for name in students for char in name))
    known = any(label.person is NOBODY or knows(label.student, label.person) for label in labels.values())
    if may_be_a_task and not known:
        return {}
    return {
        name: label
        for name, label in labels.items()
        if not (_MORE_DIGITS.match(label.title) and knows("", Person(canvas_id=label.file_id)))
    }


def _of_moodle(labels: Mapping[str, Label]) -> dict[str, Label]:
    """Return labels without the groups' names, where every one has one that several have or that is no first name."""
    labels = {name: label for name, label in labels.items() if not label.is_of_two}
    alike: dict[str, list[list[str]]] = defaultdict(list)
    for student, _number in {(label.student, label.lms_id) for label in labels.values()}:
        parts = student.split("-")
        alike[parts[0]].append(parts)
    groups = {head: _group(names) for head, names in alike.items()}
    if not all(groups.values()):
        return labels
    certain = all(_is_group(group[-1]) for group in groups.values())
    return {
        name: _without(label, groups[label.student.partition("-")[0]], certain=certain)
        for name, label in labels.items()
    }


def _group(names: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return the parts that are a group's of names that begin alike and were parted at their dashes.

    They end with the last that is surely a group's. What may be a first name ("Jean-Luc") several must have.
    """
    several = len(names) > 1
    most = min(map(len, names)) - 1
    same = takewhile(lambda each: len(set(each)) == 1, zip(*names, strict=False))
    shared = [part for part, *_rest in same][: most if several else min(most, 1)]
    sure = [number for number, part in enumerate(shared, start=1) if _is_group(part)]
    return shared[: sure[-1]] if sure else shared[:1] if several else []


def _is_group(part: str) -> bool:
    return _GROUP.search(part) is not None


def _without(label: Label, group: Sequence[str], *, certain: bool) -> Label:
    bare = display_name("-".join(label.student.split("-")[len(group) :])) or label.student
    return replace(label, student=bare if certain else label.student, aliases=(label.student, bare))


def is_wrapper(folder: Path, entries: Sequence[Path], knows: Knows, *, is_export: bool) -> bool:
    """Say whether a zip's only folder is put around the class and is not one student's work.

    Args:
        folder: the folder.
        entries: what it holds.
        knows: the course's list.
        is_export: whether Gradescope made it.
    """
    if read_label(folder.name) or knows(display_name(folder.name), NOBODY):
        return False
    if is_export or read_names([entry.name for entry in entries], knows):
        return True
    if read_attempts(entries, zone=UTC):
        return False
    has_code = any(entry.is_file() and entry.suffix.lower() in SUFFIXES for entry in entries)
    return not has_code and any(entry.is_dir() for entry in entries)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Hand-ins under their students' names, and who handed in nothing.

    `contested` says why nothing is graded for those whom several accounts claim to be, `warnings` are sentences about
    each hand-in that is on no list.
    """

    found: tuple[HandIn, ...]
    missing: tuple[Enrolled, ...]
    contested: Mapping[str, str]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A hand-in, the rows that its student may be, and how well a single one fits: the lower the better."""

    item: HandIn
    rows: Sequence[int]
    rank: int = 0

    @property
    def account(self) -> tuple[str, str]:
        """Who the platform says handed it in; two empty texts where none does."""
        return self.item.lms_id, self.item.person.email


def enrol(found: Sequence[HandIn], roster: Sequence[Enrolled]) -> Enrolment:
    """Find each hand-in's student; what is on no list keeps its name and is graded all the same."""
    sheet = _register(roster)
    claims = [_claim(sheet, item) for item in found]
    mine = _settled(claims)
    strangers = [claim for claim in claims if claim not in _counted(claim, mine)]
    called = beside([each.name for each in roster], [claim.item for claim in strangers])
    every = [replace(claim.item, student=called[claim.item.student]) for claim in strangers]
    warnings = [_why_not(claim, mine).format(name=called[claim.item.student]) for claim in strangers]
    for row, best in mine.items():
        every += [_enrolled(item, roster[row]) for item in as_attempts([claim.item for claim in best])]
    text = _("Several accounts fit this student, and the roster has no id that tells whose hand-in counts.")
    return Enrolment(
        tuple(sorted(every, key=lambda item: (item.student, item.attempt))),
        tuple(each for row, each in enumerate(roster) if row not in mine),
        {roster[row].name: text for row, best in mine.items() if not best},
        tuple(dict.fromkeys(warnings)),
    )


def _claim(sheet: Register, item: HandIn) -> _Claim:
    """Find the rows that a hand-in's student may be: by id or name, or by one of the aliases that fits a single row."""
    own = item.student.removesuffix(f" ({item.lms_id})")  # which tells namesakes apart
    known = tags(item.person)
    rows = sheet.fitting(own, known)
    if len(rows) == 1:
        return _Claim(item, rows, -len(known & sheet.rows[rows[0]].tags))
    others = (sheet.fitting(alias, known) for alias in item.aliases)
    return _Claim(item, next((found for found in others if len(found) == 1), rows), 1)


def _settled(claims: Iterable[_Claim]) -> dict[int, list[_Claim]]:
    """Return the claims that hold by row; none where several accounts fit a row equally well."""
    by_row: dict[int, list[_Claim]] = defaultdict(list)
    unsure: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for claim in claims:
        if len(claim.rows) == 1:
            by_row[claim.rows[0]].append(claim)
        elif any(claim.account):
            for row in claim.rows:
                unsure[row].add(claim.account)
    return {row: _best(each, unsure[row]) for row, each in by_row.items()}


def _best(claims: Sequence[_Claim], unsure: Set[tuple[str, str]]) -> list[_Claim]:
    """Return the claims of the account that fits best, with those of no account; none where two fit equally well.

    Args:
        claims: those that fit this row alone.
        unsure: accounts that fit several rows, this one too: a name with another's id in it takes nothing from them.
    """
    known = [claim for claim in claims if any(claim.account)]
    rank = min((claim.rank for claim in known), default=0)
    accounts = {claim.account for claim in known if claim.rank == rank}
    if len(accounts) > 1 or (accounts and rank >= 0 and unsure - accounts):
        return []
    return [claim for claim in claims if claim.account in accounts or not any(claim.account)]


def _counted(claim: _Claim, mine: Mapping[int, Sequence[_Claim]]) -> Sequence[_Claim]:
    """Return the claims that hold for the row that a claim fits alone; none where it fits several."""
    return mine[claim.rows[0]] if len(claim.rows) == 1 else ()


def _why_not(claim: _Claim, mine: Mapping[int, Sequence[_Claim]]) -> str:
    """Return the sentence on a hand-in that is nobody's on the list."""
    if len(claim.rows) == 1 and not _counted(claim, mine):
        return _("{name}: several accounts fit one student on the roster; graded under this name.")
    if len(claim.rows) > 1:
        return _("{name}: several students on the roster fit; graded under this name.")
    return _("{name}: not on the roster; graded all the same.")


def recogniser(roster: Sequence[Enrolled]) -> Callable[[str], Enrolled | None]:
    """Return what finds the student of a name; None for those whom the roster does not tell."""
    sheet = _register(roster)

    def recognise(student: str) -> Enrolled | None:
        rows = sheet.fitting(student)
        return roster[rows[0]] if len(rows) == 1 else None

    return recognise


def knower(roster: Sequence[Enrolled]) -> Knows:
    """Return what says whether somebody on a list is called so; `nobody` where there is no list."""
    sheet = _register(roster)
    if not roster:
        return nobody
    return lambda name, person: bool(sheet.fitting(name, tags(person)))


def _register(roster: Sequence[Enrolled]) -> Register:
    return register([_listed(each) for each in roster])


def _enrolled(item: HandIn, student: Enrolled) -> HandIn:
    known = asdict(student.person)
    person = Person(**{name: value or getattr(item.person, name) for name, value in known.items()})
    return replace(item, student=student.name, person=person)


def _listed(student: Enrolled) -> ListedStudent:
    person = student.person
    local = person.email.partition("@")[0]
    identifiers = (person.student_id, person.login, person.email, local)
    return listed(identifiers, student.name.removesuffix(f" ({identifier(person)})"), tags=tags(person))
