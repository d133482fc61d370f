"""Random interleavings of two commands on one course's file: ``python -m tests.database.interleavings --count 100000``.

Two processes that stay alive do the database work of two random commands at once, a third one reads in between.
SQLite's own progress handler lets them pause in the midst of a statement, and now and then one is killed. After every
few hundred interleavings each row that a command has written is counted, and the file begins anew.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing import connection as pipes
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.database.commands import COMMANDS, READERS, WRITERS, Course, found, rows

ON_ONE_FILE = 200
KILLED = 0.03
LONGEST_S = 120.0
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.database.commands"])


class Paused(sqlite3.Connection):
    """A connection that lets other processes go on in the midst of its statements."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.set_progress_handler(_pause, 150)


def _pause() -> int:
    if random.random() < 0.05:
        time.sleep(random.choice((0, 0, 0, 0.0002, 0.002)))
    return 0


def work(pipe: pipes.Connection[Any, Any], seed: int) -> None:
    """Do the commands that come, one after the other, and answer each with whether it was done."""
    random.seed(seed)
    real = sqlite3.connect
    sqlite3.connect = lambda *arguments, **options: real(*arguments, factory=Paused, **options)  # type: ignore[assignment]
    while True:
        command, tag, root, least = pipe.recv()
        course = Course(Path(root), random.Random(random.random()), least)
        try:
            pipe.send((COMMANDS[command](course, tag), ""))
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent tells it
            pipe.send((False, f"{command}: {type(error).__name__}: {error}"))


@dataclass
class Worker:
    """A process that does commands, and the command and tag that it is at; `reads` is one that only reads."""

    reads: bool
    seed: int
    name: str = ""
    tag: str = ""

    def __post_init__(self) -> None:
        self.pipe, theirs = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=work, args=(theirs, self.seed), daemon=True)
        self.process.start()
        theirs.close()

    def begin(self, name: str, tag: str, root: Path, least: int) -> None:
        self.name, self.tag = name, tag
        self.pipe.send((name, tag, str(root), least))

    def end(self) -> None:
        if self.process.pid is not None:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.join()
        self.pipe.close()


@dataclass
class Tally:
    """What was done: how often a command began while another one ran, which pairs met, and what came of it."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    count: int = 0
    refused: int = 0
    killed: int = 0
    rows: int = 0
    files: int = 0


class Stress:
    """Runs interleavings and counts rows: a command begins as soon as a process is free, beside those that run."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        self.tally = Tally()
        self.workers = [self._worker(reads=number == 2) for number in range(3)]
        self.began = time.monotonic()

    def run(self, count: int, *, tell: bool = False) -> Tally:
        """Run so many interleavings.

        Raises:
            AssertionError: a row is lost or there twice, the file is damaged, or a command fails.
        """
        while self.tally.count < count:
            self._one_file(min(count, self.tally.count + ON_ONE_FILE))
            if tell:
                print(
                    f"{self.tally.count:,} in {time.monotonic() - self.began:.0f} s, {self.tally.rows:,} rows",
                    flush=True,
                )
        return self.tally

    def close(self) -> None:
        for worker in self.workers:
            worker.end()

    def _worker(self, *, reads: bool) -> Worker:
        return Worker(reads, self.chance.randrange(2**32))

    def _one_file(self, goal: int) -> None:
        self.root = Path(tempfile.mkdtemp(dir=self.folder))
        self.sure: list[str] = []
        self.perhaps: list[str] = []
        self.tally.files += 1
        number = 0
        while self.tally.count < goal or any(worker.name for worker in self.workers):
            for worker in self.workers:
                if not worker.name and self.tally.count < goal:
                    number += 1
                    self._begin(worker, str(number))
            if self.chance.random() < KILLED:
                self._kill()
            busy = {worker.pipe: worker for worker in self.workers if worker.name}
            ready = pipes.wait(list(busy), LONGEST_S)
            assert ready or not busy, f"hanging: {[worker.name for worker in busy.values()]}"
            for pipe in ready:
                self._answered(busy[pipe])  # type: ignore[index]
        self._count()

    def _begin(self, worker: Worker, tag: str) -> None:
        name = self.chance.choice(list(READERS if worker.reads else COMMANDS))
        beside = [each.name for each in self.workers if each.name and (name in WRITERS or each.name in WRITERS)]
        self.tally.count += bool(beside)
        self.tally.pairs.update((min(name, other), max(name, other)) for other in beside)
        worker.begin(name, tag, self.root, len(self.sure))

    def _kill(self) -> None:
        """Kill a process in the midst of its command, and put another one in its place."""
        time.sleep(self.chance.uniform(0, 0.02))
        struck = self.chance.choice([worker for worker in self.workers if worker.name])
        struck.end()
        self.perhaps += rows(struck.name, struck.tag)
        self.workers[self.workers.index(struck)] = self._worker(reads=struck.reads)
        self.tally.killed += 1

    def _answered(self, worker: Worker) -> None:
        done, problem = worker.pipe.recv()
        assert not problem, problem
        self.tally.refused += not done
        (self.sure if done else self.perhaps).extend(rows(worker.name, worker.tag))
        worker.name = ""

    def _count(self) -> None:
        every = Counter(found(self.root / ".autograder" / "course.sqlite"))
        lost = {row: every[row] for row in self.sure if every[row] != 1}
        assert not lost, f"lost, or there twice: {lost}"
        unknown = every.keys() - {*self.sure, *self.perhaps}
        assert not unknown, f"nobody wrote: {unknown}"
        assert not list(self.root.glob(".autograder/*damaged*"))
        self.tally.rows += sum(every.values())
        shutil.rmtree(self.root)


@contextmanager
def stress(folder: Path, seed: int) -> Iterator[Stress]:
    """Open what runs interleavings below a folder; in memory where there is such a file system."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else folder) as place:
        made = Stress(Path(place), seed)
        with closing(made):
            yield made


def main() -> int:
    """Run the interleavings and print what was done."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, stress(Path(folder), chosen.seed) as running:
        tally = running.run(chosen.count, tell=True)
    print(
        f"{chosen.count:,} interleavings of {len(tally.pairs)} pairs on {tally.files - 1:,} files: {tally.rows:,} rows"
    )
    print(f"none lost; {tally.killed:,} commands killed, {tally.refused:,} refused by a lease")
    return 0


if __name__ == "__main__":
    sys.exit(main())
