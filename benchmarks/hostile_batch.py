"""A class of hostile hand-ins in one batch: ``python -m benchmarks.hostile_batch [--count N]``.

All kinds in turn (`benchmarks.hostile_class`), through the pipeline of `autograder batch`, in this process, so that it
can be watched: its memory, what its scratch folders hold, the processes below it, mounts, open files; how much of its
own processor time one hand-in takes; and how long one hand-in keeps the thread that judges, or everything, from going
on. Ends with status 1 where one of these grows along the batch, or a hand-in holds the process for 2 s.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from threading import Event, Timer

from autograder.course.folder import open_course
from autograder.execution import RunEvent
from autograder.run import commands
from autograder.run.events import Scored
from autograder.run.grader import Grader, Options, opened
from autograder.run.intake import Sources, take_in
from benchmarks import classroom, hostile_class
from benchmarks.machine import machine
from benchmarks.watch import Sample, Watch

LIMITS = "\n[limits]\nwall_s = {wall}\ncpu_s = {cpu}\nmemory_mb = 1000\nprocesses = 64\noutput_mb = 4\ndisk_mb = 64\n"
MOST_S = 2.0
TENTHS = 10
SLACK = 1
GROWTH_MB = 48
"""Of the process's memory between the first third and the last: its heap is not given back in order."""
FUNCTIONS = "preprocessing"
OF_FUNCTIONS = 5
"""One hand-in of so many is of functions."""


def course(folder: Path, *, wall_s: int) -> Path:
    """Make a course of a network and of functions, with short limits."""
    root = classroom.course(folder)
    for half in ("assignments", "reference"):
        shutil.copytree(classroom.REPOSITORY / half / FUNCTIONS, root / half / FUNCTIONS)
    for name in (classroom.NAME, FUNCTIONS):
        path = root / "assignments" / name / "assignment.toml"
        text = path.read_text(encoding="utf-8").partition("\n[limits]")[0]
        path.write_text(text + LIMITS.format(wall=wall_s, cpu=wall_s // 2), encoding="utf-8")
    return root


def grade(grader: Grader, assignment: str, work: Path, *, jobs: int, watch: Watch, over: Event) -> Counter[str]:
    """Grade a class as the command does; return how many ended in which state."""
    folder, out = work / "class" / assignment, work / "out" / assignment
    states: Counter[str] = Counter()
    with watch.named("finding what was handed in"):
        intake = take_in(grader.course, assignment, Sources(folder), out)

    def count(event: RunEvent) -> None:
        if isinstance(event, Scored):
            with watch.named(event.name):
                states[str(event.pages.shown(event.name, event.outcome.record).state)] += 1
            watch.done += 1

    run = commands.batch(grader, assignment, intake.hand_ins, out, jobs=jobs, cancelled=over, observers=[count])
    with watch.named("the class page"):
        run.pages.class_page()
    return states


def table(samples: Sequence[Sample], count: int) -> list[float]:
    """Print what was seen in each tenth of the class; return the memory in each.

    Of memory it is the median, of all else the least: boxes that run hold processes, mounts and files.
    """
    memory = []
    for tenth in range(TENTHS):
        seen = [each for each in samples if tenth <= each.done * TENTHS / (count + 1) < tenth + 1]
        if seen:
            memory.append(median(each.memory_mb for each in seen))
            least = {name: min(getattr(each, name) for each in seen) for name in Sample.LEAST}
            line(replace(seen[-1], memory_mb=memory[-1], **least))
    return memory


def line(sample: Sample) -> None:
    """Print a line of the table."""
    figures = f"{sample.memory_mb:12.0f}{sample.scratch_mb:13.1f}{sample.processes:11}{sample.mounts:8}"
    print(f"{sample.done:7}{sample.at:8.0f}{figures}{sample.files:7}{sample.threads:9}", flush=True)


def flat(memory: Sequence[float], before: Sample, after: Sample) -> bool:
    """Tell whether the batch left nothing, and its memory was no more in its last third than in its first."""
    third = max(1, len(memory) // 3)
    grown = min(memory[-third:]) - min(memory[1 : 1 + third]) if len(memory) > third else 0.0
    return grown <= GROWTH_MB and all(getattr(after, name) <= getattr(before, name) + SLACK for name in Sample.LEAST)


def holds(watch: Watch, kinds: Mapping[str, str]) -> float:
    """Print which kinds took most of the process; return the longest hold in seconds.

    A process that reads for the thread that judges has limits of its own, and boxes go on meanwhile.
    """
    for title, found in (
        ("processor time of the grader's own process for one hand-in, s", watch.cpu_s),
        ("the judging thread busy with one hand-in, s", watch.busy_s),
        ("the judging thread waiting for what reads one hand-in, s", watch.waits_s),
        ("nothing of the process ran, s", watch.stopped_s),
    ):
        worst: dict[str, float] = {}
        for slug, seconds in found.items():
            name = kinds.get(slug.partition("/")[0], slug)
            worst[name] = max(worst.get(name, 0.0), seconds)
        listed = sorted(worst.items(), key=lambda each: -each[1])[:6]
        print(f"{title}: " + "; ".join(f"{name} {seconds:.2f}" for name, seconds in listed))
    hand_ins = [found.get(name, 0.0) for name in kinds for found in (watch.cpu_s, watch.busy_s, watch.stopped_s)]
    return max(hand_ins, default=0.0)


def main() -> int:
    """Print the table; return 1 where something grows, or is held too long."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seconds", type=float, default=1e6, help="seconds after which no more are begun")
    parser.add_argument(
        "--wall", type=int, default=10, help="seconds that a submission may run, half of them computing"
    )
    given = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        work.chmod(0o755)
        tempfile.tempdir = str(work / "tmp")
        (work / "tmp").mkdir()
        handed_in, programs = hostile_class.corpus()
        networks = {**hostile_class.READERS, **hostile_class.LEFT, **handed_in}
        values = {**hostile_class.VALUES, **hostile_class.READERS}
        of_values = hostile_class.lay(work / "class" / FUNCTIONS, values, given.count // OF_FUNCTIONS)
        others = given.count - len(of_values)
        of_networks = hostile_class.lay(work / "class" / classroom.NAME, networks, others, seldom=programs)
        root = course(work / "course", wall_s=given.wall)
        options = Options(
            open_course(root), work / "cache", work / "keras", (classroom.REPOSITORY / "templates",), record=False
        )
        started = time.perf_counter()
        over = Event()
        timer = Timer(given.seconds, over.set)
        timer.daemon = True
        timer.start()
        watch = Watch([work / "tmp", work / "cache" / "scratch"])
        with opened(options, jobs=given.jobs) as grader, watch.watching():
            states = grade(grader, FUNCTIONS, work, jobs=given.jobs, watch=watch, over=over)
            before, second = watch.sample(time.perf_counter() - started), len(watch.samples)
            states += grade(grader, classroom.NAME, work, jobs=given.jobs, watch=watch, over=over)
            after = watch.sample(time.perf_counter() - started)
        timer.cancel()
        kinds, done = len(networks) + len(programs) + len(values), states.total()
        print(f"{done} of {given.count} hand-ins of {kinds} kinds: {dict(states)}")
        print("   done       s  memory, MB  scratch, MB  processes  mounts  files  threads")
        line(before)
        memory = table(watch.samples[second:], done)
        line(after)
        longest = holds(watch, {**of_values, **of_networks})
    even = flat(memory, before, after)
    print(f"{'flat' if even else 'NOT FLAT'}; the longest hold is {longest:.2f} s, at most {MOST_S:g} s claimed")
    return 0 if even and longest < MOST_S and (over.is_set() or done == given.count) else 1


if __name__ == "__main__":
    raise SystemExit(main())
