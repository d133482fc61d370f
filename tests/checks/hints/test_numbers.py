"""Where numbers are learned, rules about numbers fire on their mistakes, and none speaks of classes or images."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks.hints import OF_CLASSES, OF_IMAGES
from autograder.data import HiddenData
from autograder.protocol.jobs import DataTask
from autograder.records import Direction, Failure, Measurement
from autograder.sentences import EXAMPLES
from tests.checks.hints.given import curves, hints, network

TARGETS = np.linspace(25.0, 350.0, 60)
DATA = HiddenData(
    *(np.zeros((60, 10)), TARGETS, Path("x.npy"), 1.0, (), False, "houses"),
    learned=DataTask.REGRESSION,
    is_images=False,
    nouns=EXAMPLES,
)
FAR = Measurement("rmse", "RMSE", 180.0, 180.0, 60, (170.0, 190.0), 60.0, 77.0, 0, Direction.LOWER, "")
TRAINS = "model.fit(x, y, epochs=10)\n"
CHAIN = "dense relu dense"


def rules(
    outputs: Any = None, chain: str = CHAIN, loss: str = "mean_squared_error", data: HiddenData = DATA, **given: Any
) -> list[str]:
    predictions = {} if outputs is None else {"test": np.asarray(outputs, np.float32).reshape(60, -1)}
    structure = network(chain, loss=loss, width=1)
    told = hints(source=TRAINS, structure=structure, predictions=predictions, data=data, measured=FAR, **given)
    return [hint.rule for hint in told]


@pytest.mark.parametrize("loss", ["binary_crossentropy", "categorical_crossentropy", "hinge", "kl_divergence"])
def test_a_loss_of_classes(loss: str) -> None:
    assert rules(loss=loss) == ["loss_of_classes"]
    assert rules(loss="huber") == []


@pytest.mark.parametrize("last", ["sigmoid", "softmax", "tanh"])
def test_an_activation_that_reaches_no_target_is_told_and_no_learning_rate(last: str) -> None:
    assert rules(chain=f"{CHAIN} {last}", history=curves(loss=[32000.0] * 6)) == ["bounded_output"]


def test_an_activation_that_reaches_every_target() -> None:
    assert rules(chain=f"{CHAIN} relu") == []


def test_outputs_on_another_scale() -> None:
    noise = np.random.default_rng(1).normal(0, 30, 60)
    assert rules((TARGETS + noise - 25) / 321) == ["another_scale"]
    assert rules(TARGETS + 2 * noise) == []
    assert rules(-(TARGETS + noise) / 2) == []


def test_a_hint_tells_no_target_more_finely_than_its_error_does() -> None:
    near = [replace(DATA, y_test=TARGETS + shift * (np.arange(60) == 59)) for shift in (-1.0, 1.0)]
    told = [[rules(TARGETS / slope, data=data) for slope in np.linspace(1.9, 2.1, 41)] for data in near]
    assert told[0] == told[1]
    assert ["another_scale"] in told[0]
    assert [] in told[0]


def test_one_number_for_all() -> None:
    assert rules(np.full(60, 150.0)) == ["one_number_for_all"]
    assert rules(TARGETS[::-1] / 2) == []


def test_outputs_of_any_kind_are_survived() -> None:
    assert rules(np.full(60, np.nan)) == []
    assert rules(np.full((60, 3), 1e38)) == []


def test_nothing_is_said_of_classes_or_images() -> None:
    silent = {rule.__name__ for rule in OF_CLASSES | OF_IMAGES}
    for chain in ("dense softmax dense", "dense relu dense dropout", "dense softmax softmax"):
        assert silent & set(rules(chain=chain, loss="categorical_crossentropy")) == set()
    for text in ("expected min_ndim=4, found ndim=3", "label value of 7 which is outside the valid range of [0, 3)"):
        assert silent & set(rules(np.zeros(60), error=Failure("exception", text))) == set()
