"""The course's list of students: who hands in, and how they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import canvas
from autograder.errors import CourseError
from autograder.lists import ListRow, Sheet, read_list
from autograder.people import tags
from autograder.records import Person
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
    """One student of the list. `name` is different for each; `id` is the grade book's own, "" before it is asked."""

    name: str
    person: Person
    id: str = ""


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


def _is_student(line: ListRow, sheet: Sheet, *, book: bool) -> bool:
    """Tell whether a row is a student's: a grade book of Canvas has rows of its own, a roster a column of roles."""
    if book:
        behind = sheet.titles.index(canvas.LAST) + 1 if canvas.LAST in sheet.titles else 0
        rest = [line.get([title]) for title in sheet.titles[behind:]]
        name = line.get(canvas.NAME) or " ".join(filter(None, (line.get(FIRST), line.get(LAST))))
        return canvas.is_student(name, [line.get([each]) for each in canvas.IDS], rest)
    return line.get(ROLE).casefold() in _STUDENTS


def _row(line: ListRow, sheet: Sheet, *, book: bool) -> Enrolled:
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
    return Enrolled(display_name(whole or line.get(NAME) or parts or identifier(person)), person)


def identifier(person: Person) -> str:
    """Return what tells a person from namesakes."""
    return person.student_id or person.login or person.email or person.canvas_id or person.moodle_id


def _twice(path: Path, lines: Sequence[ListRow], rows: Sequence[Enrolled]) -> list[str]:
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
        replace(row, name=f"{row.name} ({identifier(row.person)})")
        if count[row.name] > 1 and identifier(row.person)
        else row
        for row in rows
    ]
    same = [name for name, times in Counter(row.name for row in apart).items() if times > 1]
    if same:
        raise CourseError([f"{path}: expected an id for each of the students named {name}" for name in same])
    return tuple(apart)
