"""Tests of modules of PyTorch; skipped, and said so, where it is not installed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

collect_ignore_glob: list[str] = []
if importlib.util.find_spec("torch") is None:
    collect_ignore_glob.append("test_*.py")
    sys.stderr.write("TORCH SKIPPED: PyTorch is not installed, so modules of it are not tested\n")
