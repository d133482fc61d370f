"""What an assignment names to be scored by is found, and judges its data, or the author is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.course.assignment import Assignment, Score
from autograder.course.folder import Course, Settings
from autograder.errors import CourseError
from autograder.metrics import Targets
from autograder.run.metrics import read_scoring

CLASSES = Targets(np.arange(30) % 3, 3)
NUMBERS = Targets(np.arange(30.0), unit="kg")


def assignment(metric: str, *also: str) -> Assignment:
    return Assignment("a", "A", 10, score=Score(metric, 0.5, also))


def test_metrics_are_found_by_name_and_a_k_may_be_any(tmp_path: Path) -> None:
    found = read_scoring(Course(tmp_path, Settings()), assignment("top_2", "f1_macro", "roc_auc"), CLASSES)
    assert (found.metric.name, [each.name for each in found.also]) == ("top_2", ["f1_macro", "roc_auc"])
    assert read_scoring(Course(tmp_path, Settings()), assignment("rmse", "r2"), NUMBERS).metric.name == "rmse"


@pytest.mark.parametrize(
    ("named", "targets", "message"),
    [
        (("top_0",), CLASSES, "unknown metric 'top_0'; there are: accuracy, "),
        (
            ("rmse",),
            CLASSES,
            "“rmse” cannot judge the hidden examples of this data set: expected targets that are numbers",
        ),
        (("accuracy", "f1"), CLASSES, "“f1” .* expected two classes, found 3; f1_macro and f1_micro are for more"),
        (("mae", "mape"), NUMBERS, "“mape” .* found 1 that are 0"),
    ],
)
def test_a_metric_that_cannot_judge_the_data_is_told_with_the_file(
    tmp_path: Path, named: tuple[str, ...], targets: Targets, message: str
) -> None:
    with pytest.raises(CourseError, match=rf"assignment\.toml: score: {message}"):
        read_scoring(Course(tmp_path, Settings()), assignment(*named), targets)
