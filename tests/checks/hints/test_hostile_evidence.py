"""Whatever a box left, hints come or do not come; nothing breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.checks.hints import find_hints
from autograder.course.assignment import Assignment, DataSpec
from autograder.data import HiddenData
from autograder.records import (
    Compiled,
    Evidence,
    Failure,
    Layer,
    Node,
    Outcome,
    Parameters,
    Reference,
    Structure,
)
from tests.metrics.examples import accuracy

OPERATIONS = ["dense", "conv2d", "relu", "softmax", "dropout", "flatten", "add", "module:Own", "batch_normalization"]
LABELS = np.arange(12) % 3
DATA = HiddenData(np.zeros((12, 2, 2)), LABELS, Path("x.npy"), 255, ("a", "b", "c"), False, "digits")

sizes = st.integers(0, 50)
nodes = st.builds(
    Node,
    st.sampled_from(OPERATIONS),
    st.just({}),
    st.lists(st.integers(-3, 12), max_size=3).map(tuple),
    st.lists(st.none() | sizes, max_size=3).map(tuple),
    sizes,
    sizes,
    st.none() | st.integers(-5, 20),
)
layers = st.builds(
    Layer, st.text(max_size=5), st.text(max_size=5), st.just({}), st.none(), st.just({}), sizes, sizes, st.booleans()
)
compiled = st.builds(
    Compiled,
    st.sampled_from(["adam", "sgd", "own"]),
    st.dictionaries(st.just("learning_rate"), st.floats() | st.none() | st.text(max_size=3) | st.booleans()),
    st.none() | st.sampled_from(["categorical_crossentropy", "mse", "binary_crossentropy", "own, own"]),
    st.dictionaries(st.just("from_logits"), st.booleans() | st.none()),
    st.just(()),
)
structures = st.builds(
    Structure,
    st.text(max_size=3),
    st.just("Model"),
    st.lists(layers, max_size=4).map(tuple),
    st.lists(nodes, max_size=8).map(tuple),
    st.just(()),
    st.lists(st.integers(-3, 12), max_size=2).map(tuple),
    st.builds(Parameters, sizes, sizes, sizes),
    st.none() | compiled,
    st.text(max_size=2),
)
curves = st.dictionaries(
    st.sampled_from(["loss", "val_loss", "accuracy", "val_accuracy", "own"]),
    st.lists(st.floats(), max_size=12).map(tuple),
)
outputs = hnp.arrays(np.float32, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=12))


@settings(max_examples=150, deadline=None)
@given(
    structure=st.none() | structures,
    asked=st.none() | structures,
    history=st.none() | curves,
    predictions=st.dictionaries(st.sampled_from(["test", "raw", "own"]), outputs),
    error=st.none() | st.builds(Failure, st.sampled_from(["keras2", "missing_package", "own"]), st.text(max_size=9)),
    value=st.none() | st.floats(0, 1),
)
def test_any_evidence_is_survived(
    structure: Structure | None,
    asked: Structure | None,
    history: Any,
    predictions: Any,
    error: Failure | None,
    value: float | None,
) -> None:
    evidence = Evidence(
        "sha256:1",
        Outcome.OK,
        structure=structure,
        history=history,
        predictions=predictions,
        error=error,
        source="x2 = x / 2\nmodel.fit(x, y, epochs=1)",
    )
    measured = None if value is None else accuracy(value, 12, (0.0, 1.0), 0.9)
    assignment = Assignment(id="a", title="", points=1, data=DataSpec(name="digits"))
    reference = Reference("a", asked, (), None, "")
    hints = find_hints(evidence, assignment, reference=reference, measured=measured, data=DATA)
    assert len(hints) <= 4
    assert all(hint.seen and hint.why and hint.attempt for hint in hints)
