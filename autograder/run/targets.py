"""Refuse an assignment whose network the grader cannot train: its training knows class labels alone."""

from __future__ import annotations

from autograder.course.assignment import Assignment
from autograder.data import HiddenData
from autograder.errors import CourseError
from autograder.records import Structure


def assert_trainable(assignment: Assignment, solution: Structure | None, data: HiddenData | None) -> None:
    """Check that what the grader trains with fits the assignment.

    Args:
        assignment: its public half.
        solution: the solution's network, where it is known.
        data: the data, where it is there.

    Raises:
        CourseError: the grader trains, and there is no data set, or the solution names no class of it.
    """
    if not assignment.grader_trains:
        return
    rule = f"{assignment.id}: training.mode = “grader” trains with the class labels of a data set"
    if not assignment.data.name:
        raise CourseError([f"{rule}: expected [data] with a name, found none; set it, or take mode = “student”"])
    if solution is None or data is None:
        return
    classes = len(data.class_names)
    shapes = [solution.nodes[place].shape if place >= 0 else solution.inputs[-1 - place] for place in solution.outputs]
    if shapes in ([(classes,)], [(1,)] if classes == 2 else []):
        return
    found = " and ".join(str(shape) for shape in shapes)
    loss = solution.compiled.loss if solution.compiled else None
    asked = f"expected a solution that gives {classes} numbers for an input, one for each class of “{data.data}”"
    raise CourseError([f"{rule}: {asked}; found outputs of shape {found} and the loss {loss}. Take mode = “student”"])
