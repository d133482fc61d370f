"""Run folders: evidence by key, hand-ins by digest, one folder of results for each student.

OUT/index.html                        the class page
OUT/run.json                          what was graded
OUT/students/<id>/result.json         autograder/result/v2
OUT/students/<id>/feedback.html       for the student
OUT/students/<id>/record.json         for staff: submission and grade
OUT/.store/evidence/<key>/            what running a submission gave, with the digests of its files
OUT/.store/hand-ins/<digest>/         the submission's files

Students have a folder of their own, so that none of them can be called like a file of the run. In run folders of
earlier versions they lie beside those files; there they stay.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from autograder.evidence_store import SUM, EvidenceStore
from autograder.metrics import with_measurements
from autograder.partial import remove, sweep, write_atomically
from autograder.records import Record


@dataclass(frozen=True, slots=True)
class MissingSubmission:
    """A student of whom there is nothing to grade; `reason` is "" for who handed in nothing."""

    student: str
    reason: str = ""


STUDENTS, CLASS_PAGE = "students", "index.html"
_RECORD = TypeAdapter(Record)
_ABSENT = TypeAdapter(tuple[MissingSubmission, ...])


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of one run over one assignment."""

    root: Path

    @property
    def evidence(self) -> EvidenceStore:
        """The evidence that this run collected."""
        return EvidenceStore(self.root / ".store" / "evidence")

    def write_settings(self, settings: Mapping[str, str]) -> None:
        """Keep what this run is about ("assignment", "course"), with a digest of it."""
        write_atomically(self.root / "run.json", json.dumps({**settings, SUM: _sum(settings)}).encode())

    def read_settings(self) -> Mapping[str, str]:
        """Return what this run is about; empty where the folder is none of a run, or that is damaged."""
        try:
            settings = json.loads((self.root / "run.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(settings, dict):
            return {}
        told = settings.pop(SUM, None)  # older versions wrote none
        return settings if told is None or told == _sum(settings) else {}

    @property
    def hand_ins(self) -> Path:
        """Where the submissions' own files lie."""
        return self.root / ".store" / "hand-ins"

    @property
    def unpacked(self) -> Path:
        """Where an archive of submissions is unpacked."""
        return self.root / ".store" / "unpacked"

    def sweep(self) -> None:
        """Remove what killed processes left half written; what others write meanwhile stays."""
        below = (self.root / STUDENTS, self.hand_ins)
        students = [folder for parent in below for depth in ("*/", "*/*/") for folder in parent.glob(depth)]
        sweep((self.root, self.root / ".store", self.evidence.root, *below, *students))

    @property
    def repositories(self) -> Path:
        """Where repositories are fetched to."""
        return self.root / ".store" / "repositories"

    def write_absent(self, absent: Sequence[MissingSubmission]) -> None:
        """Keep of whom there is nothing to grade."""
        write_atomically(self.root / ".store" / "absent.json", _ABSENT.dump_json(tuple(absent)))

    def read_absent(self) -> tuple[MissingSubmission, ...]:
        """Return of whom there is nothing to grade; nobody where that was never told."""
        try:
            return _ABSENT.validate_json((self.root / ".store" / "absent.json").read_bytes())
        except (OSError, ValueError):
            return ()

    def student(self, slug: str) -> Path:
        """Return a student's folder."""
        return self._old(slug) or self.root / STUDENTS / slug

    def link(self, slug: str, name: str) -> str:
        """Return the path of a student's file as the class page names it, relative to the run folder."""
        return (self.student(slug) / name).relative_to(self.root).as_posix()

    def way_up(self, slug: str) -> str:
        """Return the path of the class page as a student's folder names it."""
        return Path(os.path.relpath(self.root / CLASS_PAGE, self.student(slug))).as_posix()

    def _old(self, slug: str) -> Path | None:
        """Return a student's folder where an earlier version made it; None where it did not."""
        folder, owner = self.root / slug, self.root / slug.split("/", maxsplit=1)[0]
        made = {owner} if owner.name == STUDENTS else {owner, folder}
        return folder if any((each / "record.json").is_file() for each in made) else None

    def wall_s(self, slug: str) -> float:
        """Return how long the student's boxes took last time, in seconds; 0 where nothing was run."""
        try:
            result = json.loads((self.student(slug) / "result.json").read_text(encoding="utf-8"))
            return float(result["usage"]["wall_s"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0.0

    def write_record(self, slug: str, record: Record) -> None:
        """Keep what staff needs to check and report again."""
        write_atomically(self.student(slug) / "record.json", _RECORD.dump_json(record, indent=1))

    def read_record(self, slug: str) -> Record | None:
        """Return a student's record; None where there is none or it is damaged."""
        path = self.student(slug) / "record.json"
        try:
            return _RECORD.validate_python(with_measurements(json.loads(path.read_bytes())))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None

    def records(self) -> Mapping[str, Record]:
        """Return every student's record by folder name, sorted."""
        return self._records("*/record.json")

    def attempts(self) -> Mapping[str, Record]:
        """Return the records of attempts by folder ("kim/attempt-2"), where several of a student were graded."""
        return self._records("*/attempt-*/record.json")

    def drop_attempts(self, slug: str) -> None:
        """Remove the folders of attempts of a student who has one hand-in now; their evidence stays."""
        for folder in self.student(slug).glob("attempt-*"):
            remove(folder)

    def _records(self, pattern: str) -> Mapping[str, Record]:
        """Return the records that lie at a pattern below the students' folder or, from earlier versions, beside it."""
        below = self.root / STUDENTS
        folders = {path.parent.relative_to(below).as_posix() for path in below.glob(pattern)}
        folders |= {
            path.parent.relative_to(self.root).as_posix()
            for path in self.root.glob(pattern)
            if below not in path.parent.parents
        }
        found = {slug: self.read_record(slug) for slug in folders}
        return {slug: record for slug, record in sorted(found.items()) if record is not None}


def _sum(settings: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
