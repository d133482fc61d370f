"""What the box that rebuilt a network says about its training: the plan, and what the network would bring along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder import wire
from autograder.collect.harvest import Reader

MOST_NUMBERS = 64
"""How many numbers of its own a network may bring to a training that counts without a person's look."""
_NAME = re.compile(r"[\w./-]{1,60}, \w{1,40}")


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as the box that trains gets it, None where there is none; remarks for the student, doubts for staff."""

    plan: bytes | None
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def planned(reader: Reader) -> Planned:
    """Read the plan of a training, in one spelling of JSON."""
    found = reader.mapping("planned.json")
    made = reader.mapping("plan.json")
    if not found or not made:
        return Planned(None, doubts=("plan:",))
    return Planned(wire.encode_json(made), tuple(_notes(found)), tuple(_doubts(found)))


def _notes(found: Mapping[str, Any]) -> Iterator[str]:
    replaced = found.get("replaced")
    names = [str(name) for name in replaced[:8]] if isinstance(replaced, list) else []
    if names:
        yield f"initialisers:{'; '.join(name for name in names if _NAME.fullmatch(name)) or len(names)}"
    if found.get("course"):
        yield "frozen_course:"
    if found.get("new"):
        yield "frozen_new:"


def _doubts(found: Mapping[str, Any]) -> Iterator[str]:
    numbers = found.get("numbers")
    if not isinstance(numbers, int) or numbers > MOST_NUMBERS:
        yield f"numbers:{numbers if isinstance(numbers, int) else '?'}"
