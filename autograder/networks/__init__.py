"""Networks as plain data: described from live models inside boxes, compared as graphs by the grader."""

from __future__ import annotations

from autograder.networks.codec import from_json, to_json
from autograder.networks.comparison import compare
from autograder.networks.difference import Comparison, Difference, DifferenceRow, Kind, Mark
from autograder.networks.parameters import Trace, arithmetic, trace_parameters

__all__ = [
    "Comparison",
    "Difference",
    "DifferenceRow",
    "Kind",
    "Mark",
    "Trace",
    "arithmetic",
    "compare",
    "from_json",
    "to_json",
    "trace_parameters",
]
