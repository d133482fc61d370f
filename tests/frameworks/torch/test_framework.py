"""PyTorch as the probe asks for it: modules are found, saved, rebuilt, planned, trained anew and tried."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from modules import Of
from torch import nn

from autograder.contracts import UnfitError
from autograder.errors import WireError
from autograder.frameworks.torch.finding import STEPPED, find
from autograder.frameworks.torch.framework import TORCH
from autograder.protocol.jobs import DataTask, Recipe, Stopping
from autograder.records import FailureKind


class Small(nn.Module):
    def __init__(self, units: int = 8) -> None:
        super().__init__()
        self.one, self.norm, self.drop, self.two = (
            nn.Linear(4, units),
            nn.BatchNorm1d(units),
            nn.Dropout(0.5),
            nn.Linear(units, 3),
        )

    def forward(self, x: Any) -> Any:
        return self.two(self.drop(self.norm(self.one(x)).relu()))


class Needs(nn.Module):
    def __init__(self, units: int) -> None:
        super().__init__()
        self.one = nn.Linear(4, units)


def trained(module: Any) -> Any:
    STEPPED.listen()
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    module(torch.rand(5, 4)).sum().backward()
    optimizer.step()
    return module


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (lambda: {"model": Small()}, "model"),
        (lambda: {"build_model": Small, "model": Small()}, "build_model()"),
        (lambda: {"net": Small(), "loss_fn": nn.CrossEntropyLoss(), "act": nn.ReLU()}, "net"),
        (lambda: {"a": Small(), "b": trained(Small())}, "b"),
        (lambda: {"Small": Small, "Needs": Needs, "nn": nn, "Linear": nn.Linear}, "Small()"),
        (lambda: {"net": (net := nn.Sequential(nn.Linear(4, 3))), "layer": net[0]}, "net"),
    ],
)
def test_the_module_is_found(names: Any, found: str) -> None:
    assert find(names(), prefer_trained=False).name == found


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ({}, FailureKind.NO_MODULE),
        ({"act": nn.ReLU(), "loss": nn.MSELoss()}, FailureKind.NO_MODULE),
        ({"a": nn.Linear(4, 3), "b": nn.Linear(4, 3)}, FailureKind.TWO_MODELS),
        ({"build_model": lambda: None}, FailureKind.NOT_A_MODULE),
        ({"build_model": lambda units: units}, FailureKind.BUILD_ARGUMENTS),
        ({"Needs": Needs}, FailureKind.NO_MODULE),
    ],
)
def test_why_there_is_none_is_told(names: Any, kind: FailureKind) -> None:
    failure = find(names, prefer_trained=False).failure
    assert failure is not None
    assert failure.kind == kind


@pytest.mark.parametrize(
    ("module", "image", "shape"),
    [
        (lambda: nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(72, 3)), (8, 8), (1, 8, 8)),
        (lambda: nn.Sequential(nn.Conv2d(3, 2, 3), nn.Flatten(), nn.Linear(72, 3)), (8, 8, 3), (3, 8, 8)),
        (lambda: nn.Linear(64, 3), (8, 8), (64,)),
        (lambda: Of(lambda s, x: s.fc(x.mean(1)), fc=nn.Linear(8, 3)), (6, 8), (6, 8)),
        (lambda: nn.Linear(4, 3), (4,), (4,)),
    ],
)
def test_the_shape_of_inputs_is_found_by_trying(module: Any, image: Any, shape: Any) -> None:
    made = module()
    assert TORCH.weights(made) is None
    assert TORCH.build(made, np.zeros((2, *image), "float32"), None, may_wait=False) is None
    assert TORCH.input_shape(made) == shape


def test_a_module_that_takes_no_texts_is_told() -> None:
    refused = TORCH.build(nn.Linear(4, 3), np.array([b"one", b"two"]), None, may_wait=False)
    assert refused is not None
    assert refused.kind == FailureKind.MODULE_INPUT


def saved(module: Any, folder: Path, shape: tuple[int, ...] = (4,)) -> Any:
    assert TORCH.build(module, np.zeros((2, *shape), "float32"), None, may_wait=False) is None
    assert TORCH.export(module, folder / "model", most_mb=10).problem is None
    return TORCH.rebuild(folder / "model")


def recipe(**told: Any) -> Recipe:
    given = {"epochs": 30, "batch_size": 20, "validation": 0.2, "validation_seed": None, "early_stopping": None}
    return Recipe(**{**given, "budget_s": 60.0, "learning_rate": 0.02, **told})


def blobs() -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 200)
    return (rng.normal(size=(200, 4)) * 0.3 + np.eye(4)[y] * 2).astype("float32"), y


def test_a_plan_brings_no_weights_and_its_module_learns(tmp_path: Path) -> None:
    module = Small()
    with torch.no_grad():
        module.one.weight.fill_(123.5)
    made = saved(module, tmp_path)
    plan = TORCH.plan(made, tmp_path)
    assert plan is not None
    text = json.dumps(plan.plan)
    assert "123.5" not in text
    assert '"one' not in text
    assert plan.report.bits == 0
    assert (plan.report.wiring or 0) < 200
    again = TORCH.planned(json.loads(text), tmp_path, learned=DataTask.CLASSIFICATION)
    assert all(float(held.detach().abs().max()) < 2 for held in again.parameters())
    x, y = blobs()
    assert TORCH.fit(again, x, y, recipe=recipe(), seed=1) == ""
    outputs = TORCH.predict(again, x)
    np.testing.assert_allclose(outputs.sum(1), 1, atol=1e-5)
    assert (outputs.argmax(1) == y).mean() > 0.9
    curves = TORCH.history(again)
    assert curves is not None
    assert {len(values) for values in curves.values()} == {30}
    assert set(curves) == {"loss", "accuracy", "val_loss", "val_accuracy"}


def test_what_is_known_of_a_module_is_not_known_of_the_next(tmp_path: Path) -> None:
    plan = TORCH.plan(saved(nn.Linear(4, 3), tmp_path), tmp_path)
    assert plan is not None

    def made() -> Any:
        return TORCH.planned(plan.plan, tmp_path, learned=DataTask.CLASSIFICATION)

    models = [made() for _ in range(20)]
    for model in models:
        TORCH.fit(model, *blobs(), recipe=recipe(epochs=1), seed=1)
        assert TORCH.steps(model) > 0
    models.clear()
    del model
    gc.collect()
    models += [made() for _ in range(40)]
    assert [(TORCH.steps(model), TORCH.history(model)) for model in models] == [(0, None)] * 40


def test_a_module_with_several_outputs_learns_its_first(tmp_path: Path) -> None:
    module = Of(lambda s, x: (s.one(x), s.two(x)), one=nn.Linear(4, 3), two=nn.Linear(4, 1))
    made = saved(module, tmp_path)
    x, y = blobs()
    assert TORCH.fit(made.model, x, y, recipe=recipe(), seed=1) == ""
    assert (TORCH.predict(made.model, x).argmax(1) == y).mean() > 0.9


def test_a_forecast_is_learned_as_numbers(tmp_path: Path) -> None:
    plan = TORCH.plan(saved(nn.Linear(4, 1), tmp_path), tmp_path)
    assert plan is not None
    model = TORCH.planned(plan.plan, tmp_path, learned=DataTask.FORECAST)
    described = TORCH.describe(model, input_shape=None)
    assert [node.op for node in described.nodes] == ["dense"]
    assert described.compiled is not None
    assert described.compiled.loss == "mean_squared_error"
    x, _ = blobs()
    y = x.sum(1).astype("float32")
    assert TORCH.fit(model, x, y, recipe=recipe(epochs=60), seed=1, learned=DataTask.FORECAST) == ""
    np.testing.assert_allclose(TORCH.predict(model, x)[:, 0], y, atol=0.2)


def test_a_training_is_the_same_again_with_its_seed_and_ends_where_it_must(tmp_path: Path) -> None:
    x, y = blobs()
    plan = TORCH.plan(saved(Small(), tmp_path), tmp_path)
    assert plan is not None

    def outputs(**told: Any) -> tuple[str, Any]:
        TORCH.seed(3)
        model = TORCH.planned(plan.plan, tmp_path, learned=DataTask.CLASSIFICATION)
        return TORCH.fit(model, x, y, recipe=recipe(epochs=6, **told), seed=3), TORCH.predict(model, x)

    np.testing.assert_array_equal(outputs()[1], outputs()[1])
    assert outputs(budget_s=0.0)[0] == "budget"
    assert outputs(optimizer="sgd", learning_rate=1e30)[0] == "diverged"
    assert outputs(early_stopping=Stopping(0, "val_loss", restore_best_weights=True))[0] == ""


def test_constants_are_kept_and_counted(tmp_path: Path) -> None:
    module = Of(lambda s, x: s.fc(x + s.table), fc=nn.Linear(4, 3))
    module.register_buffer("table", torch.rand(4))
    plan = TORCH.plan(saved(module, tmp_path), tmp_path)
    assert plan is not None
    assert (plan.report.bits or 0) > 60
    again = TORCH.planned(plan.plan, tmp_path, learned=DataTask.CLASSIFICATION)
    assert any(torch.equal(held, module.table) for held in again.buffers())


def test_a_constant_scale_of_a_normalisation_is_kept(tmp_path: Path) -> None:
    module = Of(lambda s, x: nn.functional.batch_norm(s.fc(x), None, None, s.scale, training=True), fc=nn.Linear(4, 3))
    module.register_buffer("scale", torch.tensor([1.5, 2.5, 3.5]))
    plan = TORCH.plan(saved(module, tmp_path), tmp_path)
    assert plan is not None
    again = TORCH.planned(plan.plan, tmp_path, learned=DataTask.CLASSIFICATION)
    assert any(torch.equal(held, module.scale) for held in again.buffers())


@pytest.mark.parametrize("end", [nn.Identity(), nn.Softmax(1), nn.LogSoftmax(1)])
def test_scores_and_probabilities_are_predicted_as_probabilities(tmp_path: Path, end: Any) -> None:
    body = nn.Linear(4, 3)
    made = saved(nn.Sequential(body, end), tmp_path)
    x, _ = blobs()
    expected = body(torch.from_numpy(x)).softmax(1).detach().numpy()
    np.testing.assert_allclose(TORCH.predict(made.model, x), expected, atol=1e-6)
    assert TORCH.describe(made.model, input_shape=None).nodes[-1].op == "softmax"


def test_outputs_that_do_not_fit_are_told(tmp_path: Path) -> None:
    made = saved(nn.Linear(4, 2), tmp_path)
    with pytest.raises(UnfitError) as raised:
        TORCH.fit(made.model, *blobs(), recipe=recipe(), seed=1)
    assert raised.value.failure.kind == FailureKind.TARGETS


def test_probes_find_what_a_module_does_and_leave_it_as_it_is(tmp_path: Path) -> None:
    module = Small()
    module.two.weight.requires_grad_(requires_grad=False)
    module.two.bias.requires_grad_(requires_grad=False)
    model = saved(module, tmp_path).model
    before = {name: value.clone() for name, value in model.state_dict().items()}
    found = TORCH.probes(model, blobs()[0], ["output", "dropout", "training_step", "memorising"])
    assert not any("problem" in each for each in found.values()), found
    assert found["output"]["sums_to_one"]
    assert found["dropout"]["training_differs"]
    assert not found["dropout"]["inference_differs"]
    assert [layer["name"] for layer in found["dropout"]["layers"]] == ["drop"]
    assert found["training_step"] == {"frozen_moved": [], "trainable_still": []}
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())


def test_a_part_without_gradient_stands_still(tmp_path: Path) -> None:
    module = Of(lambda s, x: s.two(s.one(x).detach()), one=nn.Linear(4, 4), two=nn.Linear(4, 3))
    found = TORCH.probes(saved(module, tmp_path).model, blobs()[0], ["training_step"])
    assert found["training_step"]["trainable_still"] == ["one"]


def test_numbers_of_any_size_can_be_learned_by_heart(tmp_path: Path) -> None:
    module = nn.Linear(4, 1)
    with torch.no_grad():
        module.bias.fill_(300.0)
    model = saved(module, tmp_path).model
    model.learned = DataTask.REGRESSION
    found = TORCH.probes(model, blobs()[0], ["memorising"], learned=DataTask.REGRESSION)
    assert found["memorising"]["learns"], found


def test_a_module_is_asked_and_left_in_its_modes() -> None:
    module = Small()
    module.norm.eval()
    assert TORCH.build(module, np.zeros((2, 4), "float32"), None, may_wait=False) is None
    TORCH.predict(module, blobs()[0])
    assert [part.training for part in (module, module.norm, module.drop)] == [True, False, True]


@pytest.mark.parametrize("data", [b"", b"AGTORCH1", b"PK\x03\x04", b"AGTORCH1" + b"\xff" * 100, b"\x80\x04\x95."])
def test_a_damaged_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model").write_bytes(data)
    with pytest.raises(WireError):
        TORCH.rebuild(tmp_path / "model")


MIXING = {
    "mean": lambda s, x: s.fc(x - x.mean(0)),
    "softmax": lambda s, x: s.fc(x).softmax(0),
    "turned": lambda s, x: s.fc(x.t().flip(0).t()),
    "halves": lambda s, x: s.fc(x.view(-1, 2).view(-1, 4).roll(1, 0)),
    "statistics": lambda s, x: nn.functional.batch_norm(s.fc(x), None, None, training=True),
    "reshaped": lambda s, x: s.fc(x.reshape(-1, 1, 4).transpose(0, 1).softmax(1).squeeze(0)),
    "first": lambda s, x: s.fc(x + x[:1]),
    "sorted": lambda s, x: s.fc(x) - s.fc(x).amax(0),
}


@pytest.mark.parametrize("name", MIXING)
def test_no_output_tells_of_the_inputs_beside_it(tmp_path: Path, name: str) -> None:
    model = saved(Of(MIXING[name], fc=nn.Linear(4, 3)), tmp_path).model
    x, _ = blobs()
    together = TORCH.predict(model, x[:20])
    alone = np.concatenate([TORCH.predict(model, x[k : k + 1]) for k in range(20)])
    np.testing.assert_allclose(together, alone, atol=1e-5)
