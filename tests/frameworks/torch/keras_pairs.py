"""The same network in Keras and in PyTorch.

Each pair has a name, Keras's layers, the module, and the shape of torch's input, with its channels first where it has
three axes or more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from keras import layers as k
from modules import Of
from torch import nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Pair:
    name: str
    keras: Callable[[], list[Any]]
    torch: Callable[[], Any]
    shape: tuple[int, ...]
    head: Any = None


def one(name: str, keras: Callable[[], Any], module: Callable[[], Any], shape: tuple[int, ...] = (4, 8, 8)) -> Pair:
    def layers() -> list[Any]:
        made = keras()
        return made if isinstance(made, list) else [made]

    return Pair(name, layers, module, shape)


def function(name: str, keras: Callable[[], Any], forward: Any, shape: tuple[int, ...] = (4, 8, 8)) -> Pair:
    return one(name, keras, lambda: Of(lambda _self, x: forward(x)), shape)


def digits_keras() -> list[Any]:
    return [
        k.Conv2D(10, 3, activation="relu"),
        k.MaxPooling2D(2),
        k.Flatten(),
        k.Dense(50, "relu"),
        k.Dense(10, "softmax"),
    ]


def digits_torch() -> Any:
    return nn.Sequential(
        nn.Conv2d(1, 10, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(90, 50), nn.ReLU(), nn.Linear(50, 10)
    )


def vgg_keras() -> list[Any]:
    return [
        *(k.Conv2D(8, 3, padding="same", use_bias=False), k.BatchNormalization(momentum=0.9, epsilon=1e-5), k.ReLU()),
        *(k.MaxPooling2D(), k.Dropout(0.25), k.Conv2D(16, 3, padding="same"), k.ReLU(), k.AveragePooling2D(2)),
        *(k.GlobalAveragePooling2D(), k.Dense(5)),
    ]


def vgg_torch() -> Any:
    return nn.Sequential(
        *(
            nn.Conv2d(4, 8, 3, padding=1, bias=False),
            nn.BatchNorm2d(8),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Dropout(0.25),
        ),
        *(nn.Conv2d(8, 16, 3, padding="same"), nn.ReLU(), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        nn.Linear(16, 5),
    )


def autoencoder_keras() -> list[Any]:
    return [
        *(
            k.Conv2D(4, 3, padding="same", activation="relu"),
            k.MaxPooling2D(),
            k.Flatten(),
            k.Dense(6),
            k.Dense(64, "relu"),
        ),
        *(k.Reshape((4, 4, 4)), k.Conv2DTranspose(2, 4, strides=2, padding="same"), k.Activation("sigmoid")),
    ]


def autoencoder_torch() -> Any:
    return nn.Sequential(
        *(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 6), nn.Linear(6, 64)),
        *(nn.ReLU(), nn.Unflatten(1, (4, 4, 4)), nn.ConvTranspose2d(4, 2, 4, stride=2, padding=1), nn.Sigmoid()),
    )


CONVOLUTIONS = [
    one("conv", lambda: k.Conv2D(6, 3), lambda: nn.Conv2d(4, 6, 3)),
    one("conv without bias", lambda: k.Conv2D(6, 3, use_bias=False), lambda: nn.Conv2d(4, 6, 3, bias=False)),
    one("conv same by number", lambda: k.Conv2D(6, 3, padding="same"), lambda: nn.Conv2d(4, 6, 3, padding=1)),
    one("conv same by word", lambda: k.Conv2D(6, 3, padding="same"), lambda: nn.Conv2d(4, 6, 3, padding="same")),
    one("conv 5 same", lambda: k.Conv2D(6, 5, padding="same"), lambda: nn.Conv2d(4, 6, 5, padding=2)),
    one("conv even same", lambda: k.Conv2D(6, 4, padding="same"), lambda: nn.Conv2d(4, 6, 4, padding="same")),
    one("conv stride", lambda: k.Conv2D(6, 3, strides=2), lambda: nn.Conv2d(4, 6, 3, stride=2)),
    one(
        "conv stride padded", lambda: [k.ZeroPadding2D(1), k.Conv2D(6, 3, strides=2)], lambda: nn.Conv2d(4, 6, 3, 2, 1)
    ),
    one(
        "conv strided same",
        lambda: k.Conv2D(6, 3, strides=2, padding="same"),
        lambda: nn.Conv2d(4, 6, 3, 2, 1),
        (4, 7, 7),
    ),
    one("conv padded more", lambda: [k.ZeroPadding2D(2), k.Conv2D(6, 3)], lambda: nn.Conv2d(4, 6, 3, padding=2)),
    one("conv rectangle", lambda: k.Conv2D(6, (1, 3)), lambda: nn.Conv2d(4, 6, (1, 3))),
    one("conv dilated", lambda: k.Conv2D(6, 3, dilation_rate=2), lambda: nn.Conv2d(4, 6, 3, dilation=2)),
    one(
        "conv dilated same",
        lambda: k.Conv2D(6, 3, dilation_rate=2, padding="same"),
        lambda: nn.Conv2d(4, 6, 3, padding=2, dilation=2),
    ),
    one("conv groups", lambda: k.Conv2D(6, 3, groups=2), lambda: nn.Conv2d(4, 6, 3, groups=2)),
    one("conv depthwise", lambda: k.DepthwiseConv2D(3), lambda: nn.Conv2d(4, 4, 3, groups=4)),
    one("conv depthwise twice", lambda: k.DepthwiseConv2D(3, depth_multiplier=2), lambda: nn.Conv2d(4, 8, 3, groups=4)),
    one("conv 1x1", lambda: k.Conv2D(6, 1), lambda: nn.Conv2d(4, 6, 1)),
    one("conv 3d", lambda: k.Conv3D(6, 3, padding="same"), lambda: nn.Conv3d(2, 6, 3, padding=1), (2, 4, 4, 4)),
    one("conv transposed", lambda: k.Conv2DTranspose(6, 3, strides=2), lambda: nn.ConvTranspose2d(4, 6, 3, stride=2)),
    one(
        "conv transposed same",
        lambda: k.Conv2DTranspose(6, 4, strides=2, padding="same"),
        lambda: nn.ConvTranspose2d(4, 6, 4, 2, 1),
    ),
    one(
        "conv transposed doubling",
        lambda: k.Conv2DTranspose(6, 2, strides=2, padding="same"),
        lambda: nn.ConvTranspose2d(4, 6, 2, 2),
    ),
    one(
        "conv on a sequence",
        lambda: k.Conv1D(6, 3),
        lambda: Of(lambda s, x: s.c(x.transpose(1, 2)).transpose(1, 2), c=nn.Conv1d(4, 6, 3)),
        (9, 4),
    ),
    one(
        "conv on a sequence, pooled",
        lambda: [k.Conv1D(6, 3, padding="same"), k.ReLU(), k.MaxPooling1D(2), k.GlobalMaxPooling1D(), k.Dense(2)],
        lambda: Of(
            lambda s, x: s.d(F.max_pool1d(torch.relu(s.c(x.permute(0, 2, 1))), 2).amax(-1)),
            c=nn.Conv1d(4, 6, 3, padding=1),
            d=nn.Linear(6, 2),
        ),
        (8, 4),
    ),
]

POOLINGS = [
    one("max", lambda: k.MaxPooling2D(2), lambda: nn.MaxPool2d(2)),
    one("max strided", lambda: k.MaxPooling2D(3, strides=2), lambda: nn.MaxPool2d(3, stride=2)),
    one(
        "max same",
        lambda: k.MaxPooling2D(3, strides=2, padding="same"),
        lambda: nn.MaxPool2d(3, 2, padding=1),
        (4, 7, 7),
    ),
    one("max of all", lambda: k.MaxPooling2D(8), lambda: nn.AdaptiveMaxPool2d(1)),
    one("max 3d", lambda: k.MaxPooling3D(2), lambda: nn.MaxPool3d(2), (2, 4, 4, 4)),
    one("average", lambda: k.AveragePooling2D(2), lambda: nn.AvgPool2d(2)),
    one("average padded", lambda: [k.ZeroPadding2D(1), k.AveragePooling2D(2)], lambda: nn.AvgPool2d(2, padding=1)),
    one("average to 4", lambda: k.AveragePooling2D(2), lambda: nn.AdaptiveAvgPool2d(4)),
    one("average to the same", k.Identity, lambda: nn.AdaptiveAvgPool2d((8, 8))),
    one(
        "global average",
        k.GlobalAveragePooling2D,
        lambda: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
    ),
    function("global average by mean", k.GlobalAveragePooling2D, lambda x: x.mean((2, 3))),
    function("global average by mean of negative axes", k.GlobalAveragePooling2D, lambda x: x.mean([-1, -2])),
    function(
        "global average kept", lambda: k.GlobalAveragePooling2D(keepdims=True), lambda x: x.mean((2, 3), keepdim=True)
    ),
    function(
        "global average squeezed",
        k.GlobalAveragePooling2D,
        lambda x: F.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1),
    ),
    function("global average viewed", k.GlobalAveragePooling2D, lambda x: F.avg_pool2d(x, 8).view(-1, 4)),
    function("global max by amax", k.GlobalMaxPooling2D, lambda x: x.amax((2, 3))),
    function("global max in a sequence", k.GlobalMaxPooling1D, lambda x: x.max(1).values, (5, 4)),
    function("global average in a sequence", k.GlobalAveragePooling1D, lambda x: x.mean(1), (5, 4)),
    one("zeros around", lambda: k.ZeroPadding2D(((1, 2), (3, 0))), lambda: nn.ZeroPad2d((3, 0, 1, 2))),
    one("upsampling", lambda: k.UpSampling2D(2), lambda: nn.Upsample(scale_factor=2)),
    one(
        "upsampling with lines",
        lambda: k.UpSampling2D(2, interpolation="bilinear"),
        lambda: nn.Upsample(scale_factor=2, mode="bilinear"),
    ),
]

ACTIVATIONS = [
    one("relu", k.ReLU, nn.ReLU),
    one("relu6", lambda: k.ReLU(max_value=6), nn.ReLU6),
    one("leaky", lambda: k.LeakyReLU(negative_slope=0.01), nn.LeakyReLU),
    one("leaky Keras", k.LeakyReLU, lambda: nn.LeakyReLU(0.3)),
    one("elu", k.ELU, nn.ELU),
    one("elu half", lambda: k.ELU(0.5), lambda: nn.ELU(0.5)),
    one("sigmoid", lambda: k.Activation("sigmoid"), nn.Sigmoid),
    one("tanh", lambda: k.Activation("tanh"), nn.Tanh),
    one("selu", lambda: k.Activation("selu"), nn.SELU),
    one("gelu", lambda: k.Activation("gelu"), nn.GELU),
    one("silu", lambda: k.Activation("silu"), nn.SiLU),
    one("swish", lambda: k.Activation("swish"), nn.SiLU),
    one("mish", lambda: k.Activation("mish"), nn.Mish),
    one("celu", lambda: k.Activation("celu"), nn.CELU),
    one("softplus", lambda: k.Activation("softplus"), nn.Softplus),
    one("log sigmoid", lambda: k.Activation("log_sigmoid"), nn.LogSigmoid),
    one("hard sigmoid", lambda: k.Activation("hard_sigmoid"), nn.Hardsigmoid),
    one("hard silu", lambda: k.Activation("hard_silu"), nn.Hardswish),
    one("hard tanh", lambda: k.Activation("hard_tanh"), nn.Hardtanh),
    one("hard shrink", lambda: k.Activation("hard_shrink"), nn.Hardshrink),
    one("soft shrink", lambda: k.Activation("soft_shrink"), nn.Softshrink),
    one("exponential", lambda: k.Activation("exponential"), lambda: Of(lambda _s, x: x.exp())),
    one("softmax of channels", k.Softmax, lambda: nn.Softmax(1)),
    one("softmax of rows", lambda: k.Softmax(axis=1), lambda: nn.Softmax(2)),
    one("log softmax", lambda: k.Activation("log_softmax"), lambda: nn.LogSoftmax(1), (7,)),
    one("prelu of channels", lambda: k.PReLU(shared_axes=[1, 2]), lambda: nn.PReLU(4)),
    one("prelu of all", lambda: k.PReLU(shared_axes=[1, 2, 3]), nn.PReLU),
]

NORMALISATIONS = [
    one("batch", lambda: k.BatchNormalization(momentum=0.9, epsilon=1e-5), lambda: nn.BatchNorm2d(4)),
    one("batch Keras", k.BatchNormalization, lambda: nn.BatchNorm2d(4, eps=1e-3, momentum=0.01)),
    one("batch of vectors", lambda: k.BatchNormalization(momentum=0.9, epsilon=1e-5), lambda: nn.BatchNorm1d(7), (7,)),
    one(
        "batch without scale",
        lambda: k.BatchNormalization(momentum=0.9, epsilon=1e-5, center=False, scale=False),
        lambda: nn.BatchNorm2d(4, affine=False),
    ),
    one("layer", lambda: k.LayerNormalization(epsilon=1e-5), lambda: nn.LayerNorm(6), (5, 6)),
    one("layer of vectors", lambda: k.LayerNormalization(epsilon=1e-5), lambda: nn.LayerNorm(6), (6,)),
    one(
        "layer without weights",
        lambda: k.LayerNormalization(epsilon=1e-5, center=False, scale=False),
        lambda: nn.LayerNorm(6, elementwise_affine=False),
        (6,),
    ),
    one("group", lambda: k.GroupNormalization(2, epsilon=1e-5), lambda: nn.GroupNorm(2, 4)),
]

OTHERS = [
    one("dense", lambda: k.Dense(3), lambda: nn.Linear(5, 3), (5,)),
    one("dense without bias", lambda: k.Dense(3, use_bias=False), lambda: nn.Linear(5, 3, bias=False), (5,)),
    one("dense on a sequence", lambda: k.Dense(3), lambda: nn.Linear(5, 3), (6, 5)),
    one("flattened", lambda: [k.Flatten(), k.Dense(3)], lambda: nn.Sequential(nn.Flatten(), nn.Linear(256, 3))),
    one(
        "flattened sequence",
        lambda: [k.Flatten(), k.Dense(3)],
        lambda: nn.Sequential(nn.Flatten(), nn.Linear(30, 3)),
        (6, 5),
    ),
    one("dropout", lambda: k.Dropout(0.3), lambda: nn.Dropout(0.3)),
    one("dropout of nothing", lambda: k.Dropout(0), lambda: nn.Dropout(0)),
    one("dropout of channels", lambda: k.SpatialDropout2D(0.3), lambda: nn.Dropout2d(0.3)),
    one("alpha dropout", lambda: k.AlphaDropout(0.3), lambda: nn.AlphaDropout(0.3)),
    function("times and plus", lambda: k.Rescaling(1 / 255, -0.5), lambda x: x / 255 - 0.5),
    function("plus and times", lambda: k.Rescaling(2, 2), lambda x: (x + 1) * 2),
    function("negative", lambda: k.Rescaling(-1), lambda x: -x),
    function("one minus", lambda: k.Rescaling(-1, 1), lambda x: 1 - x),
    function("turned", lambda: k.Permute((2, 1)), lambda x: x.transpose(1, 2), (5, 4)),
    function("reshaped", lambda: k.Reshape((10, 2)), lambda x: x.view(-1, 10, 2), (5, 4)),
    Pair("digits", digits_keras, digits_torch, (1, 8, 8), "softmax"),
    Pair("like VGG", vgg_keras, vgg_torch, (4, 8, 8)),
    Pair("autoencoder", autoencoder_keras, autoencoder_torch, (1, 8, 8)),
]

PAIRS = [*CONVOLUTIONS, *POOLINGS, *ACTIVATIONS, *NORMALISATIONS, *OTHERS]
