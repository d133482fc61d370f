"""What a rule is that lowers one operation of ATen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from autograder.frameworks.torch.values import Result

Rule: TypeAlias = Callable[..., Result]
"""Takes the builder and the call's arguments, appends what it computes and returns where; None where it has no form."""
