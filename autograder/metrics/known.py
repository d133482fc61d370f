"""The metrics by name: the package's own, and those of other distributions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeGuard

from autograder.contracts import Metric
from autograder.errors import UsageError
from autograder.extensions import EntryPointGroup
from autograder.metrics.accuracy import ACCURACY
from autograder.metrics.balanced_accuracy import BalancedAccuracy
from autograder.metrics.deviations import DEVIATIONS
from autograder.metrics.f1 import F1_SCORES
from autograder.metrics.log_loss import LogLoss
from autograder.metrics.ranking import RANKINGS
from autograder.metrics.top_k import TopK
from autograder.records import Direction

_TEXTS = ("name", "title", "unit")
_QUESTIONS = ("compute", "each", "interval", "baseline", "decimals")


def is_metric(found: object) -> TypeGuard[Metric]:
    """Tell whether an object has all that `contracts.Metric` names."""
    texts = all(isinstance(getattr(found, name, None), str) for name in _TEXTS)
    asked = all(callable(getattr(found, name, None)) for name in _QUESTIONS)
    whole = texts and asked and isinstance(getattr(found, "direction", None), Direction)
    return whole and not isinstance(found, type)


_LISTED: tuple[Metric, ...] = (
    *(ACCURACY, BalancedAccuracy(), TopK(3), TopK(5), *F1_SCORES, *RANKINGS, LogLoss()),
    *DEVIATIONS,
)
OWN: Mapping[str, Metric] = {each.name: each for each in _LISTED}
"""The package's own; `top_<k>` is there for every k."""
METRICS: EntryPointGroup[Metric] = EntryPointGroup(
    "autograder.metrics", "metric", OWN, "an object with all that contracts.Metric names", is_metric
)
_TOP = re.compile(r"top_([1-9]\d{0,3})")


def find_metric(name: str, brought: Mapping[str, Metric] | None = None) -> Metric:
    """Return a metric by its name, of those that a course brings, of the package's and of other distributions.

    Raises:
        UsageError: there is none.
    """
    own = brought or {}
    if name in own:
        return own[name]
    top = _TOP.fullmatch(name)
    if top is not None and name not in METRICS.names():
        return TopK(int(top[1]))
    if own and name not in METRICS.names():
        raise UsageError(f"unknown metric {name!r}; there are: {', '.join((*METRICS.names(), *own))}")
    return METRICS.find(name)


def is_known(name: str) -> bool:
    """Tell whether the package or another distribution has a metric of this name."""
    return name in METRICS.names() or _TOP.fullmatch(name) is not None
