"""Write results as JSON into the box's `out` folder. No framework is imported: the grader names things of here too."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from autograder.protocol.answers import Answer
from autograder.records import Failure


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(value, default=_plain), encoding="utf-8")
    partial.replace(path)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    return str(value)


def write_answer(out: Path, answer: Answer, *, name: str = "") -> None:
    """Write what a box says to the file of its record in the folder for results, or to another."""
    write_json(out / (name or answer.file), asdict(answer))


def failure_json(failure: Failure | None) -> dict[str, Any] | None:
    """Return a failure as JSON."""
    return None if failure is None else asdict(failure)
