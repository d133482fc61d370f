"""The device files and folders of the host that a box with a GPU needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

SHARED = ("nvidiactl", "nvidia-uvm")
"""What CUDA opens besides the card; not `nvidia-uvm-tools`, which serves profilers alone."""
OF_INSTANCES = "nvidia-caps"
"""The rights to instances of cards that are split (MIG)."""
EVERY = "every"
"""Stands for all cards where a value of CUDA_VISIBLE_DEVICES is asked for."""
READABLE = ("/sys", "/proc/driver/nvidia")
DRIVER = Path("/proc/driver/nvidia/gpus")
"""Where the driver tells about each card."""


def devices(gpu: str, *, root: Path = Path("/dev"), driver: Path = DRIVER) -> tuple[Path, ...]:
    """Return the device files for a value of CUDA_VISIBLE_DEVICES; none for the empty one.

    The driver tells which device a card's name ("GPU-…") belongs to, and an index is taken for the device's number. The
    name of an instance ("MIG-…") does not tell its card, so every device is returned.
    """
    if not gpu:
        return ()
    numbers = numbers_by_name(driver)
    named = [numbers.get(name, name) for name in gpu.split(",")]
    whole = all(name.isdigit() for name in named)
    cards = [root / f"nvidia{number}" for number in named] if whole else sorted(root.glob("nvidia[0-9]*"))
    shared = SHARED if whole else (*SHARED, OF_INSTANCES)
    return tuple(path for path in (*cards, *(root / name for name in shared)) if path.exists())


def numbers_by_name(driver: Path) -> Mapping[str, str]:
    """Return the number of each card's device file by the card's name; nothing where the driver does not tell."""
    found = {}
    for path in driver.glob("*/information"):
        text = path.read_text(encoding="utf-8", errors="replace")
        fields = dict(re.findall(r"^([^:\n]+):[ \t]*(.*?)[ \t]*$", text, flags=re.MULTILINE))
        if fields.get("GPU UUID") and fields.get("Device Minor", "").isdigit():
            found[fields["GPU UUID"]] = fields["Device Minor"]
    return found


def writable(gpu: str) -> tuple[str, ...]:
    """Return what a box with a GPU must write outside its own folders: drivers name their threads in /proc."""
    return ("/proc",) if gpu else ()
