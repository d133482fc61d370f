"""Enter what is graded into the course's grade book, as it is finished."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from autograder.errors import AutograderError, UsageError
from autograder.execution import Observer, RunEvent
from autograder.gradebook import Gradebook, open_gradebook
from autograder.gradebook.students import Known
from autograder.i18n import gettext as _
from autograder.people import plain
from autograder.records import NOBODY, Person
from autograder.run.attempts import owner
from autograder.run.events import Began, Scored
from autograder.run.faults import confined
from autograder.run.intake import counts
from autograder.run.outcome import GradingOutcome
from autograder.run.pages import Pages
from autograder.run.students import identify, meant
from autograder.submissions.hand_in import HandIn
from autograder.submissions.roster import Enrolled

GROUP = 50
"""How many grades that an earlier run gave are entered at once."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """Where the grade book lies, what tells the time, and who is told that it could not be written."""

    path: Path
    clock: Callable[[], datetime]
    warn: Callable[[str], None]

    @contextmanager
    def entering(self) -> Iterator[Observer]:
        """Yield an observer that enters every grade. A book that cannot be written stops no grading."""
        with ExitStack() as stack:
            entries = _Entries(self, stack)
            try:
                yield entries.notice
            finally:
                entries.enter()

    def student(self, name: str, *, is_login: bool) -> Enrolled:
        """Return the book's student whom an id, a name or a login means, else a new one of this name.

        The name of an account is its owner's to choose: it means only who has it as login, and takes nobody's name.

        Raises:
            UsageError: a name that staff gave means several students, who are named.
        """
        known = self._students()
        taken = {name for each in known.values() for name in (each.id, *each.names)}
        if is_login:
            mine = [each for each in known.values() if plain(each.person.login) == plain(name)]
        else:
            mine = meant(list(known.values()), name)
        if len(mine) == 1:
            return Enrolled(mine[0].name, mine[0].person, mine[0].id)
        if is_login:
            return Enrolled(f"{name} (login)" if name in taken else name, Person(login=name))
        if mine:
            names = "; ".join(each.name if each.name == each.id else f"{each.name} ({each.id})" for each in mine)
            raise UsageError(_("{name} means several students: {names}").format(name=name, names=names))
        return Enrolled(name, NOBODY)

    def identified(self, hand_ins: Sequence[HandIn], roster: Sequence[Enrolled] = ()) -> tuple[HandIn, ...]:
        """Return hand-ins with the ids of their students, who are entered with the course's list."""
        people = {each.name: each for each in roster}
        people |= {each.student: Enrolled(each.student, each.person) for each in hand_ins if not each.student_id}
        try:
            with open_gradebook(self.path, self.clock) as book:
                found = book.identify(lambda students: identify(students, list(people.values()), roster))
        except (AutograderError, sqlite3.Error):
            return tuple(hand_ins)
        ids = {each.name: each.id for each in found}
        return tuple(replace(each, student_id=each.student_id or ids[each.student]) for each in hand_ins)

    def _students(self) -> Mapping[str, Known]:
        """Return the students of the book; nobody where it cannot be read, which is told when it is written."""
        try:
            with open_gradebook(self.path, self.clock) as book:
                return book.students().known
        except (AutograderError, sqlite3.Error):
            return {}

    def open(self, stack: ExitStack, pages: Pages) -> Gradebook:
        """Open the book for an assignment, until the stack is closed."""
        resolved = pages.resolved
        book = stack.enter_context(open_gradebook(self.path, self.clock))
        book.assign(resolved.assignment, counts(resolved.course, resolved.assignment))
        return book

    def tried(self, act: Callable[[], Gradebook]) -> Gradebook | None:
        """Do something with the book; return None, and tell, where it cannot be written."""
        try:
            return act()
        except (AutograderError, sqlite3.Error) as error:
            text = _("The grade book is not written: {reason}. “autograder regrade” enters the grades later.")
            self.warn(text.format(reason=error))
            return None


class _Entries:
    """Enters what is graded now one by one, and what was before in groups: each entry waits for the disk."""

    def __init__(self, recorder: Recorder, stack: ExitStack) -> None:
        self._recorder, self._stack = recorder, stack
        self._open: Callable[[], Gradebook] | None = None
        self._book: Gradebook | None = None
        self._waiting: list[GradingOutcome] = []
        self._folder = ""

    def notice(self, event: RunEvent) -> None:
        """Take an event of the run."""
        match event:
            case Began():
                self._folder = str(event.pages.folder.root.resolve())
                self._open = partial(self._recorder.open, self._stack, event.pages)
            case Scored():
                self._waiting.append(event.outcome)
                if not event.outcome.resumed or len(self._waiting) == GROUP:
                    self.enter()

    def enter(self) -> None:
        """Enter what waits; once the book could not be written, nothing more."""
        group, self._waiting = self._waiting, []
        if self._open is not None:
            self._book, self._open = self._recorder.tried(self._open), None
        if self._book is not None and group:
            self._book = self._recorder.tried(partial(_entered, self._book, group, self._folder))


def _is_anew(done: GradingOutcome) -> bool:
    """Return whether a hand-in was given now; in what order several attempts are graded says nothing about them."""
    return done.anew and not owner(done.name)


def _entered(book: Gradebook, group: Sequence[GradingOutcome], folder: str) -> Gradebook:
    """Enter grades; one that the book cannot take is left out, and the log says so."""
    try:
        for anew in (False, True):
            if records := [done.record for done in group if _is_anew(done) is anew]:
                book.record(*records, run=folder, anew=anew)
    except (AutograderError, sqlite3.Error):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are entered
        if len(group) == 1:
            confined(group[0].name, "it was entered into the grade book", error)
            return book
        for done in group:
            _entered(book, [done], folder)
    return book
