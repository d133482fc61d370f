"""A student who hands in PyTorch is told of the mistakes of training loops, and of networks of other kinds in words."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from typing import Any

import pytest

from tests.end_to_end.conftest import Command
from tests.end_to_end.test_torch_modules import course_of, graded
from tests.end_to_end.torch_class import CELLS, HEAD, LOOP, MODULE
from tests.field.conftest import notebook
from tests.sentences import faults

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="TORCH SKIPPED: PyTorch is not installed"),
]


def trained(*, module: str = MODULE, loop: str = LOOP) -> str:
    return notebook(HEAD, module.removeprefix(HEAD), "model = Digits()", loop, *CELLS[-1:])


LAST = "return self.fc2(F.relu(self.fc1(x)))"
MORE = MODULE.replace("nn.Conv2d(1, 10, 3)", "nn.Conv2d(1, 12, 3)").replace("90, 50", "108, 50")
RECURRENT = (
    HEAD
    + """\
class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(8, 32, batch_first=True)
        self.attention = nn.MultiheadAttention(32, 4, batch_first=True)
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        x = self.rnn(x.squeeze(1))[0]
        x = self.attention(x, x, x)[0]
        return self.fc(x[:, -1])
"""
)
MISTAKEN = {
    "types.ipynb": trained(loop=LOOP.replace("torch.tensor(digits.target)", "torch.tensor(digits.target).float()")),
    "twice.ipynb": trained(module=MORE.replace(LAST, "return F.softmax(self.fc2(F.relu(self.fc1(x))), dim=1)")),
    "batch.ipynb": trained(module=MODULE.replace(LAST, "return F.softmax(self.fc2(F.relu(self.fc1(x))), dim=0)")),
    "kept.ipynb": trained(module=MORE, loop=LOOP.replace("        optimizer.zero_grad()\n", "")),
    "other.ipynb": trained(module=RECURRENT),
}
SEEN = {
    "types": "your labels are of the type torch.float32",
    "twice": "Your network ends in a softmax, and it is trained with CrossEntropyLoss.",
    "batch": "runs over axis 0.",
    "kept": "nothing sets the gradients back to zero.",
}


@pytest.fixture(scope="module")
def found(autograder: Command, course: Any, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    folder = tmp_path_factory.mktemp("hints")
    own = course_of(course, folder, mode="student", frameworks='["keras", "torch"]')
    return graded(autograder, own, folder, {**MISTAKEN, "right.ipynb": notebook(*CELLS)})


@pytest.mark.parametrize("name", SEEN)
def test_the_mistake_is_told(found: Mapping[str, Any], name: str) -> None:
    told = " ".join(found[name]["hints"])
    assert SEEN[name] in told, found[name]
    assert faults(told) == []


def test_right_work_is_told_nothing(found: Mapping[str, Any]) -> None:
    assert (found["right"]["earned"], found["right"]["hints"]) == (100, [])


def test_recurrent_layers_and_attention_are_named_as_the_student_named_them(found: Mapping[str, Any]) -> None:
    text = " ".join(check["message"] for check in found["other"]["checks"])
    assert found["other"]["error"] is None
    assert "LSTM" in text
    assert "MultiheadAttention" in text
    assert faults(text) == []
