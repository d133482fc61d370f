"""What a run found worth a remark: for the student a note, for staff a doubt; each of a kind, with a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from autograder.records.network import Json


class NoteKind(StrEnum):
    """The kinds of notes; `reports.notes` has the sentence of each."""

    RENAMED = "renamed"
    TAKEN_MODEL = "taken_model"
    TAKEN_COMPILED = "taken_compiled"
    TAKEN_TRAINED = "taken_trained"
    TAKEN_NAMED = "taken_named"
    TAKEN_SAVED = "taken_saved"
    TAKEN_USED = "taken_used"
    TAKEN_FITTED = "taken_fitted"
    OTHERS = "others"
    SEVERAL = "several"
    FITTED = "fitted"
    OVERWRITTEN = "overwritten"
    PREPROCESS = "preprocess"
    SCALED = "scaled"
    RECIPE = "recipe"
    TRAINING_STOPPED = "training_stopped"
    TRAINING_CUT = "training_cut"
    KERAS2 = "keras2"
    UNTRAINED = "untrained"
    UNTRAINED_BEFORE = "untrained_before"
    COLAB = "colab"
    MAGIC = "magic"
    SERVER = "server"
    RESTART = "restart"
    SINGLE = "single"
    SEABORN = "seaborn"
    WINDOW = "window"
    DRIVE = "drive"
    UPLOAD = "upload"
    ABSENT = "absent"
    ARGUMENT = "argument"
    HANDED_IN = "handed_in"
    UNSEEN = "unseen"
    MAIN = "main"
    BEFORE = "before"
    RETRAINED = "retrained"
    INITIALISERS = "initialisers"
    FROZEN_COURSE = "frozen_course"
    FROZEN_NEW = "frozen_new"
    UNREAD_CODE = "unread_code"
    UNREAD_FIGURES = "unread_figures"
    UNREAD_NOTEBOOK = "unread_notebook"
    LARGE_FIGURES = "large_figures"
    LARGE_NOTEBOOK = "large_notebook"
    LARGE_HISTORY = "large_history"
    LARGE_VALUES = "large_values"
    MORE_FIGURES = "more_figures"
    REUSED = "reused"


class DoubtKind(StrEnum):
    """Why a person should look before the points count; `autograder.review` has the sentence of each."""

    INPUTS = "inputs"
    SCALING = "scaling"
    NUMBERS = "numbers"
    WIRING = "wiring"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Note:
    """One remark for the student: its kind, and the value in its sentence, "" for a sentence without."""

    kind: NoteKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason for staff: its kind, and the value in its sentence, "" for a sentence without."""

    kind: DoubtKind
    value: str = ""


def of_older_versions(evidence: Mapping[str, Json]) -> dict[str, Json]:
    """Return evidence as it is stored now where an older version wrote notes and doubts as texts ("renamed:net")."""
    kinds: Mapping[str, type[StrEnum]] = {"notes": NoteKind, "doubts": DoubtKind}
    stored = {name: [_parts(item) for item in evidence.get(name, ())] for name in kinds}
    known = {name: [item for item in stored[name] if item["kind"] in set(kind)] for name, kind in kinds.items()}
    return {**evidence, **known}


def _parts(stored: Json) -> Mapping[str, Json]:
    if not isinstance(stored, str):
        found: Mapping[str, Json] = stored
        return found
    kind, _, value = stored.partition(":")
    return {"kind": kind, "value": value}
