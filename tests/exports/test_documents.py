"""Documents for one submission, read back against schemas written by hand from each format's documentation."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from autograder.errors import UsageError
from autograder.exports import Given, export
from autograder.records import Adjustment, Grade, Hint, State, Status, Visibility
from tests.exports.books import CHECKS, book, grade, in_review, late, ungraded

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
NUMBER = {"type": "number"}
GRADESCOPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["tests", "score"],
    "properties": {
        "score": NUMBER,
        "execution_time": NUMBER,
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": NUMBER,
                    "max_score": NUMBER,
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}
WHOLE = {"type": "integer", "minimum": 0}
ZULU = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
TEXT = {"type": "string", "minLength": 1}
CLASSROOM = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit", "release", "review",
        "datetime", "graded_at", "score", "max-score", "tests",
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        **dict.fromkeys(("classroom", "assignment", "owner", "commit", "release", "review"), TEXT),
        "assignment_type": {"enum": ["individual", "group"]},
        "submission": {"type": "string", "pattern": "^submit/"},
        "datetime": ZULU,
        "graded_at": ZULU,
        "score": WHOLE,
        "max-score": WHOLE,
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {"test-name": TEXT, "passed": {"type": "boolean"}, "score": WHOLE, "max-score": WHOLE},
            },
        },
    },
}  # fmt: skip
RUNNER = {
    "classroom": "dl-2026",
    "submission": "submit/2026-11-22T21-04-00Z",
    "commit": "https://git.example/c",
    "release": "https://git.example/r",
    "review": "https://git.example/v",
}


def one(name: str, graded, **given) -> dict:
    return json.loads(export(book(graded), name, Given(**given)).documents["s0"])


def test_gradescopes_results_follow_its_schema_and_sum_to_the_score():
    result = one("gradescope", grade("김민준"))
    jsonschema.validate(result, GRADESCOPE)
    assert result["score"] == 62.5 == sum(test["score"] for test in result["tests"])
    assert [test["status"] for test in result["tests"]] == ["failed", "passed", "failed"]
    assert [test["max_score"] for test in result["tests"]] == [40, 40, 20]


def test_gradescope_shows_a_hidden_check_only_once_grades_are_published():
    result = one("gradescope", grade("Ada"))
    assert [test["visibility"] for test in result["tests"]] == ["visible", "visible", "after_published"]
    assert result["stdout_visibility"] == "hidden"


def test_gradescope_reads_what_was_taken_for_being_late():
    result = one("gradescope", late("Ada"))
    assert (result["score"], result["output"]) == (52.5, "late by 1 day: -10")


def test_hints_reach_the_student():
    hint = Hint("filters", "There are 32 filters.", "Each learns one pattern.", "Look at the first argument.")
    expected = "There are 32 filters. Each learns one pattern. Look at the first argument."
    assert one("gradescope", grade("Ada", hints=(hint,)))["output"] == expected
    assert one("coursera", grade("Ada", hints=(hint,)))["feedback"].endswith(expected)


def test_a_check_that_could_not_run_has_no_score_in_gradescope():
    made = book(in_review("Ada"), provisional=True)
    result = json.loads(export(made, "gradescope", Given()).documents["s0"])
    jsonschema.validate(result, GRADESCOPE)
    broken = result["tests"][2]
    assert "score" not in broken
    assert "status" not in broken
    assert "could not be checked" in broken["output"]


@pytest.mark.parametrize("name", ["gradescope", "classroom50", "autolab", "coursera"])
def test_what_is_not_graded_has_no_document_but_a_warning(name):
    made = export(book(ungraded("Ada"), grade("Grace")), name, Given(fields=RUNNER))
    assert list(made.documents) == ["s1"]
    assert made.warnings[0].startswith("Ada: ungraded")


def test_classroom50_gets_whole_hundredths_that_add_up():
    result = one("classroom50", grade("ada"), fields=RUNNER)
    jsonschema.validate(result, CLASSROOM)
    assert (result["score"], result["max-score"]) == (6250, 10000)
    assert result["score"] == sum(test["score"] for test in result["tests"])
    assert all(test["score"] <= test["max-score"] for test in result["tests"])
    assert result["owner"] == "ada"


def test_classroom50_never_goes_above_its_maximum_or_below_nothing():
    for earned in (-5.0, 120.0, 33.335):
        result = one("classroom50", grade("ada", earned=earned), fields=RUNNER)
        jsonschema.validate(result, CLASSROOM)
        assert result["score"] <= result["max-score"]


def test_classroom50_without_its_runner_names_what_is_missing():
    with pytest.raises(UsageError, match="submission"):
        one("classroom50", grade("ada"), fields={"classroom": "x"})


def test_autolabs_document_is_one_line_whose_problems_sum_to_the_total():
    text = export(book(late("Ada")), "autolab", Given()).documents["s0"]
    assert text.count("\n") == 1
    result = json.loads(text.splitlines()[-1])
    assert set(result) == {"scores", "scoreboard"}
    assert sum(result["scores"].values()) == 52.5 == result["scoreboard"][0]


def test_coursera_gets_a_share_and_words():
    result = one("coursera", replace(grade("Ada"), adjustments=(Adjustment(60, "bonus"),), earned=100))
    assert set(result) == {"fractionalScore", "feedback"}
    assert result["fractionalScore"] == 1
    assert "expected 10 filters" in result["feedback"]
    assert one("coursera", grade("Ada"))["fractionalScore"] == 0.625


def test_prairielearn_gets_a_share_its_tests_and_says_what_cannot_be_graded():
    result = one("prairielearn", grade("Ada"))
    assert (result["score"], result["gradable"]) == (0.625, True)
    assert [set(test) for test in result["tests"]] == [{"name", "points", "max_points", "message"}] * 3
    open_one = one("prairielearn", ungraded("Ada"))
    assert open_one["gradable"] is False
    assert "score" not in open_one


def test_prairielearns_document_stays_under_its_limit():
    many = tuple(replace(CHECKS[0], check=f"test_{n}", message="메" * 4_000) for n in range(300))
    text = export(book(grade("Ada", many)), "prairielearn", Given()).documents["s0"]
    assert len(text.encode()) < 1_000_000
    assert len(json.loads(text)["tests"]) == 300


def test_a_skipped_check_counts_nowhere():
    results = (*CHECKS[:2], replace(CHECKS[2], status=Status.SKIPPED, earned=0))
    result = one("classroom50", grade("ada", results, possible=80), fields=RUNNER)
    assert result["max-score"] == 8000 == sum(test["max-score"] for test in result["tests"])


def awaiting(student: str) -> Grade:
    results = (*CHECKS[:2], replace(CHECKS[2], status=Status.AWAITING, visibility=Visibility.VISIBLE))
    return grade(student, results, state=State.AWAITING, reason="20 of 100 points are still to be marked by a person.")


@pytest.mark.parametrize("name", ["gradescope", "autolab", "coursera", "classroom50"])
def test_what_a_person_has_yet_to_mark_has_no_total(name: str) -> None:
    fields = dict.fromkeys(("classroom", "submission", "commit", "release", "review"), "x")
    assert export(book(awaiting("kim")), name, Given(fields=fields)).documents == {}
    made = export(book(awaiting("kim"), provisional=True), name, Given(fields=fields))
    assert "kim: awaiting; no points are written" in made.warnings[0]
    if name != "gradescope":
        assert made.documents == {}
        return
    document = json.loads(made.documents["s0"])
    assert "score" not in document
    assert "still to be marked by a person" in document["output"]
    assert [test.get("score") for test in document["tests"]] == [22.5, 40, None]
    jsonschema.validate(document, {**GRADESCOPE, "required": ["tests"]})


def test_prairielearn_is_told_that_a_person_marks() -> None:
    made = export(book(awaiting("kim"), provisional=True), "prairielearn", Given())
    assert json.loads(made.documents["s0"])["gradable"] is False
