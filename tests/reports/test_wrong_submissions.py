from __future__ import annotations

from pathlib import Path

import pytest

from autograder.backends import open_sandbox
from autograder.errors import IsolationError
from tests.reports.wrong import WRONG, Wrong
from tests.reports.wrong_submissions import TABLE, grade, table

FEW = [("mnist_mlp", number) for number in (0, 1, 7, 8)]


@pytest.fixture(scope="module")
def isolation() -> None:
    try:
        open_sandbox("auto", ("all",)).close()
    except IsolationError as error:
        pytest.skip(f"WRONG SUBMISSIONS SKIPPED: {error}")


def missed(chosen: list[tuple[str, Wrong]], folder: Path) -> list[tuple[str, str, str]]:
    told = list(grade(chosen, folder))
    assert len(told) == len(chosen)
    return [(each.assignment, each.wrong.cause, each.message) for each in told if not each.names_the_cause]


def test_a_page_first_names_the_cause(isolation: None, tmp_path: Path) -> None:
    assert missed([(name, WRONG[name][number]) for name, number in FEW], tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_each_page_first_names_the_cause(isolation: None, name: str, tmp_path: Path) -> None:
    assert missed([(name, wrong) for wrong in WRONG[name]], tmp_path) == []


def test_every_assignment_has_ten_mistakes_and_they_are_in_the_table() -> None:
    assert {name: len(mistakes) for name, mistakes in WRONG.items() if len(mistakes) < 10} == {}
    written = TABLE.read_text(encoding="utf-8")
    assert [
        wrong.cause for mistakes in WRONG.values() for wrong in mistakes if f"| {wrong.cause} |" not in written
    ] == []
    assert table([]).strip() in written
