"""Every box finds its GPU after the fork, and keeps to its share of it before anything is computed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import keras
import pytest

from autograder.contracts import Framework
from autograder.frameworks.keras import device, loading
from autograder.probe.box_paths import Room
from autograder.probe.tasks import inspect, train
from autograder.protocol.gpu import SHARE
from autograder.protocol.jobs import ImageScaling, Inspection, InspectJob, Recipe, TrainJob

WHOLE = 80 * 2**30
INSPECTION = Inspection(ImageScaling.UNIT, 255.0, ())
RECIPE = Recipe(1, 32, 0.0, validation_seed=None, early_stopping=None, budget_s=60.0)
JOBS = {inspect: InspectJob(INSPECTION, plan=False), train: TrainJob(7, RECIPE, INSPECTION)}


class KeptError(Exception):
    """The share was asked for."""


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """PyTorch as it is in a forked box with a card: Keras chose the processor when it was imported."""
    fractions: list[float] = []
    cuda = SimpleNamespace(
        is_available=lambda: True,
        get_device_properties=lambda place: SimpleNamespace(total_memory=WHOLE),
        set_per_process_memory_fraction=fractions.append,
    )
    core = SimpleNamespace(DEFAULT_DEVICE="cpu")
    core.get_device = lambda: core.DEFAULT_DEVICE
    package = ModuleType("keras.src.backend.torch")
    vars(package)["core"] = core
    for name, module in (("torch", SimpleNamespace(cuda=cuda)), (package.__name__, package)):
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(keras.backend, "backend", lambda: "torch")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "GPU-1")
    monkeypatch.delenv(SHARE, raising=False)
    return SimpleNamespace(cuda=cuda, core=core, fractions=fractions)


@pytest.mark.parametrize("task", [inspect, train])
def test_a_task_takes_the_gpu_first(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken() -> None:
        raise KeptError

    monkeypatch.setattr(device, "take", taken)
    with pytest.raises(KeptError):
        task.main(None, JOBS[task])


def test_pytorch_computes_on_the_card_and_takes_all_of_it_where_nobody_shares_it(torch: SimpleNamespace) -> None:
    assert device.device() == "cpu"
    device.take()
    assert (device.device(), torch.core.DEFAULT_DEVICE, torch.fractions) == ("gpu", "cuda", [])


def test_pytorch_keeps_to_its_share(torch: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHARE, str(20 * 1024))
    device.take()
    assert torch.fractions == [0.25]


def test_a_card_that_cuda_cannot_use_is_not_called_a_gpu(torch: SimpleNamespace) -> None:
    torch.cuda.is_available = lambda: False
    device.take()
    assert (device.device(), torch.core.DEFAULT_DEVICE) == ("cpu", "cpu")


def test_a_card_that_others_have_filled_is_found_full_by_what_computes_on_it(
    torch: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(place: int) -> None:
        raise RuntimeError("CUDA error: out of memory")

    torch.cuda.get_device_properties = full
    monkeypatch.setenv(SHARE, "1024")
    device.take()
    assert (device.device(), torch.fractions) == ("gpu", [])


def test_nothing_is_taken_without_a_gpu(torch: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    device.take()
    assert (device.device(), torch.core.DEFAULT_DEVICE) == ("cpu", "cpu")


@pytest.mark.parametrize(
    ("task", "step", "file"), [(inspect, "look", "inspected.json"), (train, "train", "trained.json")]
)
def test_a_full_card_is_reported_and_no_fault_of_the_box(
    task: Any, step: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(framework: Framework, room: Room, job: Any) -> None:
        raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")

    room = Room(tmp_path)
    room.out.mkdir()
    monkeypatch.setattr(task, step, full)
    task.main(room, JOBS[task])
    assert "CUDA out of memory" in json.loads((room.out / file).read_text())["problem"]["message"]


def test_keras_is_imported_without_a_look_at_the_card() -> None:
    """What CUDA has begun does not survive a fork: the kernel of a notebook could not use its GPU."""
    assert loading.TORCH_DEVICE not in os.environ
    script = (
        "import os, sys\n"
        "from autograder.frameworks.keras import loading\n"
        "class Watch:\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'keras':\n"
        "            print(os.environ.get(loading.TORCH_DEVICE))\n"
        "sys.meta_path.insert(0, Watch())\n"
        "loading.load()\n"
        "print(os.environ.get(loading.TORCH_DEVICE))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["cpu", "None"]
