"""The same network in two spellings of PyTorch: a name, the two modules, and the shape of their input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from modules import IMAGE, Of
from torch import nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Spelled:
    name: str
    one: Callable[[], Any]
    other: Callable[[], Any]
    shape: tuple[int, ...] = IMAGE
    head: Any = None


def same(name: str, one: Any, *others: Any, shape: tuple[int, ...] = (5,)) -> list[Spelled]:
    """A function or module in several spellings, on vectors."""
    made = [
        (lambda each=each: Of(lambda _s, x: each(x))) if not isinstance(each, nn.Module) else (lambda each=each: each)
        for each in (one, *others)
    ]
    return [Spelled(f"{name} {k}", made[0], other, shape) for k, other in enumerate(made[1:], start=1)]


class Block(nn.Module):
    def __init__(self, inplace: bool) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 3, 3, padding=1, bias=False), nn.BatchNorm2d(3)
        self.inplace = inplace

    def forward(self, x: Any) -> Any:
        y = self.norm(self.conv(x))
        if self.inplace:
            y += x
            return F.relu_(y)
        return torch.relu(torch.add(x, y))


class Guarded(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc, self.drop = nn.Linear(5, 4), nn.Dropout(0.3)

    def forward(self, x: Any) -> Any:
        x = self.fc(x)
        return self.drop(x) if self.training else x


class ByHand(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w, self.b = nn.Parameter(torch.rand(5, 4)), nn.Parameter(torch.zeros(4))

    def forward(self, x: Any) -> Any:
        return x @ self.w + self.b


class ByHandTurned(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w, self.b = nn.Parameter(torch.rand(4, 5)), nn.Parameter(torch.zeros(4))

    def forward(self, x: Any) -> Any:
        return torch.addmm(self.b, x, self.w.t())


def cnn(flatten: Any) -> Any:
    return Of(
        lambda s, x: s.fc(flatten(F.max_pool2d(F.relu(s.conv(x)), 2))),
        conv=nn.Conv2d(3, 4, 3, padding=1),
        fc=nn.Linear(64, 5),
    )


def lazy() -> Any:
    return nn.Sequential(nn.LazyConv2d(4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(5))


FLATTENS = [
    Spelled(f"flatten {k}", lambda: cnn(nn.Flatten()), lambda way=way: cnn(way))
    for k, way in enumerate(
        [
            lambda x: x.view(x.size(0), -1),
            lambda x: x.view(-1, 64),
            lambda x: x.reshape(x.shape[0], -1),
            lambda x: torch.flatten(x, 1),
            lambda x: torch.flatten(x, start_dim=1, end_dim=-1),
            lambda x: x.flatten(1).contiguous(),
            lambda x: x.view(x.shape[0], 4 * 4 * 4),
            lambda x: x.permute(0, 2, 3, 1).reshape(-1, 64),
            lambda x: x.reshape(-1, 4, 16).flatten(1),
        ]
    )
]

SPELLINGS = [
    *same(
        "relu",
        nn.ReLU(),
        F.relu,
        torch.relu,
        lambda x: x.relu(),
        lambda x: x.clamp(min=0),
        lambda x: torch.clamp(x, 0),
        nn.ReLU(inplace=True),
        lambda x: F.relu(x, inplace=True),
        lambda x: x.clamp_min(0),
        lambda x: F.threshold(x, 0, 0),
        nn.LeakyReLU(0),
    ),
    *same(
        "relu6", nn.ReLU6(), F.relu6, lambda x: x.clamp(0, 6), lambda x: torch.clamp(x, min=0, max=6), nn.Hardtanh(0, 6)
    ),
    *same("sigmoid", nn.Sigmoid(), F.sigmoid, torch.sigmoid, lambda x: x.sigmoid()),
    *same("tanh", nn.Tanh(), F.tanh, torch.tanh, lambda x: x.tanh()),
    *same(
        "leaky",
        nn.LeakyReLU(0.2),
        lambda x: F.leaky_relu(x, 0.2),
        lambda x: F.leaky_relu(x, negative_slope=0.2, inplace=True),
    ),
    *same("elu", nn.ELU(), F.elu, lambda x: F.elu(x, 1.0), nn.CELU() if False else nn.ELU(alpha=1)),
    *same("gelu", nn.GELU(), F.gelu, lambda x: F.gelu(x, approximate="none")),
    *same("gelu by tanh", nn.GELU("tanh"), lambda x: F.gelu(x, approximate="tanh")),
    *same("silu", nn.SiLU(), F.silu, lambda x: F.silu(x, inplace=True)),
    *same("hard tanh", nn.Hardtanh(), F.hardtanh, lambda x: x.clamp(-1, 1)),
    *same("selu", nn.SELU(), F.selu),
    *same("mish", nn.Mish(), F.mish),
    *same("softplus", nn.Softplus(), F.softplus),
    *same(
        "softmax",
        nn.Softmax(dim=1),
        lambda x: F.softmax(x, 1),
        lambda x: x.softmax(-1),
        lambda x: torch.softmax(x, dim=1),
    ),
    *same("log softmax", nn.LogSoftmax(1), lambda x: F.log_softmax(x, dim=1), lambda x: x.log_softmax(1)),
    *same(
        "rescaled",
        lambda x: x / 2 + 1,
        lambda x: x * 0.5 + 1,
        lambda x: torch.add(torch.mul(x, 0.5), 1),
        lambda x: 1 + x / 2,
        lambda x: (x + 2) / 2,
        lambda x: torch.div(x, torch.tensor(2.0)) + 1,
    ),
    *same("dropout", nn.Dropout(0.4), nn.Dropout(p=0.4, inplace=True)),
    *same(
        "nothing",
        nn.Identity(),
        lambda x: x.clone(),
        lambda x: x * 1,
        lambda x: x[:],
        nn.Dropout(0),
        lambda x: x.contiguous(),
        lambda x: x.unsqueeze(1).squeeze(1),
        lambda x: x.to(torch.float32),
    ),
    *same("sum", lambda x: x + x.relu(), lambda x: x.relu() + x, lambda x: torch.add(x, F.relu(x))),
    *same(
        "joined",
        lambda x: torch.cat([x, x.relu()], 1),
        lambda x: torch.cat((x, F.relu(x)), dim=-1),
        lambda x: torch.hstack([x, x.relu()]),
    ),
    *same(
        "pooled",
        nn.MaxPool2d(2),
        nn.MaxPool2d(2, 2),
        nn.MaxPool2d((2, 2), stride=(2, 2)),
        lambda x: F.max_pool2d(x, 2),
        nn.AdaptiveMaxPool2d(4),
        shape=IMAGE,
    ),
    *same(
        "averaged",
        nn.AvgPool2d(2),
        lambda x: F.avg_pool2d(x, 2),
        nn.AdaptiveAvgPool2d(4),
        nn.AvgPool2d(2, ceil_mode=True),
        shape=IMAGE,
    ),
    *same(
        "over the image",
        nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        lambda x: x.mean((2, 3)),
        lambda x: x.mean(-1).mean(-1) if False else x.mean([-2, -1]),
        lambda x: F.adaptive_avg_pool2d(x, (1, 1)).view(-1, 3),
        lambda x: F.avg_pool2d(x, 8).flatten(1),
        lambda x: x.flatten(2).unflatten(2, (8, 8)).mean((2, 3)),
        shape=IMAGE,
    ),
    *FLATTENS,
    Spelled("conv same", lambda: nn.Conv2d(3, 4, 3, padding=1), lambda: nn.Conv2d(3, 4, (3, 3), padding="same")),
    Spelled("conv valid", lambda: nn.Conv2d(3, 4, 3), lambda: nn.Conv2d(3, 4, 3, padding="valid")),
    Spelled(
        "conv padded before",
        lambda: nn.Conv2d(3, 4, 3, stride=2, padding=1),
        lambda: nn.Sequential(nn.ZeroPad2d(1), nn.Conv2d(3, 4, 3, 2)),
    ),
    Spelled(
        "conv function",
        lambda: nn.Conv2d(3, 4, 3),
        lambda: Of(
            lambda s, x: F.conv2d(x, s.weight, s.bias),
            weight=nn.Parameter(torch.rand(4, 3, 3, 3)),
            bias=nn.Parameter(torch.rand(4)),
        ),
    ),
    Spelled("block", lambda: Block(inplace=False), lambda: Block(inplace=True)),
    Spelled("guarded dropout", Guarded, lambda: nn.Sequential(nn.Linear(5, 4), nn.Dropout(0.3)), (5,)),
    Spelled(
        "functional dropout",
        lambda: nn.Dropout(0.3),
        lambda: Of(lambda s, x: F.dropout(x, 0.3, training=s.training)),
        (5,),
    ),
    Spelled("dense by hand", lambda: nn.Linear(5, 4), ByHand, (5,)),
    Spelled("dense by hand, turned", lambda: nn.Linear(5, 4), ByHandTurned, (5,)),
    Spelled("lazy", lazy, lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 5))),
    Spelled(
        "nested",
        lambda: nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 2)),
        lambda: nn.Sequential(nn.Sequential(nn.Linear(5, 4)), nn.Sequential(nn.ReLU(), nn.Sequential(nn.Linear(4, 2)))),
        (5,),
    ),
    Spelled(
        "in a list",
        lambda: nn.Sequential(nn.Linear(5, 5), nn.Linear(5, 5)),
        lambda: Of(lambda s, x: s.parts[1](s.parts[0](x)), parts=nn.ModuleList([nn.Linear(5, 5), nn.Linear(5, 5)])),
        (5,),
    ),
    Spelled("scores", lambda: nn.Linear(5, 4), lambda: nn.Sequential(nn.Linear(5, 4), nn.Softmax(1)), (5,), "softmax"),
    Spelled(
        "log of probabilities",
        lambda: nn.Linear(5, 4),
        lambda: nn.Sequential(nn.Linear(5, 4), nn.LogSoftmax(1)),
        (5,),
        "softmax",
    ),
    Spelled(
        "probability", lambda: nn.Linear(5, 1), lambda: nn.Sequential(nn.Linear(5, 1), nn.Sigmoid()), (5,), "sigmoid"
    ),
    Spelled("batch norm", lambda: nn.BatchNorm2d(3), lambda: nn.BatchNorm2d(3, eps=1e-5, momentum=0.1, affine=True)),
    Spelled("spread over devices", lambda: nn.Linear(5, 4), lambda: nn.DataParallel(nn.Linear(5, 4)), (5,)),
]
