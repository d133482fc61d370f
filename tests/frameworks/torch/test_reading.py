"""Nothing but a well-formed program is read, and what cannot be followed is told."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest
import torch
from modules import Of
from torch import nn

from autograder.errors import WireError
from autograder.frameworks.torch.calls import UnfollowedError
from autograder.frameworks.torch.export import exported
from autograder.frameworks.torch.program import to_json
from autograder.frameworks.torch.reading import read_program, read_weights
from autograder.wire.arrays import encode_arrays


@pytest.fixture(scope="module")
def written() -> tuple[Any, Any]:
    made = exported(nn.Sequential(nn.Linear(5, 4), nn.Dropout(0.5), nn.Linear(4, 2)), [((5,), "float32")])
    return json.loads(json.dumps(to_json(made.program))), made.weights


def changed(value: Any, path: str, new: Any) -> bytes:
    value = whole = copy.deepcopy(value)
    *way, last = path.split(".")
    for step in way:
        value = value[int(step) if step.isdigit() else step]
    value[int(last) if last.isdigit() else last] = new
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("format", "autograder/torch/v0"),
        ("training.calls.0.op", "from_file.default"),
        ("training.calls.0.op", "__class__"),
        ("training.calls.0.args.0", {"node": 0}),
        ("training.calls.0.args.0", {"node": 7}),
        ("training.calls.0.args.0", {"node": -1}),
        ("training.calls.0.args.0", {"node": True}),
        ("training.calls.0.args.0", {"input": 1}),
        ("training.calls.0.args.0", {"weight": 99}),
        ("training.calls.0.args.0", {"weight": 0, "node": 0}),
        ("training.calls.0.args.0", {"module": "os"}),
        ("training.calls.0.args.0", "/etc/passwd"),
        ("training.calls.0.args.0", 2**63),
        ("training.calls.0.args.0", [[[[[[1]]]]]]),
        ("training.calls.0.args", [[1] * 2000]),
        ("training.calls.0.modules", [99]),
        ("training.calls.0.modules", [0] * 100),
        ("training.calls.0.shape", [-1, 4]),
        ("training.calls.0.shape", [1] * 20),
        ("training.calls.0.dtype", "object"),
        ("training.calls.0.extra", 1),
        ("training.outputs", []),
        ("training.outputs", [1]),
        ("training.outputs", [{"node": 9}]),
        ("inputs.0.dtype", "complex64"),
        ("weights.0.shape", [None, 5]),
        ("weights.0.dtype", "int64"),
        ("weights.0.parameter", False),
        ("weights.0.parameter", 1),
        ("weights.0.name", "x" * 1000),
        ("modules.0.name", None),
        ("name", 3),
    ],
)
def test_what_is_no_program_is_refused(written: tuple[Any, Any], path: str, new: Any) -> None:
    read_program(json.dumps(written[0]).encode())
    with pytest.raises(WireError):
        read_program(changed(written[0], path, new))


def test_too_many_calls_are_refused(written: tuple[Any, Any]) -> None:
    calls = written[0]["training"]["calls"]
    with pytest.raises(WireError, match="at most"):
        read_program(changed(written[0], "training.calls", calls[:1] * 5000))


def test_weights_must_be_those_of_the_program(written: tuple[Any, Any]) -> None:
    program, weights = read_program(json.dumps(written[0]).encode()), list(written[1])
    assert len(read_weights(encode_arrays(weights), program, max_items=100)) == 4
    for wrong in (
        weights[:-1],
        [*weights, weights[0]],
        [weights[0].T.copy(), *weights[1:]],
        [weights[0].astype("float64"), *weights[1:]],
    ):
        with pytest.raises(WireError):
            read_weights(encode_arrays(wrong), program, max_items=100)
    with pytest.raises(WireError):
        read_weights(encode_arrays(weights), program, max_items=10)
    with pytest.raises(WireError):
        read_weights(b"\x80\x04", program, max_items=100)


def read_again(_: Any, x: Any) -> Any:
    y = x.clone()
    seen = y.view(-1, 5, 1)
    y.add_(1)
    return seen.squeeze(2)


def without_gradients(_: Any, x: Any) -> Any:
    with torch.no_grad():
        return x * 2


@pytest.mark.parametrize(
    ("forward", "told"),
    [
        (lambda s, x: x if x.sum() > 0 else -x, r"forward\(\) decides by values of its input \(line \d+\)"),
        (lambda s, x: torch.from_numpy(np.asarray(x.detach().numpy())), r"hands a tensor to NumPy \(line \d+\)"),
        (lambda s, x: x * x.sum().item(), r"reads a value of a tensor as a number \(line \d+\)"),
        (lambda s, x: x.view(3, 5) * 2, r"let x.size\(0\) say how many inputs there are"),
        (lambda s, x: torch.fft.fft(x).real, r"calls fft_fft, which is not among the known .* \(line \d+\)"),
        (lambda s, x: s.seen.add_(1) * x, r"changes a parameter or a buffer in place \(line \d+\)"),
        (read_again, r"changes the result of view \(line \d+\) in place"),
        (without_gradients, r"under torch.no_grad\(\)"),
    ],
    ids=["branch", "numpy", "item", "batch", "operation", "buffer", "read again", "no gradients"],
)
def test_what_cannot_be_followed_is_told(forward: Any, told: str) -> None:
    module = Of(forward)
    module.register_buffer("seen", torch.zeros(1))
    with pytest.raises(UnfollowedError, match=told):
        exported(module, [((5,), "float32")])


def test_a_module_is_left_as_it_is() -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout(0.5))
    module[2].eval()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    torch.manual_seed(5)
    exported(module, [((3, 8, 8), "float32")])
    drawn = torch.rand(1)
    torch.manual_seed(5)
    assert torch.equal(drawn, torch.rand(1))
    assert [part.training for part in module] == [True, True, False]
    assert all(torch.equal(before[name], value) for name, value in module.state_dict().items())
