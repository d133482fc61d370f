"""GPU runners on a real card, from end to end: ``python -m benchmarks.gpu [--slots 1,2,4,8] [--students 4]``.

A small class of Keras submissions is graded by ``autograder batch`` on the first card of this machine, with several
slots on it, and on the processor. Prints what boxes see of the card, the throughput as ratios, and a line for each
claim; returns 1 where one does not hold. Without a card it says so, and shows what the processor can show.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from autograder.execution.gpus import Card
from autograder.records import Evidence, Grade
from autograder.sandbox import gpu
from autograder.store import RunFolder
from benchmarks import card as cards
from benchmarks import classroom
from benchmarks.gpu_boxes import seen_by_boxes
from benchmarks.gpu_class import HARD, PLAIN, Earned, Kind, Student, students
from benchmarks.peers import environment

NO_CARD = Card("", 1024)
PR_SET_CHILD_SUBREAPER = 36
FLAT_MB = 64
FASTER = 1.5
"""What four slots must at least give over one."""
BACKENDS = ("torch", "tensorflow")


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of the command: what each student got, how long the work took, what the card saw."""

    grades: Mapping[str, Grade]
    evidence: Mapping[str, Evidence]
    seconds: float
    peak_mb: int = 0
    processes: int = 0


@dataclass
class Claims:
    """The claims of a run of this benchmark, each with whether it holds."""

    held: list[bool] = field(default_factory=list)

    def add(self, claim: str, problems: Sequence[str]) -> None:
        """Print whether a claim holds: where nothing speaks against it."""
        self.held.append(not problems)
        print("FAIL" if problems else "PASS", f" {claim}", *(f"\n        {each}" for each in problems[:8]), flush=True)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where everything is, and the card, if there is one."""

    work: Path
    backend: str
    card: Card
    meter: cards.Meter | None
    claims: Claims

    def course(self, mode: str) -> Path:
        """Return the course in which a student, or the grader, trains."""
        root = self.work / mode
        if not root.exists():
            classroom.course(root, mode=mode)
            (root / "course.toml").write_text(f'title = "Benchmark"\nbackend = "{self.backend}"\n', encoding="utf-8")
            settings = root / "assignments" / classroom.NAME / "assignment.toml"
            text = settings.read_text(encoding="utf-8")
            settings.write_text(text.replace("points = 100\n", 'points = 100\ngpu = "preferred"\n'), encoding="utf-8")
        return root

    def run(self, name: str, group: Sequence[Student], *options: object, mode: str = "student") -> Ran:
        """Grade a group by the real command.

        Raises:
            SystemExit: the command failed; what it printed is shown.
        """
        folder, out, log = (self.work / f"{name}-{part}" for part in ("class", "out", "events"))
        folder.mkdir()
        for student in group:
            (folder / f"{student.name}{student.kind.suffix}").write_text(student.text, encoding="utf-8")
        command = [Path(sys.executable).with_name("autograder"), "batch", folder, "-a", classroom.NAME, "--out", out]
        command += ["--course", self.course(mode), "--log", log, "--allow-degraded", "all", *options]
        if self.meter is None:
            self._command(command)
            return _ran(out, log)
        with self.meter.watched() as seen:
            self._command(command)
        return _ran(out, log, seen)

    def _command(self, command: Sequence[object]) -> None:
        done = subprocess.run(
            [str(part) for part in command], check=False, cwd=self.work, env=environment(self.work / "home"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{command}\n{done.stdout[-4000:]}")


def _ran(out: Path, log: Path, seen: cards.Watched | None = None) -> Ran:
    folder = RunFolder(out)
    records = {record.submission.student: record for record in folder.records().values()}
    kept = {name: folder.evidence.read(record.evidence_key) for name, record in records.items()}
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    times = [datetime.fromisoformat(event["at"]).timestamp() for event in events]
    watched = seen or cards.Watched()
    return Ran(
        {name: record.grade for name, record in records.items()},
        {name: evidence for name, evidence in kept.items() if evidence is not None},
        max(times) - min(times),
        watched.memory_mb,
        watched.processes,
    )


def main() -> int:
    """Print the figures; return 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--slots", default="1,2,4,8")
    parser.add_argument("--students", type=int, default=4, help="of each plain kind")
    installed = [name for name in BACKENDS if importlib.util.find_spec(name) is not None]
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
        bench = Bench(work, given.backend, card, meter, Claims())
        on_cpu = by_cpu(bench, given.students)
        if meter is None:
            print("no GPU here: shares, memory and throughput of a card were not shown")
        else:
            by_card(bench, given.students, [int(count) for count in given.slots.split(",")], on_cpu)
        bench.claims.add("no process is left", _left())
    return 0 if all(bench.claims.held) else 1


def group_of(bench: Bench, kinds: Sequence[Kind], each: int) -> list[Student]:
    """Return the submissions of some kinds, as many of each."""
    own = [str(path) for path in gpu.devices(bench.card.uuid or bench.card.name)]
    return list(students(kinds, each, bench.card, own))


def by_cpu(bench: Bench, each: int) -> Mapping[str, Ran]:
    """Grade every kind on the processor; return the runs by what they are compared with."""
    groups = {"plain": group_of(bench, PLAIN, each), "hard": group_of(bench, HARD, 1)}
    options = ("--gpus", "none", "-j", str(max(1, (os.cpu_count() or 1) // 2)))
    runs = {name: bench.run(f"cpu-{name}", group, *options) for name, group in groups.items()}
    runs["grader"] = bench.run("cpu-grader", group_of(bench, PLAIN, 1), *options, mode="grader")
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
    plain, hard = group_of(bench, PLAIN, each), [*group_of(bench, HARD, 1), *group_of(bench, PLAIN, 1)]
    mixed = bench.run("hard", hard, *_on(4))
    claims.add("on a shared card each kind earns what it should", list(_unlike(hard, mixed.grades, card=True)))
    claims.add("what needs more than its share is done again on the whole card", list(_capped(mixed)))
    claims.add("a full card, a full host and a mistake are told apart", list(_failures(hard, mixed)))
    claims.add("with a GPU no other device of a card can be opened", list(_opened(mixed)))
    grader = bench.run("grader", group_of(bench, PLAIN, 1), *_on(2), mode="grader")
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
    if 1 in runs and 4 in runs:
        ratio = runs[1].seconds / runs[4].seconds
        slow = [] if ratio >= FASTER else [f"{ratio:.2f} times"]
        claims.add(f"4 slots are at least {FASTER:g} times as fast as 1", slow)


def _on(count: int) -> tuple[str, ...]:
    return ("--gpus", "0", "--share", str(count), "-j", str(count))


def _row(name: str, run: Ran, base: Ran, count: int) -> None:
    ratio = base.seconds / run.seconds
    print(f"{name:>6}  {run.seconds / count:20.2f}  {ratio:13.2f}  {run.peak_mb:15}", flush=True)


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


def _devices(runs: Iterator[Ran] | Sequence[Ran], device: str) -> Iterator[str]:
    for run in runs:
        yield from (f"{name}: {found.device}" for name, found in run.evidence.items() if found.device != device)


def _printed(run: Ran, kind: str, word: str) -> str:
    told = run.evidence[f"{kind}0"].printed if f"{kind}0" in run.evidence else ""
    return next((line.removeprefix(word).strip() for line in told.splitlines() if line.startswith(word)), "")


def _opened(run: Ran) -> Iterator[str]:
    found = _printed(run, "opens", "THROUGH")
    if found != "[]":
        yield f"opened: {found or 'nothing was reported'}"


def _capped(run: Ran) -> Iterator[str]:
    if (cap := _printed(run, "whole_card", "CAP")) != "1.0":
        yield f"its share in the end: {cap or 'not told'}"
    if not _printed(run, "hoards", "HOARDED"):
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
