"""One function for each command: from paths to finished records and pages."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event

from autograder import wire
from autograder.backends import SANDBOXES, missing
from autograder.collect.replay import replayed
from autograder.course import release as stubs
from autograder.course.assignment import DataSpec, Private
from autograder.course.folder import Course
from autograder.course.frameworks import FRAMEWORKS
from autograder.data import hidden, own
from autograder.data import names as data_names
from autograder.errors import CourseError, DataError, UsageError
from autograder.execution import Log, ObservedLog, Observer, Unwritten, What
from autograder.i18n import language
from autograder.records import IsolationLayer
from autograder.run import allowance, environment
from autograder.run.accounts import drop_former_names
from autograder.run.attempts import AttemptSelector, owner
from autograder.run.bars import figure, told
from autograder.run.batch import DEVICES, Batch
from autograder.run.calibrate import Trained, trainings
from autograder.run.calibrate import write as write_bar
from autograder.run.devices import Devices, cards_here, on_slot
from autograder.run.events import Began, Scored
from autograder.run.grader import Grader, Options, computing, opened
from autograder.run.intake import counts
from autograder.run.outcome import GradingOutcome
from autograder.run.pages import Pages
from autograder.run.regrade import Replay, regrade, stored
from autograder.run.resolve import Resolved
from autograder.run.run_configuration import RunConfiguration
from autograder.run_folder import MissingSubmission, RunFolder
from autograder.sandbox import bytecode
from autograder.submissions.hand_in import HandIn

DEFAULT_CONFIG = RunConfiguration()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run gave; `pages` can write the class page, and tell what each page shows."""

    finished: tuple[GradingOutcome, ...]
    pages: Pages


def batch(
    grader: Grader, assignment: str, hand_ins: Sequence[HandIn], out: Path, *, jobs: int, cancelled: Event,
    observers: Sequence[Observer] = (), config: RunConfiguration = DEFAULT_CONFIG,
    absent: Sequence[MissingSubmission] | None = None, anew: bool = False,
) -> RunResult:  # fmt: skip
    """Grade hand-ins into a run folder, `jobs` at a time, and return when all are graded or `cancelled` is set.

    Args:
        grader: the open course.
        assignment: the assignment's id.
        hand_ins: what is graded.
        out: the run folder.
        jobs: how many at a time.
        cancelled: ends the run early.
        observers: are told what happens.
        config: how it is run.
        absent: of whom there is nothing to grade; None where nobody knows.
        anew: whether all count as handed in now, also where the run folder has their grades already.

    Raises:
        UsageError: there is nothing to grade, or the folder holds another assignment's run.
        CourseError: the assignment is wrong.
        LeaseError: another coordinator grades into the folder.
    """
    if not hand_ins:
        raise UsageError("no submissions found: expected one folder or file for each student")
    pages = grader.open_run(assignment, out)
    attempts = Counter(wire.slug(hand_in.key) for hand_in in hand_ins if hand_in.attempt)
    gaps = missing(grader.sandbox) if grader.options.hidden and config.here else ()
    with closing(config.log(out, assignment, observers)) as log, language(pages.language):
        if absent is not None:
            pages.folder.write_absent(absent)
        log.write([Began(what=What.BEGAN, pages=pages, total=len(hand_ins), gaps=gaps)])
        results = _Results(pages, log, attempts)
        graded = Batch(pages, grader.collector, log, results.finish, anew)
        graded.run(hand_ins, jobs=jobs, cancelled=cancelled, engine=partial(config.open_engine, grader.options))
        drop_former_names(pages.folder, results.finished)
    return RunResult(tuple(results.finished), pages)


def grade(
    grader: Grader, assignment: str, hand_in: HandIn, out: Path, *, cancelled: Event,
    observers: Sequence[Observer] = (),
) -> RunResult:  # fmt: skip
    """Grade one hand-in, which counts as handed in now.

    Raises:
        UsageError: the folder holds another assignment's run.
        CourseError: the assignment is wrong.
    """
    return batch(grader, assignment, [hand_in], out, jobs=1, cancelled=cancelled, observers=observers, anew=True)


def regrade_run(options: Options, out: Path, observers: Sequence[Observer] = ()) -> RunResult:
    """Check and report a run folder again. Nothing of a submission is executed, at most a changed reference.

    Raises:
        UsageError: the folder holds no run.
        CourseError: the assignment is wrong.
        LeaseError: another command writes into the folder.
    """
    folder = RunFolder(out)
    settings = folder.read_settings()
    assignment = settings.get("assignment")
    if assignment is None:
        raise UsageError(f"{out}: expected a folder that batch or grade wrote, found no run.json in it")
    options = replace(options, offline=settings.get("data") == "offline")
    with opened(options, at_once=False) as grader:
        pages = grader.pages(grader.resolve(assignment), folder)
        graded = stored(folder)
        attempts = Counter(owner(slug) for slug in graded if owner(slug))
        log = ObservedLog(Unwritten(), observers)
        with language(pages.language):
            log.write([Began(what=What.BEGAN, pages=pages, total=len(graded))])
            results = _Results(pages, log, attempts)
            again = _replaying(grader, pages.resolved)
            regrade(pages, results.finish, processes=os.cpu_count() or 1, replay=again)
    return RunResult(tuple(results.finished), pages)


def _replaying(grader: Grader, resolved: Resolved) -> Replay:
    """Return what runs the course's own tests on what crossed before."""
    return lambda record, crossed: replayed(grader.sandbox, resolved.task(record.submission), crossed)


class _Results:
    """Takes what is finished in a run: chooses among attempts, tells observers, keeps it."""

    def __init__(self, pages: Pages, log: Log, attempts: Mapping[str, int]) -> None:
        resolved = pages.resolved
        self._pages, self._log = pages, log
        self._choice = AttemptSelector(pages, attempts, counts(resolved.course, resolved.assignment))
        self.finished: list[GradingOutcome] = []

    def finish(self, done: GradingOutcome) -> None:
        """Take a hand-in that is done."""
        self._choice.take(done)
        self.finished.append(done)
        scored = Scored(what=What.SCORED, name=done.name, student=done.student, outcome=done, pages=self._pages)
        self._log.write([scored])


def infer_assignment(course: Course, path: Path) -> str:
    """Return the assignment that a path names: by its own name, or one of its parents'.

    Raises:
        UsageError: none of them is an assignment, and the course has several.
    """
    known = course.assignments()
    names = (path.stem, *(parent.name for parent in path.resolve().parents))
    found = next((name for name in names if name in known), None)
    if found is None and len(known) == 1:
        found = known[0]
    if found is None:
        raise UsageError(f"which assignment is {path}? Name it with -a; the course has: {', '.join(known)}")
    return found


def own_machine(options: Options) -> Options:
    """Return the options of a self-check: public checks, in a plain process."""
    return replace(options, hidden=False, sandbox="process", allowed=("all",), record=False)


def isolation(options: Options, tell: Callable[[str, Sequence[IsolationLayer]], None]) -> None:
    """Attempt the attack behind each layer of isolation with every backend; tell what held.

    Raises:
        UsageError: what Keras computes with in the course is not installed.
    """
    framework = computing(options.course)
    for name, backend in SANDBOXES.items():
        sandbox = backend(framework=framework)
        try:
            tell(name, sandbox.layers())
        finally:
            sandbox.close()


def inventory(options: Options, tell: Callable[[str], None]) -> None:
    """Tell a line about packages, each data set, brought framework and GPU of this machine; nothing is downloaded."""
    tell(bytecode.told(("keras", computing(options.course), "numpy")))
    places = replace(options.places, download=False)
    for name in data_names(places):
        try:
            hidden(DataSpec(name=name), Private(), places)
        except (CourseError, DataError, UsageError) as error:
            tell(f"data {name}: missing. {error}")
        else:
            tell(f"data {name}: here")
    for name in FRAMEWORKS.names():
        if brought := FRAMEWORKS.origin(name):
            tell(f"framework {name}: brought by {brought}")
    for line in (*environment.told(options.course, places.cache), *cards_here()):
        tell(line)


def limits(options: Options, names: Sequence[str], tell: Callable[[str], None]) -> None:
    """Tell lines about the limits of assignments, each of whose references is run unless it was before.

    Raises:
        CourseError: an assignment is wrong, or its reference fails.
    """
    if not names:
        return
    with opened(options) as grader:
        for name in names:
            resolved = grader.resolve(name)
            for line in allowance.told(name, resolved.assignment, resolved.reference.took, resolved.limits):
                tell(line)


def calibrate(
    grader: Grader, assignment: str, seeds: int, tell: Callable[[str], None], devices: Devices = DEVICES
) -> None:
    """Train the reference `seeds` times and write the bar that follows; tell a line for each training.

    It is trained on a GPU where the assignment wants one and `devices` has one, else on the CPU, with the CPU's budget.

    Raises:
        CourseError: there is no reference or no data, or a training fails.
        UsageError: the assignment requires a GPU and there is none.
    """
    resolved = grader.resolve(assignment)
    slot = replace(devices.slots(resolved.assignment, 1)[0], memory_mb=0)
    resolved, trainer = replace(resolved, on_cpu=not slot.gpu), on_slot(grader.collector, slot).trainer
    runs: list[Trained] = []
    for run in trainings(resolved, trainer, seeds, grader.collector.scratch):
        runs.append(run)
        value = f"{run.found.title} {figure(run.found.value, run.found)}"
        tell(f"seed {run.seed}: {value} after {run.epochs} epochs, {run.seconds:.1f} s")
    found, guess = write_bar(resolved, runs), runs[0].found
    for line in told(found, guess, stated=resolved.scoring.bar):
        tell(line)


def new_course(folder: Path, bundled: Sequence[Path]) -> Path:
    """Copy the bundled course into an empty folder; return its root.

    Raises:
        UsageError: the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: expected an empty folder or a new name, found something in it")
    source = next(root for root in bundled if (root / "assignments").is_dir())
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for half in ("assignments", "reference"):
        shutil.copytree(source / half, folder / half, ignore=ignored)
    (folder / "course.toml").write_text(f"title = {json.dumps(folder.resolve().name)}\n", encoding="utf-8")
    return folder


def release(options: Options, names: Sequence[str], language: str, out: Path | None) -> list[Path]:
    """Write the stubs of assignments, all where none is named, and the public part of their data; return the paths.

    Raises:
        UsageError: there is no such assignment.
        CourseError: a solution is missing or cannot be read.
    """
    course, written = options.course, list[Path]()
    for name in names or course.assignments():
        course.assignment(name)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        written += stubs.release(course.public(name), course.private(name), language=language, into=out)
    return [*written, *_data_handed_out(options, names or course.assignments(), out or course.root)]


def _data_handed_out(options: Options, assignments: Sequence[str], into: Path) -> Iterator[Path]:
    """Write what students get of the course's own data sets that assignments name, each once."""
    specs = [options.course.assignment(name).data for name in assignments]
    asked = {name for spec in specs for name in (spec.name, *spec.also)}
    for name in sorted(asked & set(own.names(options.course.root))):
        yield from own.hand_out(name, options.places, into / "data" / name)
