"""What a module brings to a training besides a usual form is counted, and what it says of itself must be so."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from modules import Of, described
from torch import nn
from torch.nn import functional

from autograder.collect.planned import MOST_BITS, MOST_WIRING
from autograder.contracts import Rebuilt
from autograder.errors import WireError
from autograder.frameworks.torch.constants import FORM_BITS, array_bits
from autograder.frameworks.torch.export import exported
from autograder.frameworks.torch.framework import TORCH
from autograder.frameworks.torch.program import ModuleProgram
from autograder.frameworks.torch.rebuild import RebuiltModule
from autograder.protocol.answers import PlanReport
from autograder.protocol.jobs import DataTask

SIGNS = np.random.default_rng(1).choice([-1, 0, 1], (64, 10))
SIZES = [64, *(int(size) + 7 for size in np.random.default_rng(3).integers(0, 90, 120)), 10]
NUMBERS = np.random.default_rng(2).normal(size=(64, 10)).round(3)
FLAT = ((64,), "float32")


def rebuilt(module: Any, given: tuple[tuple[int, ...], str] = FLAT) -> RebuiltModule:
    made = exported(module, [given])
    return RebuiltModule(made.program, made.weights).eval()


def reported(module: Any, given: tuple[tuple[int, ...], str] = FLAT) -> PlanReport:
    planned = TORCH.plan(Rebuilt(rebuilt(module, given)), Path())
    assert planned is not None
    return planned.report


def held(called: Any, numbers: Any, **parts: Any) -> Any:
    module = Of(called, **parts)
    module.register_buffer("known", torch.tensor(numbers, dtype=torch.float32), persistent=False)
    return module


def wired(x: Any, rows: int = 64) -> Any:
    """Add and subtract what signs say, without a number."""
    columns = [[x[:, row] if SIGNS[row, k] > 0 else -x[:, row] for row in range(rows) if SIGNS[row, k]] for k in (0, 1)]
    return torch.stack([sum(each[1:], each[0]) for each in columns], 1)


def at_inference(own: Any, x: Any) -> Any:
    rows = [x[:, row : row + 1] * float(NUMBERS[row, 0]) for row in range(32)]
    return own.fc(x) if own.training else own.fc(x) + sum(rows)


READERS = {
    "signs in a buffer": (held(lambda s, x: s.fc(x @ s.known), SIGNS, fc=nn.Linear(10, 10)), "bits"),
    "signs in a literal": (Of(lambda s, x: s.fc(x @ torch.tensor(SIGNS).float()), fc=nn.Linear(10, 10)), "bits"),
    "places": (Of(lambda s, x: s.fc(x[:, torch.tensor(np.tile([9, 1, 5], 99))]), fc=nn.Linear(297, 10)), "bits"),
    "wiring": (Of(lambda s, x: s.fc(wired(x)), fc=nn.Linear(2, 10)), "wiring"),
    "numbers at inference": (Of(at_inference, fc=nn.Linear(64, 10)), "bits"),
    "sizes": (nn.Sequential(*[nn.Linear(*pair) for pair in pairwise(SIZES)]), "wiring"),
    "what is added to variances": (
        Of(
            lambda s, x: s.fc(
                torch.stack([functional.layer_norm(x, (64,), eps=float(eps))[:, 0] for eps in abs(NUMBERS[:, 0])], 1)
            ),
            fc=nn.Linear(64, 10),
        ),
        "wiring",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_what_was_learned_elsewhere_waits_for_a_person(name: str) -> None:
    module, where = READERS[name]
    found = reported(module)
    assert (found.bits or 0) > MOST_BITS if where == "bits" else (found.wiring or 0) > MOST_WIRING


def attention(own: Any, x: Any) -> Any:
    steps = x.view(-1, 8, 8) + own.known
    q, k, v = own.q(steps), own.k(steps), own.v(steps)
    scores = torch.einsum("bik,bjk->bij", q, k) / math.sqrt(24)
    return own.fc(torch.einsum("bij,bjk->bik", scores.softmax(-1), v).mean(1))


def waves(count: int, width: int) -> Any:
    angles = np.arange(count)[:, None] / 10_000 ** (np.arange(0, width, 2) / width)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(count, width)


def variational(own: Any, x: Any) -> Any:
    seen = functional.relu(own.one(x))
    mean, spread = own.mean(seen), own.spread(seen)
    return own.two(mean + torch.randn_like(mean) * torch.exp(0.5 * spread))


HONEST = {
    "attention": held(
        attention, waves(8, 8), **{name: nn.Linear(8, 24) for name in ("q", "k", "v")}, fc=nn.Linear(24, 10)
    ),
    "variational": Of(
        variational, one=nn.Linear(64, 48), mean=nn.Linear(48, 5), spread=nn.Linear(48, 5), two=nn.Linear(5, 64)
    ),
    "scaled": held(
        lambda s, x: s.fc(((x.view(-1, 1, 8, 8) - 0.1307) / 0.3081 - s.known).flatten(1)),
        [[[0.5]]],
        fc=nn.Linear(64, 10),
    ),
    "deep": nn.Sequential(
        *[part for width in range(64, 9, -9) for part in (nn.Linear(width, width - 9), nn.ReLU(), nn.Dropout(0.15))]
    ),
    "recurrent": Of(
        lambda s, x: s.fc(s.reads(x.view(-1, 8, 8))[0][:, -1]),
        reads=nn.LSTM(8, 37, batch_first=True),
        fc=nn.Linear(37, 10),
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_forms_wait_for_nobody(name: str) -> None:
    found = reported(HONEST[name])
    assert found.bits is not None
    assert found.wiring is not None
    assert (found.bits <= MOST_BITS, found.wiring <= MOST_WIRING) == (True, True), found


@pytest.mark.parametrize(
    ("array", "bits"),
    [
        (np.zeros((9, 9)), FORM_BITS + 2),
        (np.arange(500), FORM_BITS + 2),
        (np.eye(50), FORM_BITS + 6),
        (np.tril(np.ones((1, 1, 64, 64))), FORM_BITS + 6),
        (np.triu(np.full((64, 64), -np.inf), 1), FORM_BITS + 36),
        (waves(50, 16)[None], FORM_BITS),
    ],
)
def test_arrays_by_rule_are_short(array: Any, bits: int) -> None:
    assert array_bits(array) <= bits
    changed = array.copy()
    changed[..., 3] = 7
    changed[(0,) * array.ndim] = 5
    assert array_bits(changed) > bits


def lying(program: ModuleProgram, **told: Any) -> ModuleProgram:
    calls = [replace(call, **told) if call.shape == (None, 10) else call for call in program.inference.calls]
    return replace(program, inference=replace(program.inference, calls=tuple(calls)))


@pytest.mark.parametrize("told", [{"shape": (None, 12)}, {"shape": None}, {"shape": (None, 1, 10)}, {"dtype": "int8"}])
def test_what_a_program_says_of_its_calls_must_be_so(told: Any) -> None:
    made = exported(nn.Linear(64, 10), [FLAT])
    module = RebuiltModule(lying(made.program, **told), made.weights).eval()
    with pytest.raises(WireError, match=r"expected linear\.default to give"):
        module(torch.zeros(2, 64))


def test_a_module_that_counts_what_it_was_asked_begins_anew_each_time() -> None:
    def counting(own: Any, x: Any) -> Any:
        functional.batch_norm(x, own.seen, own.spread, training=True, momentum=1.0)
        told = functional.batch_norm(x, own.seen, own.spread, training=True, momentum=1.0)
        return own.fc(functional.batch_norm(told, own.seen, own.spread, training=False))

    module = Of(counting, fc=nn.Linear(64, 10))
    module.register_buffer("seen", torch.zeros(64))
    module.register_buffer("spread", torch.ones(64))
    model = rebuilt(module)
    x = np.random.default_rng(0).normal(size=(20, 8, 8)).astype("float32").reshape(20, 64).repeat(2, 0)
    outputs = TORCH.predict(model, x[1:])
    np.testing.assert_array_equal(outputs[1::2][:19], outputs[2::2][:19])
    np.testing.assert_array_equal(outputs, TORCH.predict(model, x[1:]))


def test_answers_in_another_order_behind_a_layer_that_learns_are_found_before_it_has_learned() -> None:
    rng = np.random.default_rng(0)
    y = np.arange(200) % 10
    x = rng.normal(size=(200, 64)).astype("float32") * 0.1
    x[np.arange(200), y] += 1
    turned = np.eye(64)[:, rng.permutation(10)]
    model = rebuilt(held(lambda s, x: s.fc(x @ s.known), turned, fc=nn.Linear(10, 10)))
    known = TORCH.untrained(model, x[:100], y[:100], x[100:], learned=DataTask.CLASSIFICATION)
    assert (known.argmax(1) == y[100:]).mean() > 0.95
    fresh = rebuilt(nn.Sequential(nn.Linear(64, 10), nn.ReLU(), nn.Linear(10, 10)))
    unknown = TORCH.untrained(fresh, x[:100], y[:100], x[100:], learned=DataTask.CLASSIFICATION)
    assert unknown.shape == (100, 10)
    assert (unknown.argmax(1) == y[100:]).mean() < 0.6


def test_images_without_channels_are_pooled_along_both_sides() -> None:
    nodes = described(Of(lambda _s, x: functional.max_pool2d(x, 2)), (8, 8)).nodes
    assert [node.op for node in nodes] == ["torch.max_pool2d"]
