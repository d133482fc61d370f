"""The metrics that a course brings: the objects of `metrics.py` in its root.

They stand in the root, and not in an assignment's half: several assignments may be scored by one, a name means one
thing in the whole course, and a formula holds no answers. No box and no handout gets the file.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from autograder import digests
from autograder.errors import CourseError
from autograder.metrics import Metric, is_known, is_metric

FILE = "metrics.py"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class CourseMetrics:
    """The metrics of a course by name, and the digest of the file that they are from; "" where there is none."""

    metrics: Mapping[str, Metric] = field(default_factory=dict)
    digest: str = ""


def read_metrics(root: Path) -> CourseMetrics:
    """Run a course's `metrics.py`, which is trusted as its checks are, and return what it brings.

    Raises:
        CourseError: it cannot be run, or brings what is no metric.
    """
    path = root / FILE
    if not path.is_file():
        return CourseMetrics()
    module = ModuleType("course_metrics")
    module.__file__ = str(path)
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), vars(module))  # noqa: S102 - the course's own code
    except (Exception, SystemExit) as error:
        raise CourseError([f"{path}{_line(error, path)}: {type(error).__name__}: {error}"]) from error
    problems = list(_problems(path, module))
    if problems:
        raise CourseError(problems)
    return CourseMetrics({each.name: each for each in _found(module)}, digests.of_path(path))


def _found(module: ModuleType) -> list[Metric]:
    """Return the metrics that a module names, each once."""
    named = [value for name, value in vars(module).items() if not name.startswith("_") and is_metric(value)]
    return list({id(each): each for each in named}.values())


def _problems(path: Path, module: ModuleType) -> Iterator[str]:
    found = _found(module)
    if not found:
        yield f"{path}: expected objects with all that contracts.Metric names, such as WITHIN = Within(), found none"
    names = [each.name for each in found]
    for name in dict.fromkeys(names):
        if not _NAME.fullmatch(name):
            yield f"{path}: expected a name of small letters, digits and _, found {name!r}"
        if names.count(name) > 1:
            yield f"{path}: expected metrics with names of their own, found {name!r} {names.count(name)} times"
        if is_known(name):
            yield f"{path}: {name!r} is the name of a metric that is there already; name yours otherwise"


def _line(error: BaseException, path: Path) -> str:
    if isinstance(error, SyntaxError):
        return f", line {error.lineno}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f", line {lines[-1]}" if lines else ""
