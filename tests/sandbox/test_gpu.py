from dataclasses import replace
from pathlib import Path

import pytest

from autograder.sandbox import gpu
from autograder.sandbox.forkserver import template
from autograder.sandbox.forkserver.backend import ForkServer

FIRST, SECOND = "GPU-139358c8-6a67-a781-fd26-e799dc6baecb", "GPU-5a1c0b1e-0000-a781-fd26-e799dc6baecb"
INFORMATION = """\
Model: \t\t NVIDIA H100 80GB HBM3
IRQ:   \t\t 41
GPU UUID: \t {name}
Bus Type: \t PCIe
Bus Location: \t 0000:00:06.0
Device Minor: \t {number}
GPU Excluded:\t No
"""
"""What a driver tells of a card, as read on one."""


@pytest.fixture
def machine(tmp_path):
    """A machine on which the card that comes first on the bus has the second device."""
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools"):
        (tmp_path / name).touch()
    (tmp_path / "nvidia-caps").mkdir()
    for place, name, number in (("0000:00:06.0", FIRST, 1), ("0000:00:07.0", SECOND, 0)):
        (tmp_path / "gpus" / place).mkdir(parents=True)
        (tmp_path / "gpus" / place / "information").write_text(INFORMATION.format(name=name, number=number))
    return tmp_path


def devices(folder, value):
    return [path.name for path in gpu.devices(value, root=folder, driver=folder / "gpus")]


def test_a_box_sees_the_card_of_its_slot_and_what_cuda_needs_besides(machine):
    assert devices(machine, "1") == ["nvidia1", "nvidiactl", "nvidia-uvm"]
    assert devices(machine, "0,1")[:2] == ["nvidia0", "nvidia1"]
    assert devices(machine, "") == []


def test_the_driver_tells_which_device_a_name_belongs_to(machine):
    assert devices(machine, FIRST) == ["nvidia1", "nvidiactl", "nvidia-uvm"]
    assert devices(machine, f"{SECOND},{FIRST}")[:2] == ["nvidia0", "nvidia1"]


@pytest.mark.parametrize("value", ["MIG-0c7", "GPU-of-another-machine", gpu.EVERY])
def test_a_name_that_tells_no_card_gets_all_and_the_rights_to_instances(machine, value):
    assert devices(machine, value) == ["nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "nvidia-caps"]


def test_a_driver_that_tells_less_is_no_problem(machine):
    (machine / "gpus/0000:00:06.0/information").write_text("Model: \t\t Some card\nDevice Minor: \t ?\n")
    assert devices(machine, SECOND) == ["nvidia0", "nvidiactl", "nvidia-uvm"]


def test_a_machine_without_cards_gives_none(tmp_path):
    assert devices(tmp_path, "0") == []


def test_a_forked_box_without_a_gpu_does_not_even_see_names(box_of, monkeypatch):
    """Another device of the host stands for the card: CUDA fails with noise where it finds an empty file."""
    mine = {Path(name) for name in (*template.DEVICES, *template.DEVICE_LINKS)}
    card = next((path for path in Path("/dev").iterdir() if path.is_char_device() and path not in mine), None)
    if card is None:
        pytest.skip("CARDS IN FORKED BOXES SKIPPED: this machine has no device that a box has not")
    monkeypatch.setattr(gpu, "devices", lambda value: (card,) if value else ())
    backend = ForkServer()
    script = f"from pathlib import Path; p = Path({str(card)!r}); print(p.exists(), p.exists() and p.is_char_device())"
    script += "; print(*sorted(path.name for path in Path('/dev').iterdir() if path != p))"
    try:
        seen = {}
        for value in ("0", ""):
            with backend._supervise(replace(box_of(script), gpu=value)) as result:
                seen[value] = result.stdout.splitlines()
                assert len(seen[value]) == 2, result.stderr
    finally:
        backend.close()
    assert (seen["0"][0], seen[""][0]) == ("True True", "False False")
    assert seen["0"][1] == seen[""][1]
