"""Fuzz the decoders with atheris, guided by coverage: `python -m tests.fuzz.fuzz SECONDS FOLDER [DECODER …]`.

Needs `pip install atheris`, which is no dependency: it has wheels for few platforms. The decoders take turns of a
hundred seconds, as atheris itself grows with each run. The folder keeps what was tried and, named after the decoder
with `crash-…`, `oom-…` or `timeout-…`, what failed; the exit status is 1 if anything did. A failing input, once mended,
goes to `found/`.
"""

from __future__ import annotations

import itertools
import resource
import subprocess
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["autograder.wire", "autograder.networks", "autograder.collect", "PIL"]):
    from tests.fuzz.decoders import DECODERS, decode, seeds

TURN_S = 100
OPTIONS = ("-max_len=16384", "-rss_limit_mb=4096", "-timeout=10", "-print_final_stats=1", "-close_fd_mask=1")
MOST_MB = 256
"""What one input of 16 KiB may make a decoder hold at a time."""


def main() -> None:
    seconds, folder, *names = sys.argv[1:]
    if seconds == "turn":
        fuzz(names[0], Path(folder), seconds=int(names[1]))
        return
    command = [sys.executable, "-m", "tests.fuzz.fuzz", "turn", folder]
    end = time.monotonic() + int(seconds)
    failed = set()
    for name in itertools.cycle(names or DECODERS):
        left = min(TURN_S, int(end - time.monotonic()))
        if left <= 0:
            break
        if subprocess.run([*command, name, str(left)], check=False).returncode != 0:
            failed.add(name)
    print("failed:", ", ".join(sorted(failed)) or "none")
    sys.exit(bool(failed))


def fuzz(name: str, folder: Path, *, seconds: int) -> None:
    """Fuzz one decoder in this process; does not return."""
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)

    def one(data: bytes) -> None:
        before = peak_mb()
        decode(name, data)
        assert peak_mb() - before < MOST_MB, "an allocation without bound"

    turn = (f"-max_total_time={seconds}", f"-artifact_prefix={folder}/{name}-")
    atheris.Setup([sys.argv[0], *OPTIONS, *turn, str(corpus)], one)
    atheris.Fuzz()


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
