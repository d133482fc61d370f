"""What rates of dropout can say of a network is charged: no digit is handed on that is told nobody."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import keras
import pytest
from keras import layers

from autograder.frameworks.keras.planning import build, plan
from autograder.networks.rates import stepped
from tests.networks.test_plan import NONE, compiled, waits


def dropping(rates: Sequence[float]) -> Any:
    parts = [part for rate in rates for part in (layers.Dropout(rate), layers.BatchNormalization())]
    return keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), *parts, layers.Dense(10)])


def reading(rate: float) -> Any:
    keras.utils.clear_session()  # layers inside others keep the names that Keras counts
    inputs = keras.Input((8, 8))
    x = layers.LSTM(4, dropout=rate, recurrent_dropout=rate, return_sequences=True)(inputs)
    x = layers.Bidirectional(layers.GRU(4, dropout=rate, return_sequences=True))(x)
    x = layers.MultiHeadAttention(2, 4, dropout=rate)(x, x)
    x = layers.TimeDistributed(layers.SpatialDropout1D(rate))(layers.Reshape((8, 8, 1))(x))
    return keras.Model(inputs, layers.Dense(10)(layers.GaussianDropout(rate)(layers.Flatten()(x))))


@pytest.mark.parametrize("make", [lambda rate: dropping([rate]), reading])
def test_a_rate_is_handed_on_in_thousandths(make):
    made = plan(compiled(make(0.31415926)), NONE)
    text = json.dumps(made.plan)
    assert "0.31415926" not in text
    assert ": 0.314" in text
    assert made.plan == plan(compiled(make(0.314)), NONE).plan
    assert made.plan != plan(compiled(make(0.315)), NONE).plan
    build(made.plan, NONE)


@pytest.mark.parametrize(("rate", "told"), [(0.99999, 0.999), (1e-5, 0.0), (0.0, 0.0), (0.5, 0.5), (0.2 / 7, 0.2 / 7)])
def test_a_rate_stays_one_and_those_of_usual_networks_stay_as_they_are(rate, told):
    made = plan(compiled(dropping([rate])), NONE).plan
    assert [layer["config"]["rate"] for layer in made["model"]["config"]["layers"] if "Dropout" in str(layer)] == [told]
    build(made, NONE)


def test_nothing_else_is_cut():
    kept = {"rate": [0.12345], "learning_rate": 0.12345, "momentum": 0.12345, "dropout": 12.345, "config": {"rate": 1}}
    assert stepped(kept, ()) == kept


def test_rates_cost_what_they_can_say():
    """One of a thousand says ten bits; that there is another one than before costs nearly as much."""
    rng = random.Random(0)
    cost = [plan(compiled(dropping(rates)), NONE).report.wiring for rates in ([0.5] * 50, rng.sample(THOUSANDTHS, 50))]
    assert cost[1] - cost[0] >= 50 * 8
    assert waits(dropping(rng.sample(THOUSANDTHS, 100)))


THOUSANDTHS = [round(step / 1000, 3) for step in range(1, 1000)]
