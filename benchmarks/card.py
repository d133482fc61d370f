"""What NVIDIA's library tells of a card while something runs on it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

from autograder.execution import gpus
from autograder.execution.gpus import Card

LOOK_S = 0.05
CALM_S = 10.0


@dataclass
class Watched:
    """The most that was seen at a time: memory in MB, and processes that compute."""

    memory_mb: int = 0
    processes: int = 0


class Meter:
    """Reads the first card."""

    def __init__(self, library: Any) -> None:
        self._library = library
        library.nvmlInit()
        self._handle = library.nvmlDeviceGetHandleByIndex(0)

    @property
    def name(self) -> str:
        """What the card is called."""
        return str(self._library.nvmlDeviceGetName(self._handle))

    def memory_mb(self) -> int:
        """Return how much of its memory is in use."""
        return int(self._library.nvmlDeviceGetMemoryInfo(self._handle).used) // 2**20

    def processes(self) -> int:
        """Return how many processes compute on it."""
        return len(self._library.nvmlDeviceGetComputeRunningProcesses(self._handle))

    def calm_mb(self, before_mb: int) -> int:
        """Return the memory in use once it has fallen to what it was, or after ten seconds: a driver takes its time."""
        deadline = time.monotonic() + CALM_S
        while self.memory_mb() > before_mb and time.monotonic() < deadline:
            time.sleep(LOOK_S)
        return self.memory_mb()

    @contextmanager
    def watched(self) -> Iterator[Watched]:
        """Look at the card again and again while the block lasts."""
        seen, done = Watched(), Event()

        def look() -> None:
            while not done.wait(LOOK_S):
                seen.memory_mb = max(seen.memory_mb, self.memory_mb())
                seen.processes = max(seen.processes, self.processes())

        thread = Thread(target=look, daemon=True)
        thread.start()
        try:
            yield seen
        finally:
            done.set()
            thread.join()


def first() -> tuple[Card, Meter] | None:
    """Return the first card of this machine and what reads it; None where there is none."""
    library = gpus.installed()
    cards = gpus.detect(library)
    return (cards[0], Meter(library)) if cards else None
