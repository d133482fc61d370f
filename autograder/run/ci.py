"""Feedback on a push: find what changed, grade it, and say it where a runner shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event

from autograder.execution import RunEvent
from autograder.exports.github import Annotation, Level
from autograder.exports.junit import document
from autograder.exports.places import MAX_BYTES, line_of
from autograder.i18n import gettext as _
from autograder.i18n import language
from autograder.partial import write_atomically
from autograder.records import Book, Evidence, Form, Record, State, Status
from autograder.reports import StudentView, markdown
from autograder.run import commands
from autograder.run.events import Scored
from autograder.run.grader import Grader, Options, opened
from autograder.run.grading_lock import writing
from autograder.run.pushed_work import CiSubmission
from autograder.run.recorder import Recorder
from autograder.submissions.hand_in import HandIn
from autograder.wire import clean_text

_NO_REMARK = frozenset({Status.PASSED, Status.SKIPPED, Status.AWAITING})
"""How checks end that need no remark at the code."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """Who pushed which commit, and when it came by a clock that is not the student's.

    `is_login` says that `student` is the name of an account, which its owner chose.
    """

    student: str
    at: datetime
    commit: str = ""
    is_login: bool = False


@dataclass(frozen=True, slots=True)
class GradedSubmission:
    """A hand-in that was graded: its record, what its page shows, where its results lie."""

    work: CiSubmission
    slug: str
    record: Record
    evidence: Evidence | None
    view: StudentView
    title: str
    folder: Path


def grade(
    options: Options,
    works: Sequence[CiSubmission],
    out: Path,
    push: Pushed,
    *,
    public: bool,
    cancelled: Event,
    tell: Callable[[GradedSubmission], None],
    recorder: Recorder | None = None,
) -> list[GradedSubmission]:
    """Grade the work into a run folder for each assignment below `out`; `tell` is called with each that is graded.

    The hidden checks run where the private half is there, unless `public`. Without it the machine holds no secret, so
    that weak isolation is allowed. What they ran on is a hand-in of the student, and is entered by the recorder.

    Raises:
        CourseError: the course is wrong.
        IsolationError: the machine cannot isolate as asked.
    """
    course = options.course
    names = list(dict.fromkeys(work.assignment for work in works))
    with_secrets = [] if public else [name for name in names if course.private(name).is_dir()]
    without = [name for name in names if name not in with_secrets]
    done: list[GradedSubmission] = []
    for hidden, group in ((True, with_secrets), (False, without)):
        if not group:
            continue
        chosen = options if hidden else replace(options, hidden=False, allowed=("all",))
        with opened(chosen) as grader:
            for name in group:
                mine = [work for work in works if work.assignment == name]
                book = _told_apart(name, mine, recorder) if hidden else None
                done += _graded(grader, mine, out / name, push, book, cancelled=cancelled, tell=tell)
    return done


def remarks(graded: GradedSubmission, root: Path) -> list[Annotation]:
    """Return what went wrong, each at its place: the run's failure at its line, then every check that did not pass."""
    path = _entry(graded)
    file = _relative(path, root)
    if graded.record.grade.state is State.UNGRADED:
        return [Annotation(Level.WARNING, file, None, _("not graded yet"), graded.view.reason)]
    failure = graded.view.failure
    found = [Annotation(Level.ERROR, file, _line(graded, path), failure.title, failure.said)] if failure else []
    said = {annotation.message for annotation in found}
    for check in graded.view.checks:
        if check.marked or check.status in _NO_REMARK or check.message in said:
            continue
        said.add(check.message)
        level = Level.ERROR if check.status is Status.FAILED and check.earned == 0 else Level.WARNING
        title = f"{check.title} {check.earned:g} / {check.possible:g}"
        found.append(Annotation(level, file, None, title, check.message or check.title))
    return found


def write_reports(done: Sequence[GradedSubmission], out: Path, *, made: datetime, lang: str) -> str:
    """Write `junit.xml` and `summary.md` below `out`; return the summary's Markdown."""
    books: dict[str, Book] = {}
    for graded in done:
        name = graded.work.assignment
        records = {**(books[name].records if name in books else {}), graded.slug: graded.record}
        books[name] = Book(name, graded.title, None, made, records, provisional=True)
    with language(lang):
        write_atomically(out / "junit.xml", document(books).encode())
        text = "\n\n".join(markdown(graded.view) for graded in done)
    write_atomically(out / "summary.md", text.encode())
    return text


def _told_apart(assignment: str, works: Sequence[CiSubmission], recorder: Recorder | None) -> Recorder | None:
    """Return where work is entered: nowhere, and that is told, where one push holds several hand-ins to choose from."""
    if recorder is None or len(works) == 1:
        return recorder
    text = _(
        "{assignment}: {number} hand-ins in one push, and nothing tells which counts. None of them is entered into the "
        "grade book: push a change of the one that counts alone."
    )
    recorder.warn(text.format(assignment=assignment, number=len(works)))
    return None


def _handed_in(works: Sequence[CiSubmission], push: Pushed, recorder: Recorder | None) -> list[HandIn]:
    if recorder is None:
        several = len(works) > 1
        names = [f"{push.student} ({number})" if several else push.student for number in range(1, len(works) + 1)]
        return [HandIn(name, work.path) for name, work in zip(names, works, strict=True)]
    who = recorder.student(push.student, is_login=push.is_login)
    note = _("Graded: commit {commit} of your repository.").format(commit=push.commit[:10])
    notes = (note,) if push.commit else ()
    hand_ins = [
        HandIn(who.name, work.path, submitted_at=push.at, person=who.person, notes=notes, student_id=who.id)
        for work in works
    ]
    return list(recorder.identified(hand_ins))


def _graded(
    grader: Grader, works: Sequence[CiSubmission], out: Path, push: Pushed, recorder: Recorder | None, *,
    cancelled: Event, tell: Callable[[GradedSubmission], None],
) -> list[GradedSubmission]:  # fmt: skip
    hand_ins, assignment = _handed_in(works, push, recorder), works[0].assignment
    by_name: Mapping[str, CiSubmission] = {each.student: work for each, work in zip(hand_ins, works, strict=True)}
    made: dict[str, GradedSubmission] = {}

    def notice(event: RunEvent) -> None:
        if isinstance(event, Scored):
            made[event.name] = graded = _looked_at(event, by_name[event.student])
            tell(graded)

    with writing(out, [each.key for each in hand_ins]):
        if recorder is None:
            run = commands.batch(grader, assignment, hand_ins, out, jobs=1, cancelled=cancelled, observers=[notice])
        else:
            with recorder.entering() as enter:
                observers = [enter, notice]
                run = commands.grade(grader, assignment, hand_ins[0], out, cancelled=cancelled, observers=observers)
    return [made[done.name] for done in run.finished]


def _looked_at(event: Scored, work: CiSubmission) -> GradedSubmission:
    done, pages = event.outcome, event.pages
    return GradedSubmission(
        work=work,
        slug=done.name,
        record=done.record,
        evidence=pages.folder.evidence.read(done.record.evidence_key),
        view=pages.shown(done.name, done.record),
        title=pages.resolved.assignment.title,
        folder=pages.folder.student(done.name),
    )


def _entry(graded: GradedSubmission) -> Path:
    """Return the file that was run, as the student keeps it."""
    path = graded.work.path
    inside = path / graded.record.submission.entry
    return inside if path.is_dir() and inside.is_file() else path


def _relative(path: Path, root: Path) -> str:
    """Return a path as annotations name it; a name that is not Unicode is shown as far as it is."""
    inside = path.resolve().is_relative_to(root.resolve())
    return clean_text(path.resolve().relative_to(root.resolve()).as_posix() if inside else path.name, 1_000)


def _line(graded: GradedSubmission, path: Path) -> int | None:
    """Return the line at which the run failed, in the file as the student keeps it."""
    failure = graded.evidence.first_error if graded.evidence else None
    if failure is None or not failure.where or path.is_symlink() or not path.is_file():
        return None
    if path.stat().st_size > MAX_BYTES:
        return None
    submission = graded.record.submission
    form = Form.NOTEBOOK if path.suffix.lower() == ".ipynb" else Form.MODULE
    return line_of(failure.where, form=form, entry=submission.entry, data=path.read_bytes())
