"""Read what earlier versions kept of an accuracy."""

from __future__ import annotations

from typing import Any

from autograder.metrics.accuracy import ACCURACY, decimals_of
from autograder.metrics.telling import told

_CHECK = "test_accuracy"


def with_measurements(record: dict[str, Any]) -> dict[str, Any]:
    """Return a stored record with its grade's `accuracy`, as earlier versions kept it, as its check's measurement.

    Where no check judged it, it goes: it was shown and gave no points.

    Raises:
        LookupError: the record is damaged.
        TypeError: likewise.
    """
    grade = record["grade"]
    kept = grade.get("accuracy")
    if kept is None:
        return record
    results = [dict(result) for result in grade["results"]]
    measured = [result for result in results if result.get("measured", True)]
    named = [result for result in measured if result["check"] == _CHECK]
    for result in (named or measured)[:1]:
        result["measurements"] = [_measurement(kept)]
    return {**record, "grade": {**grade, "results": results}}


def _measurement(kept: dict[str, Any]) -> dict[str, Any]:
    value, n, bar = kept["value"], kept["n"], kept["bar"]
    decimals = decimals_of(n)
    return {
        "name": ACCURACY.name,
        "title": ACCURACY.title,
        "value": value,
        "told": told(value, bar, ACCURACY.direction, decimals),
        "n": n,
        "interval": kept["interval"],
        "bar": bar,
        "baseline": None,
        "decimals": decimals,
    }
