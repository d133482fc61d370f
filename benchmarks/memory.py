"""Memory that a box adds before its student allocates any: ``python -m benchmarks.memory [--sandbox NAME]``.

Runs modules, then notebooks, that only pause, four at once. All processes of the sandbox are added up by their
proportional set size (PSS, ``/proc/PID/smaps_rollup``), before and while the boxes run; the most that was seen, less
what was there before, divided by the boxes, is a box's share. To read other users' processes it must run as root.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder import submissions
from autograder.course.folder import open_course
from autograder.records import Outcome, Submission
from autograder.run.grader import Grader, Options, opened
from autograder.sandbox.setup import descendants
from benchmarks import classroom
from benchmarks.machine import machine

CLAIM_MB = 120.0
BOXES = 4
PAUSE = "import time\ntime.sleep(5)\n"


def held_mb() -> float:
    """Return what every process below this one holds, in MiB of PSS."""
    total = 0.0
    for pid in descendants(os.getpid()):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return total


def added_mb(grader: Grader, hand_in: Submission) -> float:
    """Return what each of some boxes adds, in MiB, at most."""
    resolved = grader.resolve(classroom.NAME)
    box = resolved.task(hand_in).run_box()
    before, most = held_mb(), 0.0

    def run() -> None:
        with grader.sandbox.run(box) as result:
            if result.outcome is not Outcome.OK:
                raise SystemExit(f"the box ended with {result.outcome}: {result.reason}")

    with ThreadPoolExecutor(BOXES) as pool:
        running = [pool.submit(run) for _ in range(BOXES)]
        while not all(future.done() for future in running):
            most = max(most, held_mb())
            time.sleep(0.2)
        for future in running:
            future.result()
    return (most - before) / BOXES


def main() -> int:
    """Print the table; return 1 where the claim does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sandbox", default="auto")
    sandbox = parser.parse_args().sandbox
    print(machine(), flush=True)
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        course = classroom.course(work / "course", mode=None)
        options = Options(
            open_course(course), work / "cache", work / "keras", (classroom.REPOSITORY / "templates",), sandbox=sandbox
        )
        with opened(options) as grader:
            for file, text in (("module.py", PAUSE), ("notebook.ipynb", classroom.notebook(0, [PAUSE]))):
                (work / file).write_text(text, encoding="utf-8")
                found = submissions.HandIn("student", work / file)
                hand_in = submissions.load(found, assignment=classroom.NAME, into=work / "in" / file)
                added = added_mb(grader, hand_in)
                worst = max(worst, added)
                print(f"{Path(file).stem:10}{added:8.1f} MiB a box")
    print(f"at most {CLAIM_MB:g} MiB claimed")
    return 0 if worst <= CLAIM_MB else 1


if __name__ == "__main__":
    raise SystemExit(main())
