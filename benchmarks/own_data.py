"""How long a course's own data take until they are ready, and how much memory: ``python -m benchmarks.own_data``.

A table of 100,000 rows of 200 numbers, as text and as arrays, and 50,000 images of 32 by 32 pixels. Three tenths of
each are hidden, as large a share of each class.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

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


CLAIM_MB = 2000
ROWS, COLUMNS, IMAGES = 100_000, 200, 50_000


def write(root: Path, kind: str, rows: int = ROWS, columns: int = COLUMNS) -> Path:
    """Write a set of a format; return its file."""
    rng = np.random.default_rng(1)
    if kind == "images":
        return write_images(root, rng)
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


def write_images(root: Path, rng: np.random.Generator) -> Path:
    """Write a folder a class; return the folder of all."""
    public, whole = root / "data" / "images", root / "reference" / "data" / "images" / "train.images"
    public.mkdir(parents=True)
    (public / "dataset.toml").write_text(STATEMENT.format(format="images", target=""))
    for number in range(IMAGES):
        path = whole / f"k{number % 10}" / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 255, (32, 32, 3), dtype="uint8")).save(path)
    return whole


def measured(root: Path, kind: str) -> None:
    """Print what reading takes, first and again, and the most memory.

    Raises:
        SystemExit: it is more than claimed.
    """
    places, spec, private = Places(root / "cache", root / "keras", course=root), DataSpec(name=kind), Private()
    before = peak_mb()
    for told in ("first", "again"):
        started, began = time.perf_counter(), time.process_time()
        public(spec, private, places)
        found = hidden(spec, private, places)
        training(spec, private, places)
        seconds, cpu_s = time.perf_counter() - started, time.process_time() - began
        peak = f"at most {peak_mb():.0f} MB ({before:.0f} before)"
        print(
            f"{kind} {told}: {seconds:.1f} s, processor {cpu_s:.1f} s, {peak}, {len(found.y_test)} hidden", flush=True
        )
    if peak_mb() > CLAIM_MB:
        raise SystemExit(f"{kind}: expected at most {CLAIM_MB} MB")


def peak_mb() -> float:
    """Return the most memory that this process has had."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def main() -> None:
    """Measure each format in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("csv", "npz", "images"):
            print(f"{kind}: {write(Path(folder), kind).name}")
            done = subprocess.run(
                [sys.executable, "-c", CODE, folder, kind], check=False, cwd=Path(__file__).parents[1]
            )
            if done.returncode:
                sys.exit(1)


if __name__ == "__main__":
    main()
