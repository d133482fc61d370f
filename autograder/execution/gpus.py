"""The GPUs of a machine, and slots on them: a whole card, an instance of one (MIG), or a share of either.

A share is an agreement: its memory is capped inside the box that uses it, where a submission could lift the cap. A job
that runs out of memory on a share is done again alone on the whole card.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from autograder.errors import UsageError
from autograder.execution.agent import Slot

RESERVE_MB = 1024
"""What the driver takes of a card's memory."""
CONTEXT_MB = 1024
"""What CUDA and its libraries take in each process, beside what a framework allocates."""
LEAST_MB = 256
"""The smallest share that is of any use."""
ALL, NONE = "all", "none"


@dataclass(frozen=True, slots=True)
class Card:
    """A GPU, or an instance of one: its index or its instance's name, its memory, and its name everywhere ("GPU-…").

    An index counts the cards in sight, and a box sees only its own: there every card would be the first.
    """

    name: str
    memory_mb: int
    uuid: str = ""


Library: TypeAlias = Any
"""nvidia-ml-py, which has no types."""


def installed() -> Library:
    """Return nvidia-ml-py, an extra; None where it is not installed."""
    try:
        import pynvml  # noqa: PLC0415 - an extra, imported where it is used
    except ImportError:
        return None
    return pynvml


def detect(library: Library) -> tuple[Card, ...]:
    """Return the GPUs of this machine; none where it has no driver. A card that is split into instances is these."""
    if library is None:
        return ()
    try:
        library.nvmlInit()
    except library.NVMLError:
        return ()
    try:
        return tuple(card for index in range(library.nvmlDeviceGetCount()) for card in _cards(library, index))
    finally:
        library.nvmlShutdown()


def chosen(cards: Sequence[Card], wanted: str, visible: str | None) -> tuple[Card, ...]:
    """Return the cards that are wanted ("all", "none", or names with commas) among those that a job manager gave.

    Raises:
        UsageError: a card is wanted that is not there.
    """
    given = cards if visible is None else [card for card in cards if _names(card) & set(visible.split(","))]
    if wanted in {ALL, NONE}:
        return tuple(given) if wanted == ALL else ()
    by_name = {name: card for card in given for name in sorted(_names(card))}
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    missing = [name for name in names if name not in by_name]
    if missing:
        known = ", ".join(by_name) or "none"
        raise UsageError(f"expected GPUs {', '.join(names)}, found {known}: there is no {', '.join(missing)}")
    return tuple(by_name[name] for name in dict.fromkeys(names))


def slots_on(cards: Sequence[Card], share: int) -> tuple[Slot, ...]:
    """Return the slots on cards, `share` on each; neighbours in the list are on different cards.

    Raises:
        UsageError: a card is too small for so many.
    """
    places = [card for _ in range(share) for card in cards]
    return tuple(Slot(number, card.uuid or card.name, _share_mb(card, share)) for number, card in enumerate(places))


def _share_mb(card: Card, share: int) -> int:
    """Return the memory for each of several jobs on a card; 0 where one has all of it."""
    if share == 1:
        return 0
    found = (card.memory_mb - RESERVE_MB) // share - CONTEXT_MB
    if found < LEAST_MB:
        most = max(1, (card.memory_mb - RESERVE_MB) // (CONTEXT_MB + LEAST_MB))
        raise UsageError(f"GPU {card.name} has {card.memory_mb} MB: expected a share of at most {most}, found {share}")
    return found


def _names(card: Card) -> set[str]:
    return {card.name, card.uuid or card.name}


def _cards(library: Library, index: int) -> Iterator[Card]:
    handle = library.nvmlDeviceGetHandleByIndex(index)
    instances = list(_instances(library, handle))
    yield from instances or [Card(str(index), _memory_mb(library, handle), library.nvmlDeviceGetUUID(handle))]


def _instances(library: Library, handle: Any) -> Iterator[Card]:
    try:
        split = library.nvmlDeviceGetMigMode(handle)[0]
    except library.NVMLError:  # a card that knows no instances
        return
    for index in range(library.nvmlDeviceGetMaxMigDeviceCount(handle) if split else 0):
        with contextlib.suppress(library.NVMLError):  # a place without an instance
            instance = library.nvmlDeviceGetMigDeviceHandleByIndex(device=handle, index=index)
            yield Card(library.nvmlDeviceGetUUID(instance), _memory_mb(library, instance))


def _memory_mb(library: Library, handle: Any) -> int:
    return int(library.nvmlDeviceGetMemoryInfo(handle).total) // 2**20
