"""No hand-in passes a test by anything but its answers; each attack works where test and hand-in share a process."""

from __future__ import annotations

import pytest

from tests.live.attacks import ATTACKS
from tests.live.two_sides import FAILED, PASSED, apart, together


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_works_in_one_process_and_not_in_two(name: str) -> None:
    attack = ATTACKS[name]
    assert together(*attack) == PASSED, "the control: the attack does not even work in one process"
    assert apart(*attack) == FAILED
