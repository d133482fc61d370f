"""Make an assignment ready: its data as boxes get it, its cases, its reference and what its checks need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from autograder import data, digests
from autograder.collect import Collector, Inputs, Task, judges_itself
from autograder.collect.device import GPU
from autograder.collect.environment import made_by
from autograder.collect.task import decided
from autograder.course.assignment import Assignment, GpuPolicy, Private, TrainingMode
from autograder.course.folder import Course, solution_in
from autograder.course.release import read_catalog
from autograder.data import HiddenData, Places
from autograder.errors import CourseError, DataError
from autograder.execution import Slot
from autograder.i18n import gettext as _
from autograder.i18n import language, languages
from autograder.metrics import ACCURACY, BY_ACCURACY, Scoring
from autograder.records import Calibration, Evidence, Limits, Reference, Submission, Visibility
from autograder.run import environment
from autograder.run.allowance import WHOLE, Share, allowed
from autograder.run.calibration_store import read_calibrations
from autograder.run.cases import with_cases
from autograder.run.fingerprint import Basis, basis_of
from autograder.run.lateness import ON_TIME, Lateness, read_lateness
from autograder.run.metrics import read_scoring
from autograder.run.parts import asked_names, marked_checks
from autograder.run.reference import run_reference
from autograder.run.suite import with_suite
from autograder.run.suite_points import SuiteCheck
from autograder.run.targets import assert_trainable_each
from autograder.run.training_files import training_files
from autograder.run.worth import tested_by, titles_of, worth
from autograder.run.written import asked_answers, named
from autograder.sentences import EXAMPLES, Nouns, speaking_of
from autograder.submissions.answers import NO_ANSWERS, AskedAnswers
from autograder.submissions.entry import read_handout
from autograder.submissions.work import Handout

NOTHING = Basis("", "", "", "", "")
HALF = 32
"""How many characters of an evidence's key are the same on every machine that may share the work."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """An assignment ready for grading.

    `missing` says why its data is not here, "" where it is; `lacking` says so of further sets and weights; `titles`
    names its checks; `language` is that of students who have none of their own, `catalogs` the course's own words by
    language; `lateness` decides over late hand-ins. `calibrations` are the bars by device; `on_cpu` says that a GPU is
    preferred and not there; `basis` names what evidence depends on; `share` is what of the machine a box has; `scoring`
    is what outputs are scored by; `nouns` are what examples of the data are called; `answers` are asked for in words;
    `tested` are the course's own tests.
    """

    course: Course
    assignment: Assignment
    private: Private
    inputs: Inputs
    hidden: HiddenData | None
    missing: str
    reference: Reference
    reference_plan: bytes | None
    checks: tuple[tuple[Path, Visibility], ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    catalogs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    language: str = "en"
    lateness: Lateness = ON_TIME
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    on_cpu: bool = False
    basis: Basis = NOTHING
    share: Share = WHOLE
    lacking: tuple[str, ...] = ()
    scoring: Scoring = BY_ACCURACY
    nouns: Nouns = EXAMPLES
    answers: AskedAnswers = NO_ANSWERS
    tested: tuple[SuiteCheck, ...] = ()

    def language_of(self, student: str) -> str:
        """Return the language of what a student reads."""
        return self.course.settings.languages.get(student, self.language)

    @contextmanager
    def speaking(self, code: str) -> Iterator[None]:
        """Use a language, with the course's own translations of its checks' titles and messages, in a block.

        Sentences in it call examples what the data set calls them.
        """
        with language(code, self.catalogs.get(code, {}), self.course.catalogs), speaking_of(self.nouns):
            yield

    def speaking_to(self, student: str) -> AbstractContextManager[None]:
        """Use the language of a student in a block."""
        return self.speaking(self.language_of(student))

    def at(self, slots: Sequence[Slot]) -> Resolved:
        """Return the assignment for a machine with these slots: with the CPU's budget where they have no GPU.

        Raises:
            CourseError: a GPU is preferred, there is none, and there is a bar for GPUs alone.
        """
        on_cpu = not any(slot.gpu for slot in slots)
        name = self.assignment.id
        if on_cpu and self.assignment.gpu is GpuPolicy.PREFERRED and set(self.calibrations) == {GPU}:
            problem = f"{name}: no GPU was found, and the accuracy bar was set on a GPU; set the CPU's own with "
            raise CourseError([f"{problem}“autograder calibrate {name} --gpus none”"])
        return replace(self, on_cpu=on_cpu)

    def reference_on(self, device: str) -> Reference:
        """Return the reference with the bar of a device; where that has none, with the one that there is."""
        calibration = self.calibrations.get(device, self.reference.calibration)
        return replace(self.reference, calibration=calibration)

    def bar_on(self, device: str) -> float | None:
        """Return what is asked for of a training on a device: what the assignment states, else what is calibrated."""
        calibration, scoring = self.reference_on(device).calibration, self.scoring
        stated = scoring.bar is not None or calibration is None
        return scoring.bar if stated or calibration is None else calibration.bar_of(scoring.metric.name)

    @property
    def handout(self) -> Callable[[], Handout]:
        """What reads the files that students started from."""
        return partial(read_handout, self.course.public(self.assignment.id), asked_names(self.assignment))

    def task(self, submission: Submission, undecided: Callable[[Evidence], bool] = decided) -> Task:
        """Return what is to be collected about a submission; `undecided` is the task's."""
        assignment, backend = self._assignment, self.course.settings.backend
        expected = self.reference.values
        limits, seed = self.limits, assignment.seed
        return Task(submission, assignment, self.inputs, seed, limits, backend, expected, undecided, self.answers)

    @property
    def limits(self) -> Limits:
        """What a submission's boxes may use."""
        return allowed(self._assignment, self.reference.took, self.share)

    @property
    def _assignment(self) -> Assignment:
        return self.assignment.on_cpu() if self.on_cpu else self.assignment

    def evidence_key(self, submission: Submission) -> str:
        """Return what names the evidence of a submission: everything that its run depends on.

        Its first half is the same on every machine that may share the work; the second adds the machine's packages.
        """
        basis, judged = self.basis, [self.bars, judges_itself(self.inputs, self.reference.values)]
        work = [submission.digest, submission.form, submission.entry]
        shared = digests.of_parts([*work, basis.asked, basis.code, judged])
        return shared[:HALF] + digests.of_parts([shared, basis.packages])[:HALF]

    @property
    def bars(self) -> str:
        """A digest of the bars by which borderline trainings of the grader are settled; "" where there are none."""
        if self.assignment.training.mode is not TrainingMode.GRADER or not self.assignment.training.retrain:
            return ""
        calibrated = {device: each.bar for device, each in sorted(self.calibrations.items())}
        if self.scoring.metric is ACCURACY and self.scoring.bar is None:
            return digests.of_parts(calibrated)
        brought = [self.scoring.source] if self.scoring.source else []
        return digests.of_parts([calibrated, self.scoring.metric.name, self.scoring.bar, *brought])

    @property
    def asked(self) -> Mapping[str, str]:
        """What a grade was given on, as digests: a regrade on something else would compare what does not belong."""
        return {**self.basis.asked, "bar": self.bars}


def resolve(
    course: Course, name: str, places: Places, collector: Collector, *, hidden: bool = True, language: str = "en",
    share: Share = WHOLE,
) -> Resolved:  # fmt: skip
    """Make an assignment ready; its reference solution is run once and remembered.

    Args:
        course: the course.
        name: the assignment's id.
        places: where data comes from and is kept; its cache keeps the reference's evidence too.
        collector: runs the reference solution.
        hidden: whether the private half is used; without it only public checks are run.
        language: that of students who have none of their own.
        share: what of the machine a box has.

    Raises:
        CourseError: a file of the assignment is wrong, or its reference solution fails.
    """
    assignment = course.assignment(name)
    private = course.secrets(name) if hidden else Private()
    inputs, secret, missing, lacking = _data(course, assignment, private, places, hidden=hidden)
    scoring = read_scoring(course, assignment, secret.targets if secret else None) if hidden else BY_ACCURACY
    assignment = _standing_in(course, assignment, places)
    inputs = with_cases(course, assignment, inputs, places, hidden=hidden)
    inputs = with_suite(course, assignment, inputs, places, collector, hidden=hidden)
    catalogs = {code: _catalog(course, name, code) for code in languages(course.catalogs)}
    answers = asked_answers(course.public(name), assignment.parts, catalogs)
    others = {"missing": missing, **made_by(assignment.frameworks, course.settings.backend), **named(answers)}
    basis = basis_of(assignment, private, inputs, others, labels=secret.y_test.tobytes() if secret else b"")
    kept, reference, plan = places.cache, Reference(assignment.id, None, (), None, ""), None
    if hidden and (solution := solution_in(course.private(name))) is not None:
        reference, plan = run_reference(assignment, solution, inputs, basis=basis, cache=kept, collector=collector)
    assert_trainable_each(assignment, reference, secret)
    calibrations = read_calibrations(course, assignment) if reference.digest else {}
    checks = marked_checks(assignment, files := _check_files(course, assignment, hidden=hidden))
    tested = tested_by(course, assignment, inputs, checks)
    assignment = assignment if hidden else worth(assignment, checks, tested)
    return Resolved(
        course=course,
        assignment=assignment,
        private=private,
        inputs=inputs,
        hidden=secret,
        missing=missing,
        reference=replace(reference, calibration=next(iter(calibrations.values()), None)),
        reference_plan=plan,
        checks=files,
        tested=tested,
        titles=titles_of(assignment, checks, tested),
        catalogs=catalogs,
        lateness=read_lateness(course, assignment) if hidden else ON_TIME,
        calibrations=calibrations,
        basis=basis,
        lacking=lacking,
        scoring=scoring,
        nouns=data.nouns_of(data.find(assignment.data.name, places)) if assignment.data.name else EXAMPLES,
        answers=answers,
        language=language,
        share=share,
    )


def _check_files(course: Course, assignment: Assignment, *, hidden: bool) -> tuple[tuple[Path, Visibility], ...]:
    files = tuple((path, Visibility.VISIBLE) for path in course.check_files(assignment.id, hidden=hidden))
    if files or assignment.parts or assignment.suite is not None:
        return files
    raise CourseError([f"{course.public(assignment.id)}: expected checks/test_*.py, found none"])


def _standing_in(course: Course, assignment: Assignment, places: Places) -> Assignment:
    """Return the assignment with the set that is really used in the place of its own, and titles that say so."""
    name = data.used(assignment.data.name, offline=places.offline)
    if name == assignment.data.name:
        return assignment
    titles = {}
    for code in languages(course.catalogs):
        with language(code, brought=course.catalogs):
            own = assignment.titles.get(code, assignment.title)
            titles[code] = _("{title} (offline: on {data})").format(title=own, data=_(data.find(name).title))
    return replace(assignment, data=replace(assignment.data, name=name), title=titles["en"], titles=titles)


def _data(
    course: Course, assignment: Assignment, private: Private, places: Places, *, hidden: bool
) -> tuple[Inputs, HiddenData | None, str, tuple[str, ...]]:
    """Return what boxes get, the hidden images, why there are none, and what else was asked for and is not there.

    Without `hidden` nobody asks for hidden images.
    """
    public = data.public(assignment.data, private, places)
    shipped = data.shipped(course.public(assignment.id))
    mounts = (*public.mounts, *shipped, *environment.mounts(course, places.cache))
    if not assignment.data.name:
        return Inputs(mounts), None, "", tuple(public.missing.values())
    try:
        secret = data.hidden(assignment.data, private, places) if hidden else None
        training = data.training(assignment.data, private, places)
    except DataError as error:
        return Inputs(mounts), None, str(error), _others(public.missing, str(error))
    folder = places.cache / "training" / training.key
    files = training_files(folder, training)
    inputs = Inputs(
        public=mounts,
        sample=files["sample"],
        test=secret.x_file if secret else None,
        train_x=files["x"],
        train_y=files["y"],
        pixel_max=float(training.pixel_max),
        learned=training.learned,
    )
    return inputs, secret, "", tuple(public.missing.values())


def _others(missing: Mapping[str, str], told: str) -> tuple[str, ...]:
    """Return what is said of missing sets and weights besides what was told already."""
    return tuple(said for said in missing.values() if said != told)


def _catalog(course: Course, name: str, language: str) -> Mapping[str, str]:
    return {**read_catalog(course.public(name), language), **read_catalog(course.private(name), language)}
