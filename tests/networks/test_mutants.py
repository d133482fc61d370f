"""Every network of the course, rewritten and changed at random: no false verdict either way."""

from __future__ import annotations

from functools import cache

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from networks import COURSE, PARAMETERS
from spelling import Mutant, leaves, mutant, respelled

from autograder import networks
from autograder.frameworks.keras.describe import describe
from autograder.records import Structure

SPELLINGS = {"vgg16_transfer": 0, "fashion_deep_cnn": 10} | dict.fromkeys(
    ["digits_cnn", "mnist_mlp", "mnist_cnn", "fashion_cnn", "cifar_cnn", "digits_transfer", "better_mlp"], 12
)
MUTANTS = {"vgg16_transfer": 8} | dict.fromkeys(
    ["digits_cnn", "mnist_mlp", "mnist_cnn", "fashion_cnn", "fashion_deep_cnn", "cifar_cnn", "digits_transfer"], 40
)
MUTANTS["better_mlp"] = 50
quiet = {"deadline": None, "derandomize": True, "database": None, "suppress_health_check": list(HealthCheck)}


@cache
def network(name: str) -> keras.Model:
    return COURSE[name]()


@cache
def structure(name: str) -> Structure:
    return describe(network(name))


@pytest.mark.parametrize("name", COURSE)
def test_the_networks_have_the_parameters_that_the_course_prints(name: str) -> None:
    assert structure(name).parameters.total == PARAMETERS.get(name, structure(name).parameters.total)
    assert sum(node.parameters for node in structure(name).nodes) == network(name).count_params()


def test_the_generators_make_enough() -> None:
    assert sum(MUTANTS.values()) >= 300
    assert set(MUTANTS) == set(SPELLINGS) == set(COURSE)


@pytest.mark.parametrize("name", [name for name, count in SPELLINGS.items() if count])
def test_a_network_in_a_random_spelling_is_equal(name: str) -> None:
    @settings(max_examples=SPELLINGS[name], **quiet)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        found = describe(respelled(data.draw, network(name)))
        comparison = networks.compare(found, structure(name))
        assert comparison.equal, [difference.text for difference in comparison.differences]

    check()


@pytest.mark.parametrize("name", COURSE)
def test_a_network_with_one_edit_is_told_apart(name: str) -> None:
    @settings(max_examples=MUTANTS[name], **quiet)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        try:
            changed = mutant(data.draw, network(name))
        except ValueError:
            assume(condition=False)
        found = describe(changed.model)
        comparison = networks.compare(found, structure(name))
        assert comparison.equal is not is_another_network(changed, network(name)), changed.edit
        if not comparison.equal:
            assert 0 <= comparison.credit < 1
            assert comparison.differences
            assert networks.compare(found, structure(name), reveal=False).credit == comparison.credit

    check()


def is_another_network(changed: Mutant, original: keras.Model) -> bool:
    """Tell whether an edit matters; where that is not plain, by computing with equal weights."""
    if changed.real is not None:
        return changed.real
    ours, theirs = leaves(changed.model), leaves(original)
    if [weights.shape for layer in ours for weights in layer.get_weights()] != [
        weights.shape for layer in theirs for weights in layer.get_weights()
    ]:
        return True
    images = np.random.default_rng(0).normal(size=(4, *original.inputs[0].shape[1:])).astype("float32")
    for mine, yours in zip(ours, theirs, strict=True):
        mine.set_weights(yours.get_weights())
        one, other = np.asarray(mine(images)), np.asarray(yours(images))
        if one.shape != other.shape or not np.allclose(one, other, rtol=1e-4, atol=1e-6):
            return True
        images = other
    return False
