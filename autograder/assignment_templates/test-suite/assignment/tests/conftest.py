"""Let a plain `pytest` find the code at home; the grader brings `submission` itself."""

import importlib
import importlib.util
import sys
from pathlib import Path

if importlib.util.find_spec("submission") is None:
    home = Path(__file__).parents[1]
    sys.path.insert(0, str(home))
    sys.modules["submission"] = importlib.import_module(home.name)
