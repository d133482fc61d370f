"""Networks that are the same however they are written, and networks that only look the same."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest
from builds import Build
from different import DIFFERENT
from same import SAME

from autograder import networks
from autograder.checks.hints import find_hints
from autograder.course.assignment import Assignment
from autograder.frameworks.keras.describe import describe
from autograder.records import Evidence, Hint, Outcome, Reference, Structure
from tests.sentences import faults

ids = [name for name, _one, _other in SAME]
different_ids = [name for name, _one, _other in DIFFERENT]


def described(build: Build) -> Structure:
    """Describe a fresh model and pass it over the wire, as evidence does."""
    return networks.from_json(json.loads(json.dumps(networks.to_json(describe(build())))))


@pytest.mark.parametrize(("name", "one", "other"), SAME, ids=ids)
def test_the_same_network_is_equal_in_another_spelling(name: str, one: Build, other: Build) -> None:
    a, b = described(one), described(other)
    comparison = networks.compare(a, b)
    assert a.digest == b.digest, (a.nodes, b.nodes)
    assert comparison.equal
    assert comparison.credit == 1.0
    assert comparison.differences == ()
    assert hints(a, b) == hints(b, a) == ()


def hints(found: Structure, asked: Structure) -> tuple[Hint, ...]:
    """Return what a student with a network is told where another spelling of it was asked for."""
    evidence = Evidence("sha256:1", Outcome.OK, structure=found)
    assignment = Assignment(id="a", title="", points=1)
    return find_hints(evidence, assignment, reference=Reference("a", asked, (), None, ""))


@pytest.mark.parametrize(("name", "one", "other"), DIFFERENT, ids=different_ids)
def test_another_network_is_told_apart_with_a_reason(name: str, one: Build, other: Build) -> None:
    a, b = described(one), described(other)
    for reveal in (True, False):
        comparison = networks.compare(a, b, reveal=reveal)
        assert not comparison.equal
        assert comparison.credit < 1.0
        assert comparison.differences
        assert all(difference.message for difference in comparison.differences)
        assert faults("\n".join(difference.text for difference in comparison.differences)) == []


@pytest.mark.parametrize(("name", "one", "other"), SAME, ids=ids)
def test_pairs_of_the_corpus_compute_the_same(name: str, one: Build, other: Build) -> None:
    """The corpus itself is right: with the same weights both spellings give the same outputs."""
    a, b = one(), other()
    b.set_weights(by_shape(a.get_weights(), b.get_weights()))
    rng = np.random.default_rng(0)
    inputs = [rng.uniform(0, 3, (2, *tensor.shape[1:])).astype("float32") for tensor in specs(a)]
    first, second = (outputs(model, inputs) for model in (a, b))
    for ours, theirs in zip(first, second, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=2e-5, atol=2e-5)


def specs(model: keras.Model) -> list[keras.KerasTensor]:
    return list(model.inputs)


def outputs(model: keras.Model, inputs: list[np.ndarray]) -> list[np.ndarray]:
    given = inputs[0] if len(inputs) == 1 else inputs
    return [np.asarray(item) for item in keras.tree.flatten(model(given, training=False))]


def by_shape(ours: list[np.ndarray], theirs: list[np.ndarray]) -> list[np.ndarray]:
    """Give each weight of one spelling to the other's first free weight of its shape."""
    free = list(ours)
    placed = []
    for weight in theirs:
        index = next(k for k, candidate in enumerate(free) if candidate.shape == weight.shape)
        placed.append(free.pop(index))
    return placed


def test_the_corpus_is_large_enough() -> None:
    assert len(set(ids)) == len(ids) >= 150
    assert len(set(different_ids)) == len(different_ids)
