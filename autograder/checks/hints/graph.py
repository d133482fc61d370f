"""Walk a network's graph of operations."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.records import Node, Structure

LINEAR = frozenset(
    {"dense", "conv1d", "conv2d", "conv3d", "conv1d_transpose", "conv2d_transpose", "conv3d_transpose"}
    | {"depthwise_conv1d", "depthwise_conv2d", "separable_conv1d", "separable_conv2d"}
)
"""Operations with weights that are linear in their input."""

DEPTHWISE = frozenset({"depthwise_conv1d", "depthwise_conv2d"})
"""The first half of a separable convolution; the second follows it without an activation."""

DROPOUT = frozenset({"dropout", "alpha_dropout", "spatial_dropout1d", "spatial_dropout2d", "spatial_dropout3d"})

RESHAPES = frozenset({"reshape", "flatten"})

TRANSPARENT = (
    DROPOUT
    | RESHAPES
    | frozenset({"permute", "gaussian_noise", "rescaling", "batch_normalization", "zero_padding1d", "zero_padding2d"})
    | frozenset({"cropping2d", "average_pooling1d", "average_pooling2d", "average_pooling3d"})
)
"""Operations that are linear in what they get; a maximum over a window is not."""


def followers(structure: Structure) -> dict[int, list[int]]:
    """Return the places of the operations that read each operation."""
    found: dict[int, list[int]] = {place: [] for place in range(len(structure.nodes))}
    for place, node in enumerate(structure.nodes):
        for source in node.inputs:
            if source in found:
                found[source].append(place)
    return found


def linear_pairs(structure: Structure) -> list[tuple[int, int]]:
    """Return pairs of linear operations of the student's own with nothing but linear operations between them.

    Layers of a model inside the model, such as a pretrained base, are as their authors made them.
    """
    after = followers(structure)
    pairs = []
    for place, node in enumerate(structure.nodes):
        if node.op in LINEAR - DEPTHWISE and not _is_nested(structure, node):
            pairs += [(place, other) for other in _reached(structure, after, place) if _is(structure, other, LINEAR)]
    return pairs


def _is_nested(structure: Structure, node: Node) -> bool:
    known = node.layer is not None and 0 <= node.layer < len(structure.layers)
    return known and node.layer is not None and bool(structure.layers[node.layer].path)


def leads_to_weights(structure: Structure) -> frozenset[int]:
    """Return the places of the operations whose results reach a linear operation further on."""
    found: set[int] = set()
    for place in reversed(range(len(structure.nodes))):
        if place in found or structure.nodes[place].op in LINEAR:
            found.update(structure.nodes[place].inputs)
    return frozenset(found)


def output_chain(structure: Structure) -> Iterator[Node]:
    """Yield the operations from the first output backwards, as long as each reads one other."""
    place = structure.outputs[0] if structure.outputs else -1
    for _step in structure.nodes:
        if not 0 <= place < len(structure.nodes):
            return
        node = structure.nodes[place]
        yield node
        if len(node.inputs) != 1:
            return
        place = node.inputs[0]


def output_activation(structure: Structure) -> Node | None:
    """Return what the first output passes through last, reshapes and dropout left aside."""
    return next((node for node in output_chain(structure) if node.op not in DROPOUT | RESHAPES), None)


def width(structure: Structure) -> int:
    """Return how many numbers the first output has for each image; 0 if that is unknown."""
    node = next(output_chain(structure), None)
    return (node.shape[-1] or 0) if node and node.shape else 0


def layer_name(structure: Structure, node: Node) -> str:
    """Return the name of the layer that an operation comes from; the operation's where there is none."""
    known = node.layer is not None and 0 <= node.layer < len(structure.layers)
    return structure.layers[node.layer].name if known and node.layer is not None else node.op


def frozen(structure: Structure) -> int:
    """Return how many operations have weights of which none is trained."""
    weighted = [node for node in structure.nodes if node.parameters and node.op != "batch_normalization"]
    return sum(node.trainable_parameters == 0 for node in weighted)


def _reached(structure: Structure, after: dict[int, list[int]], start: int) -> list[int]:
    """Return the first operations behind `start` that are not transparent."""
    seen: set[int] = set()
    pending, found = list(after[start]), []
    while pending:
        place = pending.pop()
        if place in seen:
            continue
        seen.add(place)
        if _is(structure, place, TRANSPARENT):
            pending.extend(after[place])
        else:
            found.append(place)
    return found


def _is(structure: Structure, place: int, kinds: frozenset[str]) -> bool:
    return structure.nodes[place].op in kinds
