"""Grade deep-learning coursework: sandboxed runs, networks compared as networks, feedback that teaches."""

from __future__ import annotations

__version__ = "0.1.0"
