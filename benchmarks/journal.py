"""What a journal costs: ``python -m benchmarks.journal``. 50,000 jobs that do nothing, and a restart among them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from autograder.execution import Agent, Coordinator, JobOutcome, JobRecord, Journal, LocalEngine, Log, Slot, Unwritten

JOBS = 50_000
SLOTS = 2
LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Task:
    """A job that does nothing."""

    name: str
    student: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took, and the process's memory after shares of it."""

    wall_s: float
    cpu_s: float
    memory_mb: Mapping[float, float]


def main() -> None:
    """Measure and print a table."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "course.sqlite"
        bare = timed(Unwritten())
        with closing(journal(path, "whole")) as log:
            whole = timed(log)
        stored = path.stat().st_size
        done, restart_s = restarted(path)
    print(f"{JOBS:,} jobs, {SLOTS} slots                 {'':>10}")
    print(f"through the engine alone             {JOBS / bare.wall_s:10,.0f} jobs/s")
    print(f"with the journal                     {JOBS / whole.wall_s:10,.0f} jobs/s")
    print(f"the journal's cost, processor time   {(whole.cpu_s - bare.cpu_s) / JOBS * 1e6:10.0f} µs/job")
    print(f"the journal's size                   {stored / JOBS:10.0f} bytes/job")
    for share, rss in whole.memory_mb.items():
        print(f"memory after {share:4.0%} of the jobs         {rss:10.1f} MB")
    print(f"restart after SIGKILL with {done:,} done   {restart_s:10.2f} s, < {LIMIT_S:g}")


def journal(path: Path, run: str) -> Journal:
    """Open the journal of a run."""
    return Journal(path, Path("/runs") / run, assignment="nothing", engine="local", clock=time.time)


def through(log: Log, tell: Callable[[int], None]) -> None:
    """Have the jobs done that are not; tell how many are, each time that some ended."""
    todo = {f"job-{number:05}": Task(f"job-{number:05}") for number in range(JOBS)}
    known = log.enlist({name: JobRecord(name, "same") for name in todo})
    done = len(known)

    def take(outcomes: Sequence[JobOutcome]) -> Sequence[JobOutcome]:
        nonlocal done
        done += len(outcomes)
        tell(done)
        return [replace(each, result=each.name) for each in outcomes]

    with closing(LocalEngine(Agent(finished, [Slot(n) for n in range(SLOTS)]))) as engine:
        coordinator = Coordinator(engine, log, fault=lambda _: "", given_up=finished)
        left = (task for name, task in todo.items() if name not in known)
        coordinator.run(left, take=take, cancelled=Event())


def finished(task: Task, *_: object) -> JobOutcome:
    """Do nothing."""
    return JobOutcome(name=task.name, student=task.student)


def timed(log: Log) -> Cost:
    """Return what all jobs take."""
    start, cpu, memory, marks = time.perf_counter(), time.process_time(), {}, [0.1, 0.5, 1.0]

    def tell(done: int) -> None:
        if marks and done >= marks[0] * JOBS:
            memory[marks.pop(0)] = resident_mb()

    through(log, tell)
    return Cost(time.perf_counter() - start, time.process_time() - cpu, memory)


def resident_mb() -> float:
    """Return this process's resident memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def restarted(path: Path) -> tuple[int, float]:
    """Kill a process in the middle; return how many jobs it had done, and how long until another one goes on."""
    command = [sys.executable, "-m", "benchmarks.journal", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("no pipe")
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    start = time.perf_counter()
    first: list[tuple[int, float]] = []

    def stop(done: int) -> None:
        first.append((done - 1, time.perf_counter() - start))
        raise InterruptedError

    with closing(journal(path, "killed")) as log, suppress(InterruptedError):
        through(log, stop)
    return first[0]


def run_until_killed(path: Path) -> None:
    """Do jobs, and say when half of them are done."""

    def tell(done: int) -> None:
        if done >= JOBS // 2:
            print("half", flush=True)

    with closing(journal(path, "killed")) as log:
        through(log, tell)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run_until_killed(Path(sys.argv[1]))
    else:
        main()
