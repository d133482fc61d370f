"""Runs of the command for the proof of GPU runners, and the claims that they bear out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.execution.gpus import Card
from autograder.records import Evidence, Grade
from autograder.run_folder import RunFolder
from autograder.sandbox import gpu
from benchmarks import card as cards
from benchmarks import classroom
from benchmarks.gpu_class import Kind, Student, students
from benchmarks.peers import environment


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
    wanted: frozenset[str]

    def group(self, kinds: Sequence[Kind], each: int) -> list[Student]:
        """Return `each` submissions of some kinds, of those that are wanted."""
        own = [str(path) for path in gpu.devices(self.card.uuid or self.card.name)]
        return list(students([kind for kind in kinds if kind.name in self.wanted], each, self.card, own))

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
        """Grade a group by the real command; nobody is graded at no cost.

        Raises:
            SystemExit: the command failed; what it printed is shown.
        """
        if not group:
            return Ran({}, {}, 0.0)
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
