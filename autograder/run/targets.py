"""Refuse an assignment whose network the grader cannot train: targets come from the data set, and losses must fit."""

from __future__ import annotations

from math import prod

from autograder.course.assignment import Assignment
from autograder.data import HiddenData
from autograder.errors import CourseError
from autograder.networks.losses import compares_classes, picks_one
from autograder.protocol.jobs import DataTask
from autograder.records import Reference, Shape, Structure


def assert_trainable_each(assignment: Assignment, reference: Reference, data: HiddenData | None) -> None:
    """Check of the solution's network, or of each of several, what `assert_trainable` checks of one.

    Raises:
        CourseError: as that does.
    """
    for structure in reference.structures.values() or [reference.structure]:
        assert_trainable(assignment, structure, data)


def assert_trainable(assignment: Assignment, solution: Structure | None, data: HiddenData | None) -> None:
    """Check that what the grader trains with fits the assignment.

    Args:
        assignment: its public half.
        solution: the solution's network, where it is known.
        data: the data, where it is there.

    Raises:
        CourseError: the grader trains, and there is no data set, or the solution does not give what it asks for.
    """
    if not assignment.grader_trains:
        return
    rule = f"{assignment.id}: training.mode = “grader” trains with the targets of a data set"
    if not assignment.data.name:
        raise CourseError([f"{rule}: expected [data] with a name, found none; set it, or take mode = “student”"])
    if solution is None or data is None:
        return
    shapes = [solution.nodes[place].shape if place >= 0 else solution.inputs[-1 - place] for place in solution.outputs]
    loss = solution.compiled.loss if solution.compiled else None
    if shapes in _fitting(data) and _compares(data, loss or ""):
        return
    found = f"found outputs of shape {' and '.join(str(shape) for shape in shapes)} and the loss {loss}"
    raise CourseError([f"{rule}: {_asked(data)}; {found}. Correct the solution, or take mode = “student”"])


def _fitting(data: HiddenData) -> list[list[Shape]]:
    """Return the shapes of outputs that can be trained with the targets."""
    wanted = len(data.class_names) or prod(data.y_test.shape[1:])
    single: list[Shape] = [(1,)] if wanted == 2 and data.learned.names_classes else [()] if wanted == 1 else []
    return [[(wanted,)], *([each] for each in single)]


def _compares(data: HiddenData, loss: str) -> bool:
    """Tell whether a loss compares what is learned."""
    if data.learned is DataTask.MULTILABEL:
        return not picks_one(loss)
    return data.learned.names_classes or not compares_classes(loss)


def _asked(data: HiddenData) -> str:
    if data.learned is DataTask.MULTILABEL:
        given = f"{len(data.class_names)} numbers for an input, one for each label of “{data.data}”"
        return f"expected a solution that gives {given}, with a loss that asks of each by itself (binary_crossentropy)"
    if data.class_names:
        classes = len(data.class_names)
        return f"expected a solution that gives {classes} numbers for an input, one for each class of “{data.data}”"
    wanted = prod(data.y_test.shape[1:])
    given = f"{wanted} numbers" if wanted > 1 else "one number"
    return f"expected a solution that gives {given} for an input, as “{data.data}” asks, with a loss of numbers"
