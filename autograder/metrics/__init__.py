"""Metrics: what outputs are worth against targets, how sure that is, what is told of it and what it earns."""

from autograder.contracts import Metric, Targets
from autograder.metrics.accuracy import ACCURACY, Accuracy
from autograder.metrics.classes import decide, labels_of
from autograder.metrics.earlier import with_measurements
from autograder.metrics.intervals import bootstrap, decimals_for
from autograder.metrics.known import METRICS, find_metric, is_known, is_metric
from autograder.metrics.mean import Mean
from autograder.metrics.measuring import measure, value_of
from autograder.metrics.points import borderline, counted, credit, settle
from autograder.metrics.resampling import Weighted
from autograder.metrics.scoring import BY_ACCURACY, Scoring
from autograder.metrics.telling import public
from autograder.metrics.wilson import wilson
from autograder.records import SHARE, Direction

__all__ = [
    "ACCURACY",
    "BY_ACCURACY",
    "METRICS",
    "SHARE",
    "Accuracy",
    "Direction",
    "Mean",
    "Metric",
    "Scoring",
    "Targets",
    "Weighted",
    "bootstrap",
    "borderline",
    "counted",
    "credit",
    "decide",
    "decimals_for",
    "find_metric",
    "is_known",
    "is_metric",
    "labels_of",
    "measure",
    "public",
    "settle",
    "value_of",
    "wilson",
    "with_measurements",
]
