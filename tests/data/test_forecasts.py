"""Data sets of a series: windows over the past, the last rows hidden, and what the last value would tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.course.assignment import DataSpec, Private
from autograder.data import Places, find, hidden, public, training
from autograder.errors import CourseError
from autograder.metrics import find_metric
from tests.data.own_sets import write

SPEC = DataSpec(name="power")
PLAIN = (
    'title = "P"\nformat = "csv"\ntask = "forecast"\nfiles = ["train.csv"]\ntarget = "load"\nwindow = 3\n\n'
    '[hidden]\nfiles = ["test.csv"]\n'
)
SHARED = PLAIN.replace('files = ["test.csv"]', 'share = 0.25\nby = "last"')
SERIES = [10.0, 12, 11, 15, 18, 17, 20, 26]


def table(values: list[float], first: int = 0) -> str:
    return "day,load\n" + "".join(f"day {first + place},{value:g}\n" for place, value in enumerate(values))


def made(tmp_path: Path, statement: str, shown: dict[str, str | bytes], secret: dict[str, str | bytes]) -> Places:
    write(tmp_path / "course", "power", statement, shown, secret)
    return Places(tmp_path / "cache", tmp_path / "keras", course=tmp_path / "course")


@pytest.mark.parametrize("shared", [False, True])
def test_windows_reach_back_and_tell_each_hidden_step(tmp_path: Path, shared: bool) -> None:
    shown, rest = {"train.csv": table(SERIES[:6])}, {"test.csv": table(SERIES[6:], 6)}
    places = (
        made(tmp_path, SHARED, {}, {"train.csv": table(SERIES)})
        if shared
        else made(tmp_path, PLAIN, dict(shown), dict(rest))
    )
    known, secret = training(SPEC, Private(), places), hidden(SPEC, Private(), places)
    assert known.x_train[..., 0].tolist() == [[10, 12, 11], [12, 11, 15], [11, 15, 18]]
    assert known.y_train.tolist() == [15, 18, 17]
    assert secret.x_test[..., 0].tolist() == [[15, 18, 17], [18, 17, 20]]
    assert secret.y_test.tolist() == [20, 26]
    assert find("power", places).inputs["x"].shape == (3, 1)
    mount = next(each.source for each in public(SPEC, Private(), places).mounts if each.target.endswith("power"))
    assert (mount / "train.csv").read_text() == shown["train.csv"]


def test_several_steps_and_columns(tmp_path: Path) -> None:
    statement = PLAIN.replace("window = 3", 'window = 2\nhorizon = 2\nfeatures = ["warm", "load"]')
    rows = "load,warm\n" + "".join(f"{value:g},{place}\n" for place, value in enumerate(SERIES))
    places = made(tmp_path, statement, {"train.csv": rows}, {"test.csv": "warm,load\n8,30\n9,40\n"})
    known, secret = training(SPEC, Private(), places), hidden(SPEC, Private(), places)
    assert known.x_train[0].tolist() == [[0, 10], [1, 12]]
    assert known.y_train[:2].tolist() == [[11, 15], [15, 18]]
    assert (secret.x_test.tolist(), secret.y_test.tolist()) == ([[[6, 20], [7, 26]]], [[30, 40]])
    assert secret.targets.naive is not None
    assert secret.targets.naive.tolist() == [[26, 26]]


def test_a_forecast_earns_nothing_for_the_last_value(tmp_path: Path) -> None:
    series = (100 + np.cumsum(np.random.default_rng(0).normal(0, 5, 80))).round(2).tolist()
    targets = hidden(SPEC, Private(), made(tmp_path, SHARED, {}, {"train.csv": table(series)})).targets
    assert targets.naive is not None
    assert targets.naive.tolist() == np.float32(series[59:79]).tolist()
    for name in ("mae", "rmse", "mape", "r2"):
        metric = find_metric(name)
        assert metric.baseline(targets) == pytest.approx(metric.compute(targets.naive, targets))


def test_where_the_last_value_says_less_than_always_the_same_one_that_counts(tmp_path: Path) -> None:
    series = [10.0, 30.0] * 20
    targets = hidden(SPEC, Private(), made(tmp_path, SHARED, {}, {"train.csv": table(series)})).targets
    assert find_metric("mae").baseline(targets) == pytest.approx(10)
    assert find_metric("r2").baseline(targets) == 0


MISTAKES = {
    "no window": (
        PLAIN.replace("window = 3\n", ""),
        "task: expected window = 24, the steps that a network sees, found",
    ),
    "two": (PLAIN.replace('"load"', '["load", "day"]'), "line 5: target: expected one column for task = “forecast”"),
    "not itself": (
        PLAIN.replace("window", 'features = ["day"]\nwindow'),
        "features: expected the target among them, ",
    ),
    "by chance": (SHARED.replace("last", "random"), "hidden.by: expected “last” for task = “forecast”, found “random”"),
    "other task": (PLAIN.replace("forecast", "regression"), "line 6: window: goes with task = “forecast” alone, found"),
    "archive": (PLAIN.replace('"csv"', '"npz"'), "line 2: format: expected “csv” for task = “forecast”, found “npz”"),
    "too long": (PLAIN.replace("= 3", "= 8"), "window: expected 9 rows or more in "),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, mistake: str) -> None:
    statement, told = MISTAKES[mistake]
    places = made(
        tmp_path, statement, {"train.csv": table(SERIES)}, {"train.csv": table(SERIES), "test.csv": table([3.0])}
    )
    with pytest.raises(CourseError) as raised:
        find("power", places)
    assert any(told in problem for problem in raised.value.problems), raised.value.problems
