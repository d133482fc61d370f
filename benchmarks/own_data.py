"""How long a course's own table takes until it is ready, and how much memory: 100,000 rows of 200 numbers.

python -m benchmarks.own_data [ROWS] [COLUMNS]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from autograder.course.assignment import DataSpec, Private
from autograder.data import Places, hidden, public, training

STATEMENT = """\
title = "Table"
format = "{format}"
files = ["train.{format}"]
{target}
[hidden]
share = 0.3
by = "stratified"
"""
CODE = """
import sys
from pathlib import Path
from benchmarks.own_data import measured
measured(Path(sys.argv[1]), sys.argv[2])
"""


def write(root: Path, kind: str, rows: int, columns: int) -> Path:
    """Write a set of a format; return its file."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(rows, columns)).astype("float32"), rng.integers(0, 10, rows)
    public, private = root / "data" / kind, root / "reference" / "data" / kind
    for folder in (public, private):
        folder.mkdir(parents=True)
    target = 'target = "kind"\n' if kind == "csv" else ""
    (public / "dataset.toml").write_text(STATEMENT.format(format=kind, target=target))
    path = private / f"train.{kind}"
    if kind == "npz":
        np.savez(path, x=x, y=y)
        return path
    header = ",".join([*(f"c{place}" for place in range(columns)), "kind"])
    np.savetxt(
        path, np.column_stack([x, y]), delimiter=",", header=header, comments="", fmt=["%.5f"] * columns + ["k%d"]
    )
    return path


def measured(root: Path, kind: str) -> None:
    """Print what reading takes, first and again, and the most memory."""
    places, spec, private = Places(root / "cache", root / "keras", course=root), DataSpec(name=kind), Private()
    before = peak_mb()
    for told in ("first", "again"):
        started, began = time.perf_counter(), time.process_time()
        public(spec, private, places)
        found = hidden(spec, private, places)
        training(spec, private, places)
        seconds, cpu_s = time.perf_counter() - started, time.process_time() - began
        peak = f"at most {peak_mb():.0f} MB ({before:.0f} before)"
        print(f"{kind} {told}: {seconds:.1f} s, processor {cpu_s:.1f} s, {peak}, {len(found.y_test)} hidden")


def peak_mb() -> float:
    """Return the most memory that this process has had."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def main() -> None:
    """Measure each format in a process of its own."""
    rows, columns = map(int, (*sys.argv[1:], *("100000", "200")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("csv", "npz"):
            path = write(Path(folder), kind, rows, columns)
            print(f"{kind}: {rows} rows, {columns} columns, {path.stat().st_size / 2**20:.0f} MB")
            subprocess.run([sys.executable, "-c", CODE, folder, kind], check=True, cwd=Path(__file__).parents[1])


if __name__ == "__main__":
    main()
