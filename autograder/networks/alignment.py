"""Align two canonical graphs: which operation of one stands for which of the other, with the smallest edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.networks.digest import COMMUTATIVE, canonical_text, forwards, label, short
from autograder.networks.similarity import similarity, weight
from autograder.records import Node, Structure

MOST_CELLS = 100_000
"""Cells of the tables for one alignment."""
SAME_SHAPE = 1e-6
"""Breaks ties between equally good alignments towards operations whose shapes agree."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of indices (found, expected) in graph order; None on one side for what the other lacks.

    `gain` is the weight that the pairs have in common.
    """

    pairs: tuple[tuple[int | None, int | None], ...]
    gain: float


def align(found: Structure, expected: Structure) -> Alignment:
    """Align two graphs. Branches are tried as written, and sorted with those first that both graphs have."""
    unsorted = [branch_order(structure, {}) for structure in (found, expected)]
    written = align_sequences(found.nodes, expected.nodes, *unsorted)
    if not any(len(node.inputs) > 1 for node in (*found.nodes, *expected.nodes)):
        return written
    colours = [forwards(nodes, [short(label(node)) for node in nodes]) for nodes in (found.nodes, expected.nodes)]
    shared = set(colours[0]) & set(colours[1])
    ordered = [branch_order(found, branch_keys(found, colours[0], shared))]
    ordered.append(branch_order(expected, branch_keys(expected, colours[1], shared)))
    ranked = align_sequences(found.nodes, expected.nodes, *ordered)
    return ranked if ranked.gain > written.gain else written


def branch_keys(structure: Structure, colours: Sequence[str], shared: set[str]) -> dict[int, str]:
    """Return a key for each node that sorts branches: shared ones first, the others by the operations in them."""
    texts = contents(structure.nodes)
    return {
        index: f"0{own}" if own in shared else f"1{text}"
        for index, (own, text) in enumerate(zip(colours, texts, strict=True))
    }


def contents(nodes: Sequence[Node]) -> list[str]:
    """Return for each node the names of the operations that lead to it."""
    texts: list[str] = []
    for node in nodes:
        read = [texts[place] if place >= 0 else str(place) for place in node.inputs]
        joined = sorted(read) if node.op in COMMUTATIVE else read
        texts.append(canonical_text([node.op, [text[-200:] for text in joined]]))
    return texts


def branch_order(structure: Structure, keys: Mapping[int, str]) -> list[int]:
    """Return the nodes in depth-first order from the outputs, the inputs of commutative joins sorted by their keys."""
    nodes = structure.nodes
    order: list[int] = []
    entered: set[int] = set()
    stack = [(place, False) for place in reversed(structure.outputs)]
    while stack:
        place, done = stack.pop()
        if done:
            order.append(place)
        elif place >= 0 and place not in entered:
            entered.add(place)
            inputs = [source for source in nodes[place].inputs if source >= 0]
            if nodes[place].op in COMMUTATIVE:
                inputs.sort(key=lambda source: keys.get(source, ""))
            stack.append((place, True))
            stack.extend((source, False) for source in reversed(inputs))
    return order


def align_sequences(found: Sequence[Node], expected: Sequence[Node], ours: list[int], theirs: list[int]) -> Alignment:
    """Align two orders. What is equal at both ends is paired first; the rest by dynamic programming."""
    head = 0
    while head < min(len(ours), len(theirs)) and alike(found[ours[head]], expected[theirs[head]]):
        head += 1
    tail = 0
    while tail < min(len(ours), len(theirs)) - head and alike(found[ours[-1 - tail]], expected[theirs[-1 - tail]]):
        tail += 1
    middle = pairs_by_parts(
        [found[k] for k in ours[head : len(ours) - tail]], [expected[k] for k in theirs[head : len(theirs) - tail]]
    )
    places: list[tuple[int | None, int | None]] = [(k, k) for k in range(head)]
    places += [(None if i is None else i + head, None if j is None else j + head) for i, j in middle]
    places += [(len(ours) - tail + k, len(theirs) - tail + k) for k in range(tail)]
    pairs = tuple((None if i is None else ours[i], None if j is None else theirs[j]) for i, j in places)
    return Alignment(pairs, sum(gain(found[i], expected[j]) for i, j in pairs if i is not None and j is not None))


def pairs_by_parts(found: list[Node], expected: list[Node]) -> list[tuple[int | None, int | None]]:
    """Return the best pairing; of sequences that are too long for one table, the best of each part with its like."""
    parts = max(1, -(-len(found) * len(expected) // MOST_CELLS))
    pairs: list[tuple[int | None, int | None]] = []
    for part in range(parts):
        ours, theirs = (
            slice(part * len(nodes) // parts, (part + 1) * len(nodes) // parts) for nodes in (found, expected)
        )
        pairs += [
            (None if i is None else i + ours.start, None if j is None else j + theirs.start)
            for i, j in best_pairs(found[ours], expected[theirs])
        ]
    return pairs


def alike(found: Node, expected: Node) -> bool:
    """Tell whether two operations are equal in everything but where they read from."""
    ours, theirs = ((node.op, node.shape, node.distinct_parameters, node.attributes) for node in (found, expected))
    return ours == theirs


def gain(found: Node, expected: Node) -> float:
    """Return what a pair contributes: the mean of both weights times their similarity."""
    return (weight(found) + weight(expected)) / 2 * similarity(found, expected)


def best_pairs(found: list[Node], expected: list[Node]) -> list[tuple[int | None, int | None]]:
    """Return the order-keeping pairing of two sequences with the largest gain (Needleman and Wunsch)."""
    rows, columns = len(found), len(expected)
    known: dict[tuple[str, str], float] = {}
    ours, theirs = [signature(node) for node in found], [signature(node) for node in expected]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    pair = [[0.0] * columns for _ in range(rows)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            key = (ours[i], theirs[j])
            if key not in known:
                known[key] = gain(found[i], expected[j])
            value = known[key]
            pair[i][j] = value + (SAME_SHAPE if value and found[i].shape == expected[j].shape else 0.0)
            taken = pair[i][j] + best[i + 1][j + 1] if value else 0.0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    return trace_back(best, pair)


def signature(node: Node) -> str:
    """Return what decides how alike a node is to others."""
    return canonical_text([node.op, node.attributes, weight(node)])


def trace_back(best: list[list[float]], pair: list[list[float]]) -> list[tuple[int | None, int | None]]:
    """Read the best pairing out of the table."""
    rows, columns = len(best) - 1, len(best[0]) - 1
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and pair[i][j] and best[i][j] == pair[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif j < columns and best[i][j] == best[i][j + 1]:
            pairs.append((None, j))
            j += 1
        else:
            pairs.append((i, None))
            i += 1
    return pairs
