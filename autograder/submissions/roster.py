"""The course's list of students: who hands in, how they are called, and who handed in nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path

from autograder import canvas
from autograder.errors import CourseError
from autograder.i18n import gettext as _
from autograder.lists import Line, Sheet, read_list
from autograder.people import Listed, Register, listed, register, tags
from autograder.records import Person
from autograder.submissions.discovery import as_attempts
from autograder.submissions.found import Found
from autograder.wire import display_name

NAME = ("name", "full name", "student", "student name", "이름", "성명", "학생", "학생명", "vollständiger name")
FIRST = ("first name", "given name", "firstname", "vorname", "nombre")
LAST = ("last name", "surname", "family name", "lastname", "nachname", "apellido(s)", "apellidos")
STUDENT_ID = (
    "student id",
    "sis user id",
    "sid",
    "id number",
    "matriculation number",
    "matrikelnummer",
    "학번",
    "학생 번호",
)
LOGIN = ("sis login id", "login", "login id", "username", "user name", "account", "아이디", "anmeldename")
EMAIL = ("email", "e-mail", "email address", "e-mail address", "mail", "이메일", "전자우편", "e-mail-adresse")
SECTION = ("section", "sections", "group", "groups", "class", "분반", "반", "gruppe")
CANVAS_ID = ("canvas id", "canvas user id")
MOODLE_ID = ("moodle id", "participant")
ROLE = ("role", "역할")
_STUDENTS = ("", "student", "learner", "학생")


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One student of the list. `name` is different for each."""

    name: str
    person: Person


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Hand-ins under their students' names, who handed in nothing, and a sentence about each that is on no list."""

    found: tuple[Found, ...]
    missing: tuple[Enrolled, ...]
    warnings: tuple[str, ...]


def read_roster(path: Path) -> tuple[Enrolled, ...]:
    """Read a list of students: a CSV with a name or an id in each row.

    The grade books that Canvas and Gradescope export and Moodle's grading worksheet are such lists.

    Raises:
        CourseError: it is no list, a row names nobody, or two rows have the same id; every problem with its line.
    """
    sheet = read_list(path)
    book = canvas.is_book(sheet.titles)
    lines = [line for line in sheet.lines if _is_student(line, sheet, book=book)]
    rows = [_row(line, sheet, book=book) for line in lines]
    problems = [
        f"{path}, line {line.number}: expected a name or an id, found neither"
        for line, row in zip(lines, rows, strict=True)
        if not row.name
    ]
    problems += _twice(path, lines, rows)
    if not rows:
        problems.append(f"{path}: expected a student in each row, found none")
    if problems:
        raise CourseError(problems)
    return _told_apart(path, rows)


def enrol(found: Sequence[Found], roster: Sequence[Enrolled]) -> Enrolment:
    """Find each hand-in's student; what is on no list keeps its name and is graded all the same."""
    sheet = register([_listed(each) for each in roster])
    names = {each.name for each in roster}
    mine: dict[int, list[Found]] = defaultdict(list)
    others: list[Found] = []
    warnings: list[str] = []
    for item in found:
        rows = _rows(sheet, item)
        if len(rows) == 1:
            mine[rows[0]].append(item)
            continue
        others.append(replace(item, student=_apart(item, names)))
        text = _("{name}: several students on the roster fit; graded under this name.") if rows else _(
            "{name}: not on the roster; graded all the same."
        )  # fmt: skip
        warnings.append(text.format(name=item.student))
    known = chain.from_iterable(
        [_enrolled(item, roster[row]) for item in as_attempts(items)] for row, items in mine.items()
    )
    missing = tuple(each for row, each in enumerate(roster) if row not in mine)
    every = sorted([*known, *others], key=lambda item: (item.student, item.attempt))
    return Enrolment(tuple(every), missing, tuple(dict.fromkeys(warnings)))


def _rows(sheet: Register, item: Found) -> list[int]:
    """Return the rows that a hand-in's student may be, by name or by one of the aliases that fits a single row."""
    rows = sheet.fitting(item.student, tags(item.person))
    others = (sheet.fitting(alias, tags(item.person)) for alias in item.aliases)
    return rows if len(rows) == 1 else next((found for found in others if len(found) == 1), rows)


def _apart(item: Found, names: Collection[str]) -> str:
    """Return a hand-in's name, with its id where somebody on the roster is called the same."""
    return f"{item.student} ({item.lms_id or item.path.name})" if item.student in names else item.student


def recogniser(roster: Sequence[Enrolled]) -> Callable[[str], Enrolled | None]:
    """Return what finds the student of a name; None for those whom the roster does not tell."""
    sheet = register([_listed(each) for each in roster])

    def recognise(student: str) -> Enrolled | None:
        rows = sheet.fitting(student)
        return roster[rows[0]] if len(rows) == 1 else None

    return recognise


def _enrolled(item: Found, student: Enrolled) -> Found:
    known = asdict(student.person)
    person = Person(**{name: value or getattr(item.person, name) for name, value in known.items()})
    return replace(item, student=student.name, person=person)


def _listed(student: Enrolled) -> Listed:
    person = student.person
    local = person.email.partition("@")[0]
    identifiers = (person.student_id, person.login, person.email, local)
    return listed(identifiers, student.name.removesuffix(f" ({_id(person)})"), tags=tags(person))


def _is_student(line: Line, sheet: Sheet, *, book: bool) -> bool:
    """Tell whether a row is a student's: a grade book of Canvas has rows of its own, a roster a column of roles."""
    if book:
        behind = sheet.titles.index(canvas.LAST) + 1 if canvas.LAST in sheet.titles else 0
        rest = [line.get([title]) for title in sheet.titles[behind:]]
        name = line.get(canvas.NAME) or " ".join(filter(None, (line.get(FIRST), line.get(LAST))))
        return canvas.is_student(name, [line.get([each]) for each in canvas.IDS], rest)
    return line.get(ROLE).casefold() in _STUDENTS


def _row(line: Line, sheet: Sheet, *, book: bool) -> Enrolled:
    """Return a row's student; in a grade book of Canvas the column ID holds Canvas's own number."""
    participant = line.get(["identifier"]) if "identifier" in sheet.titles else ""
    number = "".join(char for char in participant if char.isdigit())
    person = Person(
        student_id=line.get(STUDENT_ID) or ("" if book else line.get(["id"])),
        login=line.get(LOGIN),
        email=line.get(EMAIL),
        section=line.get(SECTION),
        canvas_id=line.get(CANVAS_ID) or (line.get(["id"]) if book else ""),
        moodle_id=line.get(MOODLE_ID) or number,
    )
    parts = " ".join(part for part in (line.get(FIRST), line.get(LAST)) if part)
    whole = parts if line.get(LAST) else line.get(NAME)
    return Enrolled(display_name(whole or line.get(NAME) or parts or _id(person)), person)


def _id(person: Person) -> str:
    return person.student_id or person.login or person.email or person.canvas_id or person.moodle_id


def _twice(path: Path, lines: Sequence[Line], rows: Sequence[Enrolled]) -> list[str]:
    seen: dict[str, int] = {}
    problems = []
    for line, row in zip(lines, rows, strict=True):
        for each in sorted(tags(row.person)):
            if (first := seen.setdefault(each, line.number)) != line.number:
                value = each.partition(":")[2]
                problems.append(f"{path}, line {line.number}: expected each id once, found {value} in line {first} too")
    return problems


def _told_apart(path: Path, rows: Sequence[Enrolled]) -> tuple[Enrolled, ...]:
    """Return the students with names that differ: namesakes get their id added."""
    count = Counter(row.name for row in rows)
    apart = [
        replace(row, name=f"{row.name} ({_id(row.person)})") if count[row.name] > 1 and _id(row.person) else row
        for row in rows
    ]
    same = [name for name, times in Counter(row.name for row in apart).items() if times > 1]
    if same:
        raise CourseError([f"{path}: expected an id for each of the students named {name}" for name in same])
    return tuple(apart)
