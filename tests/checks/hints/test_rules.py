"""Each rule fires on its mistake and not on the near miss; which of them are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from autograder.checks.hints import CAUSES, PRACTICE, STYLE, SYMPTOMS
from autograder.records import (
    CheckResult,
    Outcome,
    Status,
)
from tests.checks.hints.given import (
    FLAT,
    HIGH,
    LOW,
    PLAIN,
    TRAINS,
    curves,
    hints,
    network,
    rules,
)


def test_a_good_submission_gets_no_hint() -> None:
    good = network()
    assert rules(structure=good, asked=good, measured=HIGH, history=FLAT, source=TRAINS) == []


def test_a_fault_of_ours_gives_no_hint() -> None:
    assert rules(outcome=Outcome.SANDBOX_FAULT, structure=network("dense softmax dense softmax"), source=TRAINS) == []


def test_every_hint_says_what_was_seen_why_it_matters_and_what_to_try() -> None:
    found = hints(
        structure=network("dense dense softmax softmax dropout"), measured=LOW, source="model.fit(x, y, epochs=1)"
    )
    assert len(found) >= 3
    for hint in found:
        assert all(len(part) > 10 and part[-1] in ".?" for part in (hint.seen, hint.why, hint.attempt))


def test_the_names_of_rules_are_distinct_and_their_functions_are_documented() -> None:
    every = CAUSES + SYMPTOMS + PRACTICE + STYLE
    assert len({rule.__name__ for rule in every}) == len(every) > 30
    assert all(rule.__doc__ for rule in every)


def result(earned: float, status: Status = Status.FAILED) -> CheckResult:
    return CheckResult("test_x", "", status, 10.0, earned)


MISTAKEN: Mapping[str, Any] = {
    "structure": network("dense relu dense"),
    "source": "Adam(lr=1)\n" + PLAIN,
    "measured": LOW,
}


def test_work_that_earns_everything_is_told_of_its_spelling_alone() -> None:
    whole = [result(10, Status.PASSED), result(0, Status.SKIPPED)]
    assert "missing_softmax" in rules(**MISTAKEN)
    (hint,) = hints(results=whole, **MISTAKEN)
    assert hint.rule == "keras2_spelling"
    assert "earns everything" in hint.why


@pytest.mark.parametrize(
    "results",
    [
        [],
        [result(9.99)],
        [result(10, Status.PASSED), result(0)],
        [result(0, Status.ERROR)],
        [result(0, Status.SKIPPED)],
    ],
)
def test_work_that_may_still_earn_something_is_told_everything(results: list[CheckResult]) -> None:
    assert "missing_softmax" in rules(results=results, **MISTAKEN)


def test_a_symptom_is_told_only_without_a_cause() -> None:
    falling = curves(loss=[2.0 * 0.9**epoch for epoch in range(10)])
    given = {"history": falling, "source": TRAINS, "measured": LOW}
    assert rules(structure=network(), **given) == ["too_few_epochs"]
    assert rules(structure=network("dense relu dense"), **given) == ["missing_softmax"]


def test_the_graders_training_is_the_one_that_is_judged() -> None:
    falling = curves(loss=[2.0 * 0.9**epoch for epoch in range(10)])
    given = {"source": TRAINS, "measured": LOW, "structure": network()}
    assert rules(history=falling, training_history=FLAT, **given) == []


def test_the_epochs_of_the_grader_are_not_the_students_choice() -> None:
    falling = curves(loss=[2.0 * 0.9**epoch for epoch in range(10)])
    given = {"source": TRAINS, "measured": LOW, "structure": network()}
    assert rules(history=falling, **given) == ["too_few_epochs"]
    assert rules(history=FLAT, training_history=falling, **given) == []


def test_there_are_at_most_four() -> None:
    everything = network("dense dense softmax dense softmax softmax dropout")
    source = "model.compile()\nbase.trainable = True\nmodel.fit(x, y, epochs=3)\nAdam(lr=1)"
    assert len(rules(structure=everything, source=source, measured=LOW)) == 4
