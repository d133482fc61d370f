"""The same network in Keras and in PyTorch is one network, and computes the same with the same weights."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch
from keras_pairs import PAIRS, Pair
from modules import described

from autograder.frameworks.keras.describe import describe

QUICK = 8
"""Every so manieth pair is tried in the default suite."""


EVERY = [
    pytest.param(pair, id=pair.name, marks=pytest.mark.slow if k % QUICK and len(pair.keras()) < 4 else ())
    for k, pair in enumerate(PAIRS)
]


def keras_model(pair: Pair) -> Any:
    """Return Keras's model, which has its channels last."""
    shape = (*pair.shape[1:], pair.shape[0]) if len(pair.shape) > 2 else pair.shape
    return keras.Sequential([keras.Input(shape), *pair.keras()])


@pytest.mark.parametrize("pair", EVERY)
def test_the_same_network_is_equal_in_both_frameworks(pair: Pair) -> None:
    ours = describe(keras_model(pair))
    theirs = described(pair.torch().train(), pair.shape, head=pair.head)
    assert ours.digest == theirs.digest, (ours.nodes, theirs.nodes)


@pytest.mark.parametrize("pair", EVERY)
def test_equal_networks_compute_the_same_with_the_same_weights(pair: Pair) -> None:
    model, module = keras_model(pair), pair.torch().eval()
    copy_weights(model, module, pair.shape)
    x = np.random.default_rng(0).normal(size=(2, *pair.shape)).astype("float32")
    with torch.no_grad():
        found = module(torch.from_numpy(x))
        if pair.head:
            found = found.softmax(1)
    expected = np.asarray(model(np.moveaxis(x, 1, -1) if x.ndim > 3 else x, training=False))
    found = np.moveaxis(found.numpy(), 1, -1) if found.ndim > 3 else found.numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def copy_weights(model: Any, module: Any, shape: tuple[int, ...]) -> None:
    """Give Keras's layers the weights of a module's, in the order in which both are built."""
    theirs = [
        part for part in module.modules() if list(part.parameters(recurse=False)) or list(part.buffers(recurse=False))
    ]
    ours = [layer for layer in model.layers if layer.weights]
    assert len(theirs) == len(ours)
    side = flattened_shape(module, shape)
    with torch.no_grad():
        for part in theirs:
            for held in (*part.parameters(recurse=False), *part.buffers(recurse=False)):
                if held.dtype.is_floating_point:
                    held.copy_(
                        torch.rand(held.shape, generator=torch.Generator().manual_seed(held.numel())) * 0.5 + 0.05
                    )
    for part, layer in zip(theirs, ours, strict=True):
        layer.set_weights(turned(part, layer, side))


def turned(part: Any, layer: Any, side: dict[int, tuple[int, ...]]) -> list[Any]:
    """Return the weights of a part as Keras keeps them."""
    arrays = [
        held.detach().numpy() for held in (*part.parameters(recurse=False), *part.buffers(recurse=False)) if held.ndim
    ]
    kernel = arrays[0] if arrays else None
    if isinstance(part, torch.nn.Linear):
        kernel = kernel.T
        if id(part) in side:
            c, *rest = side[id(part)]
            kernel = kernel.reshape(c, *rest, -1)
            kernel = np.moveaxis(kernel, 0, len(rest)).reshape(-1, kernel.shape[-1])
    elif "Transpose" in type(part).__name__:
        kernel = np.moveaxis(kernel, (0, 1), (-1, -2))
    elif type(layer).__name__.startswith("Depthwise"):
        kernel = np.moveaxis(kernel, (0, 1), (-2, -1)).reshape(*layer.weights[0].shape)
    elif type(part).__name__.startswith("Conv"):
        kernel = np.moveaxis(kernel, (0, 1), (-1, -2))
    elif "PReLU" in type(part).__name__:
        kernel = kernel.reshape(layer.weights[0].shape)
    return [kernel, *arrays[1:]]


def flattened_shape(module: Any, shape: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
    """Return for a dense layer behind a flatten of an image the shape that was flattened."""
    found: dict[int, tuple[int, ...]] = {}
    last: list[tuple[int, ...]] = [shape]

    def note(part: Any, given: Any, result: Any) -> None:
        if isinstance(part, torch.nn.Linear) and len(last[-1]) > 2 and given[0].ndim == 2:
            found[id(part)] = last[-1]
        if not isinstance(part, torch.nn.Flatten | torch.nn.Sequential):
            last.append(tuple(result.shape[1:]))

    hooks = [part.register_forward_hook(note) for part in module.modules()]
    with torch.no_grad():
        module.eval()(torch.rand(2, *shape))
    for hook in hooks:
        hook.remove()
    return found


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> None:
    torch.set_num_threads(1)
