"""The accuracy bars of an assignment, one for each device: what repeated training of the reference gave on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from autograder.collect.device import CPU, GPU
from autograder.course.assignment import Assignment
from autograder.course.folder import Course
from autograder.errors import CourseError
from autograder.partial import write_atomically
from autograder.records import Calibration


def _as_today(read: Any) -> Any:
    """Return what was read with the names of today: files of earlier versions call the values `accuracies`."""
    if not isinstance(read, dict) or "accuracies" not in read:
        return read
    return {"values" if name == "accuracies" else name: value for name, value in read.items()}


_CALIBRATION: TypeAdapter[Calibration] = TypeAdapter(Annotated[Calibration, BeforeValidator(_as_today)])


def calibration_file(course: Course, assignment: Assignment, device: str) -> Path:
    """Return where the calibration on a device and on the data in use is kept; the CPU's is "calibration.json"."""
    data = ".offline" if stood_in(course, assignment) else ""
    place = "" if device == CPU else f".{device}"
    return course.private(assignment.id) / f"calibration{data}{place}.json"


def stood_in(course: Course, assignment: Assignment) -> bool:
    """Tell whether another set stands in for the assignment's own."""
    return course.assignment(assignment.id).data.name != assignment.data.name


def read_calibrations(course: Course, assignment: Assignment) -> Mapping[str, Calibration]:
    """Return the calibrations that there are by the device that each one names, the CPU's file first.

    Raises:
        CourseError: one is malformed.
    """
    found = (read_calibration(calibration_file(course, assignment, device)) for device in (CPU, GPU))
    return {calibration.device: calibration for calibration in found if calibration is not None}


def read_calibration(path: Path) -> Calibration | None:
    """Read a calibration; None where there is none.

    Raises:
        CourseError: it is malformed.
    """
    if not path.is_file():
        return None
    try:
        return _CALIBRATION.validate_json(path.read_bytes())
    except ValidationError as error:
        problems = [f"{path}: {'.'.join(map(str, p['loc']))}: {p['msg']}" for p in error.errors()]
        raise CourseError(problems) from None


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write a calibration."""
    write_atomically(path, _CALIBRATION.dump_json(calibration, indent=1) + b"\n")
