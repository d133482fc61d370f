"""Every single edit of a module of PyTorch makes another network, and a shared weight is told from two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from modules import Of, described
from torch import nn
from torch.nn import functional as F

from autograder import networks

DIGITS: dict[str, Any] = {
    "filters": 10,
    "kernel": 3,
    "padding": 0,
    "stride": 1,
    "dilation": 1,
    "bias": True,
    "groups": 1,
    "activation": "relu",
    "pool": "max",
    "window": 2,
    "norm": "batch",
    "epsilon": 1e-5,
    "momentum": 0.1,
    "rate": 0.25,
    "dropout": "numbers",
    "units": 50,
    "inner": "relu",
    "hidden": 1,
    "end": "none",
    "scale": 1.0,
    "residual": False,
    "frozen": False,
    "detach": False,
    "always": False,
}
EDITS: dict[str, tuple[Any, ...]] = {
    "filters": (8, 12),
    "kernel": (1, 5),
    "padding": (1, 2),
    "stride": (2,),
    "dilation": (2,),
    "bias": (False,),
    "activation": ("none", "sigmoid", "tanh", "leaky", "elu", "gelu", "silu", "relu6"),
    "pool": ("average", "none"),
    "window": (3,),
    "norm": ("none", "group", "instance"),
    "epsilon": (1e-3,),
    "momentum": (0.01,),
    "rate": (0.5, 0),
    "dropout": ("channels", "alpha"),
    "units": (49, 64),
    "inner": ("none", "tanh"),
    "hidden": (0, 2),
    "end": ("softmax", "log_softmax"),
    "scale": (0.5,),
    "residual": (True,),
    "frozen": (True,),
    "detach": (True,),
    "always": (True,),
}
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "none": lambda x: x,
    "relu": F.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "leaky": F.leaky_relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "silu": F.silu,
    "relu6": F.relu6,
    "softmax": lambda x: x.softmax(1),
    "log_softmax": lambda x: x.log_softmax(1),
}


class Network(nn.Module):
    """A network with every choice as a setting."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__()
        self.told, filters = told, told["filters"]
        conv = {name: told[name] for name in ("padding", "stride", "dilation", "bias")}
        self.conv = nn.Conv2d(2, filters, told["kernel"], **conv)
        self.norm = {
            "batch": lambda: nn.BatchNorm2d(filters, eps=told["epsilon"], momentum=told["momentum"]),
            "group": lambda: nn.GroupNorm(2, filters),
            "instance": lambda: nn.InstanceNorm2d(filters, affine=True),
            "none": nn.Identity,
        }[told["norm"]]()
        self.drop = {"numbers": nn.Dropout, "channels": nn.Dropout2d, "alpha": nn.AlphaDropout}[told["dropout"]](
            told["rate"]
        )
        self.hidden = nn.ModuleList([nn.LazyLinear(told["units"]) for _ in range(told["hidden"])])
        self.out = nn.LazyLinear(10)
        self.conv.weight.requires_grad_(not told["frozen"])

    def forward(self, x: Any) -> Any:
        told = self.told
        x = FUNCTIONS[told["activation"]](self.norm(self.conv(x * told["scale"])))
        x = {"max": F.max_pool2d, "average": F.avg_pool2d, "none": lambda x, _: x}[told["pool"]](x, told["window"])
        x = F.dropout(x, told["rate"]) if told["always"] else self.drop(x)
        x = x + x.relu() if told["residual"] else x
        x = x.flatten(1)
        x = x.detach() if told["detach"] else x
        for layer in self.hidden:
            x = FUNCTIONS[told["inner"]](layer(x))
        return FUNCTIONS[told["end"]](self.out(x))


def edits() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, values in EDITS.items():
        for value in values:
            yield f"{name} {value}", {**DIGITS, name: value}


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 8))])
def test_every_edit_is_told_apart_with_a_reason(part: int) -> None:
    asked = described(Network(DIGITS), (2, 9, 9))
    assert described(Network(DIGITS), (2, 9, 9)).digest == asked.digest
    digests = {}
    for name, told in list(edits())[part::8]:
        found = described(Network(told), (2, 9, 9))
        comparison = networks.compare(found, asked)
        assert not comparison.equal, name
        assert comparison.credit < 1, name
        assert comparison.differences, name
        digests[name] = found.digest
    assert len(set(digests.values())) == len(digests)


BASES: tuple[dict[str, Any], ...] = (
    {"residual": True},
    {"activation": "tanh"},
    {"hidden": 2},
    {"pool": "average"},
    {"dropout": "channels"},
    {"filters": 14},
)


@pytest.mark.slow
@pytest.mark.parametrize("base", BASES, ids=repr)
def test_every_edit_of_another_network_is_told_apart(base: dict[str, Any]) -> None:
    own = {**DIGITS, **base}
    asked = described(Network(own), (2, 9, 9)).digest
    digests = [
        described(Network({**own, name: value}), (2, 9, 9)).digest
        for name, values in EDITS.items()
        for value in values
        if own[name] != value
    ]
    assert len(digests) > 36
    assert asked not in digests
    assert len(set(digests)) == len(digests)


def test_shared_weights_are_told_from_equal_ones() -> None:
    class Twice(nn.Module):
        def __init__(self, shared: bool) -> None:
            super().__init__()
            self.one = nn.Linear(5, 5)
            self.two = self.one if shared else nn.Linear(5, 5)

        def forward(self, x: Any) -> Any:
            return self.two(self.one(x))

    shared, apart = (described(Twice(shared), (5,)) for shared in (True, False))
    again = described(Of(lambda s, x: s.one(s.one(x)), one=nn.Linear(5, 5)), (5,))
    assert shared.digest == again.digest != apart.digest
    assert (shared.parameters.total, apart.parameters.total) == (30, 60)


def test_messages_have_the_names_of_the_students_attributes() -> None:
    found, asked = (described(Network({**DIGITS, "filters": n}), (2, 9, 9)) for n in (12, 10))
    texts = [difference.text for difference in networks.compare(found, asked).differences]
    assert any("conv" in text and "Conv2d" in text and "12" in text for text in texts), texts


@pytest.mark.parametrize("form", ["scale", "bias"])
def test_a_buffer_is_no_parameter(form: str) -> None:
    class Posing(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = nn.Linear(5, 4, bias=False)
            self.register_buffer("extra", torch.ones(4))

        def forward(self, x: Any) -> Any:
            return self.fc(x) * self.extra if form == "scale" else self.fc(x) + self.extra

    found = described(Posing(), (5,))
    assert found.parameters.total == 20
    assert found.digest != described(nn.Linear(5, 4), (5,)).digest
