"""Windows over a series: what a network sees of the past, and the steps behind it that it is to tell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograder.data.own.examples import Examples, joined
from autograder.data.own.statement import DataStatement, at
from autograder.errors import CourseError


def windows(rows: Examples, before: Examples | None, statement: DataStatement, path: Path) -> Examples:
    """Return an example for each step of a series that can be told from the steps before it.

    Inputs are (n, window, columns), targets (n,) for one step and (n, horizon) for several.

    Args:
        rows: the steps, in their order.
        before: the steps before these, which windows may reach back to.
        statement: says how long windows are, and how many steps are told.
        path: the file of the statement.

    Raises:
        CourseError: the series is too short.
    """
    length, ahead = statement.window or 1, statement.horizon
    whole = rows if before is None else joined([_last(before, length), rows])
    count = len(whole) - length - ahead + 1
    if count < 1:
        told = f"expected {length + ahead} rows or more in {rows.where[0][0]} for a window of {length}"
        raise CourseError([f"{at(path, 'window')}: {told} and {ahead} ahead, found {len(whole)}; take a shorter one"])
    past = sliding_window_view(whole.x, length, axis=0)[:count].swapaxes(1, 2)
    future = sliding_window_view(whole.rows, ahead)[length : length + count]
    return replace(
        whole,
        x=np.ascontiguousarray(past),
        numbers=np.ascontiguousarray(future[:, 0] if ahead == 1 else future),
        where=whole.where[length : length + count],
    )


def _last(rows: Examples, count: int) -> Examples:
    return rows.take(np.arange(max(0, len(rows) - count), len(rows)))
