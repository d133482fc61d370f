"""What a training loses beside a hostile submission: ``python -m benchmarks.neighbours [--boxes N] [--sandbox NAME]``.

An honest training runs alone and beside each kind, in turn, in boxes that have the share of N at a time. "Alone" for
more boxes than processors is beside as many honest trainings, which is the share that each is due. Medians of the
rounds: seconds of the training as it measures itself, and how many times as long it takes beside the others.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event

from autograder.backends import open_sandbox
from autograder.contracts import Box, Mount, Sandbox
from autograder.protocol.jobs import ScriptJob
from autograder.records import Limits
from benchmarks.machine import machine

LIMITS = Limits(wall_s=120, cpu_s=240, memory_mb=2048, processes=256, output_mb=4, disk_mb=256)
HONEST = """
import time
import keras, numpy as np
rng = np.random.default_rng(1)
x, y = rng.random((2000, 64), dtype="float32"), rng.integers(0, 10, 2000)
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(256, "relu"), keras.layers.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, y, epochs=1, verbose=0)
wall, own = time.perf_counter(), time.process_time()
model.fit(x, y, epochs=EPOCHS, verbose=0)
print("OWN", time.perf_counter() - wall, time.process_time() - own)
"""
HOSTILE = {
    "busy loops": """
        import os
        for _ in range(30):
            if os.fork() == 0: break
        while True: pass
    """,
    "sessions of their own": """
        import os
        for _ in range(100):
            if os.fork() == 0:
                os.setsid()
                while True: pass
        while True: pass
    """,
    "a process bomb": """
        import os
        while True:
            try: os.fork()
            except OSError: pass
    """,
    "a thread bomb": """
        import threading
        def busy():
            while True: sum(range(100))
        while True:
            try: threading.Thread(target=busy, daemon=True).start()
            except RuntimeError: pass
    """,
    "writing files": """
        import os
        block = os.urandom(2**20)
        while True:
            with open("fill", "wb") as file:
                for _ in range(200): file.write(block)
            os.sync()
    """,
    "reading files": """
        import os
        paths = [os.path.join(top, name) for top, _, names in os.walk("/usr/lib") for name in names]
        while True:
            for path in paths:
                try:
                    file = os.open(path, os.O_RDONLY)
                    while os.read(file, 2**20): pass
                    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
                    os.close(file)
                except OSError: pass
    """,
    "memory again and again": """
        while True:
            block = bytearray(2**30)
            block[::4096] = b"x" * len(block[::4096])
    """,
    "memory without end": """
        blocks = []
        while True:
            blocks.append(b"x" * 2**26)
    """,
}


def run(sandbox: Sandbox, script: str, folder: Path, cancelled: Event | None = None) -> tuple[str, str]:
    """Run a script in a box; return what it printed, and how it ended."""
    path = Path(tempfile.mkstemp(suffix=".py", dir=folder)[1])
    path.write_text(textwrap.dedent(script), encoding="utf-8")
    path.chmod(0o644)
    box = Box(ScriptJob("script.py"), (Mount(path, "in/script.py"),), LIMITS)
    with sandbox.run(box, cancelled=cancelled) as result:
        return result.stdout, f"{result.outcome.value}: {result.reason} ({result.usage.wall_s:.0f} s)"


@contextmanager
def beside(sandbox: Sandbox, scripts: Sequence[str], folder: Path) -> Iterator[list[str]]:
    """Keep boxes running within, each started anew when it ends; yields how they end, at last because this does."""
    cancelled, ends = Event(), list[str]()

    def keep(script: str) -> None:
        while not cancelled.is_set():
            ends.append(run(sandbox, script, folder, cancelled)[1])

    with ThreadPoolExecutor(max(1, len(scripts))) as pool:
        for script in scripts:
            pool.submit(keep, script)
        try:
            cancelled.wait(2 if scripts else 0)
            yield ends
        finally:
            cancelled.set()


def seconds(sandbox: Sandbox, scripts: Sequence[str], folder: Path, epochs: int) -> tuple[float, float, list[str]]:
    """Return the wall and processor time of an honest training beside others, and how those ended."""
    with beside(sandbox, scripts, folder) as ends:
        printed, end = run(sandbox, HONEST.replace("EPOCHS", str(epochs)), folder)
        if "OWN" not in printed:
            raise SystemExit(f"the training ended {end}")
        wall, own = map(float, printed.split("OWN")[1].split())
    return wall, own, ends


def main() -> int:
    """Print the table; return 1 where a training takes over 15 % longer."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--boxes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--sandbox", default="auto")
    given = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    share, others = max(1, cores // given.boxes), given.boxes - 1
    sandbox = open_sandbox(given.sandbox, ("all",), threads=share)
    due = [HONEST.replace("EPOCHS", "100000")] * others if given.boxes > cores else []
    print(f"{machine()}\n{given.boxes} boxes on {cores} processors, {sandbox.name}, {given.rounds} rounds")
    heads = f"{'alone, s':>10}{'beside, s':>10}{'times':>8}{'CPU times':>11}  how they ended"
    print(f"{f'beside {others} of':28}{heads}")
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for kind, script in HOSTILE.items():
            pairs = [
                (seconds(sandbox, due, folder, given.epochs), seconds(sandbox, [script] * others, folder, given.epochs))
                for _ in range(given.rounds)
            ]
            alone, with_them = median(pair[0][0] for pair in pairs), median(pair[1][0] for pair in pairs)
            times = median(pair[1][0] / pair[0][0] for pair in pairs)
            cpu = median(pair[1][1] / pair[0][1] for pair in pairs)
            ends = sorted({end.partition(" (")[0] for _, pair in pairs for end in pair[2]})
            print(f"{kind:28}{alone:10.2f}{with_them:10.2f}{times:8.2f}{cpu:11.2f}  {'; '.join(ends)}", flush=True)
            worst = max(worst, times)
    sandbox.close()
    return 1 if worst > 1.15 else 0


if __name__ == "__main__":
    raise SystemExit(main())
