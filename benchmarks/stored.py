"""Check and render 1,000 stored submissions again: ``python -m benchmarks.stored``.

Four submissions of a class over the digits are graded for real (a right module, a right notebook, one with a wrong
layer, one that fails half way); a run folder of 1,000 students is made of them, everyone with a record, evidence and
files of their own. Then ``autograder regrade`` runs five checks for each and writes the pages. Nothing of a submission
is executed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from autograder.run_folder import RunFolder
from benchmarks import classroom
from benchmarks.machine import machine
from benchmarks.peers import environment, run

CLAIM_S = 30.0


def submissions() -> Mapping[str, str]:
    """Return the four submissions by file name."""
    right = classroom.cells(trains=True)
    wrong = [source.replace("Conv2D(10, 3)", "Conv2D(8, 3)") for source in right]
    fails = [*right[:7], "model.add(layers.Dense(undefined))", *right[7:]]
    return {
        "module.py": classroom.module(1, trains=True),
        "notebook.ipynb": classroom.notebook(2, right),
        "wrong.ipynb": classroom.notebook(3, wrong),
        "fails.ipynb": classroom.notebook(4, fails),
    }


def multiply(out: Path, count: int) -> None:
    """Make a run folder of so many students of the few that it has."""
    folder = RunFolder(out)
    for number, record in zip(range(count), cycle(folder.records().values()), strict=False):
        student = f"student{number:04}"
        key = f"{number:064x}"
        shutil.copytree(folder.evidence.folder(record.evidence_key), folder.evidence.folder(key))
        submission = replace(record.submission, student=student)
        grade = replace(record.grade, student=student)
        folder.write_record(student, replace(record, submission=submission, evidence_key=key, grade=grade))
    for name in submissions():
        shutil.rmtree(folder.student(Path(name).stem))


def main() -> int:
    """Print the time; return 1 where the claim does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--students", type=int, default=1000)
    students = parser.parse_args().students
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        course, batch, out = classroom.course(work / "course"), work / "class", work / "out"
        batch.mkdir()
        for file, text in submissions().items():
            (batch / file).write_text(text, encoding="utf-8")
        variables = environment(work / "home")
        command = [Path(sys.executable).with_name("autograder")]
        run([*command, "batch", batch, "-a", classroom.NAME, "--out", out, "--course", course], work, variables)
        multiply(out, students)
        started = time.perf_counter()
        run([*command, "regrade", out, "--course", course], work, variables)
        seconds = time.perf_counter() - started
        pages = len(list(out.glob("students/*/feedback.html")))
    print(f"{pages} students checked and rendered again in {seconds:.1f} s: {1000 * seconds / pages:.1f} ms each")
    limit = CLAIM_S * students / 1000
    print(f"at most {limit:g} s claimed")
    return 0 if pages == students and seconds <= limit else 1


if __name__ == "__main__":
    raise SystemExit(main())
