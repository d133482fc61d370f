"""What all tests share: property tests have no deadline, as other tests run beside them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")
