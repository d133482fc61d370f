"""Compares what a hostile submission earned with what the honest network beside it did."""

from __future__ import annotations

from typing import Any

from tests.hostile.corpus import Entry
from tests.metrics.examples import accuracy_in


def assert_earned(entry: Entry, result: dict[str, Any], honest: dict[str, Any]) -> None:
    """Fail where a submission earned other than what its entry says must be seen."""
    if entry.observed == "nothing":
        assert result["earned"] == 0
    elif entry.observed == "no better" and result["state"] == "needs_review":
        assert honest["state"] == "graded" or result["earned"] < 100
    elif entry.observed == "same":
        assert _points(result) == _points(honest), result["error"]
        assert [result[key] for key in ("measurements", "parameters", "state")] == [
            honest[key] for key in ("measurements", "parameters", "state")
        ]
    else:
        assert all(
            mine["earned"] <= theirs["earned"] for mine, theirs in zip(result["checks"], honest["checks"], strict=True)
        )
        if entry.observed in {"no better", "worse"} and result["measurements"]:
            assert accuracy_in(result)["value"] <= accuracy_in(honest)["value"] - 0.05 * (entry.observed == "worse")


def _points(result: dict[str, Any]) -> list[tuple[str, str, float, float]]:
    return [(check["id"], check["status"], check["earned"], check["possible"]) for check in result["checks"]]
