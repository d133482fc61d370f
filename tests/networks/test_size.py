"""The largest networks that a submission can claim take little time, and those that would take more are refused."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from autograder import networks
from autograder.errors import WireError
from autograder.networks.alignment import MOST_CELLS, align
from autograder.networks.codec import MAX_EDGES, MAX_NODES
from autograder.networks.digest import digest
from autograder.records import Layer, Node, Parameters, Structure

MOST_S = 2.0
OPS = ("conv2d", "relu", "add", "dense")


def claimed(
    count: int, *, reads: int = 1, op: Callable[[int], str] = lambda i: OPS[i % 4], units: int = 1
) -> Structure:
    """Return a claim that holds together: each node reads those before it."""
    nodes = [
        Node(op(i), {"units": units * i}, tuple(range(max(0, i - reads), i)) or (-1,), (i + 1,), 10, 10, i, None)
        for i in range(count)
    ]
    layers = [Layer(f"l{i}", "Dense", {}, (i + 1,), {"kernel": (3, 3)}, 10, 10, True) for i in range(count)]
    total = Parameters(10 * count, 10 * count, 0)
    own = digest(nodes, inputs=[(8, 8, 1)], outputs=(count - 1,), parameters=total)
    return Structure("m", "Functional", tuple(layers), tuple(nodes), ((8, 8, 1),), (count - 1,), total, None, own)


def least_s(act: Callable[[], object]) -> float:
    """Return the least processor time of three."""

    def once() -> float:
        started = time.process_time()
        act()
        return time.process_time() - started

    return min(once() for _ in range(3))


@pytest.mark.parametrize(
    "structure",
    [
        claimed(MAX_NODES, reads=4),
        claimed(MAX_NODES, op=lambda _: "relu"),
        claimed(MAX_NODES, reads=4, op=lambda _: "add"),
        claimed(MAX_NODES, op=lambda i: f"op {i}"),
    ],
    ids=["mixed", "activations", "joins", "unknown operations"],
)
def test_the_largest_claims_are_read_and_compared_in_little_time(structure: Structure) -> None:
    text = json.loads(json.dumps(networks.to_json(structure)))
    assert least_s(lambda: networks.from_json(text)) < MOST_S
    for asked in (12, 100):
        assert least_s(lambda count=asked: networks.compare(structure, claimed(count, units=2))) < MOST_S  # type: ignore[misc]


@pytest.mark.parametrize("reads", [5, 50])
def test_a_claim_of_too_many_connections_is_refused(reads: int) -> None:
    structure = claimed(MAX_NODES, reads=reads)
    assert sum(len(node.inputs) for node in structure.nodes) > MAX_EDGES
    with pytest.raises(WireError, match="connections"):
        networks.from_json(json.loads(json.dumps(networks.to_json(structure))))


def test_networks_too_long_for_one_table_are_aligned_part_by_part() -> None:
    count = 600
    found, expected = claimed(count, units=2), claimed(count)
    assert count**2 > MOST_CELLS
    alignment = align(found, expected)
    assert sum(i == j for i, j in alignment.pairs) > 0.9 * count
    ours = [i for i, _ in alignment.pairs if i is not None]
    assert ours == list(range(count))
