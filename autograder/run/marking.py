"""Take what people mark: by hand for one student, or from a sheet for many, all of it or none."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.course.rubric import Rubric, RubricCriterion
from autograder.errors import UsageError
from autograder.exports import table
from autograder.exports.book import points as written
from autograder.gradebook import Standing
from autograder.gradebook.standing import Checked
from autograder.i18n import gettext as _
from autograder.records import CriterionPoints, PartMark
from autograder.run.gradebook_service import Desk, find_student

SHEET = ("student", "assignment", "part", "answer_id")
"""Columns that a sheet has beside those of the criteria."""


@dataclass(frozen=True, slots=True)
class Marker:
    """The open grade book of a course, an assignment's rubric, and who marks."""

    desk: Desk
    assignment: str
    rubric: Rubric
    author: str

    def mark(self, student: str, part: str, given: Sequence[str], comments: Sequence[str]) -> str:
        """Mark a part, or overrule a check, of the attempt that counts; return what was done.

        Args:
            student: by name or any id.
            part: a written part's id, or a check's.
            given: "criterion=points" for each criterion; those that are left out keep the points of an earlier mark.
            comments: texts for the student; "@name" is the rubric's comment of that name.

        Raises:
            UsageError: there is no such student or part, a criterion is unknown, missing or worth less.
        """
        standing = self._standing(student)
        check = _check(standing, part)
        criteria = self.rubric.of(part, check.possible)
        before = standing.mark_of(part, check.answer)
        known = {each.criterion: each.points for each in before.criteria} if before else {}
        made = _criteria(criteria, {**known, **_pairs(given, criteria)})
        comment = self._comment(comments) or (before.comment if before else "")
        self._enter(standing, [PartMark(part, made, comment, check.answer, self.author)])
        return self._done(standing, part, math.fsum(each.points for each in made), check.possible)

    def undo(self, student: str, part: str) -> str:
        """Take a mark back, so that what the check gave counts again; return what was done.

        Raises:
            UsageError: as `mark`; or there is no mark.
        """
        standing = self._standing(student)
        check = _check(standing, part)
        if standing.mark_of(part, check.answer) is None:
            raise UsageError(f"{standing.name}, {self.assignment}: expected a mark of {part}, found none")
        self._enter(standing, [PartMark(part, (), "", check.answer, self.author)])
        said = _("{student}, {assignment}: the mark of {part} was taken back.")
        return said.format(student=standing.name, assignment=self.assignment, part=part)

    def sheet(self, data: bytes, name: str) -> str:
        """Enter every row of a sheet that is filled in and says something new; return what was done.

        Raises:
            UsageError: a row does not fit; nothing is entered then.
        """
        sheet = table.read(data, name)
        missing = [title for title in SHEET if sheet.column(title) is None]
        if missing or not sheet.rows:
            found = f"the columns {', '.join(missing)} are missing" if missing else "no row"
            raise UsageError(f"{name}: expected a sheet that marking-sheet wrote, found otherwise: {found}")
        marks = self._of_rows(sheet, name)
        self.desk.book.mark(self.assignment, marks)
        said = _("{count} of {rows} rows are entered; the others are empty or were entered before. {advice}")
        return said.format(count=len(marks), rows=len(sheet.rows), advice=_regrade())

    def _of_rows(self, sheet: table.Table, name: str) -> Sequence[tuple[str, PartMark]]:
        standings = {each.student: each for each in self.desk.standings(self.assignment)}
        joined = self.desk.book.students().joined
        problems: list[str] = []
        marks: list[tuple[str, PartMark]] = []
        for number, row in enumerate(sheet.rows, start=2):
            pairs = zip(sheet.header, map(table.text_of, row), strict=True)
            cells = {title.strip().casefold(): value for title, value in pairs}
            student = joined.get(cells["student"], cells["student"])
            try:
                marks += self._of_row(standings.get(student), cells)
            except UsageError as error:
                problems.append(f"{name}, row {number}: {error}")
        times = Counter((who, each.check, each.answer) for who, each in marks)
        problems += [f"{name}: expected each answer once, found {who} again" for (who, *_), n in times.items() if n > 1]
        if problems:
            raise UsageError("\n".join([*problems[:20], "Nothing was entered."]))
        return marks

    def _of_row(self, standing: Standing | None, row: Mapping[str, str]) -> Iterator[tuple[str, PartMark]]:
        part, answer = row["part"], row["answer_id"]
        if row["assignment"] != self.assignment:
            raise UsageError(f"expected the assignment {self.assignment}, found {row['assignment']!r}")
        if standing is None:
            raise UsageError(f"expected a student of the grade book by id, found {row['student']!r}")
        check = next((each for each in _checks(standing) if (each.check, each.answer) == (part, answer)), None)
        if check is None:
            _check(standing, part)
            raise UsageError(f"expected an answer that {standing.name} handed in, found answer_id {answer!r}")
        criteria = self.rubric.of(part, check.possible)
        if lacking := [each.id for each in criteria if each.id not in row]:
            raise UsageError(f"expected a column for each criterion of {part}, found none for {', '.join(lacking)}")
        filled = {each.id: row[each.id] for each in criteria if row[each.id].strip()}
        if not filled:
            return
        made = _criteria(criteria, _pairs([f"{name}={value}" for name, value in filled.items()], criteria))
        mark = PartMark(part, made, self._comment([row.get("comment", "")]), answer, self.author)
        before = standing.mark_of(part, answer)
        if before is None or (before.criteria, before.comment) != (mark.criteria, mark.comment):
            yield standing.student, mark

    def _standing(self, student: str) -> Standing:
        found = find_student(self.desk.book, student)
        standing = next((each for each in self.desk.standings(self.assignment) if each.student == found), None)
        if standing is None or standing.counted is None:
            name = standing.name if standing else student
            raise UsageError(
                f"{name}: expected a graded hand-in of {self.assignment}, found none; grade it first, or set the "
                "points with autograder gradebook override"
            )
        return standing

    def _comment(self, texts: Sequence[str]) -> str:
        """Return comments as one text, a line each, with the rubric's own in the place of their names."""
        lines = [line for text in texts for line in text.splitlines() if line.strip()]
        return "\n".join(said for line in lines for said in self._worded(line.strip()))

    def _worded(self, line: str) -> Sequence[str]:
        if not line.startswith("@"):
            return [line]
        bank = {f"@{name}": " ".join(text.split()) for name, text in self.rubric.comments.items()}
        if unknown := [word for word in line.split() if word not in bank]:
            known = ", ".join(bank) or "none"
            raise UsageError(f"expected a comment of rubric.toml ({known}), found {unknown[0]!r}")
        return [bank[word] for word in line.split()]

    def _enter(self, standing: Standing, marks: Sequence[PartMark]) -> None:
        self.desk.book.mark(self.assignment, [(standing.student, each) for each in marks])

    def _done(self, standing: Standing, part: str, points: float, possible: float) -> str:
        after = next(each for each in self.desk.standings(self.assignment) if each.student == standing.student)
        said = _("{student}, {assignment}, {part}: {points} of {possible}; together {total}. {advice}")
        total = "–" if after.points is None else written(after.points)
        return said.format(
            student=standing.name,
            assignment=self.assignment,
            part=part,
            points=written(points),
            possible=written(possible),
            total=total,
            advice=_regrade(),
        )


def _regrade() -> str:
    return _("“autograder regrade RUNS” writes the pages anew.")


def _checks(standing: Standing) -> Iterator[Checked]:
    """Yield what each check gave, of the attempt that counts first."""
    attempts = [standing.counted, *reversed(standing.attempts)]
    yield from (check for attempt in attempts if attempt for check in attempt.checks)


def _check(standing: Standing, part: str) -> Checked:
    checks = standing.counted.checks if standing.counted else ()
    for check in checks:
        if check.check == part:
            return check
    known = ", ".join(check.check for check in checks) or "nothing; regrade the run that it is from"
    raise UsageError(f"{standing.name}: expected a written part or a check, found {part!r}; there are: {known}")


def _pairs(given: Sequence[str], criteria: Sequence[RubricCriterion]) -> Mapping[str, float]:
    """Return the points by criterion.

    Raises:
        UsageError: with everything that is wrong with them.
    """
    worth = {each.id: each.points for each in criteria}
    pairs: dict[str, float] = {}
    problems = []
    for text in given:
        name, _equals, value = text.rpartition("=") if "=" in text or len(criteria) > 1 else (criteria[0].id, "", text)
        found = _number(value)
        if name not in worth:
            known = ", ".join(f"{each}={most:g}" for each, most in worth.items())
            problems.append(f"expected criteria as {known}, found {text!r}")
        elif name in pairs:
            problems.append(f"{name}: expected points once, found them again")
        elif found is None or not 0 <= found <= worth[name]:
            problems.append(f"{name}: expected 0 to {worth[name]:g} points, found {value!r}")
        else:
            pairs[name] = found
    if problems:
        raise UsageError("; ".join(problems))
    return pairs


def _criteria(criteria: Sequence[RubricCriterion], given: Mapping[str, float]) -> tuple[CriterionPoints, ...]:
    """Return every criterion with its points.

    Raises:
        UsageError: one has none.
    """
    if missing := [each.id for each in criteria if each.id not in given]:
        raise UsageError(f"expected points for every criterion, found none for {', '.join(missing)}")
    return tuple(
        CriterionPoints(each.id, each.called, given[each.id], each.points, each.said(given[each.id]))
        for each in criteria
    )


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
