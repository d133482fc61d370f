"""What a network does: frozen parts stay, dropout acts in training only."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.checks.behaviour import assert_dropout_behaviour, assert_frozen, assert_learns
from autograder.checks.context import PartialCredit
from autograder.records import Parameters, Structure


def structure(trainable: int, total: int = 100) -> Structure:
    return Structure(
        "model", "Sequential", (), (), (), (), Parameters(total, trainable, total - trainable), None, "sha256:0"
    )


def test_a_frozen_base_passes() -> None:
    assert_frozen(structure(40))
    assert_frozen(structure(40), trainable=40)
    assert_frozen(structure(40), behaviour={"training_step": {"frozen_moved": [], "trainable_still": []}})


@pytest.mark.parametrize(
    ("trainable", "asked", "message"),
    [
        (100, None, "No layer is frozen: all 100 parameters learn"),
        (100, 40, "No layer is frozen"),
        (0, None, "Every layer is frozen"),
        (30, 40, "Expected 40 parameters that learn, found 30 of 100"),
    ],
)
def test_what_is_frozen_wrongly_is_told(trainable: int, asked: int | None, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_frozen(structure(trainable), trainable=asked)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"frozen_moved": ["conv"], "trainable_still": []}, "changed weights that should be frozen: “conv”"),
        ({"frozen_moved": [], "trainable_still": ["a", "b"]}, "did not change weights that should learn: “a”, “b”"),
        ({"problem": "ValueError: no loss"}, "could not be tried: ValueError: no loss"),
    ],
)
def test_a_training_step_shows_what_is_frozen(step: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_frozen(structure(40), behaviour={"training_step": step})


STEP = {"frozen_moved": [], "trainable_still": []}


def test_a_network_that_learns_passes() -> None:
    assert_learns({"training_step": STEP})
    assert_learns({"training_step": STEP, "memorising": {"learns": True}})


@pytest.mark.parametrize(
    ("findings", "message"),
    [
        ({"training_step": STEP | {"trainable_still": ["dead"]}}, "should learn: “dead”"),
        ({"training_step": STEP, "memorising": {"learns": False}}, "cannot even learn a handful"),
        ({"training_step": STEP, "memorising": {"problem": "no"}}, "could not be tried: no"),
    ],
)
def test_a_network_that_cannot_learn_is_told(findings: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_learns(findings)


LAYER = {"name": "dropout", "rate": 0.25, "found": 0.26, "tolerance": 0.02}
GOOD = {"layers": [LAYER], "training_differs": True, "inference_differs": False}


def test_dropout_that_acts_in_training_only_passes() -> None:
    assert_dropout_behaviour({"dropout": GOOD})


@pytest.mark.parametrize(
    ("finding", "message"),
    [
        (GOOD | {"layers": []}, "No dropout layer was found"),
        (GOOD | {"training_differs": False}, "dropout does nothing"),
        (GOOD | {"inference_differs": True}, "must be off when the network is used"),
        (GOOD | {"problem": "broken"}, "could not be tried: broken"),
        (GOOD | {"layers": [LAYER | {"found": 0.5}]}, "“dropout” has the rate 0.25 and switches off 0.5"),
    ],
)
def test_dropout_that_acts_otherwise_is_told(finding: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_dropout_behaviour({"dropout": finding})


def test_one_wrong_rate_of_two_earns_half() -> None:
    with pytest.raises(PartialCredit) as caught:
        assert_dropout_behaviour({"dropout": GOOD | {"layers": [LAYER, LAYER | {"found": 0.9}]}})
    assert caught.value.fraction == 0.5


def test_a_probe_that_was_not_made_is_no_fault_of_the_students() -> None:
    with pytest.raises(KeyError, match="no finding of the probe 'dropout'"):
        assert_dropout_behaviour({})
