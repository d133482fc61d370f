"""`autograder demo` gives the same points and says the same first as it always did."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.end_to_end.conftest import AUTOGRADER

GOLDEN = Path(__file__).with_name("demo.json")


def first_said(result: Mapping[str, object]) -> str:
    """Return the first thing that a student reads: why the run ended, else the first check that did not pass."""
    checks = result["checks"]
    assert isinstance(checks, list)
    return str(result["error"] or next((check["message"] for check in checks if check["status"] != "passed"), ""))


@pytest.mark.slow
@pytest.mark.usefixtures("isolation")
def test_points_and_first_messages_of_the_demo(tmp_path: Path, environment: Mapping[str, str]) -> None:
    command = [str(AUTOGRADER), "demo", "--out", "report"]
    subprocess.run(command, check=True, cwd=tmp_path, env=environment, capture_output=True, timeout=1_200)
    results = [json.loads(file.read_text("utf-8")) for file in tmp_path.glob("report/students/*/result.json")]
    found = {each["student"]: {"earned": each["earned"], "first": first_said(each)} for each in results}
    assert found == json.loads(GOLDEN.read_text("utf-8"))
