"""The same recurrent network in Keras and in PyTorch, in torch's spellings, and networks that are others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import torch
from keras import layers as k
from modules import Of
from torch import nn

STEPS, FEATURES, UNITS = 7, 4, 6
KERAS = {"LSTM": k.LSTM, "GRU": k.GRU, "RNN": k.SimpleRNN}
TORCH = {"LSTM": nn.LSTM, "GRU": nn.GRU, "RNN": nn.RNN}


@dataclass(frozen=True)
class Recurrent:
    """A network in Keras, as a function of its input, and as a module that takes (batch, 7, 4)."""

    name: str
    keras: Callable[[Any], Any]
    torch: Callable[[], Any]


def state(found: Any) -> Any:
    """Return the last state of a recurrent layer: `h_n`, of an LSTM the first of two."""
    return found[1][0] if isinstance(found[1], tuple) else found[1]


def module(kind: str, forward: Callable[[Any, Any], Any], **settings: Any) -> Callable[[], Any]:
    """Return a module with one recurrent layer `r`; `forward` gets what it returns and the input."""
    told = {"batch_first": True, **settings}
    return lambda: Of(
        lambda s, x: forward(s.r(x if told["batch_first"] else x.transpose(0, 1)), x),
        r=TORCH[kind](FEATURES, UNITS, **told),
    )


def of_each(kind: str) -> list[Recurrent]:
    """The networks that there are of every kind of cell."""
    cell = KERAS[kind]

    def both(**told: Any) -> Any:
        return k.Bidirectional(cell(UNITS, **told))

    return [
        Recurrent(f"{kind} last step", cell(UNITS), module(kind, lambda f, _: f[0][:, -1])),
        Recurrent(f"{kind} last state", cell(UNITS), module(kind, lambda f, _: state(f)[-1])),
        Recurrent(f"{kind} sequence", cell(UNITS, return_sequences=True), module(kind, lambda f, _: f[0])),
        Recurrent(
            f"{kind} without bias",
            cell(UNITS, use_bias=False),
            module(kind, lambda f, _: f[0][:, -1, :], bias=False),
        ),
        Recurrent(
            f"{kind} time first",
            cell(UNITS),
            module(kind, lambda f, _: f[0][-1], batch_first=False),
        ),
        Recurrent(
            f"{kind} time first, sequence",
            cell(UNITS, return_sequences=True),
            module(kind, lambda f, _: f[0].permute(1, 0, 2), batch_first=False),
        ),
        Recurrent(
            f"{kind} in two layers",
            lambda x: cell(UNITS)(cell(UNITS, return_sequences=True)(x)),
            module(kind, lambda f, _: f[0][:, -1], num_layers=2),
        ),
        Recurrent(
            f"{kind} in three layers with dropout",
            lambda x: cell(UNITS)(
                k.Dropout(0.2)(
                    cell(UNITS, return_sequences=True)(k.Dropout(0.2)(cell(UNITS, return_sequences=True)(x)))
                )
            ),
            module(kind, lambda f, _: state(f)[-1], num_layers=3, dropout=0.2),
        ),
        Recurrent(
            f"{kind} both ways, ends",
            both(),
            module(kind, lambda f, _: torch.cat([state(f)[-2], state(f)[-1]], 1), bidirectional=True),
        ),
        Recurrent(
            f"{kind} both ways, sequence",
            both(return_sequences=True),
            module(kind, lambda f, _: f[0], bidirectional=True),
        ),
        Recurrent(
            f"{kind} both ways, last step",
            lambda x: both(return_sequences=True)(x)[:, -1],
            module(kind, lambda f, _: f[0][:, -1], bidirectional=True),
        ),
        Recurrent(
            f"{kind} both ways in two layers",
            lambda x: both()(both(return_sequences=True)(x)),
            module(kind, lambda f, _: torch.cat((state(f)[2], state(f)[3]), -1), bidirectional=True, num_layers=2),
        ),
        Recurrent(
            f"{kind} sequence and last state",
            lambda x: sequence_and_end(cell(UNITS, return_sequences=True), x),
            module(kind, lambda f, _: torch.cat([f[0].mean(1), state(f)[-1]], 1)),
        ),
        Recurrent(
            f"{kind} classifier",
            lambda x: k.Dense(3)(k.Dropout(0.3)(cell(UNITS)(x))),
            lambda: Of(
                lambda s, x: s.fc(s.drop(s.r(x)[0][:, -1, :])),
                r=TORCH[kind](FEATURES, UNITS, batch_first=True),
                drop=nn.Dropout(0.3),
                fc=nn.Linear(UNITS, 3),
            ),
        ),
        Recurrent(
            f"{kind} pooled over time",
            lambda x: k.Dense(3)(k.GlobalMaxPooling1D()(cell(UNITS, return_sequences=True)(x))),
            lambda: Of(
                lambda s, x: s.fc(s.r(x)[0].max(1).values),
                r=TORCH[kind](FEATURES, UNITS, batch_first=True),
                fc=nn.Linear(UNITS, 3),
            ),
        ),
    ]


def sequence_and_end(layer: Any, x: Any) -> Any:
    found = layer(x)
    return k.Concatenate()([k.GlobalAveragePooling1D()(found), found[:, -1]])


PAIRS = [
    *(pair for kind in KERAS for pair in of_each(kind)),
    Recurrent(
        "rectified",
        k.SimpleRNN(UNITS, activation="relu"),
        module("RNN", lambda f, _: f[0][:, -1], nonlinearity="relu"),
    ),
    Recurrent(
        "states of Keras",
        lambda x: k.LSTM(UNITS, return_state=True)(x)[1],
        module("LSTM", lambda f, _: f[1][0].squeeze(0)),
    ),
    Recurrent(
        "the cell's state",
        lambda x: k.LSTM(UNITS, return_state=True)(x)[2],
        module("LSTM", lambda f, _: f[1][1][-1]),
    ),
]


def started(x: Any) -> Any:
    return torch.zeros(1, x.size(0), UNITS)


SPELLINGS: list[tuple[str, Callable[[], Any]]] = [
    ("x[:, -1, :]", module("LSTM", lambda f, _: f[0][:, -1, :])),
    ("x[:, steps - 1]", module("LSTM", lambda f, _: f[0][:, STEPS - 1])),
    ("x[:, x.size(1) - 1]", module("LSTM", lambda f, x: f[0][:, x.size(1) - 1])),
    ("x.select", module("LSTM", lambda f, _: f[0].select(1, -1))),
    ("h[0]", module("LSTM", lambda f, _: f[1][0][0])),
    ("h[-1]", module("LSTM", lambda f, _: f[1][0][-1])),
    ("h.squeeze", module("LSTM", lambda f, _: f[1][0].squeeze(0))),
    ("h.squeeze of all", module("LSTM", lambda f, _: f[1][0].squeeze())),
    ("h.view", module("LSTM", lambda f, _: f[1][0].view(-1, UNITS))),
    ("h[-1:]", module("LSTM", lambda f, _: f[1][0][-1:].squeeze(0))),
    ("h turned", module("LSTM", lambda f, _: f[1][0].permute(1, 0, 2).reshape(-1, UNITS))),
    ("h turned and squeezed", module("LSTM", lambda f, _: f[1][0].transpose(0, 1).squeeze(1))),
    ("time first", module("LSTM", lambda f, _: f[0][-1], batch_first=False)),
    ("time first, turned", module("LSTM", lambda f, _: f[0].transpose(0, 1)[:, -1], batch_first=False)),
    ("one layer with a dropout that is none", module("LSTM", lambda f, _: f[0][:, -1], num_layers=1)),
    (
        "states of zeros",
        lambda: Of(
            lambda s, x: s.r(x, (started(x), started(x)))[0][:, -1],
            r=nn.LSTM(FEATURES, UNITS, batch_first=True),
        ),
    ),
    (
        "states of zeros, detached",
        lambda: Of(
            lambda s, x: s.r(x, (started(x).detach(), started(x).to(x.device).detach()))[0][:, -1],
            r=nn.LSTM(FEATURES, UNITS, batch_first=True),
        ),
    ),
    (
        "states of new zeros",
        lambda: Of(
            lambda s, x: s.r(x, (x.new_zeros(1, x.size(0), UNITS), x.new_zeros(1, x.size(0), UNITS)))[0][:, -1],
            r=nn.LSTM(FEATURES, UNITS, batch_first=True),
        ),
    ),
    (
        "states of zeros that learn nothing",
        lambda: Of(
            lambda s, x: s.r(x, (started(x).requires_grad_(), started(x).requires_grad_()))[0][:, -1],
            r=nn.LSTM(FEATURES, UNITS, batch_first=True),
        ),
    ),
]
"""Spellings of `LSTM(6)`."""


OTHERS = [
    Recurrent("sequence for last step", k.LSTM(UNITS), module("LSTM", lambda f, _: f[0])),
    Recurrent("first step for last", k.LSTM(UNITS), module("LSTM", lambda f, _: f[0][:, 0])),
    Recurrent("first state for last", lambda x: k.LSTM(UNITS)(k.LSTM(UNITS, return_sequences=True)(x)),
          module("LSTM", lambda f, _: f[1][0][0], num_layers=2)),
    Recurrent("the cell's state for its output", k.LSTM(UNITS), module("LSTM", lambda f, _: f[1][1][-1])),
    Recurrent("last step for ends, both ways", k.Bidirectional(k.LSTM(UNITS)),
          module("LSTM", lambda f, _: f[0][:, -1], bidirectional=True)),
    Recurrent("ends in another order", k.Bidirectional(k.LSTM(UNITS)),
          module("LSTM", lambda f, _: torch.cat([f[1][0][1], f[1][0][0]], 1), bidirectional=True)),
    Recurrent("one end of two", k.Bidirectional(k.LSTM(UNITS)),
          module("LSTM", lambda f, _: f[1][0][-1], bidirectional=True)),
    Recurrent("reset before", k.GRU(UNITS, reset_after=False), module("GRU", lambda f, _: f[0][:, -1])),
    Recurrent("hard gates", k.LSTM(UNITS, recurrent_activation="hard_sigmoid"),
              module("LSTM", lambda f, _: f[0][:, -1])),
    Recurrent("rectified for tanh", k.SimpleRNN(UNITS), module("RNN", lambda f, _: f[0][:, -1], nonlinearity="relu")),
    Recurrent("backwards", k.LSTM(UNITS, go_backwards=True), module("LSTM", lambda f, _: f[0][:, -1])),
    Recurrent("random states", k.LSTM(UNITS), lambda: Of(
        lambda s, x: s.r(x, (torch.randn(1, x.size(0), UNITS), started(x)))[0][:, -1],
        r=nn.LSTM(FEATURES, UNITS, batch_first=True))),
    Recurrent("states of ones", k.LSTM(UNITS), lambda: Of(
        lambda s, x: s.r(x, (torch.ones(1, x.size(0), UNITS), started(x)))[0][:, -1],
        r=nn.LSTM(FEATURES, UNITS, batch_first=True))),
    Recurrent("projected", k.LSTM(UNITS), module("LSTM", lambda f, _: f[0][:, -1], proj_size=3)),
    Recurrent("summed ways", k.Bidirectional(k.LSTM(UNITS), merge_mode="sum"),
          module("LSTM", lambda f, _: torch.cat([f[1][0][0], f[1][0][1]], 1), bidirectional=True)),
]  # fmt: skip


def keras_model(pair: Recurrent) -> Any:
    """Return Keras's model of a pair."""
    inputs = keras.Input((STEPS, FEATURES))
    return keras.Model(inputs, pair.keras(inputs))
