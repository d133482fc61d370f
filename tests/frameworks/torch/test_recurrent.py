"""Recurrent networks are one network in both frameworks where they compute the same, and others where they do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from modules import Of, described
from recurrent_pairs import (
    FEATURES,
    OTHERS,
    PAIRS,
    SPELLINGS,
    STEPS,
    TORCH,
    UNITS,
    Recurrent,
    keras_model,
    module,
)
from torch import nn

from autograder import networks
from autograder.frameworks.keras.describe import describe
from autograder.frameworks.torch.calls import UnfollowedError
from autograder.networks.parameters import arithmetic

SHAPE = (STEPS, FEATURES)
QUICK = 9
EVERY = [
    pytest.param(pair, id=pair.name, marks=pytest.mark.slow if place % QUICK else ())
    for place, pair in enumerate(PAIRS)
]


@pytest.mark.parametrize("pair", EVERY)
def test_the_same_network_is_equal_in_both_frameworks(pair: Recurrent) -> None:
    ours, theirs = describe(keras_model(pair)), described(pair.torch(), SHAPE)
    assert ours.digest == theirs.digest, (ours.nodes, theirs.nodes)


@pytest.mark.parametrize("pair", EVERY)
def test_equal_networks_compute_the_same_with_the_same_weights(pair: Recurrent) -> None:
    model, part = keras_model(pair), pair.torch().eval()
    model.set_weights([array for layer in part.children() for array in keras_weights(layer)])
    x = np.random.default_rng(0).normal(size=(2, *SHAPE)).astype("float32")
    with torch.no_grad():
        found = part(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(found, np.asarray(model(x, training=False)), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "pair",
    [pytest.param(pair, id=pair.name, marks=pytest.mark.slow if k % 5 else ()) for k, pair in enumerate(OTHERS)],
)
def test_what_computes_otherwise_is_another_network(pair: Recurrent) -> None:
    assert describe(keras_model(pair)).digest != described(pair.torch(), SHAPE).digest


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 5))])
def test_the_same_network_is_equal_in_another_spelling(part: int) -> None:
    asked = described(module("LSTM", lambda f, _: f[0][:, -1])(), SHAPE)
    found = {name: described(made(), SHAPE) for name, made in SPELLINGS[part::5]}
    assert {name: structure.digest == asked.digest for name, structure in found.items()} == dict.fromkeys(found, True)


def test_parameters_are_counted_as_each_framework_counts_them() -> None:
    totals = {}
    for kind in ("LSTM", "GRU", "RNN"):
        pair = next(pair for pair in PAIRS if pair.name == f"{kind} classifier")
        part, model = pair.torch(), keras_model(pair)
        ours, theirs = describe(model), described(part, SHAPE)
        assert ours.parameters.total == model.count_params()
        assert theirs.parameters.total == sum(held.numel() for held in part.parameters())
        assert theirs.layers[0].parameters == theirs.nodes[0].parameters
        assert not networks.trace_parameters(theirs, ours)
        totals[kind] = (ours.parameters.total, theirs.parameters.total, arithmetic(theirs.layers[0]))
    assert totals["GRU"][0] == totals["GRU"][1]
    assert totals["LSTM"] == (264 + 21, 288 + 21, "4·(4·6 + 6·6 + 2·6) = 288")


def test_a_forgotten_batch_first_is_said() -> None:
    with pytest.raises(UnfollowedError, match="takes the batch for its steps: give it batch_first=True"):
        described(Of(lambda s, x: s.r(x)[0][:, -1], r=nn.LSTM(FEATURES, UNITS)), SHAPE)


def edits(kind: str) -> Iterator[tuple[str, Any]]:
    """Every single edit of a classifier with a recurrent layer of two layers both ways."""
    told: dict[str, Any] = {"num_layers": 2, "bidirectional": True, "dropout": 0.2, "bias": True}

    def made(read: Any = None, width: int | None = None, units: int = UNITS, *, of: str = kind, **own: Any) -> Any:
        settings = {**told, **own}
        ways = 1 + settings["bidirectional"]
        read = read or (lambda f: f[0].mean(1))
        cell = TORCH[of](FEATURES, units, batch_first=True, **settings)
        return Of(lambda s, x: s.fc(read(s.r(x))), r=cell, fc=nn.Linear(width or ways * units, 3))

    yield "asked", made()
    yield "units", made(units=5)
    yield "more units", made(units=8)
    yield "one way", made(bidirectional=False)
    yield "one layer", made(num_layers=1, dropout=0)
    yield "three layers", made(num_layers=3)
    yield "no dropout", made(dropout=0)
    yield "more dropout", made(dropout=0.5)
    yield "no bias", made(bias=False)
    yield "last step", made(lambda f: f[0][:, -1])
    yield "first step", made(lambda f: f[0][:, 0])
    yield "second step", made(lambda f: f[0][:, 1])
    yield "largest", made(lambda f: f[0].amax(1))
    yield "way back", made(lambda f: (f[1][0] if isinstance(f[1], tuple) else f[1])[-1], width=UNITS)
    yield "way there", made(lambda f: (f[1][0] if isinstance(f[1], tuple) else f[1])[-2], width=UNITS)
    yield "first layer's", made(lambda f: (f[1][0] if isinstance(f[1], tuple) else f[1])[0], width=UNITS)
    for other in sorted({"LSTM", "GRU", "RNN"} - {kind}):
        yield other, made(of=other)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
def test_every_edit_is_told_apart_with_a_reason(kind: str) -> None:
    found = {name: described(made, SHAPE) for name, made in edits(kind)}
    asked = found.pop("asked")
    for name, structure in found.items():
        comparison = networks.compare(structure, asked)
        assert not comparison.equal, name
        assert comparison.differences, name
    assert len({structure.digest for structure in [asked, *found.values()]}) == len(found) + 1


def keras_weights(part: Any) -> list[Any]:
    """Return a part's weights as Keras keeps them."""
    if isinstance(part, nn.Linear):
        return [part.weight.detach().numpy().T, part.bias.detach().numpy()]
    if not isinstance(part, nn.RNNBase):
        return []
    held = [weight.detach().numpy() for weight in part._flat_weights]
    each = 4 if part.bias else 2
    return [array for k in range(0, len(held), each) for array in of_direction(part, held[k : k + each])]


def of_direction(part: Any, held: list[Any]) -> list[Any]:
    """Return the weights of one layer in one direction: Keras has the update gate of a GRU before its reset gate."""
    if isinstance(part, nn.GRU):
        held = [np.concatenate([np.split(array, 3)[k] for k in (1, 0, 2)]) for array in held]
    biases = held[2:]
    if biases and isinstance(part, nn.GRU):
        biases = [np.stack(biases)]
    return [held[0].T, held[1].T, *([biases[0] + biases[1]] if len(biases) == 2 else biases)]
