"""What the figures were taken on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version


def machine() -> str:
    """Return one line: cores, load, versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("tensorflow", "keras", "nbclient", "pytest"))
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, {packages}"
