"""Networks of `keras.applications`: the same rebuilt and nested, different from each other."""

from __future__ import annotations

import itertools
import json
from functools import cache

import keras
import pytest

from autograder import networks
from autograder.frameworks.keras.describe import describe
from autograder.records import Structure

SMALL = ("VGG16", "MobileNetV2", "ResNet50")
LARGE = ("EfficientNetB0", "DenseNet121", "InceptionV3", "Xception", "NASNetMobile", "ConvNeXtTiny")


@cache
def network(name: str) -> keras.Model:
    return getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(96, 96, 3))


@cache
def structure(name: str) -> Structure:
    return describe(network(name))


def same(name: str) -> None:
    """Assert what must hold for one application."""
    model, found = network(name), structure(name)
    assert found.parameters.total == model.count_params() == sum(node.parameters for node in found.nodes)
    assert found.parameters.trainable == sum(node.trainable_parameters for node in found.nodes)
    rebuilt = describe(type(model).from_config(model.get_config()))
    tensor = keras.Input((96, 96, 3))
    nested = describe(keras.Model(tensor, model(tensor)))
    read = networks.from_json(json.loads(json.dumps(networks.to_json(found))))
    for twin in (rebuilt, nested, read):
        assert twin.digest == found.digest
        assert networks.compare(twin, found).equal


@pytest.mark.parametrize("name", SMALL)
def test_an_application_equals_itself_rebuilt_and_nested(name: str) -> None:
    same(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_a_large_application_equals_itself_rebuilt_and_nested(name: str) -> None:
    same(name)


def test_applications_differ_from_each_other() -> None:
    for one, other in itertools.combinations(SMALL, 2):
        comparison = networks.compare(structure(one), structure(other), reveal=False)
        assert not comparison.equal
        assert comparison.credit < 0.6


@pytest.mark.slow
def test_all_applications_differ_from_each_other() -> None:
    digests = {structure(name).digest for name in (*SMALL, *LARGE)}
    assert len(digests) == len(SMALL) + len(LARGE)
    for one, other in itertools.combinations((*SMALL, *LARGE), 2):
        assert not networks.compare(structure(one), structure(other)).equal
