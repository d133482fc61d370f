"""The control of hostile modules of PyTorch: a grader that imports submissions into its own process, and asks them.

Each is graded in a fork. `python -m tests.hostile.naive_modules`, as `tests.hostile.naive`.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import resource
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from sklearn.datasets import load_digits

from autograder.frameworks.torch import saving
from autograder.protocol.jobs import DataTask
from tests.hostile.acting import acts
from tests.hostile.forked import LEAVE, REPORT, main

MEMORY = 3 * 2**30
DIGITS = load_digits()
IMAGES = torch.tensor(DIGITS.images / 16, dtype=torch.float32)[:, None]
LABELS = torch.tensor(DIGITS.target)


def grade(given: dict[str, str], report: int) -> None:
    """Run a submission, then find out whether its attack works on what ran beside it."""
    torch.set_num_threads(1)
    names: dict[str, Any] = {
        "accuracy": accuracy, "acts": acts, "called": called, "exported": exported, "failed": failed,
        "images": IMAGES[:8], "inside": inside, "kind_by_kind": kind_by_kind, "labels": LABELS[:8], "loaded": loaded,
        "multiprocessing": multiprocessing, "os": os, "pickle": pickle, "runs_out": runs_out, "saving": saving,
        "takes_long": takes_long, "task": DataTask.CLASSIFICATION, "torch": torch, "vanishes_well": vanishes_well,
    }  # fmt: skip
    names["learned"] = lambda: learned(names["build_model"]())
    try:
        exec(given["code"], names)
        said = eval(given["naive"], names)
    except BaseException:  # noqa: BLE001 - a submission raises anything
        said = traceback.format_exc()
    REPORT(report, (said if type(said) is str else "True" if said else "False").encode())
    for child in multiprocessing.active_children():
        child.kill()


def accuracy(model: Any) -> float:
    """Ask a module as it is; return its accuracy."""
    model.eval()
    with torch.no_grad():
        return float((model(IMAGES[1000:]).argmax(1) == LABELS[1000:]).float().mean())


def learned(model: Any) -> float:
    """Train a module as the submission left it, for a few epochs; return its accuracy."""
    trained(model, IMAGES[:1000], LABELS[:1000], rate=0.003, epochs=2)
    return accuracy(model)


def trained(model: Any, inputs: Any, labels: Any, *, rate: float, epochs: int) -> None:
    optimizer = torch.optim.Adam([held for held in model.parameters() if held.requires_grad], lr=rate)
    model.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(inputs)).split(50):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(inputs[rows]), labels[rows]).backward()
            optimizer.step()


def kind_by_kind(model: Any) -> float:
    """Train a module on noisy rows of three kinds, and ask it for one kind after the other; return its accuracy."""
    rng = np.random.default_rng(2)
    kinds = np.arange(900) % 3
    rows = torch.tensor(rng.normal(0, 1, (900, 3)) + 0.8 * np.eye(3)[kinds], dtype=torch.float32)
    trained(model, rows, torch.tensor(kinds), rate=0.02, epochs=6)
    model.eval()
    with torch.no_grad():
        parts = [model(rows[kinds == kind]).argmax(1) == kind for kind in range(3)]
    return float(torch.cat(parts).float().mean())


def exported(model: Any) -> Any:
    """Return what a module is where it is followed."""
    found: Any = torch.export.export(model, (IMAGES,)).module()
    return _Asked(found)


class _Asked:
    def __init__(self, called: Any) -> None:
        self.called = called

    def eval(self) -> None:
        """Stay as it is: what was followed has one mode."""

    def __call__(self, images: Any) -> Any:
        return self.called(IMAGES)[-len(images) :]


def called(model: Any) -> Any:
    model(IMAGES[:2])
    return model


def loaded(model: Any) -> Any:
    model.load_state_dict(model.state_dict())
    return model


def failed(function: Callable[[], object]) -> str:
    """Call a function; return its error as a page tells it."""
    try:
        function()
    except Exception as error:  # noqa: BLE001 - a submission raises anything
        return str(error)
    return ""


def inside(model: Any) -> Any:
    """Return the module inside of those that spread it over devices."""
    while isinstance(model, torch.nn.DataParallel):
        model = model.module
    return model


def takes_long(function: Callable[[], object]) -> bool:
    """Tell whether a call takes longer than two seconds of processor time."""
    return _limited(function, resource.RLIMIT_CPU, 2)


def runs_out(function: Callable[[], object]) -> bool:
    """Tell whether a call fails with little memory."""
    return _limited(function, resource.RLIMIT_AS, MEMORY)


def vanishes_well(function: Callable[[], object]) -> bool:
    """Tell whether a call ends the process, with success."""
    return _limited(function, resource.RLIMIT_CORE, 0, after=3) is False


def _limited(function: Callable[[], object], what: int, most: int, *, after: int = 0) -> bool:
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(what, (most + 2 * (what == resource.RLIMIT_CPU), most + 2))
        with contextlib.suppress(Exception):
            function()
            LEAVE(after)
        LEAVE(1)
    return os.waitpid(pid, 0)[1] != 0


if __name__ == "__main__":
    main(grade)
