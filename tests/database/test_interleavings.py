"""Whatever two commands do at once on one course's file, no row is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.database.interleavings import stress


@pytest.mark.parametrize("count", [300, pytest.param(100_000, marks=pytest.mark.slow)])
def test_no_row_is_lost_in_random_interleavings_of_two_commands(tmp_path: Path, count: int) -> None:
    with stress(tmp_path, seed=count) as running:
        tally = running.run(count)
    assert tally.count >= count
    assert tally.killed
