"""A kind of failure means one thing: what a run ends with, or why a hand-in cannot be read."""

from __future__ import annotations

import re
from pathlib import Path

import autograder
from autograder.kinds import KINDS

SUBMISSIONS = Path(autograder.__file__).parent / "submissions"


def test_no_kind_of_a_run_is_one_of_reading_too() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SUBMISSIONS.glob("*.py"))
    reading = set(re.findall(r'kind="(\w+)"', code))
    assert len(reading) > 20
    assert reading & set(KINDS) == set()
