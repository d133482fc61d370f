"""What the box that rebuilt a network says about its training: the plan, and what the network would bring along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder import wire
from autograder.collect.harvest import Reader

MOST_BITS = 256
"""How many bits of numbers a network may bring to a training that counts without a person's look."""
MOST_WIRING = 768
"""How many bits may tell its graph, beyond what usual networks say as well.

The networks of `keras.applications` take 48 to 256, the references of the shipped course up to 392,
dense layers written out of operations 736.
"""
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
    return Planned(wire.encode_json(made), tuple(_notes(found)), tuple(doubts(found)))


def _notes(found: Mapping[str, Any]) -> Iterator[str]:
    replaced = found.get("replaced")
    names = [str(name) for name in replaced[:8]] if isinstance(replaced, list) else []
    if names:
        yield f"initialisers:{'; '.join(name for name in names if _NAME.fullmatch(name)) or len(names)}"
    if found.get("course"):
        yield "frozen_course:"
    if found.get("new"):
        yield "frozen_new:"


def doubts(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a person should look at what a network brings along."""
    bits, wiring = found.get("bits"), found.get("wiring")
    if not isinstance(bits, int) or bits > MOST_BITS:
        yield f"numbers:{bits if isinstance(bits, int) else '?'}"
    if not isinstance(wiring, int) or wiring > MOST_WIRING:
        yield f"wiring:{wiring if isinstance(wiring, int) else '?'}"
