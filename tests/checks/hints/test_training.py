"""Hints on training: rates, epochs, curves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.course.assignment import TrainingMode
from autograder.records import (
    Failure,
    Form,
    Measurement,
    Outcome,
)
from tests.checks.hints.given import (
    DATA,
    FLAT,
    HIGH,
    LOW,
    TRAINS,
    assignment,
    curves,
    hints,
    network,
    outputs,
    rules,
)
from tests.metrics.examples import accuracy


def trained(history: Mapping[str, tuple[float, ...]], measured: Measurement = LOW, **compiled: Any) -> list[str]:
    return rules(structure=network(**compiled), history=history, source=TRAINS, measured=measured)


RISING = curves(loss=[2.3, 2.5, 9.0, 4.0, 7.0])
SLOW = curves(loss=[2.30 * 0.97**epoch for epoch in range(10)])


@pytest.mark.parametrize(("optimizer", "rate"), [("adam", 0.1), ("adam", 0.01), ("sgd", 1.0), ("rmsprop", 0.05)])
def test_a_learning_rate_too_high(optimizer: str, rate: float) -> None:
    for history in (RISING, curves(loss=[2.3, math.nan]), curves(loss=[2.30, 2.31, 2.30])):
        assert trained(history, optimizer=optimizer, rate=rate) == ["learning_rate_too_high"]
    assert trained(RISING, optimizer=optimizer, rate=0.001) == []
    assert trained(RISING, measured=HIGH, optimizer=optimizer, rate=rate) == []
    assert trained(FLAT, optimizer=optimizer, rate=rate) == []


def test_one_epoch_does_not_show_whether_a_loss_settles() -> None:
    assert trained(curves(loss=[0.3]), rate=0.01) == ["too_few_epochs"]
    assert trained(curves(loss=[2.31]), rate=0.01) == ["learning_rate_too_high"]
    assert trained(curves(loss=[math.inf]), rate=0.01) == ["learning_rate_too_high"]
    (hint,) = hints(structure=network(rate=0.01), history=curves(loss=[2.31]), source=TRAINS, measured=LOW)
    assert hint.seen == "With the learning rate 0.01 the training loss ends at 2.31; guessing alone gives 2.30."


@pytest.mark.parametrize(("optimizer", "rate"), [("adam", 1e-5), ("sgd", 1e-4)])
def test_a_learning_rate_too_low(optimizer: str, rate: float) -> None:
    assert trained(SLOW, optimizer=optimizer, rate=rate) == ["learning_rate_too_low"]
    assert trained(SLOW, optimizer=optimizer, rate=0.001) == ["too_few_epochs"]
    assert trained(SLOW, measured=HIGH, optimizer=optimizer, rate=rate) == []
    assert trained(FLAT, optimizer=optimizer, rate=rate) == []


@pytest.mark.parametrize(
    ("loss", "seen"),
    [
        ([2.302, 2.297, 2.281], "ends at 2.28; guessing alone gives 2.30."),
        ([2.2, 1.9, 1.6, 1.4], "is still falling at the last epoch: 1.40."),
        ([1.62], "came no further than 1.62 in one epoch."),
    ],
)
def test_a_learning_rate_too_low_says_what_the_loss_did(loss: list[float], seen: str) -> None:
    slow = network(optimizer="adam", rate=1e-5)
    found = hints(structure=slow, history=curves(loss=loss), source=TRAINS, measured=LOW)
    assert [(hint.rule, hint.seen.partition("training loss ")[2]) for hint in found] == [
        ("learning_rate_too_low", seen)
    ]


def test_who_ran_out_of_time_is_not_told_to_train_longer() -> None:
    assert rules(history=SLOW, source=TRAINS, measured=LOW, outcome=Outcome.TIMED_OUT) == []


def test_without_validation_data_no_validation_curve_is_spoken_of() -> None:
    for history, attempt in ((SLOW, ", with validation data"), (SLOW | {"val_loss": SLOW["loss"]}, ", and let the")):
        (hint,) = hints(structure=network(), history=history, source=TRAINS, measured=LOW)
        assert (hint.rule, attempt in hint.attempt) == ("too_few_epochs", True)


def test_a_learning_rate_schedule_is_no_number() -> None:
    assert trained(RISING, rate={"class_name": "ExponentialDecay"}) == []


def test_a_training_without_training_data() -> None:
    nothing = {"val_loss": (2.3, 2.3), "val_accuracy": (0.1, 0.1), "learning_rate": (0.001, 0.001)}
    (hint,) = hints(structure=network(), history=nothing, source=TRAINS, measured=LOW)
    assert (hint.rule, "without a single batch" in hint.seen) == ("fitted_nothing", True)
    assert trained({**nothing, "loss": (1.0, 0.9)}) != ["fitted_nothing"]
    assert trained({}) == []
    assert rules(structure=network(), training_history=nothing, source=TRAINS, measured=LOW) == []


def test_a_loss_that_is_lost() -> None:
    assert trained(curves(loss=[1.0, math.nan, math.nan])) == ["diverged"]
    assert trained(FLAT) == []


def test_losses_near_overflow_are_survived() -> None:
    assert trained(curves(loss=[1.7e308] * 6, validation=[1.7e308] * 6)) == []
    assert trained(curves(loss=[1e200, 1e300]), rate=0.1) == ["learning_rate_too_high"]


def test_one_class_for_all() -> None:
    same = np.eye(10, dtype=np.float32)[np.full(540, 3)]
    assert rules(predictions={"test": same}, source=TRAINS, measured=accuracy(0.1)) == ["predicts_one_class"]
    mixed = same.copy()
    mixed[:20] = np.roll(mixed[:20], 1, axis=1)
    assert rules(predictions={"test": mixed}, source=TRAINS, measured=accuracy(0.1)) == []
    assert rules(predictions={"test": np.full((540, 10), np.nan, np.float32)}, source=TRAINS) == []
    learned = curves(loss=[1.5, 1.5], accuracy=[0.3, 0.4])
    assert rules(predictions={"test": same}, history=learned, source=TRAINS, measured=accuracy(0.1)) == []


@pytest.mark.parametrize("share", [0.149, 0.15, 0.151, 0.152, 0.153, 0.154, 0.155])
def test_a_claimed_training_finds_out_no_more_of_an_accuracy_than_is_told(share: float) -> None:
    same = np.eye(10, dtype=np.float32)[np.full(540, 3)]
    claimed = curves(loss=[1.5, 1.5], accuracy=[0.1, share])
    found = [replace(accuracy(0.1), value=value, told=0.1) for value in (0.0963, 0.1037)]
    told = [rules(predictions={"test": same}, history=claimed, source=TRAINS, measured=each) for each in found]
    assert told[0] == told[1]


def test_the_same_share_of_right_answers_after_every_epoch() -> None:
    given: dict[str, Any] = {"source": TRAINS, "of": assignment(data="")}
    (hint,) = hints(history=curves(loss=[2.3] * 4, accuracy=[0.1135] * 4), **given)
    assert (hint.rule, "11.3" in hint.seen or "11.4" in hint.seen) == ("predicts_one_class", True)
    assert rules(history=curves(loss=[2.3] * 4, accuracy=[0.11, 0.11, 0.11, 0.12]), **given) == []
    assert rules(history=curves(loss=[2.3] * 2, accuracy=[0.11] * 2), **given) == []
    assert rules(history=curves(loss=[0.0] * 4, accuracy=[1.0] * 4), **given) == []
    assert rules(history=curves(loss=[9.0] * 4, accuracy=[0.0] * 4), **given) == []


def test_too_few_epochs() -> None:
    falling = [2.0 * 0.9**epoch for epoch in range(10)]
    assert trained(curves(loss=falling)) == ["too_few_epochs"]
    assert trained(curves(loss=falling, validation=falling)) == ["too_few_epochs"]
    assert trained(curves(loss=[2.3])) == ["too_few_epochs"]
    assert trained(curves(loss=falling), measured=HIGH) == []
    assert trained(curves(loss=falling, validation=[1.0] * 10)) == []
    assert trained(FLAT) == []


def test_no_more_epochs_where_the_training_data_are_known_and_nothing_else_was_watched() -> None:
    falling = [2.0 * 0.9**epoch for epoch in range(10)]
    known, learning = [0.5 + epoch / 18 for epoch in range(10)], [0.1 + epoch / 20 for epoch in range(10)]
    assert trained(curves(loss=falling, accuracy=known)) == []
    assert trained(curves(loss=falling, accuracy=learning)) == ["too_few_epochs"]
    assert trained(curves(loss=falling, accuracy=known, validation=falling)) == ["too_few_epochs"]


@pytest.mark.parametrize("shape", [(540, 1), (540, 2), (540, 9, 10)])
def test_no_more_epochs_where_the_outputs_name_no_classes(shape: tuple[int, ...]) -> None:
    given: dict[str, Any] = {"source": TRAINS, "history": curves(loss=[2.3]), "data": DATA}
    drawn = np.random.default_rng(0).random(shape, dtype=np.float32)
    assert rules(predictions={"test": drawn}, **given) == []
    assert rules(predictions={"test": outputs(300)}, measured=LOW, **given) == ["too_few_epochs"]


def test_curves_that_part() -> None:
    loss = [1.0 * 0.8**epoch for epoch in range(20)]
    apart = [max(0.4, 1 - 0.1 * epoch) + max(0, 0.05 * (epoch - 6)) for epoch in range(20)]
    assert trained(curves(loss=loss, validation=apart)) == ["overfitting"]
    assert trained(curves(loss=loss, validation=[0.4] * 20)) == []
    assert trained(curves(loss=loss, validation=apart), measured=HIGH) == []
    gap = {"accuracy": [1.0] * 20, "val_accuracy": [0.8] * 20}
    assert trained(curves(loss=loss, validation=apart, **gap), measured=HIGH) == ["overfitting"]


def test_a_model_that_is_never_trained() -> None:
    built = "model = keras.Sequential([...])\nmodel.compile('adam')"
    assert rules(structure=network(), source=built) == ["never_trained"]
    assert rules(structure=network(), source=TRAINS) == []
    assert rules(structure=network(), source=built + "\ndef train(model, x, y): ...\ntrain(model)") == []
    assert rules(structure=network(), source=built, of=assignment(TrainingMode.GRADER)) == []
    assert rules(structure=network(), source=built, history=FLAT) == []
    assert rules(structure=network(), source=built + "\nmodel.load_weights('mine.weights.h5')") == []
    without = assignment(data="")
    assert rules(structure=network(), source=built, of=without) == []
    assert rules(structure=network(), source=built + "\nmodel.evaluate(x, y)", of=without) == ["never_trained"]


def test_a_model_that_was_not_trained_because_the_code_stopped() -> None:
    given = {"source": TRAINS, "measured": LOW, "error": Failure("exception", "NameError: name 'Adam' is not defined")}
    (hint,) = hints(structure=network(loss=None), **given)
    assert (hint.rule, "your code stopped first" in hint.seen) == ("never_trained", True)
    assert rules(structure=network(), **given) == []
    assert rules(structure=network(loss=None), **{**given, "error": None}) == []
    for source in ("model.fit_generator(flow)", "model.fit(x, y)\nsaver = tf.train.Saver()"):
        hint, *_others = hints(structure=network(loss=None), **{**given, "source": source})
        assert "your code stopped first" in hint.seen
    assert rules(structure=network(loss=None), **{**given, "source": TRAINS + "model = load_model('a.keras')"}) == []


def test_what_stands_below_the_line_at_which_a_module_stopped_trained_nothing() -> None:
    loop = "import tensorflow as tf\ntf.contrib\nwith tf.GradientTape() as tape:\n    pass\n"
    error = Failure("exception", "AttributeError: contrib", "h.py, line 2", "h.py, line 2, in <module>\n    tf.contrib")
    given: dict[str, Any] = {"structure": network(loss=None), "measured": LOW, "error": error, "form": Form.MODULE}
    (hint,) = hints(source=loop, **given)
    assert "your code stopped first" in hint.seen
    for near in (
        {"source": loop.replace("tf.contrib", "tf.GradientTape()")},
        {"source": f"# %% first\n{loop}"},
        {"source": loop, "form": Form.NOTEBOOK},
        {"source": loop, "error": replace(error, traceback="")},
    ):
        assert rules(**{**given, **near}) == []
