"""Hints about training loops in PyTorch: each with what it is said of, and with what only looks like it."""

from __future__ import annotations

import pytest

from autograder.records import CheckResult, Failure, Status
from tests.checks.hints.given import HIGH, LOW, hints, network, rules

TORCH = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
STEP = """\
for x, y in batches:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
"""
EVALUATED = "model.eval()\nwith torch.no_grad():\n    found = model(x_test).argmax(1)\n"
NET = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.soft = nn.Softmax(dim=1)
    def forward(self, x):
{}"""
LOSS = "criterion = nn.CrossEntropyLoss()\n"


def said(source: str, *, error: str = "", operations: str = "dense relu dense softmax") -> set[str]:
    told = Failure("exception", error) if error else None
    found = rules(structure=network(operations, loss=None), measured=LOW, source=TORCH + source, error=told)
    return set(found)


@pytest.mark.parametrize(
    "source",
    [
        NET.format("        return F.softmax(self.fc(x), dim=1)\n") + LOSS,
        NET.format("        return self.soft(self.fc(x))\n") + LOSS,
        NET.format("        x = self.fc(x)\n        x = torch.softmax(x, dim=-1)\n        return x\n") + LOSS,
        "model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))\n" + LOSS,
        "model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))\nloss = F.cross_entropy(model(x), y)\n",
    ],
)
def test_a_softmax_before_cross_entropy_is_told(source: str) -> None:
    assert "softmax_before_cross_entropy" in said(source)


@pytest.mark.parametrize(
    "source",
    [
        NET.format("        return self.fc(x)\n") + LOSS + "chances = F.softmax(model(x_test), dim=1)\n",
        NET.format("        return F.log_softmax(self.fc(x), dim=1)\n") + "criterion = nn.NLLLoss()\n",
        NET.format("        w = F.softmax(self.q(x), dim=-1)\n        return self.fc(w @ x)\n") + LOSS,
        NET.format("        x = F.softmax(x, dim=1)\n        x = self.fc(x)\n        return x\n") + LOSS,
        "model = nn.Sequential(nn.Softmax(dim=1), nn.Linear(64, 10))\n" + LOSS,
        "model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))\ncriterion = nn.MSELoss()\n",
    ],
)
def test_a_softmax_elsewhere_is_none_before_cross_entropy(source: str) -> None:
    assert "softmax_before_cross_entropy" not in said(source)


def test_forgotten_zero_grad_is_told() -> None:
    assert "forgotten_zero_grad" in said(STEP.replace("    optimizer.zero_grad()\n", ""))


@pytest.mark.parametrize(
    "source",
    [
        STEP,
        STEP.replace("    optimizer.zero_grad()\n", "") + "    model.zero_grad(set_to_none=True)\n",
        STEP.replace("optimizer.zero_grad()", "for p in model.parameters(): p.grad = None"),
        STEP.replace("optimizer.zero_grad()", "w.grad.zero_()"),
        "scheduler.step()\n",
        "loss.backward()\nprint(w.grad)\n",
    ],
)
def test_gradients_that_are_cleared_need_no_hint(source: str) -> None:
    assert "forgotten_zero_grad" not in said(source)


@pytest.mark.parametrize(
    "code", ["F.softmax(x, dim=0)", "F.softmax(x, 0)", "x.softmax(0)", "nn.Softmax(dim=0)", "nn.LogSoftmax(0)"]
)
def test_a_softmax_over_the_batch_is_told_with_its_line(code: str) -> None:
    found = [
        hint for hint in hints(source=f"{TORCH}y = {code}\n", measured=LOW) if hint.rule == "softmax_over_the_batch"
    ]
    assert len(found) == 1
    assert f"In line 4 “{code}” runs over axis 0." in found[0].seen


@pytest.mark.parametrize(
    "code",
    ["F.softmax(x, dim=1)", "F.softmax(x, -1)", "x.softmax(1)", "nn.Softmax(dim=-1)", "nn.Softmax()", "x.argmax(0)"],
)
def test_a_softmax_over_classes_needs_no_hint(code: str) -> None:
    assert "softmax_over_the_batch" not in said(f"y = {code}\n")


@pytest.mark.parametrize(
    "message",
    [
        "expected target dtype to be Long or Byte, but got Float",
        "expected target dtype to be Long or Byte, but got Int",
        "expected scalar type Long but found Double",
        "result type Float can't be cast to the desired output type Long",
        "Found dtype Long but expected Float",
    ],
)
def test_labels_of_another_type_are_told(message: str) -> None:
    assert "labels_of_another_type" in said(STEP, error=message)


@pytest.mark.parametrize(
    "message", ["0D or 1D target tensor expected, multi-target not supported", "mat1 and mat2 must have the same dtype"]
)
def test_other_errors_are_none_of_types(message: str) -> None:
    assert "labels_of_another_type" not in said(STEP, error=message)


DROPS = "dense relu dropout dense softmax"


def test_an_evaluation_in_training_mode_is_told() -> None:
    assert "evaluates_in_training_mode" in said(STEP + EVALUATED.replace("model.eval()\n", ""), operations=DROPS)


@pytest.mark.parametrize(
    ("source", "operations"),
    [
        (STEP + EVALUATED, DROPS),
        (STEP + EVALUATED.replace("model.eval()", "model.train(False)"), DROPS),
        (STEP + EVALUATED.replace("model.eval()\n", ""), "dense relu dense softmax"),
        (STEP, DROPS),
    ],
)
def test_an_evaluation_that_is_right_needs_no_hint(source: str, operations: str) -> None:
    assert "evaluates_in_training_mode" not in said(source, operations=operations)


def test_an_evaluation_with_gradients_is_told() -> None:
    assert "evaluates_with_gradients" in said(STEP + "model.eval()\nfound = model(x_test).argmax(1)\n")


@pytest.mark.parametrize(
    "source",
    [
        STEP + EVALUATED,
        STEP + EVALUATED.replace("no_grad", "inference_mode"),
        STEP,
        EVALUATED.split("with", maxsplit=1)[0],
    ],
)
def test_an_evaluation_without_gradients_needs_no_hint(source: str) -> None:
    assert "evaluates_with_gradients" not in said(source)


def test_code_without_pytorch_gets_none_of_these() -> None:
    source = "loss.backward()\noptimizer.step()\nmodel.eval()\ny = softmax(x, dim=0)\n"
    assert not {rule for rule in rules(source=source, measured=LOW) if "grad" in rule or "batch" in rule}


def test_work_that_earns_everything_is_told_nothing_of_them() -> None:
    source = TORCH + STEP.replace("    optimizer.zero_grad()\n", "") + "y = F.softmax(x, dim=0)\n"
    asked = network()
    assert (
        rules(
            structure=asked,
            asked=asked,
            measured=HIGH,
            source=source,
            results=[CheckResult("test_x", "", Status.PASSED, 10.0, 10.0)],
        )
        == []
    )


@pytest.mark.parametrize("imported", ["", "import keras\n"])
def test_a_rate_in_pytorch_is_no_old_spelling_of_keras(imported: str) -> None:
    source = imported + TORCH + STEP + "optimizer = torch.optim.Adam(model.parameters(), lr=0.001)\n"
    assert ("keras2_spelling" in said(source)) is bool(imported)


def test_the_type_of_labels_is_named_as_pytorch_names_it() -> None:
    told = hints(error=Failure("exception", "expected target dtype to be Long or Byte, but got Double"), measured=LOW)
    assert "torch.float64" in told[0].seen
