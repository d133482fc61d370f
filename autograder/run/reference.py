"""Run an assignment's reference solution in boxes, as a submission, and remember what it gave."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from autograder import digests
from autograder.collect import Collected, Collector, Inputs, Task
from autograder.collect.training import PLAN
from autograder.course.assignment import Assignment, TrainingMode
from autograder.course.frameworks import either_of
from autograder.errors import CourseError, SubmissionError
from autograder.evidence_store import EvidenceStore
from autograder.partial import partial_folder
from autograder.records import Form, Reference, Submission
from autograder.run.allowance import OF_REFERENCE
from autograder.run.cases import published
from autograder.run.fingerprint import Basis
from autograder.run.suite import assert_passed
from autograder.submissions.entry import CELL
from autograder.submissions.module import read_module
from autograder.submissions.notebook import read_notebook

NOT_SEEN = ("checks", "calibration*.json", "reference.toml", "__pycache__", ".*")
"""What of a reference's folder no box gets, so that changing it runs nothing again."""


def run_reference(
    assignment: Assignment, solution: Path, inputs: Inputs, *, basis: Basis, cache: Path, collector: Collector
) -> tuple[Reference, bytes | None]:
    """Return what checks compare with, and how the reference is trained; it is run once for all that it depends on.

    Raises:
        CourseError: the solution fails.
    """
    root = _root(solution.parent, cache)
    store, key = EvidenceStore(cache / "references"), digests.of_parts([root.name, solution.name, str(basis)])
    evidence = store.read(key)
    if evidence is None:
        collected = _run(assignment, root / solution.name, inputs, collector, solution)
        evidence = collected.evidence
        if inputs.suite is not None:
            assert_passed(inputs.suite, evidence.verdicts, solution)
        store.write(key, evidence, collected.artefacts)
    reference = Reference(
        assignment=assignment.id,
        structure=evidence.structure,
        values=evidence.functions,
        calibration=None,
        digest=root.name,
        took=evidence.usage,
        structures={part: own.structure for part, own in evidence.models.items() if own.structure is not None},
    )
    return reference, store.file(key, PLAN)


def _root(folder: Path, cache: Path) -> Path:
    """Copy the files that the solution may read into a folder that is named by what they are, and return it."""
    parent = cache / "solutions"
    with partial_folder(parent) as made:
        parent.chmod(0o700)
        shutil.copytree(folder, made / "files", ignore=shutil.ignore_patterns(*NOT_SEEN))
        for path in (made / "files").rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        (made / "files").chmod(0o755)
        return published(made / "files", parent)


def _run(assignment: Assignment, solution: Path, inputs: Inputs, collector: Collector, original: Path) -> Collected:
    training = replace(assignment.training, mode=TrainingMode.GRADER)
    untrained = replace(assignment, frameworks=either_of(assignment.frameworks), training=training)
    submission = _submission(assignment, solution, original)
    limits = assignment.limits.within(wall_s=OF_REFERENCE.wall_s, cpu_s=OF_REFERENCE.cpu_s)
    collected = collector.collect(Task(submission, untrained, replace(inputs, test=None), assignment.seed, limits))
    evidence, failed = collected.evidence, collected.evidence.first_error
    asked = [evidence.of(each.part) for each in assignment.models] or [evidence] * assignment.entry.model
    if failed is not None or evidence.fault or any(each.structure is None for each in asked):
        reason = failed.message if failed else evidence.fault or "it left no model"
        raise CourseError([f"{original}: the reference solution must run, and did not: {reason}"])
    return collected


def _submission(assignment: Assignment, solution: Path, original: Path) -> Submission:
    """Return the solution as a submission: a module, or a notebook as students hand one in."""
    form = Form.MODULE if solution.suffix == ".py" else Form.NOTEBOOK
    try:
        if form is Form.MODULE:
            source = read_module(solution.read_bytes(), solution.name)
        else:
            cells = read_notebook(solution.read_bytes(), solution.name).code
            source = "\n".join(CELL + cell for cell in cells)
    except SubmissionError as error:
        raise CourseError([f"{original}: {error}"]) from None
    root = solution.parent
    return Submission("reference", assignment.id, root, root.name, None, form, solution.name, source)
