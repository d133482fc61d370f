"""Write what people read: a student's result file and pages, the class page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder import networks
from autograder.course.folder import Course
from autograder.data import HiddenData
from autograder.errors import CourseError
from autograder.gradebook import Standing, decided
from autograder.i18n import gettext as _
from autograder.partial import write_atomically
from autograder.protocol.jobs import DataTask
from autograder.records import Evidence, Grade, Record, Reference
from autograder.reports import (
    ClassSubmission,
    Estimated,
    Examined,
    Figure,
    Labelled,
    Look,
    Material,
    PageLinks,
    StudentView,
    class_page,
    class_view,
    redacted,
    result_json,
    student_page,
    student_view,
)
from autograder.run.faults import confined, faulty, left_open, tolerant
from autograder.run.resolve import Resolved
from autograder.run.retraining import counted
from autograder.run_folder import CLASS_PAGE, RunFolder

STUDENT, STAFF = "feedback.html", "staff.html"


def look_of(course: Course) -> Look:
    """Return how the course's pages look.

    Raises:
        CourseError: the colour is none or too pale, or the logo is no PNG or too large.
    """
    settings = course.settings
    if not settings.look.logo:
        return Look(settings.title, settings.look.accent)
    path = course.root / settings.look.logo
    try:
        return Look(settings.title, settings.look.accent, path.read_bytes())
    except OSError as error:
        raise CourseError([f"{path}: expected the course's logo, a PNG, found none: {error.strerror}"]) from None


@dataclass(frozen=True, slots=True)
class Pages:
    """Writes into one run folder: each student's page in the student's language, the class's in the course's.

    `standings` holds what people decided, by student.
    """

    resolved: Resolved
    folder: RunFolder
    templates: Sequence[Path]
    look: Look
    standings: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of the class's page."""
        return self.resolved.language

    def view(self, slug: str, record: Record, evidence: Evidence | None) -> StudentView:
        """Return what the student's page shows."""
        return redacted(self.staff_view(slug, record, evidence))

    def shown(self, slug: str, record: Record) -> StudentView:
        """Return what the page of a student shows whose evidence is stored; where that fails, that it does."""
        evidence = self.folder.evidence.read(record.evidence_key)
        try:
            return self.view(slug, record, evidence)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are shown
            said = confined(slug, "it was shown", error)
            return self.view(slug, left_open(record), faulty(record.submission.digest, said))

    def staff_view(self, slug: str, record: Record, evidence: Evidence | None) -> StudentView:
        """Return what the staff's page about a student shows."""
        evidence = counted(self.resolved, evidence) if evidence else None
        with self.resolved.speaking_to(record.submission.student):
            return student_view(
                self.grade(record),
                self.resolved.assignment,
                submission=record.submission,
                evidence=evidence,
                digest=record.submission.digest,
                material=self._material(record, evidence),
                look=self.look,
                places=PageLinks(student=STUDENT, classroom=self.folder.way_up(slug)),
            )

    def student(self, slug: str, record: Record, evidence: Evidence | None) -> None:
        """Write a student's `result.json`, `feedback.html` and executed notebook, and `staff.html` for staff."""
        target = self.folder.student(slug)
        write_atomically(target / "result.json", self.result(record, evidence).encode())
        staff = self.staff_view(slug, record, evidence)
        with self.resolved.speaking_to(record.submission.student):
            for name, view in ((STUDENT, redacted(staff)), (STAFF, staff)):
                write_atomically(target / name, student_page(view, templates=self.templates).encode())
        if notebook := self.folder.evidence.file(record.evidence_key, "executed.ipynb"):
            write_atomically(target / "executed.ipynb", notebook)

    def result(self, record: Record, evidence: Evidence | None) -> str:
        """Return a student's result file."""
        evidence = counted(self.resolved, evidence) if evidence else None
        with self.resolved.speaking_to(record.submission.student):
            result = result_json(
                self.grade(record),
                evidence,
                record.submission.digest,
                self.resolved.assignment,
                student_id=record.submission.key,
            )
        return json.dumps(result, ensure_ascii=False, indent=1)

    def class_page(self) -> Path:
        """Write the class page over every record of the run folder; return its path."""
        with self.resolved.speaking(self.language):
            page = tolerant(self._class_page, self.folder.records())
        path = self.folder.root / CLASS_PAGE
        write_atomically(path, page)
        return path

    def _class_page(self, records: Mapping[str, Record]) -> bytes:
        view = class_view(
            self.resolved.assignment,
            [self._entry(slug, record) for slug, record in records.items()],
            look=self.look,
            handout=self._handout(),
            titles={check: _(title) for check, title in self.resolved.titles.items()},
            absent={each.student: each.reason for each in self.folder.read_absent()},
        )
        return class_page(view, templates=self.templates).encode()

    def _entry(self, slug: str, record: Record) -> ClassSubmission:
        return ClassSubmission(
            grade=self.grade(record),
            evidence=self.folder.evidence.glance(record.evidence_key),
            submitted_at=record.submission.submitted_at,
            source=record.submission.source,
            link=self.folder.link(slug, STAFF),
        )

    def grade(self, record: Record) -> Grade:
        """Return the grade with what people decided about it."""
        return decided(record.grade, self.standings.get(record.submission.key))

    def _handout(self) -> str:
        stub = self.resolved.course.public(self.resolved.assignment.id) / f"{self.resolved.assignment.id}.py"
        return stub.read_text(encoding="utf-8") if stub.is_file() else ""

    def _material(self, record: Record, evidence: Evidence | None) -> Material:
        if evidence is None:
            return Material()
        store, key = self.folder.evidence, record.evidence_key
        pictures = [(name, store.file(key, name)) for name in evidence.figures]
        expected = self.resolved.reference
        return replace(
            self._of_model(evidence, expected),
            figures=tuple(Figure(name, png) for name, png in pictures if png),
            notebook=store.file(key, evidence.notebook) if evidence.notebook else None,
            models={part: self._of_model(own, expected.of(part)) for part, own in evidence.models.items()},
        )

    def _of_model(self, evidence: Evidence, reference: Reference) -> Material:
        comparison, expected = None, reference.structure
        if evidence.structure is not None and expected is not None:
            policy = self.resolved.assignment.policy
            comparison = networks.compare(
                evidence.structure, expected, names=policy.layer_names, reveal=policy.show_reference_shapes
            )
        return Material(comparison=comparison, examined=self._examined(evidence))

    def _examined(self, evidence: Evidence) -> Examined | Estimated | Labelled | None:
        hidden, outputs = self.resolved.hidden, evidence.predictions.get("test")
        if hidden is None or outputs is None:
            return None
        public = self.resolved.assignment.policy.show_mistakes
        if not hidden.class_names:
            in_order = hidden.learned.is_ahead
            return Estimated(hidden.data, hidden.y_test, outputs, hidden.unit, public, in_order)
        if hidden.learned is DataTask.MULTILABEL:
            return Labelled(hidden.data, hidden.y_test, outputs, hidden.class_names, public)
        return Examined(
            name=hidden.data,
            images=_images(hidden) if hidden.is_images else None,
            labels=hidden.y_test,
            predictions=outputs,
            classes=hidden.class_names,
            public=public,
            texts=_texts(hidden),
        )


def _texts(hidden: HiddenData) -> Sequence[str] | None:
    """Return examples as texts; None where they are none."""
    x = hidden.x_test
    return np.char.decode(x, "utf-8", "replace").tolist() if x.dtype.kind == "S" else None


def _images(hidden: HiddenData) -> NDArray[np.uint8] | None:
    """Return examples as pages draw them; None where they are no images."""
    x = hidden.x_test
    if x.ndim not in {3, 4} or (x.ndim == 4 and x.shape[-1] not in {1, 3}) or x.min() < 0 or x.max() > hidden.pixel_max:
        return None
    return (x * (255.0 / hidden.pixel_max)).astype("uint8")
