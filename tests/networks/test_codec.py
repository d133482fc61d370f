"""Structures as JSON, from friends and from strangers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import better_mlp, digits_cnn, digits_transfer

from autograder import networks
from autograder.errors import WireError
from autograder.frameworks.keras.describe import describe
from autograder.networks import digest
from autograder.records import Node

GOOD = json.loads(json.dumps(networks.to_json(describe(digits_cnn()))))


def changed(path: list[Any], value: Any) -> Any:
    """A copy of the good description with one place changed."""
    copy = json.loads(json.dumps(GOOD))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copy


@pytest.mark.parametrize("network", [digits_cnn, digits_transfer, better_mlp])
def test_a_structure_survives_json(network: Any) -> None:
    model = network()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["acc"])
    structure = describe(model)
    again = networks.from_json(json.loads(json.dumps(networks.to_json(structure))))
    assert again.digest == structure.digest
    assert again.compiled == structure.compiled
    assert again.layers[0].weights == structure.layers[0].weights
    assert networks.compare(again, structure).equal


HOSTILE: list[tuple[str, Any]] = [
    ("nothing", None),
    ("a list", []),
    ("empty", {}),
    ("a number for a text", changed(["name"], 3)),
    ("a text for a number", changed(["parameters", "total"], "5160")),
    ("a fraction for a count", changed(["nodes", 0, "parameters"], 1.5)),
    ("a truth for a count", changed(["nodes", 0, "parameters"], True)),
    ("a node that reads ahead", changed(["nodes", 0, "inputs"], [3])),
    ("a node that reads itself", changed(["nodes", 1, "inputs"], [1])),
    ("an input that does not exist", changed(["nodes", 0, "inputs"], [-2])),
    ("an output that does not exist", changed(["outputs"], [99])),
    ("a layer that does not exist", changed(["nodes", 0, "layer"], 99)),
    ("weights shared with the future", changed(["nodes", 0, "shared_with"], 5)),
    ("negative parameters", changed(["nodes", 0, "parameters"], -1)),
    ("more trainable than there are", changed(["nodes", 0, "trainable_parameters"], 10**6)),
    ("a negative shape", changed(["nodes", 0, "shape"], [-8, 8, 1])),
    ("a negative layer shape", changed(["layers", 0, "output_shape"], [-8])),
    ("totals that do not add up", changed(["parameters", "trainable"], 1)),
    ("another network's digest", changed(["digest"], "sha256:" + "0" * 64)),
    ("an edited node under the old digest", changed(["nodes", 0, "attributes", "filters"], 11)),
    ("a number out of range", changed(["nodes", 0, "attributes", "filters"], 10**30)),
    ("not a number", changed(["nodes", 0, "attributes", "filters"], float("nan"))),
    ("infinity", changed(["compiled"], {"optimizer_config": {"rate": float("inf")}})),
    ("a long text", changed(["name"], "x" * 10**6)),
    ("a long key", changed(["nodes", 0, "attributes", "x" * 10**5], 1)),
    ("a bomb", changed(["nodes", 0, "attributes", "deep"], json.loads("[" * 500 + "]" * 500))),
    ("many values", changed(["layers", 0, "config", "many"], [0] * 400_000)),
    ("many nodes", changed(["nodes"], GOOD["nodes"] * 2000)),
]


@pytest.mark.parametrize(("name", "value"), HOSTILE, ids=[name for name, _value in HOSTILE])
def test_a_hostile_description_is_refused(name: str, value: Any) -> None:
    with pytest.raises(WireError) as refusal:
        networks.from_json(value)
    assert len(str(refusal.value)) < 1000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
@settings(deadline=None)
def test_any_json_is_read_or_refused(value: Any) -> None:
    with pytest.raises(WireError):
        networks.from_json(value)


@given(st.sampled_from(sorted(GOOD)), json_values)
@settings(deadline=None, max_examples=200)
def test_a_good_description_with_anything_in_one_place_is_read_or_refused(key: str, value: Any) -> None:
    try:
        structure = networks.from_json({**GOOD, key: value})
    except WireError:
        return
    assert structure.digest == GOOD["digest"]


def shared(length: int) -> list[Node]:
    """Return a chain of nodes that all use the weights of the first."""
    return [Node("dense", {}, (n - 1,), (4,), 20, 20, None, 0 if n else None) for n in range(length)]


def test_nodes_that_share_weights_are_digested_in_linear_time(monkeypatch):
    hashed: list[int] = []
    text = digest.canonical_text
    monkeypatch.setattr(digest, "canonical_text", lambda value: (hashed.append(len(text(value))), text(value))[1])
    totals = []
    for length in (100, 1_000):
        hashed.clear()
        digest.colour(shared(length), outputs=(length - 1,), frozen=True)
        totals.append(sum(hashed))
    assert totals[1] < 12 * totals[0]
