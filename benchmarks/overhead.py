"""What grading adds to a student's own compute, by stage: ``python -m benchmarks.overhead [--sandbox NAME]``.

Every submission goes the whole way in full isolation: student box, inspection box, checks, result file and page. Its
own compute is measured inside the box, by the submission itself; the overhead is all the rest of the wall time. No
submission is like an earlier one. Medians of the rounds, in seconds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from threading import Event

from autograder.contracts import Box, BoxResult, Sandbox
from autograder.course.folder import open_course
from autograder.execution import Unwritten
from autograder.records import Evidence, Outcome, Record
from autograder.run.batch import Batch, HandIn
from autograder.run.grader import Grader, Options, opened
from autograder.run.outcome import GradingOutcome
from autograder.run.pages import Pages
from autograder.run.scoring import judge
from benchmarks import classroom
from benchmarks.machine import machine

CLAIMS = {"module": 0.4, "notebook of 12 cells": 0.7}
STAGES = ("student box", "inspection box", "checks", "result and page", "reading, storing", "overhead", "own compute")


@dataclass(slots=True)
class Clock:
    """How long each part of one submission's way took, in seconds."""

    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time within."""
        started = time.perf_counter()
        yield
        self.spent[name] = self.spent.get(name, 0.0) + time.perf_counter() - started


class Watched:
    """A sandbox whose boxes are timed from the request to their end."""

    def __init__(self, sandbox: Sandbox, clock: Clock) -> None:
        self.name, self.layers, self.close = sandbox.name, sandbox.layers, sandbox.close
        self._sandbox, self._clock = sandbox, clock

    @contextmanager
    def run(self, box: Box, *, cancelled: Event | None = None) -> Iterator[BoxResult]:
        """Run a box; what its reader does with the harvest is not counted."""
        running = self._sandbox.run(box, cancelled=cancelled)
        with self._clock.part(box.task):
            result = running.__enter__()
        try:
            yield result
        finally:
            with self._clock.part(box.task):
                running.__exit__(None, None, None)


def watched(grader: Grader, clock: Clock) -> Grader:
    """Return a grader whose boxes are timed; one slot on all cores, as `grade` has."""
    sandbox = Watched(grader.sandbox, clock)
    return replace(grader, sandbox=sandbox, collector=replace(grader.collector, sandbox=sandbox))


@dataclass(frozen=True, slots=True)
class TimedPages(Pages):
    """Pages, and what times how long they take; see `Clock`."""

    clock: Clock = field(default_factory=Clock)

    def student(self, slug: str, record: Record, evidence: Evidence | None) -> None:
        """Write a student's pages, and time it."""
        with self.clock.part("page"):
            Pages.student(self, slug, record, evidence)


def grade(batch: Batch, done: list[GradingOutcome], path: Path, clock: Clock) -> dict[str, float]:
    """Grade one submission, which the batch adds to what is done; return the seconds of each stage."""
    clock.spent.clear()
    started = time.perf_counter()
    batch.run([HandIn(path.stem, path)], jobs=1, cancelled=Event())
    wall = time.perf_counter() - started
    record = done[-1].record
    evidence = batch.folder.evidence.read(record.evidence_key)
    if evidence is None or evidence.outcome is not Outcome.OK or evidence.error or record.grade.earned < 100:
        raise SystemExit(f"{path.name}: expected full marks: {record.grade}")
    judged = time.perf_counter()
    judge(batch.resolved, [replace(done[-1], evidence=evidence)])
    checks = time.perf_counter() - judged
    own = classroom.own_seconds(_printed(batch, record) or evidence.printed)
    boxes, page = clock.spent["run"], clock.spent["page"]
    rest = wall - boxes - clock.spent["inspect"] - page - checks
    return dict(zip(STAGES, (boxes - own, clock.spent["inspect"], checks, page, rest, wall - own, own), strict=True))


def _printed(batch: Batch, record: Record) -> str:
    notebook = batch.folder.evidence.file(record.evidence_key, "executed.ipynb") or b""
    return notebook.decode().replace("\\n", "\n")


def measure(options: Options, rounds: int, work: Path, *, trains: bool) -> dict[str, dict[str, float]]:
    """Return the median of each stage for modules and notebooks."""
    makers: dict[str, Callable[[int], tuple[str, str]]] = {
        "module": lambda n: (".py", classroom.module(n, trains=trains)),
        "notebook of 12 cells": lambda n: (
            ".ipynb",
            classroom.notebook(n, classroom.timed(classroom.cells(trains=trains))),
        ),
    }
    table: dict[str, dict[str, float]] = {}
    clock = Clock()
    with opened(options) as grader:
        timed, done = watched(grader, clock), list[GradingOutcome]()
        pages = timed.open_run(classroom.NAME, work / "runs")
        pages = TimedPages(pages.resolved, pages.folder, pages.templates, pages.look, pages.standings, clock)
        batch = Batch(pages, timed.collector, Unwritten(), done.append)
        for name, make in makers.items():
            samples = []
            for number in range(rounds + 1):
                ending, text = make(number)
                path = work / f"{name.replace(' ', '-')}-{number}{ending}"
                path.write_text(text, encoding="utf-8")
                samples.append(grade(batch, done, path, clock))
            table[name] = {stage: median(sample[stage] for sample in samples[1:]) for stage in STAGES}
    return table


def main() -> int:
    """Print the tables; return 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--sandbox", default="auto")
    arguments = parser.parse_args()
    print(machine())
    missed = False
    for title, mode in (("structure alone", None), ("the student trains 5 epochs", "student")):
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            course = classroom.course(work / "course", mode=mode)
            templates = (classroom.REPOSITORY / "templates",)
            options = Options(open_course(course), work / "cache", work / "keras", templates, sandbox=arguments.sandbox)
            table = measure(options, arguments.rounds, work, trains=mode is not None)
        print(f"\n{title + ', seconds':30}" + "".join(f"{stage:>17}" for stage in STAGES))
        for name, row in table.items():
            print(f"{name:30}" + "".join(f"{row[stage]:17.3f}" for stage in STAGES))
            missed |= row["overhead"] > CLAIMS[name]
    for name, limit in CLAIMS.items():
        print(f"overhead of a {name}: at most {limit} s claimed")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
