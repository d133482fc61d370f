"""Realistic records for report tests and screenshots: one digits course, seen in every state."""

from __future__ import annotations

import base64
import io
import json
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np

from autograder.course.assignment import Assignment
from autograder.networks import compare
from autograder.records import (
    CheckResult,
    Evidence,
    Form,
    Grade,
    Hint,
    IsolationLayer,
    Layer,
    Measurement,
    Node,
    Note,
    NoteKind,
    Outcome,
    Parameters,
    State,
    Status,
    Structure,
    Submission,
    Training,
    Trust,
    Usage,
    Visibility,
)
from autograder.reports.classroom import ClassSubmission
from autograder.reports.learning import Examined
from autograder.reports.student import Material
from autograder.reports.view import Figure, Look
from tests.metrics.examples import accuracy

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = (ROOT / "templates",)
DIGEST = "sha256:" + "5f" * 32
LOOK = Look(course="Deep learning with Keras")

ASSIGNMENT = Assignment(
    id="digits_cnn",
    title="Handwritten digits with a small CNN",
    titles={"ko": "작은 합성곱 신경망으로 읽는 손글씨 숫자"},
    points=100,
    due=datetime(2026, 11, 23, 23, 59, tzinfo=UTC),
)

SOURCE = '''import numpy as np
import keras
from keras import layers
from sklearn.datasets import load_digits

# %%
digits = load_digits()
x = digits.images[..., None] / 16.0
y = keras.utils.to_categorical(digits.target, 10)

# %%
def build_model():
    """A small convolutional network."""
    model = keras.Sequential([
        keras.Input((8, 8, 1)),
        layers.Conv2D(10, 3),
        layers.Activation("relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(50, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model

# %%
model = build_model()
history = model.fit(x, y, epochs=100, batch_size=50, validation_split=0.2, verbose=0)
print("best validation accuracy", max(history.history["val_accuracy"]))
'''


def layer(name, class_name, shape, weights, trainable=True):
    total = sum(math.prod(axes) for axes in weights.values())
    return Layer(name, class_name, {}, shape, weights, total, total if trainable else 0, trainable)


def structure(filters: int = 10, *, units: int = 50) -> Structure:
    flat = 9 * filters
    layers = (
        layer("conv2d", "Conv2D", (6, 6, filters), {"kernel": (3, 3, 1, filters), "bias": (filters,)}),
        layer("activation", "Activation", (6, 6, filters), {}),
        layer("max_pooling2d", "MaxPooling2D", (3, 3, filters), {}),
        layer("flatten", "Flatten", (flat,), {}),
        layer("dense", "Dense", (units,), {"kernel": (flat, units), "bias": (units,)}),
        layer("dense_1", "Dense", (10,), {"kernel": (units, 10), "bias": (10,)}),
    )
    nodes = (
        node("conv2d", {"filters": filters, "kernel_size": [3, 3], "padding": "valid"}, layers[0], 0, -1),
        node("relu", {}, layers[1], 1, 0),
        node("max_pooling2d", {"pool_size": [2, 2], "strides": [2, 2]}, layers[2], 2, 1),
        node("flatten", {}, layers[3], 3, 2),
        node("dense", {"units": units}, layers[4], 4, 3),
        node("relu", {}, replace(layers[4], parameters=0, trainable_parameters=0), 4, 4),
        node("dense", {"units": 10}, layers[5], 5, 5),
        node("softmax", {}, replace(layers[5], parameters=0, trainable_parameters=0), 5, 6),
    )
    total = sum(made.parameters for made in layers)
    return Structure(
        "sequential", "Sequential", layers, nodes, ((8, 8, 1),), (7,), Parameters(total, total, 0), None, f"net-{total}"
    )


def node(op, attributes, made, index, reads):
    return Node(op, attributes, (reads,), made.output_shape, made.parameters, made.trainable_parameters, index)


def curves(epochs: int = 100, *, best: float = 0.972, overfit: float = 0.02) -> Mapping[str, tuple[float, ...]]:
    generator = np.random.default_rng(7)
    epoch = np.arange(epochs)
    rise = 1 - np.exp(-epoch / max(1, epochs / 9))
    noise = generator.normal(0, 0.004, (4, epochs))
    loss = 2.3 * (1 - rise) + 0.02
    late = np.clip(epoch / epochs - 0.55, 0, None) * overfit * 4
    return {
        "loss": tuple(np.abs(loss + noise[0])),
        "val_loss": tuple(np.abs(loss + 0.06 + late + noise[1])),
        "accuracy": tuple(np.clip(0.1 + (best + overfit - 0.1) * rise + noise[2] / 4, 0, 1)),
        "val_accuracy": tuple(np.clip(0.1 + (best - 0.1) * rise + noise[3], 0, 1)),
    }


@cache
def digits() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return 180 digits as uint8 images, their labels and plausible predictions."""
    from sklearn.datasets import load_digits

    data = load_digits()
    images = (data.images[-180:] * 15.9).astype(np.uint8)
    labels = data.target[-180:].astype(np.int64)
    generator = np.random.default_rng(3)
    scores = np.full((180, 10), 0.01)
    said = labels.copy()
    wrong = generator.choice(180, 9, replace=False)
    said[wrong] = (labels[wrong] + generator.integers(1, 10, 9)) % 10
    scores[np.arange(180), said] = generator.uniform(0.55, 0.97, 180)
    return images, labels, scores / scores.sum(axis=1, keepdims=True)


def examined(*, public: bool) -> Examined:
    images, labels, predictions = digits()
    return Examined("validation images", images, labels, predictions, tuple("0123456789"), public)


@cache
def figure() -> bytes:
    """Return a learning curve drawn as students draw them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(5, 3.2), dpi=80)
    FigureCanvasAgg(drawing)
    axes = drawing.add_subplot()
    for name, values in curves().items():
        axes.plot(values, label=name)
    axes.legend()
    axes.set_title("training history")
    file = io.BytesIO()
    drawing.savefig(file, format="png")
    return file.getvalue()


def notebook(*, fails: bool = False) -> dict:
    """Return an executed notebook; where it fails, the third cell misspells a name."""
    parts = SOURCE.split("\n# %%\n")
    cells = [
        markdown("# Digits\n\nA *small* network for $8\\times 8$ images, as in [the course](https://example.org).")
    ]
    cells += [code(part) for part in parts]
    cells[-1]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["best validation accuracy 0.9791\n"]},
        {
            "output_type": "display_data",
            "data": {"image/png": base64.b64encode(figure()).decode(), "text/plain": "<Figure>"},
        },
        {"output_type": "execute_result", "data": {"text/html": TABLE, "text/plain": "   loss"}},
    ]
    if fails:
        cells[3]["source"] = cells[3]["source"].replace("layers.Flatten()", "layers.Flaten()")
        cells[4]["outputs"] = [
            {"output_type": "error", "ename": "AttributeError", "evalue": MISSPELT, "traceback": TRACE}
        ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


MISSPELT = "module 'keras.layers' has no attribute 'Flaten'"
TRACE = [
    "\x1b[31m" + "-" * 75 + "\x1b[39m",
    "\x1b[31mAttributeError\x1b[39m                            Traceback (most recent call last)",
    (
        "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[4]\x1b[39m\x1b[32m, line 1\x1b[39m\n"
        "\x1b[32m----> \x1b[39m\x1b[32m1\x1b[39m model = build_model()"
    ),
    "\x1b[36mFile \x1b[39m\x1b[32m/usr/lib/python3/keras/utils.py:120\x1b[39m, in filter\n    raise error",
    f"\x1b[31mAttributeError\x1b[39m: {MISSPELT}",
]
TABLE = (
    "<style>.x{color:red}</style><table border='1' class='dataframe'><thead><tr><th></th><th>loss</th></tr></thead>"
    "<tbody><tr><th>99</th><td>0.0213</td></tr></tbody></table>"
)


def code(source: str) -> dict:
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": source, "outputs": []}


def markdown(source: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


SUBMISSION = Submission(
    student="Kim Ji-woo",
    assignment="digits_cnn",
    root=Path("/nonexistent"),
    digest=DIGEST,
    submitted_at=datetime(2026, 11, 22, 21, 4, tzinfo=UTC),
    form=Form.NOTEBOOK,
    entry="digits_cnn.ipynb",
    source=SOURCE,
    notes=("upgraded from nbformat 3",),
)

LAYERS = tuple(IsolationLayer(name, active=True) for name in ("network", "mounts", "processes", "memory", "seccomp"))
VERSIONS = {"python": "3.11.2", "tensorflow": "2.21.0", "keras": "3.15.0", "numpy": "2.4.1"}

EVIDENCE = Evidence(
    submission_digest=DIGEST,
    outcome=Outcome.OK,
    structure=structure(),
    history=curves(),
    trust=Trust.REBUILT,
    usage=Usage(21.4, 24.9, 812.0),
    versions=VERSIONS,
    layers_of_isolation=LAYERS,
    training=Training("student", 777, 100, 18.2),
    form=Form.NOTEBOOK,
    source=SOURCE,
    found="build_model()",
    notes=(Note(NoteKind.RENAMED, "net"),),
    seed=777,
)

CHECKS = (
    CheckResult("test_runs", "Your code runs from top to bottom.", Status.PASSED, 10, 10, seconds=0.001),
    CheckResult("test_architecture", "The layers match the assignment.", Status.PASSED, 30, 30, seconds=0.002),
    CheckResult("test_parameters", "The network has as many parameters as asked.", Status.PASSED, 20, 20),
    CheckResult(
        "test_accuracy",
        "It recognises digits that it has not seen.",
        Status.PASSED,
        30,
        30,
        "97.2% of 540 images were classified correctly.",
        measured=True,
        measurements=(accuracy(0.9722, 540, (0.955, 0.983)),),
    ),
    CheckResult(
        "test_scaling", "It was trained on scaled pixels.", Status.PASSED, 10, 10, detail="0–1: 0.97, 0–255: 0.31",
        visibility=Visibility.HIDDEN,
    ),
)  # fmt: skip

GRADE = Grade("Kim Ji-woo", "digits_cnn", CHECKS, (), 100, 100, State.GRADED)

HINT_FILTERS = Hint(
    "filters",
    "Your convolution has 32 filters; the assignment asks for 10.",
    "Every filter learns one small pattern. With more of them the layers after it grow too: Flatten gives 288 values "
    "instead of 90, so the Dense layer has three times as many weights.",
    "Look at the first argument of Conv2D.",
)


def failed(check: str, message: str, *, earned: float = 0.0, detail: str = "") -> tuple[CheckResult, ...]:
    """Return the checks with one of them failed."""
    return tuple(
        replace(result, status=Status.FAILED, earned=earned, message=message, detail=detail)
        if result.check == check
        else result
        for result in CHECKS
    )


def measuring(results: tuple[CheckResult, ...], *found: Measurement) -> tuple[CheckResult, ...]:
    """Return the checks with what the one of accuracy measured."""
    return tuple(replace(each, measurements=found) if each.check == "test_accuracy" else each for each in results)


def graded(results: tuple[CheckResult, ...], **changes) -> Grade:
    return replace(GRADE, results=results, earned=sum(result.earned for result in results), **changes)


def material(found: Structure | None = None, *, fails: bool = False, public: bool = True) -> Material:
    return Material(
        figures=(Figure("training history", figure()),),
        notebook=json.dumps(notebook(fails=fails)).encode(),
        comparison=compare(found or structure(), structure()),
        examined=examined(public=public),
    )


def entries(count: int) -> list[ClassSubmission]:
    """Return a class with every kind of result, the same each time."""
    generator = np.random.default_rng(11)
    messages = {"test_architecture": "Layer 1: expected 10 filters, found 32.", "test_parameters": "Expected 5,160."}
    made: list[ClassSubmission] = []
    for number in range(count):
        student = f"{FAMILY[number % len(FAMILY)]} {GIVEN[number // len(FAMILY) % len(GIVEN)]} {number:04d}"
        chance = generator.random()
        wall = float(generator.gamma(6, 4))
        value = float(np.clip(generator.normal(0.965, 0.02), 0.3, 0.995))
        evidence = replace(EVIDENCE, usage=Usage(wall, wall, 800.0), source="")
        results = CHECKS
        if chance < 0.35:
            evidence = replace(evidence, structure=structure(32 if chance < 0.25 else 12))
            results = tuple(
                replace(r, status=Status.FAILED, earned=r.possible / 2 * (r.check == "test_architecture"), message=m)
                if (m := messages.get(r.check))
                else r
                for r in CHECKS
            )
        found = accuracy(value, 540, (value - 0.02, value + 0.01))
        grade = graded(measuring(results, found), student=student)
        if chance < 0.2:
            grade = replace(grade, hints=(HINT_FILTERS,))
        if chance > 0.985:
            reason = "the sandbox could not be set up"
            grade = replace(grade, student=student, state=State.UNGRADED, results=(), earned=0, reason=reason)
            evidence = replace(evidence, outcome=Outcome.SANDBOX_FAULT, structure=None)
        elif chance > 0.96:
            grade = replace(grade, state=State.NEEDS_REVIEW, reason="test_scaling raised ValueError")
        made.append(
            ClassSubmission(grade, evidence, SUBMISSION.submitted_at, link=f"students/{number:04d}/feedback.html")
        )
    return made


FAMILY = ("Kim", "Lee", "Park", "Choi", "Jung", "Müller", "O’Brien", "García", "Nguyễn", "김", "이", "Smith")
GIVEN = ("Ji-woo", "Min-jun", "Ada", "Grace", "서연", "도윤", "Émile", "Søren", "Li", "Anna")
