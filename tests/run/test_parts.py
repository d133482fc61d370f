"""Parts and the checks that are marked with them go together, or the author is told what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.checks.cases import Check
from autograder.course.assignment import Assignment
from autograder.course.parts import PartKind, PartSettings, assert_parts
from autograder.errors import CourseError
from autograder.records import MODEL, Evidence, Failure, Outcome, Visibility
from autograder.run.parts import assert_marked

LINE = PartSettings("line", PartKind.MODEL, entry="build_line")
FIRST = PartSettings("first", PartKind.MODEL, entry="build_line")
ERROR = PartSettings("error", PartKind.FUNCTIONS)


def check(part: str, *fixtures: str) -> Check:
    return Check("test_it", "It", 1.0, Visibility.VISIBLE, "test_hidden.py, line 7", frozenset(fixtures), part=part)


def test_checks_that_name_their_parts_are_taken() -> None:
    both = Assignment("power", "Power", 100, parts=(LINE, ERROR))
    assert_marked(both, [check("line", "structure"), check("error", "functions"), check(MODEL, "evidence")])
    assert_marked(Assignment("digits", "Digits", 100), [check(MODEL, "structure", "predictions")])


@pytest.mark.parametrize(
    ("checks", "told"),
    [
        (
            [check("line"), check("lime")],
            r"test_hidden.py, line 7: test_it: expected the id of a part \(line\).*'lime'",
        ),
        ([check("line"), check(MODEL, "history")], r'expected @pytest.mark.part\("line"\), which says whose history'),
        ([check(MODEL, "functions")], r'parts: line: expected a check with @pytest.mark.part\("line"\), found none'),
    ],
)
def test_what_does_not_go_together_is_told_with_its_place(checks: list[Check], told: str) -> None:
    with pytest.raises(CourseError, match=told):
        assert_marked(Assignment("power", "Power", 100, parts=(LINE,)), checks)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (PartSettings("why", PartKind.WRITTEN), "why: expected points above 0"),
        (PartSettings("line", PartKind.MODEL), "line: expected entry, the name of a model"),
        (PartSettings("line", PartKind.MODEL, 10, entry="line"), "line: expected no points, as its checks have them"),
        (PartSettings("error", PartKind.FUNCTIONS, entry="rmse"), "error: expected no entry"),
        (PartSettings("other", PartKind.MODEL, entry="build_line"), "expected each entry once, found 'build_line'"),
    ],
)
def test_a_part_has_what_its_kind_has(part: PartSettings, told: str) -> None:
    with pytest.raises(CourseError, match=f"assignment.toml: parts: {told}"):
        assert_parts(Path("assignment.toml"), [FIRST, part])


def test_a_failure_of_one_model_is_no_failure_of_another_nor_of_the_run() -> None:
    broken = Failure("no_named_model", "")
    whole = Evidence("sha256:1", Outcome.OK, printed="3\n", models={
        "line": Evidence("sha256:1", Outcome.OK, error=broken), "hidden": Evidence("sha256:1", Outcome.OK)
    })  # fmt: skip
    assert (whole.of("line").error, whole.of("hidden").error, whole.of("error").error) == (broken, None, None)
    assert (whole.first_error, whole.of("hidden").printed) == (broken, "3\n")
