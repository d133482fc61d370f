"""Modules with parts that have no canonical form are described all the same, and compute the same when rebuilt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from modules import Of, described, over_the_wire
from torch import nn
from torch.nn import functional as F

from autograder.frameworks.torch.rebuild import RebuiltModule


def patches(s: Any, x: Any) -> Any:
    x = s.patch(x).flatten(2).transpose(1, 2)
    x = torch.cat([s.first.expand(x.size(0), -1, -1), x], 1) + s.place
    return s.head(s.layers(x)[:, 0])


def squeezed(s: Any, x: Any) -> Any:
    x = s.conv(x)
    return s.out((x * torch.sigmoid(s.two(F.relu(s.one(x.mean((2, 3))))))[:, :, None, None]).mean((2, 3)))


def vision() -> Any:
    layers = nn.TransformerEncoder(
        nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 1, enable_nested_tensor=False
    )
    first, place = nn.Parameter(torch.zeros(1, 1, 8)), nn.Parameter(torch.zeros(1, 5, 8))
    return Of(patches, patch=nn.Conv2d(3, 8, 4, 4), first=first, place=place, layers=layers, head=nn.Linear(8, 10))


def recurrent() -> Any:
    return Of(lambda s, x: s.out(s.g(x)[0][:, -1]), g=nn.GRU(4, 8, 2, batch_first=True), out=nn.Linear(8, 3))


def words() -> Any:
    parts = {"e": nn.Embedding(50, 4), "g": nn.LSTM(4, 8, batch_first=True), "out": nn.Linear(8, 3)}
    return Of(lambda s, x: s.out(s.g(s.e(x))[1][0][-1]), **parts)


def halves(s: Any, x: Any) -> Any:
    a, b = s.one(x).chunk(2, 1)
    return s.out(a * b.exp())


def attention() -> Any:
    parts = {"a": nn.MultiheadAttention(8, 2, batch_first=True), "out": nn.Linear(8, 3)}
    return Of(lambda s, x: s.out(s.a(x, x, x)[0]).mean(1), **parts)


def squeezing() -> Any:
    return Of(squeezed, conv=nn.Conv2d(3, 8, 3), one=nn.Linear(8, 2), two=nn.Linear(2, 8), out=nn.Linear(8, 3))


def codes() -> Any:
    return Of(lambda s, x: s.out(F.one_hot(x, 7).float()).mean(1), out=nn.Linear(7, 3))


def turned() -> Any:
    return Of(lambda s, x: x @ s.w.transpose(1, 2)[0], w=nn.Parameter(torch.rand(1, 3, 5)))


MODULES: dict[str, tuple[Callable[[], Any], tuple[int, ...], str]] = {
    "patches": (vision, (3, 8, 8), "float32"),
    "recurrent": (recurrent, (6, 4), "float32"),
    "words": (words, (6,), "int64"),
    "halves": (lambda: Of(halves, one=nn.Linear(12, 8), out=nn.Linear(4, 3)), (12,), "float32"),
    "codes": (codes, (4,), "int64"),
    "attention": (attention, (5, 8), "float32"),
    "squeezed": (squeezing, (3, 8, 8), "float32"),
    "turned weight": (turned, (5,), "float32"),
}


@pytest.mark.parametrize("name", MODULES)
def test_it_is_described_and_rebuilt(name: str) -> None:
    make, shape, dtype = MODULES[name]
    module = make().eval()
    assert described(make(), shape, dtype=dtype).digest == described(module, shape, dtype=dtype).digest
    read = over_the_wire(module, shape, dtype)
    x = torch.rand(5, *shape) if dtype == "float32" else torch.randint(0, 7, (5, *shape))
    with torch.no_grad():
        torch.testing.assert_close(RebuiltModule(read.program, read.weights).eval()(x), module(x))
