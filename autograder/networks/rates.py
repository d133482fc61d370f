"""Rates of dropout in steps of a thousandth.

Where a rate stands again, and that it is another one than before, is charged (`networks.wiring`); its digits are not,
as nobody's network should wait for a person because of them. So none are handed on that no training could tell apart.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

NAMES: Final = frozenset({"rate", "dropout", "recurrent_dropout"})
"""What layers call the share that they leave out."""
DIGITS: Final = 3
MOST: Final = 0.999
"""The largest rate below 1, where nothing would be left."""


def stepped(config: Any, usual: Collection[str]) -> Any:
    """Return a configuration with rates of so many digits, but for those that usual networks have.

    Args:
        config: the configuration of a network.
        usual: fractions of usual networks, as they are written.
    """
    if isinstance(config, list):
        return [stepped(item, usual) for item in config]
    if not isinstance(config, dict):
        return config
    return {name: _rate(item, usual) if name in NAMES else stepped(item, usual) for name, item in config.items()}


def _rate(value: Any, usual: Collection[str]) -> Any:
    if not isinstance(value, float) or not 0 < value < 1 or str(value) in usual:
        return stepped(value, usual)
    return min(round(value, DIGITS), MOST)
