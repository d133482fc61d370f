"""Write what people read: a student's result file and page, the class page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import models
from autograder.i18n import language
from autograder.pipeline.prepared import Prepared
from autograder.records import Evidence
from autograder.reports import (
    Entry,
    Examined,
    Figure,
    Look,
    Material,
    StudentView,
    class_page,
    class_view,
    redacted,
    result_json,
    student_page,
    student_view,
)
from autograder.store import Record, RunFolder, write_atomically


@dataclass(frozen=True, slots=True)
class Pages:
    """Writes into one run folder, in one language."""

    prepared: Prepared
    folder: RunFolder
    templates: Sequence[Path]
    language: str

    @property
    def look(self) -> Look:
        """How the course's pages look."""
        return Look(course=self.prepared.course.settings.title)

    def view(self, record: Record, evidence: Evidence | None) -> StudentView:
        """Return what the student's page shows."""
        with language(self.language):
            view = student_view(
                record.grade,
                self.prepared.assignment,
                submission=record.submission,
                evidence=evidence,
                digest=record.submission.digest,
                material=self._material(record, evidence),
                look=self.look,
            )
            return redacted(view)

    def student(self, slug: str, record: Record) -> None:
        """Write a student's `result.json`, `feedback.html` and executed notebook."""
        evidence = self.folder.evidence.read(record.evidence_key)
        target = self.folder.student(slug)
        write_atomically(target / "result.json", self.result(record, evidence).encode())
        page = student_page(self.view(record, evidence), templates=self.templates, lang=self.language)
        write_atomically(target / "feedback.html", page.encode())
        if notebook := self.folder.evidence.file(record.evidence_key, "executed.ipynb"):
            write_atomically(target / "executed.ipynb", notebook)

    def result(self, record: Record, evidence: Evidence | None) -> str:
        """Return a student's result file."""
        with language(self.language):
            result = result_json(record.grade, evidence, record.submission.digest, self.prepared.assignment)
        return json.dumps(result, ensure_ascii=False, indent=1)

    def class_page(self) -> Path:
        """Write the class page over every record of the run folder; return its path."""
        entries = []
        for slug, record in self.folder.records().items():
            evidence = self.folder.evidence.read(record.evidence_key)
            entries.append(
                Entry(
                    grade=record.grade,
                    evidence=evidence,
                    submitted_at=record.submission.submitted_at,
                    source=record.submission.source,
                    link=f"{slug}/feedback.html",
                )
            )
        with language(self.language):
            view = class_view(self.prepared.assignment, entries, look=self.look, handout=self._handout())
        path = self.folder.root / "index.html"
        write_atomically(path, class_page(view, templates=self.templates, lang=self.language).encode())
        return path

    def _handout(self) -> str:
        stub = self.prepared.course.public(self.prepared.assignment.id) / f"{self.prepared.assignment.id}.py"
        return stub.read_text(encoding="utf-8") if stub.is_file() else ""

    def _material(self, record: Record, evidence: Evidence | None) -> Material:
        if evidence is None:
            return Material()
        store, key = self.folder.evidence, record.evidence_key
        pictures = [(name, store.file(key, name)) for name in evidence.figures]
        notebook = store.file(key, evidence.notebook) if evidence.notebook else None
        expected = self.prepared.reference.structure
        comparison = None
        if evidence.structure is not None and expected is not None:
            reveal = self.prepared.assignment.policy.show_reference_shapes
            comparison = models.compare(evidence.structure, expected, reveal=reveal)
        return Material(
            figures=tuple(Figure(name, png) for name, png in pictures if png),
            notebook=json.loads(notebook) if notebook else None,
            comparison=comparison,
            examined=self._examined(evidence),
        )

    def _examined(self, evidence: Evidence) -> Examined | None:
        hidden, outputs = self.prepared.hidden, evidence.predictions.get("test")
        if hidden is None or outputs is None or outputs.shape != (len(hidden.y_test), len(hidden.class_names)):
            return None
        return Examined(
            name=hidden.data,
            images=(hidden.x_test * (255.0 / hidden.pixel_max)).astype("uint8"),
            labels=hidden.y_test,
            predictions=outputs,
            classes=hidden.class_names,
            public=False,
        )
