"""A class that builds one and the same network, trained by the grader: ``python -m benchmarks.one_network``.

200 modules, no two of them alike, build the same network; ``autograder batch -j 2`` grades them. The network is to be
trained once. Prints the trainings that were made and the seconds a submission, everything included: the start of the
command, the training, boxes, checks and pages.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import classroom
from benchmarks.machine import machine
from benchmarks.peers import environment, run

CLAIM_S = 0.5


def main() -> int:
    """Print the figures; return 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--modules", type=int, default=200)
    count = parser.parse_args().modules
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        course, batch, out = classroom.course(work / "course", mode="grader"), work / "class", work / "out"
        batch.mkdir()
        for number in range(count):
            (batch / f"student{number:03}.py").write_text(classroom.module(number, trains=False), encoding="utf-8")
        command = [Path(sys.executable).with_name("autograder"), "batch", batch, "-a", classroom.NAME, "-j", "2"]
        started = time.perf_counter()
        run([*command, "--out", out, "--course", course], work, environment(work / "home"))
        seconds = time.perf_counter() - started
        results = [json.loads(path.read_text(encoding="utf-8")) for path in out.glob("students/*/result.json")]
        trainings = len(list((work / "home").glob("**/trainings/*")))
    graded = sum(result["state"] == "graded" and bool(result["measurements"]) for result in results)
    print(f"{graded} modules graded in {seconds:.1f} s: {seconds / count:.2f} s each, at most {CLAIM_S:g} s claimed")
    print(f"{trainings} training, 1 claimed")
    return 0 if (graded, trainings) == (count, 1) and seconds / count <= CLAIM_S else 1


if __name__ == "__main__":
    raise SystemExit(main())
