"""A class for the proof of GPU runners: each kind of submission, and what it earns with a card and without."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.execution.gpus import Card
from benchmarks import classroom


class Earned(StrEnum):
    """How many of the points a submission earns."""

    ALL = "all"
    SOME = "some"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of submission: the right network, or a `wrong` one, and what it does `before` it builds it.

    `on_card` and `on_cpu` say what it earns, `failure` the kind of its failure with a card.
    """

    name: str
    suffix: str = ".py"
    before: str = ""
    wrong: bool = False
    on_card: Earned = Earned.ALL
    on_cpu: Earned = Earned.ALL
    failure: str = ""


TAKING = """
    import os
    if os.environ.get("CUDA_VISIBLE_DEVICES"):
        if keras.backend.backend() == "torch":
            import torch
            print("CAP", round(torch.cuda.get_per_process_memory_fraction(), 3))
        held = keras.ops.zeros((MEGABYTES, 2**18), dtype="float32")
"""
"""Holds so much of the card's memory, and tells how much of it it might."""

HOARDING = """
    import os, time
    if os.environ.get("CUDA_VISIBLE_DEVICES") and keras.backend.backend() == "torch":
        import torch
        torch.cuda.set_per_process_memory_fraction(1.0)
        held = []
        try:
            while True:
                held.append(torch.zeros(2**28, device="cuda"))
        except RuntimeError:
            del held[-2:]
            torch.cuda.empty_cache()
        time.sleep(8)
        print("HOARDED", len(held), "GB")
"""
"""Lifts its cap and holds the whole card for a while."""

EATING = "eaten = [bytearray(2**20) for _ in range(2**14)]"
"""Takes more of the host's memory than a box may."""

OPENING = """
    import os, stat
    own = OWN_DEVICES if os.environ.get("CUDA_VISIBLE_DEVICES") else []
    names = [f"nvidia{n}" for n in range(8)] + ["nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset"]
    names += [f"nvidia-caps/nvidia-cap{n}" for n in range(1, 3)]
    through = []
    for name in names:
        for root in ("/dev", "/proc/1/root/dev", "/proc/self/root/dev", "/gpus/dev", "/mnt/dev"):
            try:
                descriptor = os.open(f"{root}/{name}", os.O_RDWR)
            except OSError:
                continue
            if stat.S_ISCHR(os.fstat(descriptor).st_mode) and f"/dev/{name}" not in own:
                through.append(f"{root}/{name}")
            os.close(descriptor)
    for number in (0, 1, 255):
        try:
            os.mknod(f"card{number}", 0o666 | stat.S_IFCHR, os.makedev(195, number))
            os.close(os.open(f"card{number}", os.O_RDWR))
            through.append(f"mknod {number}")
        except OSError:
            pass
    print("THROUGH", through)
"""
"""Opens, makes and reaches device files that are not the box's, and prints what worked."""

PLAIN = (
    Kind("module"),
    Kind("notebook", ".ipynb"),
    Kind("wrong", wrong=True, on_card=Earned.SOME, on_cpu=Earned.SOME),
)
"""What a class mostly hands in; these measure the throughput."""

LARGER, TOO_LARGE = 0.6, 2.0
"""Parts of a card's memory."""
HARD = (
    Kind("eats_host", before=EATING, on_card=Earned.NOTHING, on_cpu=Earned.NOTHING, failure="out_of_memory"),
    Kind("hoards", before=HOARDING),
    Kind("opens", before=OPENING),
    Kind("whole_card", before=TAKING.replace("MEGABYTES", "LARGER_MB")),
    Kind("whole_card_notebook", ".ipynb", TAKING.replace("MEGABYTES", "LARGER_MB")),
    Kind(
        "wider_than_card",
        before=TAKING.replace("MEGABYTES", "TOO_LARGE_MB"),
        on_card=Earned.NOTHING,
        failure="gpu_out_of_memory",
    ),
)
"""What needs more than a share of a card, more than a card, or attacks; by name, as they are begun."""


@dataclass(frozen=True, slots=True)
class Student:
    """A submission of a kind, under the name of its student."""

    name: str
    kind: Kind
    text: str


def students(kinds: Sequence[Kind], each: int, card: Card, devices: Sequence[str]) -> Iterator[Student]:
    """Yield `each` submissions of every kind, no two of them alike, for a card whose boxes may open some devices."""
    values = {
        "TOO_LARGE_MB": str(int(card.memory_mb * TOO_LARGE)),
        "LARGER_MB": str(int(card.memory_mb * LARGER)),
        "OWN_DEVICES": repr(list(devices)),
    }
    for kind in kinds:
        before = textwrap.dedent(kind.before).strip()
        for name, value in values.items():
            before = before.replace(name, value)
        for number in range(each):
            yield Student(f"{kind.name}{number}", kind, _text(kind, number, before))


def _text(kind: Kind, number: int, before: str) -> str:
    """Return a module or a notebook that trains its own network."""
    if kind.suffix == ".ipynb":
        cells = classroom.cells(trains=True)
        return classroom.notebook(number, [cells[0], before, *cells[1:]])
    first, found, rest = classroom.module(number, trains=True).partition(classroom.CELLS[0])
    text = f"{first}{found}\n{before}{rest}"
    return text.replace("Conv2D(10", "Conv2D(12") if kind.wrong else text
