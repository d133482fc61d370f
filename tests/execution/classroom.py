"""A class of trivial modules, and the real command on it, to be disturbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AUTOGRADER = Path(sys.executable).with_name("autograder")
ASSIGNMENT = """\
title = "Double"
points = 10
[entry]
model = false
functions = ["double"]
[limits]
wall_s = 60
memory_mb = 1500
"""
CASES = """\
from autograder.records import Case


def cases(rng):
    yield Case("five", "double", (5,))
"""
CHECKS = '''\
import pytest

from autograder.checks import assert_stated_values


@pytest.mark.points(10)
def test_double(functions):
    """It doubles."""
    assert_stated_values(functions, "double", {"five": 10})
'''
VOLATILE = ("usage", "versions", "isolation")


@dataclass(frozen=True)
class Classroom:
    """A course with one assignment and hand-ins in a folder; every fifth hand-in is wrong."""

    root: Path
    size: int
    options: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)

    def make(self) -> Classroom:
        public, private = self.root / "course/assignments/double", self.root / "course/reference/double"
        (public / "checks").mkdir(parents=True)
        private.mkdir(parents=True)
        (self.root / "course/course.toml").write_text('title = "Test course"\n')
        (public / "assignment.toml").write_text(ASSIGNMENT)
        (public / "cases.py").write_text(CASES)
        (public / "checks/test_public.py").write_text(CHECKS)
        (private / "solution.py").write_text("def double(x):\n    return 2 * x\n")
        (self.root / "class").mkdir()
        for number in range(self.size):
            factor = 2 if number % 5 else 3
            code = f"def double(x):\n    return {factor} * x\n\n\nname = {number}\n"
            (self.root / "class" / f"student {number:02}.py").write_text(code)
        return self

    def start(self, out: Path) -> subprocess.Popen[str]:
        """Start a batch into a run folder."""
        command = [AUTOGRADER, "batch", "class", "-a", "double", "--course", "course", "--out", out, "-j", "2"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUTOGRADER", "XDG"))}
        home = {"HOME": str(self.root / "home"), "COLUMNS": "200"}
        return subprocess.Popen(
            [*map(str, command), *self.options],
            cwd=self.root,
            env=kept | home | dict(self.extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self, out: Path) -> dict[str, Any]:
        """Run a batch to its end and return what everybody got."""
        process = self.start(out)
        said = process.communicate(timeout=600)[0]
        assert process.returncode == 0, said
        return results(out)


def results(out: Path) -> dict[str, Any]:
    """Return what the result files of a run folder say, by student, without what differs from run to run."""
    found: dict[str, Any] = {}
    for path in out.glob("students/*/result.json"):
        result = json.loads(path.read_text(encoding="utf-8"))
        assert result["student"] not in found, f"{result['student']} has two results"
        found[result["student"]] = {name: value for name, value in result.items() if name not in VOLATILE}
    return found


def begun(process: subprocess.Popen[str], out: Path) -> bool:
    """Wait until a batch has begun to grade; return whether it did, for one with nothing to do ends first."""
    evidence = out / ".store" / "hand-ins"
    before = evidence.stat().st_mtime_ns if evidence.exists() else 0
    while process.poll() is None:
        if evidence.exists() and evidence.stat().st_mtime_ns != before:
            return True
        time.sleep(0.02)
    return False


def processes(parent: int, part: str) -> Iterator[int]:
    """Yield the processes below one whose command line holds a text."""
    children: dict[int, list[tuple[int, str]]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append((int(folder.name), command))
    waiting = children.get(parent, [])
    while waiting:
        pid, command = waiting.pop()
        if part in command:
            yield pid
        waiting += children.get(pid, [])
