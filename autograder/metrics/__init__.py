"""Metrics: what outputs are worth against targets, how sure that is, what is told of it and what it earns."""

from autograder.metrics.accuracy import ACCURACY, Accuracy
from autograder.metrics.classes import decide
from autograder.metrics.earlier import with_measurements
from autograder.metrics.intervals import wilson
from autograder.metrics.measuring import measure
from autograder.metrics.points import borderline, counted, credit, settle
from autograder.metrics.telling import public

__all__ = [
    "ACCURACY",
    "Accuracy",
    "borderline",
    "counted",
    "credit",
    "decide",
    "measure",
    "public",
    "settle",
    "wilson",
    "with_measurements",
]
