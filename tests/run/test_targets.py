"""The grader trains where the solution gives what the data set asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.course.assignment import Assignment, DataSpec, TrainingMode, TrainingSettings
from autograder.data import HiddenData
from autograder.errors import CourseError
from autograder.protocol.jobs import DataTask
from autograder.records import Compiled, Node, Parameters, Structure
from autograder.run.targets import assert_trainable

ASSIGNMENT = Assignment("a", "A", 10, data=DataSpec(name="houses"), training=TrainingSettings(mode=TrainingMode.GRADER))


def data(targets: object, classes: tuple[str, ...] = ()) -> HiddenData:
    task = DataTask.CLASSIFICATION if classes else DataTask.REGRESSION
    return HiddenData(np.zeros((4, 2)), np.asarray(targets), Path("x"), 1.0, classes, False, "houses", task)


def solution(shape: tuple[int, ...], loss: str = "mean_squared_error") -> Structure:
    node = Node("dense", {}, (-1,), shape, 3, 3, 0)
    compiled = Compiled("adam", {}, loss, {}, ())
    return Structure("m", "Sequential", (), (node,), ((2,),), (0,), Parameters(3, 3, 0), compiled, "d")


NUMBERS, ROWS, CLASSES = data([1.0, 2, 3, 4]), data(np.ones((4, 3))), data([0, 1, 1, 0], ("a", "b"))


@pytest.mark.parametrize(
    ("shape", "given", "loss"),
    [
        ((1,), NUMBERS, "mean_squared_error"),
        ((), NUMBERS, "huber"),
        ((3,), ROWS, "mean_absolute_error"),
        ((1,), CLASSES, "binary_crossentropy"),
        ((2,), CLASSES, "categorical_crossentropy"),
    ],
)
def test_a_solution_that_fits_is_trained(shape: tuple[int, ...], given: HiddenData, loss: str) -> None:
    assert_trainable(ASSIGNMENT, solution(shape, loss), given)


@pytest.mark.parametrize(
    ("shape", "given", "loss", "said"),
    [
        ((2,), NUMBERS, "mean_squared_error", "gives one number for an input"),
        ((1,), NUMBERS, "binary_crossentropy", "the loss binary_crossentropy"),
        ((1,), ROWS, "mean_squared_error", "gives 3 numbers for an input"),
        ((3,), CLASSES, "categorical_crossentropy", "2 numbers for an input, one for each class"),
    ],
)
def test_one_that_does_not_is_the_courses_mistake(
    shape: tuple[int, ...], given: HiddenData, loss: str, said: str
) -> None:
    with pytest.raises(CourseError, match=said):
        assert_trainable(ASSIGNMENT, solution(shape, loss), given)
