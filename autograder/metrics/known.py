"""The metrics by name: the package's own, and those of other distributions."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.contracts import Metric
from autograder.extensions import Group
from autograder.metrics.accuracy import ACCURACY
from autograder.metrics.balanced_accuracy import BalancedAccuracy
from autograder.metrics.log_loss import LogLoss
from autograder.records import Direction

_TEXTS = ("name", "title", "unit")
_QUESTIONS = ("compute", "each", "interval", "baseline", "decimals")


def _is_metric(found: object) -> bool:
    texts = all(isinstance(getattr(found, name, None), str) for name in _TEXTS)
    asked = all(callable(getattr(found, name, None)) for name in _QUESTIONS)
    whole = texts and asked and isinstance(getattr(found, "direction", None), Direction)
    return whole and not isinstance(found, type)


OWN: Mapping[str, Metric] = {each.name: each for each in (ACCURACY, BalancedAccuracy(), LogLoss())}
"""The package's own."""
METRICS: Group[Metric] = Group(
    "autograder.metrics", "metric", OWN, "an object with all that contracts.Metric names", _is_metric
)
