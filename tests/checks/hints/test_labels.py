"""Where several labels are learned, their mistakes are told, and nothing speaks of one class or of numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.checks.hints import OF_CLASSES, OF_NUMBERS
from autograder.data import HiddenData
from autograder.protocol.jobs import DataTask
from autograder.records import Direction, Measurement
from autograder.sentences import EXAMPLES
from tests.checks.hints.given import hints, network

ROWS = np.random.default_rng(0).integers(0, 2, (60, 3))
DATA = HiddenData(
    *(np.zeros((60, 10)), ROWS, Path("x.npy"), 1.0, ("a", "b", "c"), False, "songs"),
    learned=DataTask.MULTILABEL,
    is_images=False,
    nouns=EXAMPLES,
)
SHORT = Measurement("f1_micro", "micro F1", 0.4, 0.4, 60, (0.3, 0.5), 0.9, 0.5, 2, Direction.HIGHER, "share")


def rules(chain: str, loss: str) -> list[str]:
    predictions = {"test": np.random.default_rng(1).random((60, 3), np.float32)}
    structure = network(chain, loss=loss, width=3)
    told = hints(
        source="model.fit(x, y)\n",
        structure=structure,
        predictions=predictions,
        data=DATA,
        measured=SHORT,
        history=None,
    )
    return [hint.rule for hint in told if hint.rule not in {"never_trained", "too_few_epochs"}]


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy", "kl_divergence"])
def test_a_loss_of_one_class(loss: str) -> None:
    assert rules("dense relu dense sigmoid", loss) == ["loss_of_one_class"]


def test_softmax_over_labels() -> None:
    assert rules("dense relu dense softmax", "binary_crossentropy") == ["softmax_over_labels"]


@pytest.mark.parametrize("loss", ["binary_crossentropy", "mean_squared_error", "binary_focal_crossentropy"])
def test_what_is_right_is_told_nothing(loss: str) -> None:
    assert rules("dense relu dense sigmoid", loss) == []


def test_nothing_is_said_of_one_class_or_of_numbers() -> None:
    silent = {rule.__name__ for rule in OF_CLASSES | OF_NUMBERS}
    for chain in ("dense softmax dense", "dense relu dense dropout", "dense softmax softmax", "dense relu dense"):
        assert silent & set(rules(chain, "categorical_crossentropy")) == set()
