"""The command shows where everybody stands, and takes decisions with reason and author."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.cli.app import app
from autograder.course.assignment import Assignment
from autograder.course.policy import Attempts
from autograder.database import place
from autograder.errors import UsageError
from autograder.gradebook import open_gradebook
from autograder.records import Person, State
from tests.gradebook.test_gradebook import START, record

KIM, JOSE = "김 민지", "Müller, José"


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """Run the command on a course with two assignments and three students."""
    root = tmp_path / "course"
    (root / "course.toml").parent.mkdir()
    (root / "course.toml").write_text('title = "T"\n')
    for name in ("digits_cnn", "mnist"):
        (root / "assignments" / name).mkdir(parents=True)
        (root / "assignments" / name / "assignment.toml").write_text('title = "X"\npoints = 100\n')
    with open_gradebook(place(root, tmp_path / "cache"), lambda: START) as book:
        book.assign(Assignment(id="digits_cnn", title="Digits", points=100), Attempts.LAST)
        book.assign(Assignment(id="mnist", title="MNIST", points=100), Attempts.LAST)
        book.record(record(KIM, 80, person=Person(student_id="20261234", email="minji@u.kr")))
        book.record(record(JOSE, 55, state=State.NEEDS_REVIEW, reason="a check broke"))
        book.enrol("=cmd()", Person(student_id="3"))

    def ran(*arguments: object) -> Result:
        asked = ["gradebook", *map(str, arguments), "--course", str(root)]
        return CliRunner().invoke(app, asked, env={"XDG_CACHE_HOME": str(tmp_path / "cache"), "COLUMNS": "120"})

    return ran


def rows(done: Result) -> dict[tuple[str, str], dict[str, object]]:
    document = json.loads(done.stdout)
    assert document["schema"] == "autograder/gradebook/v1"
    return {(row["student"], row["assignment"]): row for row in document["standings"]}


def test_the_table_has_a_row_for_each_student_and_a_column_for_each_assignment(run: Callable[..., Result]) -> None:
    run("override", KIM, "mnist", 12.5, "--reason", "r", "--author", "ta")
    run("excuse", JOSE, "mnist", "--reason", "r", "--author", "ta")
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in run().stdout.splitlines() if "│" in line]
    assert cells == [["=cmd()", "3", "–", "–"], [JOSE, "", "55?", "EX"], [KIM, "20261234", "80", "12.5*"]]


def test_sheets_run_no_formula_and_json_has_everything(run: Callable[..., Result]) -> None:
    assert run("--csv", "-a", "mnist").stdout.splitlines()[1].startswith("'=cmd(),3,")
    run("comment", "minji@u.kr", "digits_cnn", "잘했어요, José", "--author", "ta")
    found = rows(run("--json"))[KIM, "digits_cnn"]
    assert (found["points"], found["state"]) == (80, "graded")
    assert [one["text"] for one in found["comments"]] == ["잘했어요, José"]  # type: ignore[attr-defined]


def test_a_decision_can_be_taken_back_and_everything_is_told(run: Callable[..., Result]) -> None:
    assert "80 → 95" in run("override", "20261234", "digits_cnn", 95, "--reason", "oral", "--author", "Kim TA").stdout
    assert (
        "95 → 80" in run("override", KIM, "digits_cnn", "--undo", "--reason", "wrong one", "--author", "Kim TA").stdout
    )
    run("excuse", KIM, "digits_cnn", "--reason", "ill", "--author", "Kim TA")
    run("excuse", KIM, "digits_cnn", "--undo", "--reason", "came", "--author", "Kim TA")
    assert rows(run("--json"))[KIM, "digits_cnn"]["points"] == 80
    told = [line.split("digits_cnn  ")[1] for line in run("history", KIM).stdout.splitlines()][2:]
    assert told == ["set to 95: oral", "back to the checks: wrong one", "excused: ill", "no longer excused: came"]


def test_it_speaks_korean(run: Callable[..., Result]) -> None:
    run("excuse", KIM, "digits_cnn", "--reason", "병가", "--author", "조교")
    assert "면제: 병가" in run("history", KIM, "--lang", "ko").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("override", "Muller", "digits_cnn", 5, "--reason", "r"), "did you mean Müller, José"),
        (("override", "somebody else", "digits_cnn", 5, "--reason", "r"), "not one student"),
        (("override", KIM, "nothing", 5, "--reason", "r"), "unknown assignment"),
        (("override", KIM, "mnist", 5), "expected a reason"),
        (("override", KIM, "mnist", "1e9", "--reason", "r"), "points from 0 to 1000000"),
        (("comment", KIM, "mnist", " "), "expected a comment"),
        (("-a", "nothing"), "unknown assignment"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_and_enters_nothing(
    run: Callable[..., Result], arguments: tuple[object, ...], said: str
) -> None:
    before = run("history").stdout
    done = run(*arguments)
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
    assert run("history").stdout == before


@pytest.mark.parametrize("name", ["20261234", "minji@u.kr"])
def test_who_is_called_by_another_s_id_gets_nothing_that_is_the_other_s(
    run: Callable[..., Result], name: str, tmp_path: Path
) -> None:
    with open_gradebook(place(tmp_path / "course", tmp_path / "cache"), lambda: START) as book:
        book.enrol(name, Person(moodle_id="5"))
    done = run("override", name, "digits_cnn", 5, "--reason", "r", "--author", "ta")
    assert f"did you mean {name}; {KIM}" in str(done.exception)
    assert "80 → 5" in run("override", KIM, "digits_cnn", 5, "--reason", "r", "--author", "ta").stdout


def test_a_name_that_two_have_is_refused_with_their_ids(run: Callable[..., Result], tmp_path: Path) -> None:
    with open_gradebook(place(tmp_path / "course", tmp_path / "cache"), lambda: START) as book:
        book.enrol("lee", Person(student_id="1", login="lee-1"), "이서연")
        book.enrol("lee (2)", Person(student_id="2"), "이서연")
    done = run("override", "이서연", "digits_cnn", 5, "--reason", "r", "--author", "ta")
    assert "did you mean 이서연 (lee); 이서연 (lee (2))" in str(done.exception)
    for name, points in (("lee-1", 5), ("lee", 6), ("1", 7)):
        done = run("override", name, "digits_cnn", points, "--reason", "r", "--author", "ta")
        assert "이서연 (lee), digits_cnn" in done.stdout
    assert rows(run("--json"))["이서연 (lee)", "digits_cnn"]["id"] == "lee"
    ids = [line.rpartition(",")[2] for line in run("--csv", "-a", "mnist").stdout.splitlines()]
    assert {"lee", "lee (2)"} < set(ids)


@pytest.mark.parametrize("arguments", [(), ("--undo", 5)])
def test_points_or_undo_and_not_both(run: Callable[..., Result], arguments: tuple[object, ...]) -> None:
    assert run("override", KIM, "mnist", *arguments, "--reason", "r").exit_code == 2
