"""Make an assignment ready: its data as boxes get it, its cases, its reference and what its checks need."""

from __future__ import annotations

import hashlib
import json
import math
import runpy
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

from autograder import data, wire
from autograder.assignment import Assignment, GpuPolicy, Private, TrainingMode
from autograder.checks.session import collect_checks
from autograder.collect import Collected, Collector, Inputs, Task
from autograder.collect.environment import code_digest, environment_versions
from autograder.collect.training import PLAN
from autograder.course import Course, digest_of
from autograder.data import HiddenData, Places
from autograder.errors import CourseError, DataError
from autograder.execution import Slot
from autograder.i18n import LANGUAGES, language
from autograder.i18n import gettext as _
from autograder.pipeline.bars import read_calibrations
from autograder.pipeline.devices import GPU
from autograder.pipeline.lateness import ON_TIME, Lateness, read_lateness
from autograder.records import Calibration, Case, Form, Reference, Submission, Visibility
from autograder.release import read_catalog
from autograder.store import EvidenceStore
from autograder.submissions.entry import read_handout
from autograder.submissions.work import Handout

SAMPLE = 64
MODEL_NAMES = ("model", "build_model")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An assignment ready for grading.

    `missing` says why its data is not here, "" where it is; `titles` names its checks; `language` is that of
    students who have none of their own, `catalogs` the course's own words by language; `lateness` decides over late
    hand-ins. `calibrations` are the bars by device; `on_cpu` says that a GPU is preferred and not there.
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

    def language_of(self, student: str) -> str:
        """Return the language of what a student reads."""
        return self.course.settings.languages.get(student, self.language)

    def words(self, language: str) -> Mapping[str, str]:
        """Return the course's own translations of its checks' titles and messages."""
        return self.catalogs.get(language, {})

    def at(self, slots: Sequence[Slot]) -> Prepared:
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

    def handout(self) -> Handout:
        """Return what students started from."""
        asked = {*self.assignment.entry.functions, *(MODEL_NAMES if self.assignment.entry.model else ())}
        return read_handout(self.course.public(self.assignment.id), asked)

    def task(self, submission: Submission) -> Task:
        """Return what is to be collected about a submission."""
        assignment = self.assignment.on_cpu() if self.on_cpu else self.assignment
        return Task(submission, assignment, self.inputs, assignment.seed, self.course.settings.backend)

    def evidence_key(self, submission: Submission) -> str:
        """Return what names the evidence of a submission: everything that its run depends on."""
        assignment = self.assignment
        parts = {
            "submission": submission.digest,
            "entry": asdict(assignment.entry),
            "data": asdict(assignment.data),
            "private": asdict(self.private),
            "training": asdict(assignment.training),
            "limits": asdict(assignment.limits),
            "gpu": str(assignment.gpu),
            "cpu": asdict(assignment.cpu),
            "keras2": str(assignment.policy.keras2),
            "seed": assignment.seed,
            "cases": [folder.name for folder in (self.inputs.cases, self.inputs.hidden_cases) if folder],
            "missing": self.missing,
            "versions": environment_versions(self.course.settings.backend),
            "code": code_digest(),
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def prepare(course: Course, name: str, places: Places, collector: Collector, *, hidden: bool = True) -> Prepared:
    """Make an assignment ready; its reference solution is run once and remembered.

    Args:
        course: the course.
        name: the assignment's id.
        places: where data comes from and is kept; its cache keeps the reference's evidence too.
        collector: runs the reference solution.
        hidden: whether the private half is used; without it only public checks are run.

    Raises:
        CourseError: a file of the assignment is wrong, or its reference solution fails.
    """
    assignment = course.assignment(name)
    private = course.secrets(name) if hidden else Private()
    inputs, secret, missing = _data(course, assignment, private, places)
    assignment = _standing_in(assignment, places)
    if not hidden:
        inputs, secret = replace(inputs, test=None), None
    inputs = replace(inputs, cases=_cases(assignment, course.public(name), places.cache))
    if hidden:
        inputs = replace(inputs, hidden_cases=_cases(assignment, course.private(name), places.cache))
    reference, plan = _reference(course, assignment, inputs, places, collector=collector, hidden=hidden)
    calibrations = read_calibrations(course, assignment) if reference.digest else {}
    reference = replace(reference, calibration=next(iter(calibrations.values()), None))
    files = tuple((path, Visibility.VISIBLE) for path in course.check_files(name, hidden=hidden))
    if not files:
        raise CourseError([f"{course.public(name)}: expected checks/test_*.py, found none"])
    checks = collect_checks(files)
    if not hidden:
        assignment = replace(assignment, points=math.fsum(check.points for check in checks))
    return Prepared(
        course=course,
        assignment=assignment,
        private=private,
        inputs=inputs,
        hidden=secret,
        missing=missing,
        reference=reference,
        reference_plan=plan,
        checks=files,
        titles={check.name: check.title for check in checks},
        catalogs={code: _catalog(course, name, code) for code in LANGUAGES},
        lateness=read_lateness(course, assignment) if hidden else ON_TIME,
        calibrations=calibrations,
    )


def _standing_in(assignment: Assignment, places: Places) -> Assignment:
    """Return the assignment with the set that is really used in the place of its own, and titles that say so."""
    name = data.used(assignment.data.name, offline=places.offline)
    if name == assignment.data.name:
        return assignment
    titles = {}
    for code in LANGUAGES:
        with language(code):
            own = assignment.titles.get(code, assignment.title)
            titles[code] = _("{title} (offline: on digits scaled up to 28×28)").format(title=own)
    return replace(assignment, data=replace(assignment.data, name=name), title=titles["en"], titles=titles)


def _data(
    course: Course, assignment: Assignment, private: Private, places: Places
) -> tuple[Inputs, HiddenData | None, str]:
    public = data.public(assignment.data, private, places)
    mounts = (*public.mounts, *data.shipped(course.public(assignment.id)))
    if not assignment.data.name:
        return Inputs(mounts), None, ""
    try:
        secret = data.hidden(assignment.data, private, places)
        training = data.training(assignment.data, private, places)
    except DataError as error:
        return Inputs(mounts), None, str(error)
    folder = places.cache / "training" / training.key
    files = _training_files(folder, training)
    inputs = Inputs(
        public=mounts,
        sample=files["sample"],
        test=secret.x_file,
        train_x=files["x"],
        train_y=files["y"],
        pixel_max=float(training.pixel_max),
    )
    return inputs, secret, ""


def _training_files(folder: Path, training: data.TrainingData) -> dict[str, Path]:
    arrays = {"x": training.x_train, "y": training.y_train, "sample": training.x_train[:SAMPLE]}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        if not path.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            partial = folder / f"{name}.partial.npy"
            np.save(partial, np.ascontiguousarray(array), allow_pickle=False)
            partial.replace(path)
    return {name: folder / f"{name}.npy" for name in arrays}


def _cases(assignment: Assignment, half: Path, cache: Path) -> Path | None:
    """Write the calls of an assignment's functions, of one half of it, as files that a box can mount."""
    source = half / "cases.py"
    if not source.is_file():
        return None
    cases = _made(source, assignment.seed)
    folder = cache / "cases" / digest_of([source])[:32]
    arguments, arrays = wire.encode_tree([{"args": case.args, "kwargs": dict(case.kwargs)} for case in cases])
    folder.mkdir(parents=True, exist_ok=True)
    for number, array in enumerate(arrays):
        np.save(folder / f"{number}.npy", array, allow_pickle=False)
    listed = [{"id": case.id, "function": case.function, "code": case.code} for case in cases]
    document = {"cases": listed, "arguments": arguments, "arrays": len(arrays)}
    (folder / "cases.json").write_bytes(wire.encode_json(document))
    return folder


def _made(source: Path, seed: int) -> Sequence[Case]:
    try:
        return list(runpy.run_path(str(source))["cases"](np.random.default_rng(seed)))
    except Exception as error:
        raise CourseError(
            [f"{source}: expected cases(rng) that yields Case; {type(error).__name__}: {error}"]
        ) from error


def _catalog(course: Course, name: str, language: str) -> Mapping[str, str]:
    return {**read_catalog(course.public(name), language), **read_catalog(course.private(name), language)}


def _reference(
    course: Course, assignment: Assignment, inputs: Inputs, places: Places, *, collector: Collector, hidden: bool
) -> tuple[Reference, bytes | None]:
    """Run the reference solution in boxes, as a submission; return what checks compare with, and how it is trained."""
    folder = course.private(assignment.id)
    solution = folder / "solution.py"
    if not hidden or not solution.is_file():
        return Reference(assignment.id, None, (), None, ""), None
    cases = [part / "cases.json" for part in (inputs.cases, inputs.hidden_cases) if part]
    digest = digest_of([solution, *cases])
    versions = environment_versions(course.settings.backend)
    parts = json.dumps([digest, asdict(assignment.entry), versions, code_digest()])
    key = hashlib.sha256(parts.encode()).hexdigest()
    store = EvidenceStore(places.cache / "references")
    evidence = store.read(key)
    if evidence is None:
        collected = _run_reference(assignment, solution, inputs, digest, collector)
        evidence = collected.evidence
        store.write(key, evidence, collected.artefacts)
    reference = Reference(
        assignment=assignment.id,
        structure=evidence.structure,
        values=evidence.functions,
        calibration=None,
        digest=digest,
    )
    return reference, store.file(key, PLAN)


def _run_reference(
    assignment: Assignment, solution: Path, inputs: Inputs, digest: str, collector: Collector
) -> Collected:
    untrained = replace(assignment, training=replace(assignment.training, mode=TrainingMode.GRADER))
    source = solution.read_text(encoding="utf-8")
    root = solution.parent
    submission = Submission("reference", assignment.id, root, digest, None, Form.MODULE, solution.name, source)
    collected = collector.collect(Task(submission, untrained, replace(inputs, test=None), assignment.seed))
    evidence = collected.evidence
    if evidence.error is not None or (assignment.entry.model and evidence.structure is None):
        reason = evidence.error.message if evidence.error else "it left no model"
        raise CourseError([f"{solution}: the reference solution must run, and did not: {reason}"])
    return collected
