"""Write what a run leaves beside its model to the box's `out` folder: the curves of its training, and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder import wire
from autograder.probe.json_files import write_json

MAX_FIGURES = 12


def write_history(history: Mapping[str, Sequence[float]] | None, out: Path) -> int:
    """Write the curves of a model's last training, None for none; return the number of epochs."""
    if history is None:
        (out / "history.json").unlink(missing_ok=True)
        return 0
    write_json(out / "history.json", wire.encode_tree(dict(history)).json)
    return max((len(curve) for curve in history.values()), default=0)


def save_figures(out: Path) -> int:
    """Save the figures that are still open as PNG, the first twelve; return how many are left out."""
    import sys

    if "matplotlib.pyplot" not in sys.modules:
        return 0
    import matplotlib.pyplot as plt

    folder = out / "figures"
    folder.mkdir(exist_ok=True)
    numbers = plt.get_fignums()
    for count, number in enumerate(numbers[:MAX_FIGURES], start=1):
        plt.figure(number).savefig(folder / f"{count:02}.png", dpi=80, bbox_inches="tight")
    plt.close("all")
    return max(0, len(numbers) - MAX_FIGURES)
