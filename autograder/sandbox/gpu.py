"""The device files and folders of the host that a box with a GPU needs."""

from __future__ import annotations

from pathlib import Path

SHARED = ("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-caps")
EVERY = "every"
"""Stands for all cards where a value of CUDA_VISIBLE_DEVICES is asked for."""
READABLE = ("/sys", "/proc/driver/nvidia")


def devices(gpu: str, *, root: Path = Path("/dev")) -> tuple[Path, ...]:
    """Return the device files for a value of CUDA_VISIBLE_DEVICES; none for the empty one.

    An index names its own device; a name ("GPU-…", "MIG-…") does not tell which it is, so every device is returned.
    """
    if not gpu:
        return ()
    numbers = [name for name in gpu.split(",") if name.isdigit()]
    cards = [root / f"nvidia{number}" for number in numbers] or sorted(root.glob("nvidia[0-9]*"))
    return tuple(path for path in (*cards, *(root / name for name in SHARED)) if path.exists())


def writable(gpu: str) -> tuple[str, ...]:
    """Return what a box with a GPU must write outside its own folders: drivers name their threads in /proc."""
    return ("/proc",) if gpu else ()
