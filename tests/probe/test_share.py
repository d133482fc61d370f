"""Every box without student code keeps to its share of a GPU before it computes anything."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.probe import gpu
from autograder.probe.tasks import inspect, train


class KeptError(Exception):
    """The share was asked for."""


@pytest.mark.parametrize("task", [inspect, train])
def test_a_task_keeps_to_its_share_first(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept() -> None:
        raise KeptError

    monkeypatch.setattr(gpu, "take", kept)
    with pytest.raises(KeptError):
        task.main(None, {})
