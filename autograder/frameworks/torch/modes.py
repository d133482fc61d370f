"""Whether the parts of a module are in training, and torch's random numbers: left as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch


@contextmanager
def modes_kept(module: Any) -> Iterator[None]:
    """Let every part of a module be in training or not as it was, and the random numbers go on as they would have."""
    modes = [(part, part.training) for part in module.modules()]
    state = torch.random.get_rng_state()
    try:
        yield
    finally:
        torch.random.set_rng_state(state)
        for part, training in modes:
            part.training = training
