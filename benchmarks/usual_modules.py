"""Write down the modules of PyTorch that everybody knows, behind which the graph of a hand-in is compressed.

    python -m benchmarks.usual_modules

Follows networks like those of tutorials and of torchvision, and writes `autograder/frameworks/torch/usual.json`. Run it
for more architectures, or when a module is written as other operations.
"""

from __future__ import annotations

import base64
import json
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from autograder.frameworks.torch import wiring
from autograder.frameworks.torch.export import exported
from autograder.networks.wiring import packed

OUT = wiring.Path(wiring.__file__).with_name("usual.json")
Made = tuple[Any, tuple[int, ...], str]


class Of(nn.Module):  # type: ignore[misc]  # torch is not there where types are checked
    """A module with parts, and a function of these and of its input as `forward`."""

    def __init__(self, called: Callable[..., Any], **parts: Any) -> None:
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)
        self.called = called

    def forward(self, x: Any) -> Any:
        """Call the function."""
        return self.called(self, x)


def images() -> Iterator[Made]:
    """Yield networks of tutorials on images."""
    for channels, side in ((3, 32), (1, 28), (1, 8)):
        flat, rest = channels * side * side, side // 4
        for widths in ((512, 512), (256, 128, 64), (100,), (50,), (64, 32)):
            sizes = (flat, *widths)
            parts = [[nn.Linear(a, b), nn.ReLU(), nn.Dropout(0.2)] for a, b in zip(sizes, widths, strict=False)]
            layers = [layer for part in parts for layer in part]
            yield nn.Sequential(nn.Flatten(), *layers, nn.Linear(widths[-1], 10)), (channels, side, side), "float32"
        for first, second, units in ((6, 16, 120), (32, 64, 128), (16, 32, 100), (10, 20, 50), (8, 16, 64)):
            yield convolutional(channels, (first, second), units, rest), (channels, side, side), "float32"
            yield normalised(channels, (first, second)), (channels, side, side), "float32"


def convolutional(channels: int, widths: Sequence[int], units: int, rest: int) -> Any:
    """Return a network as LeNet."""
    first, second = widths

    def called(own: Any, x: Any) -> Any:
        x = functional.max_pool2d(functional.relu(own.conv1(x)), 2)
        x = functional.max_pool2d(functional.relu(own.conv2(x)), 2)
        x = functional.relu(own.fc1(own.drop(x.view(x.size(0), -1))))
        return own.fc2(x)

    one, two = nn.Conv2d(channels, first, 3, padding=1), nn.Conv2d(first, second, 3, padding=1)
    return Of(
        called,
        conv1=one,
        conv2=two,
        drop=nn.Dropout(0.5),
        fc1=nn.Linear(second * rest * rest, units),
        fc2=nn.Linear(units, 10),
    )


def normalised(channels: int, widths: Sequence[int]) -> Any:
    """Return a convolutional network with normalisations, in several kinds of activations and poolings."""
    first, second = widths
    return nn.Sequential(
        *(nn.Conv2d(channels, first, 5, padding=2), nn.BatchNorm2d(first), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(first, second, 3, padding=1, bias=False), nn.BatchNorm2d(second), nn.LeakyReLU(0.1)),
        *(nn.Dropout2d(0.25), nn.Conv2d(second, second, 3, stride=2, padding=1), nn.GELU(), nn.AvgPool2d(2)),
        *(nn.Conv2d(second, second, 1), nn.SiLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(second, 64)),
        *(nn.BatchNorm1d(64), nn.Tanh(), nn.Linear(64, 32), nn.Sigmoid(), nn.Linear(32, 10), nn.LogSoftmax(1)),
    )


def vgg() -> Any:
    """Return VGG16."""
    layers: list[Any] = []
    before = 3
    for width, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(times):
            layers += [nn.Conv2d(before, width, 3, padding=1), nn.ReLU(inplace=True)]
            before = width
        layers.append(nn.MaxPool2d(2, 2))
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 512), nn.ReLU(), nn.Dropout(), nn.Linear(512, 10)]
    return nn.Sequential(*layers)


def block(before: int, width: int, *, stride: int, bottleneck: bool) -> Any:
    """Return a residual block, of two convolutions or of three."""
    after = width * 4 if bottleneck else width
    if bottleneck:
        body = [nn.Conv2d(before, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        body += [nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        body += [nn.Conv2d(width, after, 1, bias=False), nn.BatchNorm2d(after)]
    else:
        body = [nn.Conv2d(before, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        body += [nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)]
    way = nn.Sequential()
    if stride > 1 or before != after:
        way = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))
    return Of(lambda own, x: functional.relu(own.body(x) + own.way(x)), body=nn.Sequential(*body), way=way)


def resnet(widths: Sequence[int], times: Sequence[int], *, bottleneck: bool, large: bool) -> Any:
    """Return a residual network, for large images or small ones."""
    start: list[Any] = [nn.Conv2d(3, widths[0], 7 if large else 3, 2 if large else 1, 3 if large else 1, bias=False)]
    start += [nn.BatchNorm2d(widths[0]), nn.ReLU(), *([nn.MaxPool2d(3, 2, 1)] if large else [])]
    before = widths[0]
    for stage, (width, count) in enumerate(zip(widths, times, strict=True)):
        for number in range(count):
            stride = 2 if stage and not number else 1
            start.append(block(before, width, stride=stride, bottleneck=bottleneck))
            before = width * 4 if bottleneck else width
    return nn.Sequential(*start, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(before, 10))


def mobile() -> Any:
    """Return inverted residual blocks with squeezed channels, and a dense block."""

    def inverted(width: int) -> Any:
        wide = width * 6
        body = [nn.Conv2d(width, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6()]
        body += [nn.Conv2d(wide, wide, 3, padding=1, groups=wide, bias=False), nn.BatchNorm2d(wide), nn.Hardswish()]
        gate = [nn.AdaptiveAvgPool2d(1), nn.Conv2d(wide, wide // 4, 1), nn.ReLU(), nn.Conv2d(wide // 4, wide, 1)]
        end = [nn.Conv2d(wide, width, 1, bias=False), nn.BatchNorm2d(width)]

        def called(own: Any, x: Any) -> Any:
            y = own.body(x)
            return x + own.end(y * functional.hardsigmoid(own.gate(y)))

        return Of(called, body=nn.Sequential(*body), gate=nn.Sequential(*gate), end=nn.Sequential(*end))

    grown = [nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1)]
    joined = Of(lambda own, x: torch.cat([x, own.grown(x)], 1), grown=nn.Sequential(*grown))
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 2, 1), *(inverted(16) for _ in range(3)), joined, *(inverted(32) for _ in range(2)),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10),
    )  # fmt: skip


def decoding() -> Any:
    """Return an autoencoder of images."""
    return nn.Sequential(
        *(nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU()),
        *(nn.Flatten(), nn.Linear(32 * 7 * 7, 32), nn.Linear(32, 32 * 7 * 7), nn.Unflatten(1, (32, 7, 7))),
        *(nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1), nn.ReLU()),
        *(nn.Upsample(scale_factor=2), nn.Conv2d(16, 1, 3, padding=1), nn.Sigmoid()),
    )


def recurrent(kind: Any) -> Any:
    """Return a network that reads words."""
    parts = {"embed": nn.Embedding(10_000, 64), "reads": kind(64, 64, batch_first=True), "fc": nn.Linear(64, 2)}
    return Of(lambda own, x: own.fc(own.reads(own.embed(x))[0][:, -1]), **parts)


def attending() -> Any:
    """Return a transformer whose attention is written by hand, and one of torch's layers."""

    def heads(own: Any, x: Any) -> Any:
        batch, steps, width = x.shape
        q, k, v = (part(x).view(batch, steps, 4, width // 4).transpose(1, 2) for part in (own.q, own.k, own.v))
        scores = (q @ k.transpose(-2, -1) / (width // 4) ** 0.5).masked_fill(own.mask[:steps, :steps] == 0, -1e9)
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).contiguous().view(batch, steps, width)
        x = own.norm1(x + own.drop(own.out(mixed)))
        return own.norm2(x + own.drop(own.feed(x)))

    def one() -> Any:
        feed = nn.Sequential(nn.Linear(64, 256), nn.GELU(), nn.Linear(256, 64))
        made = Of(heads, **{name: nn.Linear(64, 64) for name in ("q", "k", "v", "out")}, feed=feed)
        made.norm1, made.norm2, made.drop = nn.LayerNorm(64), nn.LayerNorm(64), nn.Dropout(0.1)
        made.register_buffer("mask", torch.tril(torch.ones(32, 32)))
        return made

    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4, 128, batch_first=True), 2)
    parts = {"embed": nn.Embedding(100, 64), "place": nn.Embedding(32, 64), "encoder": encoder, "fc": nn.Linear(64, 10)}

    def called(own: Any, x: Any) -> Any:
        x = own.embed(x) + own.place(torch.arange(x.size(1)))
        return own.fc(own.encoder(own.blocks(x)).mean(1))

    return Of(called, blocks=nn.Sequential(one(), one()), **parts)


def sequences() -> Any:
    """Return a network that reads sequences of numbers."""
    return nn.Sequential(
        *(nn.Conv1d(8, 32, 5, padding=2), nn.BatchNorm1d(32), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(32, 64, 3)),
        *(nn.ELU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(64, 32), nn.PReLU(), nn.Linear(32, 1)),
    )


def tables() -> Iterator[Made]:
    """Yield networks that read rows of numbers."""
    for count in (4, 13, 30):
        layers = [nn.Linear(count, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1)]
        yield nn.Sequential(*layers), (count,), "float32"


def modules() -> Iterator[Made]:
    """Yield usual modules with the shape and type of an input, the most usual last: it is told shorter."""
    yield resnet((64, 128, 256, 512), (3, 4, 6, 3), bottleneck=True, large=True), (3, 64, 64), "float32"
    yield resnet((64, 128, 256, 512), (2, 2, 2, 2), bottleneck=False, large=True), (3, 64, 64), "float32"
    yield resnet((16, 32, 64), (2, 2, 2), bottleneck=False, large=False), (3, 32, 32), "float32"
    yield vgg(), (3, 32, 32), "float32"
    yield mobile(), (3, 32, 32), "float32"
    yield decoding(), (1, 28, 28), "float32"
    yield attending(), (32,), "int64"
    for kind in (nn.RNN, nn.GRU, nn.LSTM):
        yield recurrent(kind), (100,), "int64"
    yield sequences(), (8, 100), "float32"
    yield from tables()
    yield from images()


def main() -> None:
    """Write the file."""
    texts = [wiring.written(exported(module, [(shape, dtype)]).program) for module, shape, dtype in modules()]
    text = b"".join(texts)
    lines = textwrap.wrap(base64.b64encode(packed(text)).decode(), 120)
    OUT.write_text(json.dumps(lines, indent=0) + "\n", encoding="utf-8")
    print(f"{len(texts)} modules, {len(text)} bytes, {OUT.stat().st_size} as a file")


if __name__ == "__main__":
    main()
