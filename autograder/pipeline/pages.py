"""Write what people read: a student's result file and page, the class page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.pipeline.prepared import Prepared
from autograder.records import Evidence
from autograder.reports.result import result_json
from autograder.reports.student import Material, student_page, student_view
from autograder.reports.view import Figure, Look
from autograder.store import Record, RunFolder, write_atomically


@dataclass(frozen=True, slots=True)
class Pages:
    """Writes into one run folder, in one language."""

    prepared: Prepared
    folder: RunFolder
    templates: Sequence[Path]
    language: str

    def student(self, slug: str, record: Record) -> None:
        """Write a student's `result.json`, `feedback.html` and executed notebook."""
        evidence = self.folder.evidence.read(record.evidence_key)
        target = self.folder.student(slug)
        digest = record.submission.digest if record.submission else ""
        result = result_json(record.grade, evidence, digest, self.prepared.assignment)
        write_atomically(target / "result.json", json.dumps(result, ensure_ascii=False, indent=1).encode())
        view = student_view(
            record.grade,
            self.prepared.assignment,
            submission=record.submission,
            evidence=evidence,
            digest=digest,
            material=self._material(record, evidence),
            look=Look(course=self.prepared.course.settings.title),
        )
        page = student_page(view.redacted(), templates=self.templates, lang=self.language)
        write_atomically(target / "feedback.html", page.encode())
        if notebook := self.folder.evidence.file(record.evidence_key, "executed.ipynb"):
            write_atomically(target / "executed.ipynb", notebook)

    def _material(self, record: Record, evidence: Evidence | None) -> Material:
        if evidence is None:
            return Material()
        store, key = self.folder.evidence, record.evidence_key
        pictures = [(name, store.file(key, name)) for name in evidence.figures]
        notebook = store.file(key, evidence.notebook) if evidence.notebook else None
        return replace(
            Material(),
            figures=tuple(Figure(name, png) for name, png in pictures if png),
            notebook=json.loads(notebook) if notebook else None,
        )
