"""The proof of GPU runners shows on a machine without a card what it can, and says what it cannot."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.execution import gpus
from tests.end_to_end.conftest import REPOSITORY

CLAIMS = (
    "each kind earns on the processor what it should",
    "every result says cpu",
    "without a GPU no device of a card can be opened",
    "boxes see the card of their slot alone, and none without",
    "no process is left",
)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(("--kinds", "opens"), id="one"),
        pytest.param(("--students", "1"), id="all", marks=pytest.mark.slow),
    ],
)
@pytest.mark.slow
@pytest.mark.usefixtures("isolation")
def test_a_machine_without_a_card_shows_what_the_processor_can(options: tuple[str, ...]) -> None:
    if gpus.detect(gpus.installed()):
        pytest.skip("THE PROOF WITHOUT A CARD SKIPPED: this machine has one; run python -m benchmarks.gpu")
    command = [sys.executable, "-m", "benchmarks.gpu", *options]
    done = subprocess.run(command, check=False, cwd=REPOSITORY, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("no GPU; ")
    assert [line for line in lines if line.startswith("PASS")] == [f"PASS  {claim}" for claim in CLAIMS]
    assert "no GPU here: shares, memory and throughput of a card were not shown" in lines
