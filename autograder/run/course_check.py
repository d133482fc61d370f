"""What must hold of an assignment before term: its author's own submissions are graded and earn what they should.

The solution, as a notebook and as a module, earns everything; the stubs, which students start from, little; each file
`wrong/<check>.py` or `.ipynb` of the private half (more: `wrong/<check>-<anything>.py`) loses points at that check. A
check that no wrong submission fails may be one that cannot fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from autograder.course.folder import Course, solution_in
from autograder.course.release import as_module, as_notebook, read_solution, solution_notebook
from autograder.errors import CourseError
from autograder.execution import Observer
from autograder.records import CheckResult, Grade, Record, State, Status, Usage
from autograder.run import handouts
from autograder.run.commands import batch
from autograder.run.grader import Grader
from autograder.run.run_configuration import RunConfiguration
from autograder.run_folder import RunFolder
from autograder.submissions.hand_in import HandIn

LITTLE = 0.2
"""The share of the points that a stub may earn."""
SOLUTION, STUB, WRONG = "solution", "stub", "wrong"
FORMS = (".py", ".ipynb")


@dataclass(frozen=True, slots=True)
class AuthorSubmission:
    """A submission of the author's: what it is called, what kind it is, and the author's file.

    `file` is what is handed in. It is called as students call theirs: a file `test_….py` would be taken for a test.
    """

    name: str
    kind: str
    path: Path
    file: Path


@dataclass(frozen=True, slots=True)
class Tried:
    """A submission of the author's, what it got, and what its box used.

    `failure` says what ended it early, "" for one that ran to its end.
    """

    submission: AuthorSubmission
    grade: Grade
    usage: Usage
    failure: str

    @property
    def lost(self) -> tuple[CheckResult, ...]:
        """The checks at which it lost points; those that a person marks are none of them."""
        results = self.grade.results
        return tuple(each for each in results if each.earned < each.possible and each.status is not Status.AWAITING)

    @property
    def waits(self) -> bool:
        """Tell whether it is a solution whose points wait for a person's look."""
        return self.submission.kind == SOLUTION and self.grade.state in {State.AWAITING, State.NEEDS_REVIEW}


@dataclass(frozen=True, slots=True)
class CheckedAssignment:
    """An assignment, its author's submissions, what does not hold, and the checks that none of them fails."""

    id: str
    tried: tuple[Tried, ...]
    problems: tuple[str, ...]
    never_failed: tuple[str, ...]


def check_assignment(
    grader: Grader, name: str, out: Path, *, jobs: int, config: RunConfiguration, cancelled: Event,
    observers: Sequence[Observer] = (),
) -> CheckedAssignment:  # fmt: skip
    """Grade the author's submissions to an assignment, and say what does not hold.

    Args:
        grader: the open course.
        name: the assignment's id.
        out: the run folder; what it has is not run again.
        jobs: how many at a time.
        config: how they are run.
        cancelled: ends the run early.
        observers: are told what happens.

    Raises:
        CourseError: the assignment is wrong, or its solution missing.
    """
    course = grader.options.course
    submissions = tuple(_submissions(course, name, out / "submissions"))
    hand_ins = [HandIn(each.name, each.file) for each in submissions]
    run = batch(grader, name, hand_ins, out, jobs=jobs, config=config, cancelled=cancelled, observers=observers)
    records = {done.record.grade.student: done.record for done in run.finished}
    tried = [_tried(each, records[each.name], out) for each in submissions if each.name in records]
    problems = (*handouts.problems(course, _handouts(course, name)), *_problems(tried))
    return CheckedAssignment(name, tuple(tried), problems, _never_failed(tried))


def _tried(submission: AuthorSubmission, record: Record, out: Path) -> Tried:
    evidence = RunFolder(out).evidence.read(record.evidence_key)
    if evidence is None:
        return Tried(submission, record.grade, Usage(0.0, 0.0, 0.0), "nothing that was run")
    return Tried(submission, record.grade, evidence.usage, evidence.first_error.message if evidence.first_error else "")


def advice(checked: CheckedAssignment) -> Iterator[str]:
    """Yield a sentence for what an author should know, though nothing is wrong with it."""
    reviews = {each.grade.reason: None for each in checked.tried if each.waits}
    for reason in reviews:
        yield f"{checked.id}: right work waits for a person's look before it counts. {reason}"
    if checked.never_failed:
        place = f"reference/{checked.id}/{WRONG}"
        yield (
            f"{checked.id}: no wrong submission loses points at {', '.join(checked.never_failed)}. "
            f"{place}/{checked.never_failed[0]}.py, which should, would show that the check can fail"
        )


def _submissions(course: Course, name: str, folder: Path) -> Iterator[AuthorSubmission]:
    """Yield the author's submissions; what is handed in by another name or form is put into a folder."""
    public, private = course.public(name), course.private(name)
    solution = solution_in(private)
    if solution is None:
        raise CourseError([f"{private}: expected solution.py or solution.ipynb, found neither"])
    cells = solution_notebook(read_solution(private))
    for form, text in {".py": as_module(cells), ".ipynb": as_notebook(cells)}.items():
        file = _put(folder / f"{SOLUTION}{form}" / f"{name}{form}", text.encode())
        yield AuthorSubmission(f"{SOLUTION}{form}", SOLUTION, solution, file)
    for form in FORMS:
        if (path := public / f"{name}{form}").is_file():
            yield AuthorSubmission(f"{STUB}{form}", STUB, path, path)
    for path in sorted((private / WRONG).glob("*")):
        if path.suffix in FORMS:
            file = _put(folder / path.name / f"{name}{path.suffix}", path.read_bytes())
            yield AuthorSubmission(f"{WRONG}/{path.name}", WRONG, path, file)


def _put(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def _handouts(course: Course, name: str) -> list[Path]:
    return [path for path in course.public(name).iterdir() if path.suffix in FORMS]


def _problems(tried: Sequence[Tried]) -> Iterator[str]:
    for each in tried:
        kind, path, grade = each.submission.kind, each.submission.path, each.grade
        if kind == SOLUTION and (each.lost or grade.state is State.UNGRADED):
            asked = f"expected all {grade.possible:g} points for {each.submission.name}"
            yield f"{path}: {asked}, found {_found(each)}"
        if kind == STUB and grade.earned > LITTLE * grade.possible:
            yield f"{path}: expected at most {LITTLE:.0%} of the points for the stub, found {_found(each)}"
        if kind == WRONG:
            yield from _wrong(path, each)


def _wrong(path: Path, tried: Tried) -> Iterator[str]:
    check = path.stem.partition("-")[0]
    checks = {result.check for result in tried.grade.results}
    if check not in checks:
        listed = ", ".join(sorted(checks)) or "none"
        yield f"{path}: expected a name that begins with a check's, found {check!r}; there are: {listed}"
    elif tried.failure:
        yield f"{path}: expected a submission that runs to its end, found {tried.failure}"
    elif check not in {result.check for result in tried.lost}:
        yield f"{path}: expected it to lose points at {check}, found {_found(tried)}"


def _never_failed(tried: Sequence[Tried]) -> tuple[str, ...]:
    """Return the checks with points that no wrong submission, which runs to its end, loses points at."""
    graded = [result for each in tried for result in each.grade.results]
    by_machine = (each for each in graded if each.status is not Status.AWAITING and not each.is_written)
    checks = {result.check for result in by_machine if result.possible}
    whole = [each for each in tried if each.submission.kind == WRONG and not each.failure]
    failed = {result.check for each in whole for result in each.lost}
    return tuple(sorted(checks - failed))


def _found(tried: Tried) -> str:
    grade = tried.grade
    reasons = [f"{each.check}: {each.message or each.detail or each.status}" for each in tried.lost]
    state = [] if grade.state is State.GRADED else [f"{grade.state}: {grade.reason}".strip(": ")]
    return f"{grade.earned:g}. {' '.join([*state, *reasons])}".strip()
