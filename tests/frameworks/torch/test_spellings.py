"""A network of PyTorch is the same network in every spelling, and a rebuilt one computes what it computes."""

from __future__ import annotations

import pytest
import torch
from modules import described, over_the_wire
from spellings import SPELLINGS, Spelled

from autograder.frameworks.torch.rebuild import RebuiltModule


@pytest.mark.parametrize(
    "pair",
    [pytest.param(pair, id=pair.name, marks=pytest.mark.slow if k % 6 else ()) for k, pair in enumerate(SPELLINGS)],
)
def test_the_same_network_is_equal_in_another_spelling(pair: Spelled) -> None:
    one, other = (described(module(), pair.shape, head=pair.head) for module in (pair.one, pair.other))
    assert one.digest == other.digest, (one.nodes, other.nodes)


@pytest.mark.parametrize("pair", SPELLINGS[::18], ids=[pair.name for pair in SPELLINGS[::18]])
def test_a_rebuilt_module_computes_and_learns_as_the_module_does(pair: Spelled) -> None:
    module = pair.other()
    read = over_the_wire(module, pair.shape)
    rebuilt = RebuiltModule(read.program, read.weights)
    x = torch.rand(5, *pair.shape)
    for training in (True, False):
        module.train(training)
        rebuilt.train(training)
        outputs = []
        for each in (module, rebuilt):
            torch.manual_seed(1)
            outputs.append(each(x.clone()))
        torch.testing.assert_close(*outputs)
    names = [held.name for held in read.program.weights if held.trainable]
    assert len(names) == len(list(module.parameters()))
