"""Every kind of note and doubt has its sentence, and every sentence is that of something that the code can find."""

from __future__ import annotations

import pytest

from autograder.records import Doubt, DoubtKind, Note, NoteKind
from autograder.records.notes import of_older_versions
from autograder.reports.notes import NOTES, note_text
from autograder.review import DOUBTS
from tests.uses import named


def test_every_kind_of_note_has_its_sentence_and_is_found_by_some_code() -> None:
    assert set(NOTES) == set(NoteKind)
    assert named(NoteKind, but=("reports/notes.py", "records/notes.py")) == set(NoteKind)


def test_every_kind_of_doubt_has_its_sentence_and_is_found_by_some_code() -> None:
    assert set(DOUBTS) == set(DoubtKind)
    assert named(DoubtKind, but=("review.py", "records/notes.py")) == set(DoubtKind)


@pytest.mark.parametrize("kind", NoteKind)
def test_a_note_is_told_with_its_value_in_it(kind: NoteKind) -> None:
    assert ("VALUE" in note_text(Note(kind, "VALUE"))) == ("{value}" in NOTES[kind])


def test_evidence_of_older_versions_keeps_its_notes_and_doubts() -> None:
    older = {"found": "net", "notes": ["renamed:net", "before:cell 4, line 2", "a sentence"], "doubts": ["numbers:640"]}
    now = {"found": "net", "notes": [], "doubts": []}
    now["notes"] = [{"kind": "renamed", "value": "net"}, {"kind": "before", "value": "cell 4, line 2"}]
    now["doubts"] = [{"kind": "numbers", "value": "640"}]
    assert of_older_versions(older) == of_older_versions(now) == now
    assert (Note(NoteKind.RENAMED, "net").kind, Doubt(DoubtKind.NUMBERS).value) == ("renamed", "")
