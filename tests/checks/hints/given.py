"""What tests of hints give to the rules: networks, curves, data, sources, and what the rules then say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.hints import find_hints
from autograder.course.assignment import Assignment, DataSpec, TrainingMode, TrainingSettings
from autograder.data import HiddenData
from autograder.records import (
    CheckResult,
    Compiled,
    Evidence,
    Hint,
    Layer,
    Measurement,
    Node,
    Outcome,
    Parameters,
    Reference,
    Structure,
)
from tests.metrics.examples import accuracy

GOOD = "conv2d relu max_pooling2d flatten dense relu dropout dense softmax"
"""A small classifier without mistakes, operation by operation."""

WEIGHTED = {"conv2d": 100, "dense": 500}
TRAINS = "x_train = x_train / 255\nmodel.fit(x_train, y_train, epochs=10)\n"
"""A source that scales and trains."""


def network(
    operations: str = GOOD,
    *,
    loss: str | None = "categorical_crossentropy",
    logits: bool = False,
    optimizer: str = "adam",
    rate: Any = 0.001,
    frozen: int = 0,
    width: int = 10,
) -> Structure:
    """Return a chain of operations, each of its own layer; the first `frozen` that have weights do not learn."""
    nodes, left = [], frozen
    for place, op in enumerate(operations.split()):
        parameters = WEIGHTED.get(op, 0)
        learns = 0 if left > 0 else parameters
        left -= op in WEIGHTED
        nodes.append(Node(op, {}, (place - 1,), (width,), parameters, learns, place))
    layers = tuple(
        Layer(f"{node.op}_{place}", node.op, {}, node.shape, {}, node.parameters, node.trainable_parameters, True)
        for place, node in enumerate(nodes)
    )
    total, trainable = sum(n.parameters for n in nodes), sum(n.trainable_parameters for n in nodes)
    compiled = Compiled(optimizer, {"learning_rate": rate}, loss, {"from_logits": logits}, ()) if loss else None
    return Structure(
        name="model",
        class_name="Sequential",
        layers=layers,
        nodes=tuple(nodes),
        inputs=((8, 8, 1),),
        outputs=(len(nodes) - 1,),
        parameters=Parameters(total, trainable, total - trainable),
        compiled=compiled,
        digest=f"{operations}/{frozen}/{width}",
    )


LOW, HIGH = accuracy(0.5), accuracy(0.97)


def assignment(mode: TrainingMode = TrainingMode.STUDENT, data: str = "digits") -> Assignment:
    return Assignment(
        id="digits_cnn", title="", points=100, data=DataSpec(name=data), training=TrainingSettings(mode=mode)
    )


def hints(
    *,
    of: Assignment | None = None,
    asked: Structure | None = None,
    measured: Measurement | None = None,
    data: HiddenData | None = None,
    outcome: Outcome = Outcome.OK,
    results: Sequence[CheckResult] = (),
    **evidence: Any,
) -> tuple[Hint, ...]:
    record = Evidence("sha256:1", outcome, **evidence)
    reference = Reference("digits_cnn", asked, (), None, "") if asked else None
    return find_hints(record, of or assignment(), reference=reference, measured=measured, data=data, results=results)


def rules(**given: Any) -> list[str]:
    return [hint.rule for hint in hints(**given)]


def curves(*, loss: Any, validation: Any = None, **others: Any) -> Mapping[str, tuple[float, ...]]:
    found = {"loss": tuple(loss), **{name: tuple(values) for name, values in others.items()}}
    return found if validation is None else {**found, "val_loss": tuple(validation)}


FLAT = curves(loss=[1.0, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])

LOADS = "from keras.datasets import mnist\n(x_train, y_train), (x_test, y_test) = mnist.load_data()\n"
PLAIN = LOADS + "model.fit(x_train, y_train, epochs=10)"
LABELS = np.arange(540) % 10
DATA = HiddenData(np.zeros((540, 8, 8)), LABELS, Path("x.npy"), 16, tuple("0123456789"), True, "digits")


def outputs(correct: int, n: int = 540) -> NDArray[np.float32]:
    named = LABELS[:n].copy()
    named[correct:] = (named[correct:] + np.arange(n - correct) % 9 + 1) % 10
    return np.eye(10, dtype=np.float32)[named]
