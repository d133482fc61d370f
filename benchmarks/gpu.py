"""GPU runners on a real card, from end to end: ``python -m benchmarks.gpu [--slots 1,2,4,8] [--students 4]``.

A small class of Keras submissions is graded by ``autograder batch`` on the first card of this machine, with several
slots on it, and on the processor. Prints what boxes see of the card, the throughput as ratios, and a line for each
claim; returns 1 where one does not hold. Without a card it says so, and shows what the processor can show.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import os
import platform
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path

from autograder.execution.gpus import Card
from autograder.records import Grade
from benchmarks import card as cards
from benchmarks.gpu_boxes import seen_by_boxes
from benchmarks.gpu_class import HARD, PLAIN, Earned, Student
from benchmarks.gpu_run import Bench, Claims, Ran

NO_CARD = Card("", 1024)
PR_SET_CHILD_SUBREAPER = 36
FLAT_MB = 64
FASTER = 1.5
"""What four slots must at least give over one."""
BACKENDS = ("torch", "tensorflow")


def main() -> int:
    """Print the figures; return 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--slots", default="1,2,4,8")
    parser.add_argument("--students", type=int, default=4, help="of each plain kind")
    installed = [name for name in BACKENDS if importlib.util.find_spec(name) is not None]
    every = ",".join(kind.name for kind in (*PLAIN, *HARD))
    parser.add_argument("--kinds", default=every, help=f"of submissions, by default all: {every}")
    parser.add_argument("--keep", type=Path, help="a new folder in which everything stays")
    parser.add_argument("--backend", choices=BACKENDS, default=installed[0])
    given = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # whatever a command leaves becomes this one's child
    found = cards.first()
    packages = ", ".join(f"{name} {version(name)}" for name in (given.backend, "keras"))
    where = f"{os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}, {packages}"
    print(f"{found[1].name if found else 'no GPU'}; {where}", flush=True)
    if given.keep:
        given.keep.mkdir()
    with nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory() as name:
        work = Path(name).resolve()
        work.chmod(0o755)
        card, meter = found or (NO_CARD, None)
        bench = Bench(work, given.backend, card, meter, Claims(), frozenset(given.kinds.split(",")))
        on_cpu = by_cpu(bench, given.students)
        if meter is None:
            print("no GPU here: shares, memory and throughput of a card were not shown")
        else:
            by_card(bench, given.students, [int(count) for count in given.slots.split(",")], on_cpu)
        bench.claims.add("no process is left", _left())
    return 0 if all(bench.claims.held) else 1


def by_cpu(bench: Bench, each: int) -> Mapping[str, Ran]:
    """Grade every kind on the processor; return the runs by what they are compared with."""
    groups = {"plain": bench.group(PLAIN, each), "hard": bench.group(HARD, 1)}
    options = ("--gpus", "none", "-j", str(max(1, (os.cpu_count() or 1) // 2)))
    runs = {name: bench.run(f"cpu-{name}", group, *options) for name, group in groups.items()}
    runs["grader"] = bench.run("cpu-grader", bench.group(PLAIN, 1), *options, mode="grader")
    claims = bench.claims
    everybody = [*groups["plain"], *groups["hard"]]
    merged = {**runs["plain"].grades, **runs["hard"].grades}
    claims.add("each kind earns on the processor what it should", list(_unlike(everybody, merged, card=False)))
    claims.add("every result says cpu", list(_devices(runs.values(), "cpu")))
    claims.add("without a GPU no device of a card can be opened", list(_opened(runs["hard"])))
    claims.add(
        "boxes see the card of their slot alone, and none without", list(seen_by_boxes(bench.backend, bench.card))
    )
    return runs


def by_card(bench: Bench, each: int, slots: Sequence[int], on_cpu: Mapping[str, Ran]) -> None:
    """Grade every kind on the card."""
    meter, claims = bench.meter, bench.claims
    if meter is None:
        raise ValueError("expected a card")
    before = meter.memory_mb()
    plain, hard = bench.group(PLAIN, each), [*bench.group(HARD, 1), *bench.group(PLAIN, 1)]
    mixed = bench.run("hard", hard, *_on(4))
    claims.add("on a shared card each kind earns what it should", list(_unlike(hard, mixed.grades, card=True)))
    claims.add("what needs more than its share is done again on the whole card", list(_capped(mixed)))
    claims.add("a full card, a full host and a mistake are told apart", list(_failures(hard, mixed)))
    claims.add("with a GPU no other device of a card can be opened", list(_opened(mixed)))
    grader = bench.run("grader", bench.group(PLAIN, 1), *_on(2), mode="grader")
    claims.add("points equal the processor's where the grader trains", _unequal(grader, on_cpu["grader"]))
    runs: dict[int, Ran] = {}
    print(f"{'slots':>6}  seconds a submission  times as fast  most memory, MB")
    _row("CPU", on_cpu["plain"], on_cpu["plain"], len(plain))
    for count in slots:
        runs[count] = bench.run(f"slots{count}", plain, *_on(count))
        _row(str(count), runs[count], runs[slots[0]], len(plain))
    unequal = [line for run in runs.values() for line in _unequal(run, on_cpu["plain"])]
    claims.add(f"points equal the processor's, with {', '.join(map(str, slots))} slots", unequal)
    claims.add("every result says gpu", list(_devices([*runs.values(), mixed, grader], "gpu")))
    more = [f"{count} slots: {run.processes} processes" for count, run in runs.items() if run.processes > count]
    claims.add("no more processes compute than there are slots", more)
    after = meter.calm_mb(before)
    rest = [] if after <= before + FLAT_MB else [f"{before} MB before, {after} MB after"]
    claims.add("the card's memory is as before", [*rest, *(["a process computes"] if meter.processes() else [])])
    if plain and 1 in runs and 4 in runs:
        ratio = runs[1].seconds / runs[4].seconds
        slow = [] if ratio >= FASTER else [f"{ratio:.2f} times"]
        claims.add(f"4 slots are at least {FASTER:g} times as fast as 1", slow)


def _on(count: int) -> tuple[str, ...]:
    return ("--gpus", "0", "--share", str(count), "-j", str(count))


def _row(name: str, run: Ran, base: Ran, count: int) -> None:
    ratio = base.seconds / run.seconds if run.seconds else 1.0
    print(f"{name:>6}  {run.seconds / max(1, count):20.2f}  {ratio:13.2f}  {run.peak_mb:15}", flush=True)


def _unlike(group: Sequence[Student], grades: Mapping[str, Grade], *, card: bool) -> Iterator[str]:
    for student in group:
        wanted = student.kind.on_card if card else student.kind.on_cpu
        grade = grades.get(student.name)
        earned = grade.earned if grade else -1.0
        found = Earned.ALL if earned == 100 else Earned.SOME if earned > 0 else Earned.NOTHING
        if found != wanted:
            yield f"{student.name}: expected {wanted}, earned {earned:g}"


def _unequal(run: Ran, other: Ran) -> list[str]:
    expected = {name: grade.earned for name, grade in other.grades.items()}
    found = {name: grade.earned for name, grade in run.grades.items()}
    names = sorted(expected.keys() | found.keys())
    return [f"{n}: {found.get(n)} and {expected.get(n)}" for n in names if found.get(n) != expected.get(n)]


def _devices(runs: Iterable[Ran], device: str) -> Iterator[str]:
    for run in runs:
        yield from (f"{name}: {found.device}" for name, found in run.evidence.items() if found.device != device)


def _printed(run: Ran, kind: str, word: str) -> str:
    told = run.evidence[f"{kind}0"].printed if f"{kind}0" in run.evidence else ""
    return next((line.removeprefix(word).strip() for line in told.splitlines() if line.startswith(word)), "")


def _opened(run: Ran) -> Iterator[str]:
    found = _printed(run, "opens", "THROUGH")
    if "opens0" in run.grades and found != "[]":
        yield f"opened: {found or 'nothing was reported'}"


def _capped(run: Ran) -> Iterator[str]:
    if "whole_card0" in run.grades and (cap := _printed(run, "whole_card", "CAP")) != "1.0":
        yield f"its share in the end: {cap or 'not told'}"
    if "hoards0" in run.grades and not _printed(run, "hoards", "HOARDED"):
        yield "the attack that holds the whole card did not get it: nothing is shown of its neighbours"


def _failures(group: Sequence[Student], run: Ran) -> Iterator[str]:
    for student in group:
        evidence = run.evidence.get(student.name)
        found = evidence.error.kind if evidence and evidence.error else ""
        if found != student.kind.failure:
            message = evidence.error.message[:300] if evidence and evidence.error else ""
            yield f"{student.name}: expected {student.kind.failure or 'no failure'}, found {found or 'none'} {message}"


def _left() -> list[str]:
    """Return the processes that became this one's children: commands leave none."""
    deadline = time.monotonic() + cards.CALM_S
    while True:
        text = "".join(path.read_text() for path in Path("/proc/self/task").glob("*/children"))
        if not text.split() or time.monotonic() > deadline:
            return [f"process {pid}" for pid in text.split()]
        time.sleep(cards.LOOK_S)


if __name__ == "__main__":
    raise SystemExit(main())
