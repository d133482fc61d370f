"""Attention is one network in both frameworks, however it is spelled, and another where it computes otherwise."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch
from attention_pairs import HEADS, OTHERS, PAIRS, STEPS, WIDTH, ByHand, Packed
from modules import described
from torch import nn

from autograder import networks
from autograder.frameworks.keras.describe import describe

SHAPE = (STEPS, WIDTH)
EVERY = [
    pytest.param(*pair, id=pair[0], marks=pytest.mark.slow if place % 9 else ()) for place, pair in enumerate(PAIRS)
]


def keras_model(made: Any) -> Any:
    inputs = keras.Input(SHAPE)
    return keras.Model(inputs, made(inputs))


@pytest.mark.parametrize(("name", "ours", "theirs"), EVERY)
def test_the_same_network_is_equal_in_both_frameworks(name: str, ours: Any, theirs: Any) -> None:
    one, other = describe(keras_model(ours)), described(theirs(), SHAPE)
    assert one.digest == other.digest, (name, one.nodes, other.nodes)
    assert one.parameters == other.parameters


@pytest.mark.parametrize(("name", "ours", "theirs"), [pair for pair in EVERY if "within heads" not in str(pair.id)])
def test_equal_networks_compute_the_same_with_the_same_weights(name: str, ours: Any, theirs: Any) -> None:
    model, part = keras_model(ours), theirs().eval()
    copied(model, part)
    x = np.random.default_rng(0).normal(size=(2, *SHAPE)).astype("float32")
    with torch.no_grad():
        found = part(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(found, np.asarray(model(x, training=False)), rtol=1e-4, atol=1e-5, err_msg=name)


def copied(model: Any, module: Any) -> None:
    """Give Keras's layers the weights of a module's, kind by kind in their order."""
    attention = [part for part in module.modules() if isinstance(part, nn.MultiheadAttention | ByHand | Packed)]
    attention += [part for part in module.modules() if type(part).__name__ == "Einsum"]
    inner = {id(part) for each in attention for part in each.modules()}
    queues = {
        "MultiHeadAttention": [of_attention(part) for part in attention],
        "Dense": [of_dense(p) for p in module.modules() if type(p) is nn.Linear and id(p) not in inner],
        "LayerNormalization": [
            [p.weight.detach().numpy(), p.bias.detach().numpy()]
            for p in module.modules()
            if isinstance(p, nn.LayerNorm)
        ],
    }
    for layer in model.layers:
        if layer.weights:
            held = queues[type(layer).__name__].pop(0)
            layer.set_weights([array.reshape(own.shape) for array, own in zip(held, layer.weights, strict=True)])
    assert not any(queues.values())


def of_dense(part: Any) -> list[Any]:
    return [part.weight.detach().numpy().T, *([] if part.bias is None else [part.bias.detach().numpy()])]


def of_attention(part: Any) -> list[Any]:
    """Return the weights of attention as Keras keeps them, but for their shapes."""
    if isinstance(part, nn.MultiheadAttention):
        rows = part.in_proj_weight.detach().chunk(3)
        biases = [None] * 3 if part.in_proj_bias is None else part.in_proj_bias.detach().chunk(3)
        last = of_dense(part.out_proj)
    elif isinstance(part, Packed):
        rows, biases, last = part.qkv.weight.detach().chunk(3), part.qkv.bias.detach().chunk(3), of_dense(part.proj)
    else:
        layers = [part.q, part.k, part.v]
        rows, biases = [each.weight.detach() for each in layers], [each.bias for each in layers]
        last = of_dense(part.out if isinstance(part, ByHand) else part.o)
    made = [
        held
        for row, bias in zip(rows, biases, strict=True)
        for held in (row.T.numpy(), *([] if bias is None else [bias.detach().numpy()]))
    ]
    return [*made, *last]


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 5))])
def test_what_computes_otherwise_is_another_network(part: int) -> None:
    asked = described(ByHand(), SHAPE)
    digests = [asked.digest]
    for name, made in list(OTHERS.items())[part::5]:
        found = described(made(), SHAPE)
        comparison = networks.compare(found, asked)
        assert not comparison.equal, name
        assert comparison.differences, name
        digests.append(found.digest)
    assert len(set(digests)) == len(digests)


def test_a_message_has_the_students_name_for_attention() -> None:
    found, asked = (described(nn.Sequential(ByHand(heads)), SHAPE) for heads in (4, HEADS))
    assert [node.op for node in found.nodes] == ["multi_head_attention"]
    texts = [difference.text for difference in networks.compare(found, asked).differences]
    assert any('"0" (ByHand): expected 2 heads, found 4.' in text for text in texts), texts
    assert found.layers[0].parameters == found.parameters.total == 4 * WIDTH * (WIDTH + 1)


def test_attention_with_weights_of_zeros_is_told_by_what_it_computes() -> None:
    module = ByHand(scale=1.0)
    with torch.no_grad():
        for held in module.parameters():
            held.zero_()
    assert described(module, SHAPE).digest != described(ByHand(), SHAPE).digest
