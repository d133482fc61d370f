"""What the box that rebuilt a network says about its training: the plan, and what the network would bring along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder import wire
from autograder.collect.harvest import Reader
from autograder.course.frameworks import OWN, PYTORCH
from autograder.protocol.answers import PlanReport
from autograder.records import Doubt, DoubtKind, Note, NoteKind

MOST_BITS = 256
"""How many bits of numbers a network may bring to a training that counts without a person's look."""
MOST_WIRING = 768
"""How many bits may tell its graph, beyond what usual networks say as well.

The networks of `keras.applications` take 48 to 256, the references of the shipped course up to 392,
dense layers written out of operations 736.
"""
_NAME = re.compile(r"[\w./-]{1,60}, \w{1,40}")


@dataclass(frozen=True, slots=True)
class PlannedTraining:
    """A plan as the box that trains gets it, None where there is none; remarks for the student, doubts for staff."""

    plan: bytes | None
    notes: tuple[Note, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def planned(reader: Reader) -> PlannedTraining:
    """Read the plan of a training, in one spelling of JSON."""
    found, made = reader.answer(PlanReport), reader.mapping("plan.json")
    if found is None or not made:
        return PlannedTraining(None, doubts=(Doubt(DoubtKind.PLAN),))
    return PlannedTraining(wire.encode_json(made), tuple(_notes(found)), tuple(doubts(found)))


def framework_of_plan(plan: bytes, known: Sequence[str]) -> str:
    """Return the name of the framework of a plan; `known` are those of the assignment."""
    if "torch" in wire.decode_json(plan):
        return PYTORCH
    return OWN if PYTORCH in known else known[0]


def _notes(found: PlanReport) -> Iterator[Note]:
    if names := found.replaced:
        shown = "; ".join(name for name in names if _NAME.fullmatch(name))
        yield Note(NoteKind.INITIALISERS, shown or str(len(names)))
    if found.course:
        yield Note(NoteKind.FROZEN_COURSE)
    if found.new:
        yield Note(NoteKind.FROZEN_NEW)


def doubts(found: PlanReport) -> Iterator[Doubt]:
    """Yield why a person should look at what a network brings along."""
    if found.bits is None or found.bits > MOST_BITS:
        yield Doubt(DoubtKind.NUMBERS, "?" if found.bits is None else str(found.bits))
    if found.wiring is None or found.wiring > MOST_WIRING:
        yield Doubt(DoubtKind.WIRING, "?" if found.wiring is None else str(found.wiring))
