"""What all tests share: property tests have no deadline, as others run beside them; long files come first."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

LONG = ("hostile", "end_to_end", "field", "networks", "frameworks")
"""Folders whose files take minutes: begun last, one of them would run on alone while other lanes have nothing to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first; else the order is kept."""
    items.sort(key=lambda item: not set(item.path.parts) & set(LONG))
