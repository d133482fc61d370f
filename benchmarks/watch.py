"""Watch this process from a thread of its own: what it holds, and which hand-in its threads are busy with."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import ClassVar

from autograder.run.job import GradingJob
from autograder.run.outcome import GradingOutcome

TICK_S = 0.02
EACH_S = 1.0
WAITS = frozenset({"arrivals"})
"""Functions in which the thread that judges waits for the next hand-in."""
READS = frozenset({"_exchange"})
"""Functions in which it waits for a process that reads."""
OWN = "/autograder/"
VARIABLES = ("item", "job", "items")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the process held at a moment."""

    LEAST: ClassVar[tuple[str, ...]] = ("scratch_mb", "processes", "mounts", "files", "threads")

    at: float
    done: int
    memory_mb: float
    scratch_mb: float
    processes: int
    mounts: int
    files: int
    threads: int


@dataclass(slots=True)
class Watch:
    """What was seen: samples, and by hand-in the process's own processor time and what it kept from going on.

    Of the main thread, which judges: how long it was busy (`busy_s`), and how long it waited for a process that reads
    (`waits_s`). `stopped_s` is the longest time in which nothing of the process ran, told by what the main thread does.
    """

    scratch: Sequence[Path]
    done: int = 0
    samples: list[Sample] = field(default_factory=list)
    cpu_s: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    busy_s: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    waits_s: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    stopped_s: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    name: str = ""

    @contextmanager
    def named(self, name: str) -> Iterator[None]:
        """Say what the main thread does while the block runs."""
        self.name = name
        try:
            yield
        finally:
            self.name = ""

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch while the block runs."""
        over = threading.Event()
        thread = threading.Thread(target=self._watch, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _watch(self, over: threading.Event) -> None:
        started = last = sampled = time.perf_counter()
        own, clocks = (threading.main_thread().ident or 0), dict[int, float]()
        while not over.wait(TICK_S):
            now = time.perf_counter()
            frames = sys._current_frames()  # noqa: SLF001 - there is no other way to see what a thread does
            mine = self.name or _hand_in(frames.get(own), waits=WAITS)
            if now - last > 5 * TICK_S:
                self.stopped_s[mine] = max(self.stopped_s[mine], now - last - TICK_S)
            if mine:
                spent = self.waits_s if _runs(frames.get(own), READS) else self.busy_s
                spent[mine] += now - last
            self._count(frames, clocks, own, mine)
            if now - sampled > EACH_S:
                sampled = now
                self.samples.append(self.sample(now - started))
            last = time.perf_counter()

    def _count(self, frames: dict[int, FrameType], clocks: dict[int, float], own: int, mine: str) -> None:
        for ident, frame in frames.items():
            try:
                used = time.clock_gettime(time.pthread_getcpuclockid(ident))
            except OSError:
                continue
            name = mine if ident == own else _hand_in(frame)
            if name and ident in clocks:
                self.cpu_s[name] += max(0.0, used - clocks[ident])
            clocks[ident] = used

    def sample(self, at: float) -> Sample:
        """Return what the process holds now."""
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return Sample(
            at,
            self.done,
            resident / 2**20,
            sum(map(_held, self.scratch)) / 2**20,
            len(_below(os.getpid())),
            len(Path("/proc/self/mounts").read_text().splitlines()),
            len(list(Path("/proc/self/fd").iterdir())),
            threading.active_count(),
        )


def _hand_in(frame: FrameType | None, *, waits: frozenset[str] = frozenset()) -> str:
    """Return the name of the hand-in that a thread works for; "" where it works for none."""
    found = ""
    while frame is not None:
        if frame.f_code.co_name in waits:
            return ""
        if not found and OWN in frame.f_code.co_filename:
            found = next(filter(None, map(_name, map(frame.f_locals.get, VARIABLES))), "")
        frame = frame.f_back
    return found


def _runs(frame: FrameType | None, functions: frozenset[str]) -> bool:
    while frame is not None and frame.f_code.co_name not in functions:
        frame = frame.f_back
    return frame is not None


def _name(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return first.name if isinstance(first, GradingOutcome | GradingJob) else ""


def _held(folder: Path) -> int:
    """Return the bytes that files below a folder take on the disk."""
    total = 0
    for top, _folders, names in os.walk(folder, onerror=lambda _: None):
        for name in names:
            try:
                total += Path(top, name).lstat().st_blocks * 512
            except OSError:
                continue
    return total


def _below(pid: int) -> list[int]:
    """Return the processes below one."""
    found: list[int] = []
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        for task in tasks:
            for child in (task / "children").read_text().split():
                found += [int(child), *_below(int(child))]
    except OSError:
        return found
    return found
