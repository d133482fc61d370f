"""Train a rebuilt module, or a submission's, by an assignment's recipe, within a budget of time."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from autograder.contracts import UnfitError
from autograder.frameworks.torch.rebuild import first_output
from autograder.protocol.jobs import DataTask, Recipe, Stopping
from autograder.records import Failure, FailureKind

OPTIMIZERS: Final[Mapping[str, Callable[..., Any]]] = {
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "sgd": torch.optim.SGD,
}
LEAST: Final = 1e-7
"""Probabilities below it count as it, as in Keras."""


def seed_all(seed: int) -> None:
    """Seed Python, NumPy and torch."""
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002  what submissions draw from
    torch.manual_seed(seed)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a training aims at: a task, and what the module's outputs are (`endings.ENDS`, "" for scores)."""

    task: DataTask
    ends: str

    def names_labels(self, outputs: Any) -> bool:
        """Tell whether each output says yes or no by itself."""
        return self.task is DataTask.MULTILABEL or outputs.shape[-1] == 1

    def loss(self, outputs: Any, targets: Any) -> Any:
        """Return the mean loss of a batch."""
        if self.task.gives_numbers:
            return functional.mse_loss(outputs, targets)
        if self.names_labels(outputs):
            if self.ends == "sigmoid":
                return functional.binary_cross_entropy(outputs.clamp(LEAST, 1 - LEAST), targets)
            return functional.binary_cross_entropy_with_logits(outputs, targets)
        if self.ends == "softmax":
            return functional.nll_loss(outputs.clamp_min(LEAST).log(), targets)
        if self.ends == "log_softmax":
            return functional.nll_loss(outputs, targets)
        return functional.cross_entropy(outputs, targets)

    def probabilities(self, outputs: Any) -> Any:
        """Return outputs as what they say: probabilities of classes and labels, numbers as they are."""
        if self.task.gives_numbers or self.ends in {"softmax", "sigmoid"} or outputs.ndim < 2:
            return outputs
        if self.ends == "log_softmax":
            return outputs.exp()
        if self.names_labels(outputs):
            return outputs.sigmoid()
        return outputs.softmax(1)

    def right(self, outputs: Any, targets: Any) -> float:
        """Return the share of right answers of a batch; for numbers the mean absolute error."""
        if self.task.gives_numbers:
            return float((outputs - targets).abs().mean())
        if self.names_labels(outputs):
            edge = 0.5 if self.ends == "sigmoid" else 0.0
            return float(((outputs > edge) == (targets > 0.5)).float().mean())
        return float((outputs.argmax(1) == targets).float().mean())


def targets_for(outputs: Any, y: NDArray[Any], task: DataTask) -> Any:
    """Return labels or numbers as the loss takes them.

    Raises:
        UnfitError: the module's outputs do not fit them.
    """
    shape = tuple(outputs.shape[1:])
    if not task.names_classes:
        wanted = math.prod(y.shape[1:])
        if shape not in {(wanted,), () if wanted == 1 else (wanted,)}:
            said = f"the network gives an output of shape {shape} for an input, and the data has {wanted} numbers"
            raise UnfitError(
                Failure(FailureKind.NUMBERS, said, details={"found": str(shape), "wanted": str((wanted,))})
            )
        return torch.from_numpy(y.astype(np.float32).reshape(len(y), *shape))
    classes, width = int(y.max()) + 1, shape[-1] if shape else 1
    if len(shape) == 1 and width == 1 and classes == 2:
        return torch.from_numpy(y.astype(np.float32)[:, None])
    if len(shape) != 1 or width < classes:
        said = f"the network gives {width} numbers for an input, and the data has {classes} classes"
        raise UnfitError(Failure(FailureKind.TARGETS, said, details={"width": str(width), "classes": str(classes)}))
    return torch.from_numpy(y.astype(np.int64))


@dataclass(slots=True)
class TrainingCourse:
    """A training: its curves, and the best weights where early stopping wants them back."""

    curves: dict[str, list[float]] = field(default_factory=dict)
    best: float = math.inf
    since: int = 0
    kept: Any = None

    def note(self, **values: float) -> None:
        """Add an epoch's numbers to the curves."""
        for name, value in values.items():
            self.curves.setdefault(name, []).append(value)

    def stops(self, stopping: Stopping | None, model: Any) -> bool:
        """Tell whether an epoch was the last one."""
        if stopping is None or stopping.monitor not in self.curves:
            return False
        value = self.curves[stopping.monitor][-1] * (-1 if "accuracy" in stopping.monitor else 1)
        if value < self.best:
            self.best, self.since = value, 0
            self.kept = deepcopy(model.state_dict()) if stopping.restore_best_weights else None
            return False
        self.since += 1
        return self.since >= stopping.patience


def fit(
    model: Any, x: NDArray[Any], y: NDArray[Any], *, recipe: Recipe, seed: int, goal: Goal
) -> tuple[str, TrainingCourse]:
    """Train by the recipe; return why it ended early ("", "budget", "diverged"), and the curves.

    Args:
        model: a module.
        x: inputs, (n, …), as it takes them.
        y: labels, (n,), or numbers, (n,) or (n, k).
        recipe: for how long, on what part of the data, with which optimizer.
        seed: for Python, NumPy and torch.
        goal: what it learns.

    Raises:
        UnfitError: its outputs do not fit what is learned.
    """
    seed_all(seed)
    deadline, course = time.monotonic() + recipe.budget_s, TrainingCourse()
    inputs = torch.from_numpy(np.ascontiguousarray(x))
    with torch.no_grad():
        model.eval()
        targets = targets_for(first_output(model(inputs[:2])), y, goal.task)
    train, held = _parts(len(inputs), recipe)
    learning = [each for each in model.parameters() if each.requires_grad]
    optimizer = OPTIMIZERS[recipe.optimizer](learning, lr=recipe.learning_rate) if learning else None
    stopped = ""
    for _ in range(recipe.epochs):
        stopped = _epoch(
            model,
            optimizer,
            (inputs, targets, train),
            batch=recipe.batch_size,
            goal=goal,
            course=course,
            deadline=deadline,
        )
        if len(held) and not stopped:
            loss, right = _measured(model, inputs[held], targets[held], goal)
            course.note(val_loss=loss, **{f"val_{_told(goal)}": right})
        if stopped or course.stops(recipe.early_stopping, model):
            break
    if course.kept is not None:
        model.load_state_dict(course.kept)
    model.eval()
    return stopped, course


def _told(goal: Goal) -> str:
    return "mae" if goal.task.gives_numbers else "accuracy"


def _epoch(
    model: Any,
    optimizer: Any,
    data: tuple[Any, Any, Any],
    *,
    batch: int,
    goal: Goal,
    course: TrainingCourse,
    deadline: float,
) -> str:
    """Train on every example once; return why that ended early."""
    inputs, targets, train = data
    model.train()
    sums, seen = np.zeros(2), 0
    for rows in train[torch.randperm(len(train))].split(batch):
        outputs = first_output(model(inputs[rows]))
        loss = goal.loss(outputs, targets[rows])
        value = float(loss.detach())
        if optimizer is not None:
            optimizer.zero_grad()
            if loss.requires_grad:
                loss.backward()
            optimizer.step()
        sums, seen = sums + len(rows) * np.array([value, goal.right(outputs.detach(), targets[rows])]), seen + len(rows)
        stopped = "diverged" if not math.isfinite(value) else "budget" if time.monotonic() > deadline else ""
        if stopped:
            break
    course.note(loss=float(sums[0] / max(seen, 1)), **{_told(goal): float(sums[1] / max(seen, 1))})
    return stopped


def _measured(model: Any, inputs: Any, targets: Any, goal: Goal) -> tuple[float, float]:
    model.eval()
    with torch.no_grad():
        outputs = torch.cat([first_output(model(part)) for part in inputs.split(500)])
        return float(goal.loss(outputs, targets)), goal.right(outputs, targets)


def _parts(count: int, recipe: Recipe) -> tuple[Any, Any]:
    """Return which examples are for training and which for validation: the last ones, or what a seed draws."""
    order = np.arange(count)
    held = math.ceil(count * recipe.validation) if recipe.validation else 0
    if held and recipe.validation_seed is not None:
        from sklearn.model_selection import train_test_split

        split = train_test_split(order, test_size=recipe.validation, random_state=recipe.validation_seed)
        return torch.from_numpy(split[0]), torch.from_numpy(split[1])
    return torch.from_numpy(order[: count - held]), torch.from_numpy(order[count - held :])
