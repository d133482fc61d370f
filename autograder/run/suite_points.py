"""What each test of a course's own is worth: by its mark, by the assignment's table, or an equal share of the rest."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.course.assignment import SuiteSettings
from autograder.errors import CourseError
from autograder.records import SuiteTest


@dataclass(frozen=True, slots=True)
class SuiteCheck:
    """A test function of the course's as a check: each set of its parameters is a case, and earns the same share."""

    check: str
    title: str
    points: float
    cases: tuple[SuiteTest, ...]

    @property
    def is_hidden(self) -> bool:
        """Tell whether its messages are for staff alone."""
        return any(case.hidden for case in self.cases)


def suite_checks(
    settings: SuiteSettings, tests: Sequence[SuiteTest], left: float, where: str
) -> tuple[SuiteCheck, ...]:
    """Return the tests as checks, with what each is worth.

    Args:
        settings: of the tests.
        tests: those that there are.
        left: the points that are not given to anything else.
        where: the assignment's file, for messages.

    Raises:
        CourseError: points are stated for what is not there, or none are left for the tests that state none.
    """
    groups: dict[tuple[str, str], list[SuiteTest]] = defaultdict(list)
    for test in tests:
        groups[test.file, test.name].append(test)
    often = Counter(name for _, name in groups)
    ids = {key: _id(*key, unique=often[key[1]] == 1) for key in groups}
    stated = _stated(settings, groups, ids, where)
    rest = [key for key in groups if key not in stated]
    over = left - math.fsum(stated.values())
    if rest and over < len(rest) / 100:
        raise CourseError(
            [f"{where}: expected points for {len(rest)} tests that state none, found {max(over, 0):g} left of {left:g}"]
        )
    points = stated | dict(zip(rest, shares(over, len(rest)), strict=True))
    return tuple(SuiteCheck(ids[key], _title(cases), points[key], tuple(cases)) for key, cases in groups.items())


def _stated(
    settings: SuiteSettings,
    groups: Mapping[tuple[str, str], Sequence[SuiteTest]],
    ids: Mapping[tuple[str, str], str],
    where: str,
) -> dict[tuple[str, str], float]:
    """Return what the tests are worth that a mark or the table names; a file's points are shared by its others."""
    marked = {key: cases[0].points for key, cases in groups.items() if cases[0].points is not None}
    found: dict[tuple[str, str], float] = {key: points for key, points in marked.items() if points is not None}
    problems, files = [], dict[str, float]()
    for name, points in settings.points.items():
        keys = [key for key, check in ids.items() if name in {check, key[1], f"{PurePosixPath(key[0]).name}::{key[1]}"}]
        if name.endswith(".py"):
            files[name] = points
        elif len(keys) == 1:
            found[keys[0]] = points
        else:
            known = ", ".join(ids.values())
            problems.append(f"{where}: suite.points: expected one of {known}; found {name!r}")
    for name, points in files.items():
        keys = [key for key in groups if key[0].endswith(f"/{name}")]
        own = [key for key in keys if key not in found]
        over = points - math.fsum(found[key] for key in keys if key in found)
        if not own or over < len(own) / 100:
            problems.append(f"{where}: suite.points: expected tests of {name} to share {points:g}, found {len(own)}")
        found |= dict(zip(own, shares(over, len(own)), strict=True))
    problems += [
        f"{where}: {ids[key]}: expected points above 0, found {found[key]:g}" for key in found if found[key] <= 0
    ]
    if problems:
        raise CourseError(problems)
    return found


def shares(points: float, count: int) -> list[float]:
    """Return equal shares in hundredths; the first have one more where it does not come out even."""
    cents = round(points * 100)
    each, more = divmod(cents, count) if count else (0, 0)
    return [(each + (place < more)) / 100 for place in range(count)]


def _id(file: str, name: str, *, unique: bool) -> str:
    return name if unique else f"{PurePosixPath(file).stem}::{name}"


def _title(cases: Sequence[SuiteTest]) -> str:
    words = cases[0].name.rpartition("::")[2].removeprefix("test_").replace("_", " ").strip()
    return cases[0].title or words[:1].upper() + words[1:]
