"""An account of a platform has one result in a run folder, under the name that its student has now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.records import NOBODY, Person, Record
from autograder.run.accounts import drop_former_names
from autograder.run.outcome import GradingOutcome
from autograder.run_folder import RunFolder
from tests.reports.examples import GRADE, SUBMISSION

BOB, EVE = Person(moodle_id="77"), Person(moodle_id="5")
FORMER = {"bob": BOB, "eve": EVE, "zoe": Person(moodle_id="9"), "kim": NOBODY}


def record(person: Person) -> Record:
    return Record(replace(SUBMISSION, person=person), "key", GRADE)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ({"bob-77": BOB, "bob-5": EVE}, ["bob-5", "bob-77", "kim", "zoe"]),
        ({"bob-77/attempt-1": BOB, "bob-77/attempt-2": BOB}, ["bob-77", "eve", "kim", "zoe"]),
        ({"bob": BOB}, ["bob", "eve", "kim", "zoe"]),
        ({"lee": NOBODY}, ["bob", "eve", "kim", "lee", "zoe"]),
        ({"lee": Person(canvas_id="77", student_id="5")}, ["bob", "eve", "kim", "lee", "zoe"]),
        ({}, ["bob", "eve", "kim", "zoe"]),
    ],
)
def test_what_an_account_got_under_another_name_goes(
    now: dict[str, Person], left: Sequence[str], tmp_path: Path
) -> None:
    folder = RunFolder(tmp_path)
    finished = [GradingOutcome(name=slug, student=slug, record=record(person)) for slug, person in now.items()]
    for slug, person in {**FORMER, **now, **{slug.partition("/")[0]: person for slug, person in now.items()}}.items():
        folder.write_record(slug, record(person))
    drop_former_names(folder, finished)
    assert list(folder.records()) == left
