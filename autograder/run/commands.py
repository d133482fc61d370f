"""One function for each command: from paths to finished records and pages."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean, stdev
from threading import Event

from autograder import wire
from autograder.backends import SANDBOXES, missing
from autograder.course import release as stubs
from autograder.course.assignment import DataSpec, Private
from autograder.course.folder import Course, open_course
from autograder.course.policy import Attempts
from autograder.data import DATA_SETS, hidden
from autograder.errors import DataError, UsageError
from autograder.records import IsolationLayer
from autograder.reports import StudentView
from autograder.run import allowance
from autograder.run.accounts import under_one_name
from autograder.run.attempts import owner, with_choice
from autograder.run.batch import DEVICES, Finished, HandIn
from autograder.run.calibrate import Trained, trainings
from autograder.run.calibrate import write as write_bar
from autograder.run.devices import Devices, cards_here, on_slot
from autograder.run.faults import confined, faulty, left_open
from autograder.run.grader import Grader, Options, computing, opened
from autograder.run.intake import counts
from autograder.run.pages import Pages
from autograder.run.regrade import regrade, stored
from autograder.run.run_configuration import RunConfiguration
from autograder.sandbox import bytecode
from autograder.store import RunFolder

Started = Callable[[str], None]
DEFAULT_CONFIG = RunConfiguration()


@dataclass(frozen=True, slots=True)
class Run:
    """A run that goes on: `finished` yields as submissions are done; then `pages` writes the class page."""

    finished: Iterator[Finished]
    pages: Pages
    total: int
    gaps: tuple[IsolationLayer, ...]

    def view(self, done: Finished) -> StudentView:
        """Return what the student's page shows."""
        evidence = self.pages.folder.evidence.read(done.record.evidence_key)
        try:
            return self.pages.view(done.slug, done.record, evidence)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are shown
            said = confined(done.slug, "it was shown", error)
            return self.pages.view(done.slug, left_open(done.record), faulty(done.record.submission.digest, said))


def batch(
    grader: Grader, assignment: str, hand_ins: Sequence[HandIn], out: Path, *, jobs: int, cancelled: Event,
    started: Started = lambda _: None, config: RunConfiguration = DEFAULT_CONFIG,
) -> Run:  # fmt: skip
    """Grade hand-ins into a run folder, `jobs` at a time.

    Raises:
        UsageError: there is nothing to grade, or the folder holds another assignment's run.
        CourseError: the assignment is wrong.
        LeaseError: another coordinator grades into the folder.
    """
    if not hand_ins:
        raise UsageError("no submissions found: expected one folder or file for each student")
    batch_, pages = grader.batch(assignment, out)
    batch_ = replace(batch_, log=config.log(out, assignment), templates=pages.templates)
    engine = partial(config.open_engine, grader.options)
    graded = batch_.run(hand_ins, jobs=jobs, cancelled=cancelled, started=started, engine=engine)
    attempts = Counter(wire.slug(hand_in.student) for hand_in in hand_ins if hand_in.attempt)
    finished = under_one_name(with_choice(graded, attempts, pages, _counts(pages)), pages.folder)
    gaps = missing(grader.sandbox) if grader.options.hidden and config.here else ()
    return Run(finished, pages, len(hand_ins), gaps)


def grade(grader: Grader, assignment: str, hand_in: HandIn, out: Path, *, cancelled: Event) -> Run:
    """Grade one hand-in, which counts as handed in now, also where the run folder has its grade already.

    Raises:
        UsageError: the folder holds another assignment's run.
        CourseError: the assignment is wrong.
        LeaseError: another coordinator grades into the folder.
    """
    run = batch(grader, assignment, [hand_in], out, jobs=1, cancelled=cancelled)
    return replace(run, finished=(replace(done, anew=True) for done in run.finished))


def regrade_run(options: Options, out: Path) -> Run:
    """Check and report a run folder again. Nothing of a submission is executed, at most a changed reference.

    Raises:
        UsageError: the folder holds no run.
        CourseError: the assignment is wrong.
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
    return Run(
        with_choice(regrade(pages, processes=os.cpu_count() or 1), attempts, pages, _counts(pages)),
        pages,
        len(graded),
        (),
    )


def _counts(pages: Pages) -> Attempts:
    return counts(pages.resolved.course, pages.resolved.assignment)


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


def course_of(options: Options) -> Course:
    """Open the course alone."""
    return open_course(options.course)


def own_machine(options: Options) -> Options:
    """Return the options of a self-check: public checks, in a plain process."""
    return replace(options, hidden=False, sandbox="process", allowed=("all",), record=False)


def isolation(options: Options) -> Iterator[tuple[str, tuple[IsolationLayer, ...]]]:
    """Attempt the attack behind each layer of isolation with every backend; yield what held.

    Raises:
        UsageError: what Keras computes with in the course is not installed.
    """
    framework = computing(course_of(options))
    for name, backend in SANDBOXES.items():
        sandbox = backend(framework=framework)
        try:
            yield name, sandbox.layers()
        finally:
            sandbox.close()


def inventory(options: Options) -> Iterator[str]:
    """Yield a line about the packages, each data set and each GPU of this machine; nothing is downloaded."""
    yield bytecode.told(("keras", computing(course_of(options)), "numpy"))
    places = replace(options.places, download=False)
    for name in DATA_SETS.names():
        try:
            hidden(DataSpec(name=name), Private(), places)
        except (DataError, UsageError) as error:
            yield f"data {name}: missing. {error}"
        else:
            yield f"data {name}: here"
    yield from cards_here()


def limits(options: Options, names: Sequence[str]) -> Iterator[str]:
    """Yield lines about the limits of assignments, each of whose references is run unless it was before.

    Raises:
        CourseError: an assignment is wrong, or its reference fails.
    """
    if not names:
        return
    with opened(options) as grader:
        for name in names:
            resolved = grader.resolve(name)
            yield from allowance.told(name, resolved.assignment, resolved.reference.took, resolved.limits)


def calibrate(grader: Grader, assignment: str, seeds: int, devices: Devices = DEVICES) -> Iterator[str]:
    """Train the reference `seeds` times and write the bar that follows; yield a line for each training.

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
        yield f"seed {run.seed}: accuracy {run.accuracy:.4f} after {run.epochs} epochs, {run.seconds:.1f} s"
    found = write_bar(resolved, runs)
    mean, deviation = fmean(found.accuracies), stdev(found.accuracies)
    yield f"accuracy {mean:.4f} ± {deviation:.4f} over {seeds} seeds on {found.n} test images, {found.device}"
    yield f"bar {found.bar:.4f}: an equal network falls below it with probability {found.false_fail:.2g} at most"


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


def release(options: Options, names: Sequence[str], language: str, out: Path | None) -> Iterator[Path]:
    """Write the stubs of assignments, all where none is named; yield their paths.

    Raises:
        UsageError: there is no such assignment.
        CourseError: a solution is missing or cannot be read.
    """
    course = open_course(options.course)
    for name in names or course.assignments():
        course.assignment(name)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        yield from stubs.release(course.public(name), course.private(name), language=language, into=out)
