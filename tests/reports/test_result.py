from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from autograder.records import Evidence, Failure, Outcome, State, Status, Visibility
from autograder.reports import redacted, result_json, result_schema, student_view
from autograder.reports.result import MESSAGE_LIMIT
from tests.reports.examples import ASSIGNMENT, DIGEST, EVIDENCE, GRADE, HINT_FILTERS, failed, graded
from tests.reports.published import SCHEMA


def test_the_file_has_the_keys_of_the_design_in_its_order():
    document = result_json(GRADE, EVIDENCE, DIGEST, ASSIGNMENT)
    assert list(document) == [
        *("schema", "assignment", "student", "student_id", "submission", "state", "outcome", "earned", "possible"),
        *("measurements", "parameters", "parts", "checks", "error", "hints", "trust", "isolation", "versions"),
        *("device", "usage", "seed", "adjustments", "data"),
    ]
    assert list(document["checks"][0]) == [
        *("id", "part", "title", "status", "earned", "possible", "message", "visibility", "measurements", "marked"),
    ]


def test_students_are_told_a_rounded_accuracy():
    document = result_json(GRADE, EVIDENCE, DIGEST, ASSIGNMENT)
    assert document["measurements"] == [
        {
            "name": "accuracy",
            "title": "accuracy",
            "value": 0.97,
            "told": 0.97,
            "n": 540,
            "interval": [0.95, 0.98],
            "bar": 0.95,
            "baseline": 0.1,
            "decimals": 2,
            "direction": "higher",
            "unit": "share",
            "part": "model",
        }
    ]
    measured = {check["id"]: check["measurements"] for check in document["checks"] if check["measurements"]}
    assert measured == {"test_accuracy": document["measurements"]}
    assert "0.9722" not in json.dumps(document)


def test_what_a_hidden_check_measured_is_told_to_staff_alone():
    hidden = tuple(replace(each, visibility=Visibility.HIDDEN) for each in GRADE.results)
    grade = replace(GRADE, results=hidden)
    for_student = result_json(grade, EVIDENCE, DIGEST, ASSIGNMENT)
    assert for_student["measurements"] == []
    assert not any(check["measurements"] for check in for_student["checks"])
    assert result_json(grade, EVIDENCE, DIGEST, ASSIGNMENT, staff=True)["measurements"][0]["value"] == 0.9722
    view = redacted(student_view(grade, ASSIGNMENT, evidence=EVIDENCE))
    assert (view.measurement, view.scale) == (None, None)


def test_a_part_has_the_points_of_its_checks():
    assert result_json(GRADE, EVIDENCE, DIGEST, ASSIGNMENT)["parts"] == [
        {"id": "model", "earned": 100.0, "possible": 100.0}
    ]


def test_a_student_is_named_by_the_courses_own_number():
    assert result_json(GRADE, EVIDENCE, DIGEST, ASSIGNMENT, student_id="20261")["student_id"] == "20261"


def test_values_stand_as_the_design_shows_them():
    document = result_json(graded(GRADE.results, hints=(HINT_FILTERS,)), EVIDENCE, DIGEST, ASSIGNMENT, staff=True)
    assert document["schema"] == "autograder/result/v2"
    assert (document["state"], document["outcome"], document["trust"]) == ("graded", "ok", "rebuilt")
    (found,) = document["measurements"]
    assert (found["value"], found["told"], found["interval"]) == (0.9722, 0.97, [0.955, 0.983])
    assert document["parameters"] == {"total": 5160, "trainable": 5160, "non_trainable": 0}
    assert document["isolation"]["network"] == "active"
    assert document["hints"][0].startswith("Your convolution has 32 filters")


@pytest.mark.parametrize(
    ("grade", "evidence"),
    [
        (GRADE, EVIDENCE),
        (replace(GRADE, results=(), state=State.UNGRADED, reason="no box"), None),
        (GRADE, Evidence(DIGEST, Outcome.CRASHED, error=Failure("exception", "NameError: x", "cell 3"))),
    ],
)
def test_every_file_fits_the_published_schema(grade, evidence):
    document = json.loads(json.dumps(result_json(grade, evidence, DIGEST, ASSIGNMENT)))
    jsonschema.Draft202012Validator(result_schema()).validate(document)


def test_the_schema_refuses_what_is_no_result():
    validator = jsonschema.Draft202012Validator(result_schema())
    document = result_json(GRADE, EVIDENCE, DIGEST, ASSIGNMENT)
    assert validator.is_valid(document)
    assert not validator.is_valid(document | {"state": "GRADED"})
    assert not validator.is_valid({key: value for key, value in document.items() if key != "seed"})


def test_the_published_schema_is_current():
    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert demanded(published) == demanded(result_schema()), "run: python -m tests.reports.published"


def demanded(schema):
    """Return what a schema demands: releases of pydantic differ in what they take over as its descriptions."""
    if isinstance(schema, dict):
        return {key: demanded(value) for key, value in schema.items() if key != "description"}
    return [demanded(value) for value in schema] if isinstance(schema, list) else schema


def test_students_do_not_read_a_hidden_checks_message():
    grade = graded(failed("test_scaling", "secret: 0–255", detail="secret scores"))
    for_student = json.dumps(result_json(grade, EVIDENCE, DIGEST, ASSIGNMENT), ensure_ascii=False)
    assert "secret" not in for_student
    assert "keeps the details of this check" in for_student
    for_staff = json.dumps(result_json(grade, EVIDENCE, DIGEST, ASSIGNMENT, staff=True), ensure_ascii=False)
    assert "secret scores" in for_staff


def test_why_a_person_should_look_is_for_staff():
    doubt = "Before the grader trained it, the network named 83% of the test images already."
    grade = replace(
        GRADE, state=State.NEEDS_REVIEW, reason=f"Not judged here: test_a. {doubt}", told=doubt, doubted=True
    )
    for_student = result_json(grade, EVIDENCE, DIGEST, ASSIGNMENT)["error"]
    assert for_student == "Not judged here: test_a. a person will look at this"
    assert result_json(grade, EVIDENCE, DIGEST, ASSIGNMENT, staff=True)["error"] == grade.reason


def test_long_strings_are_cut_and_control_characters_go():
    grade = graded(failed("test_accuracy", "a\x1b[31m\x00" + "x" * 100_000))
    message = next(c for c in result_json(grade, EVIDENCE, DIGEST, ASSIGNMENT)["checks"] if c["id"] == "test_accuracy")
    assert len(message["message"]) == MESSAGE_LIMIT
    assert message["message"].startswith("a[31mx")
    assert message["status"] == Status.FAILED.value


def test_an_error_names_its_place():
    evidence = replace(EVIDENCE, error=Failure("exception", "NameError: name 'x'", "cell 3, line 2"))
    error = result_json(GRADE, evidence, DIGEST, ASSIGNMENT)["error"]
    assert error == "cell 3, line 2: Your code stopped with NameError: name 'x'."


def test_without_evidence_nothing_is_claimed_about_the_run():
    document = result_json(replace(GRADE, reason="could not be read"), None, DIGEST, ASSIGNMENT)
    assert (document["outcome"], document["trust"], document["parameters"]) == (None, None, None)
    assert document["error"] == "could not be read"
    assert document["seed"] == ASSIGNMENT.seed
