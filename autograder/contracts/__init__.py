"""The contracts of what another distribution may bring; `extensions` finds it, by an entry point of the group.

| contract | group | conformance |
|---|---|---|
| `Sandbox` | `autograder.sandboxes` | `tests/sandbox/conformance.py` |
| `execution.Engine` | `autograder.engines` | `tests/execution/conformance.py` |
| `DataSet` | `autograder.datasets` | `tests/data/conformance.py` |
| `Exporter` | `autograder.exporters` | `tests/exports/conformance.py` |
| `Metric` | `autograder.metrics` | `tests/metrics/conformance.py` |
| `Framework` | `autograder.frameworks` | `tests/frameworks/conformance.py` |
"""

from autograder.contracts.boxes import Box, BoxLine, BoxResult, Harvest, Mount, RunningBox, Sandbox
from autograder.contracts.data import Arrays, ArraySpec, DataSet, Places
from autograder.contracts.exporter import Exporter
from autograder.contracts.framework import MOST_ALONE, Found, Framework, Planned, Reading, Rebuilt, Saved, UnfitError
from autograder.contracts.metric import Metric, Targets
from autograder.contracts.student_box import Noting, OutOfTime

__all__ = [
    "MOST_ALONE",
    "ArraySpec",
    "Arrays",
    "Box",
    "BoxLine",
    "BoxResult",
    "DataSet",
    "Exporter",
    "Found",
    "Framework",
    "Harvest",
    "Metric",
    "Mount",
    "Noting",
    "OutOfTime",
    "Places",
    "Planned",
    "Reading",
    "Rebuilt",
    "RunningBox",
    "Sandbox",
    "Saved",
    "Targets",
    "UnfitError",
]
