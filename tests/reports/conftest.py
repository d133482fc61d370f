from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A real Chromium; the test is skipped where there is none."""
    pytest.importorskip("playwright", reason="BROWSER TESTS SKIPPED: playwright is not installed")
    from tests.reports.screenshots import CHROMIUM, chromium

    if not Path(CHROMIUM).exists():
        pytest.skip(f"BROWSER TESTS SKIPPED: no {CHROMIUM} (apt install chromium)")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, named by AUTOGRADER_AXE; the test is skipped where it is not there."""
    named = os.environ.get("AUTOGRADER_AXE", "")
    if not named or not Path(named).is_file():
        pytest.skip("ACCESSIBILITY TESTS SKIPPED: set AUTOGRADER_AXE to axe.min.js (npm install axe-core)")
    return Path(named).read_text(encoding="utf-8")
