"""Simplify a graph of drafts: fuse what does one thing in several steps, and drop what does nothing or is not used."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np

from autograder.frameworks.drafts import Draft, FullShape
from autograder.frameworks.numbers import number
from autograder.frameworks.recurrent import settle_recurrent
from autograder.records import Json

SHAPING = frozenset({"flatten", "reshape"})
ASSOCIATIVE = frozenset({"add", "multiply", "maximum", "minimum", "concatenate"})
PIXELS = np.array([0, 1e-3, 0.1, 1 / 3, 0.5, 1, 2, 7.7, 16, 100, 255, -0.5, -1, -7.7, -128], dtype=np.float32)
"""Values at which two rescalings must be what one is, computed as the network computes them."""
LARGE = 1e4
"""Beyond it a rescaling drowns what it is added to, so that the order of a sum counts."""


def simplify(
    drafts: list[Draft], outputs: list[int], *, inputs: tuple[FullShape, ...]
) -> tuple[list[Draft], list[int]]:
    """Return the simplified drafts in a runnable order, and the places of the outputs among them.

    Args:
        drafts: The graph; changed in place.
        outputs: The places of the outputs.
        inputs: The shapes of the model's inputs.
    """
    settle_recurrent(drafts, outputs)
    replaced: dict[int, int] = {}
    seen: dict[str, int] = {}
    for index, draft in enumerate(drafts):
        draft.inputs = [replaced.get(source, source) for source in draft.inputs]
        fuse(drafts, draft)
        leave_key(draft)
        before = [inputs[-1 - place] if place < 0 else drafts[place].shape for place in draft.inputs[:1]]
        nothing = does_nothing(draft, before) and number_type(drafts, draft.inputs[0]) == draft.attributes.get("dtype")
        target = draft.inputs[0] if nothing else stand_in(draft, index, seen)
        if target != index:
            replaced[index] = target
    outputs = [replaced.get(place, place) for place in outputs]
    flatten_joins(drafts, outputs)
    return prune(drafts, outputs)


def number_type(drafts: list[Draft], place: int) -> Json:
    """Return the type of the numbers at a place, None for float32 and for an input of the model."""
    return drafts[place].attributes.get("dtype") if place >= 0 else None


def fuse(drafts: list[Draft], draft: Draft) -> None:
    """Let a reshape, permutation or rescaling read from before the one that it follows, if its numbers are alike."""
    while draft.inputs and draft.inputs[0] >= 0:
        before = drafts[draft.inputs[0]]
        if before.attributes.get("dtype") != draft.attributes.get("dtype"):
            return
        if draft.op in SHAPING and before.op in SHAPING:
            pass
        elif draft.op == before.op == "permute":
            draft.attributes["axes"] = [before.attributes["axes"][axis - 1] for axis in draft.attributes["axes"]]
        elif draft.op == before.op == "rescaling" and of_pixels(drafts, before) and composable(draft, before):
            compose(draft, before)
        else:
            return
        draft.inputs = list(before.inputs)


def leave_key(draft: Draft) -> None:
    """Let attention whose keys are its values be given these alone."""
    arguments = draft.attributes.get("arguments")
    if draft.op != "multi_head_attention" or not isinstance(arguments, dict) or len(draft.inputs) != 3:
        return
    if draft.inputs[1] == draft.inputs[2] and arguments.get("key") == {"input": 2}:
        draft.inputs = draft.inputs[:2]
        draft.attributes["arguments"] = {name: value for name, value in arguments.items() if name != "key"}


def scalars(draft: Draft) -> bool:
    """Tell whether a rescaling has plain numbers."""
    return all(isinstance(draft.attributes.get(name), int | float) for name in ("scale", "offset"))


def composed(draft: Draft, before: Draft) -> tuple[float, float]:
    """Return scale and offset of two rescalings as one: s₂(s₁x + o₁) + o₂."""
    scale, offset = draft.attributes["scale"], draft.attributes["offset"]
    return scale * before.attributes["scale"], scale * before.attributes["offset"] + offset


def of_pixels(drafts: list[Draft], draft: Draft) -> bool:
    """Tell whether a rescaling does not follow one that had to stay, so that its numbers may be of any size."""
    return draft.inputs[0] < 0 or drafts[draft.inputs[0]].op != "rescaling"


def composable(draft: Draft, before: Draft) -> bool:
    """Tell whether two rescalings give what one gives: 1e30 added and taken away again leaves nothing of a pixel."""
    if not (scalars(draft) and scalars(before)):
        return False
    with np.errstate(all="ignore"):
        steps = PIXELS
        for one in (before, draft):
            steps = steps * np.float32(one.attributes["scale"]) + np.float32(one.attributes["offset"])
        scale, offset = (np.float32(value) for value in composed(draft, before))
        allowed = 1e-4 * np.abs(scale * PIXELS) + 1e-6 * np.abs(offset) + np.float32(1e-12)
        return bool(np.isfinite(allowed).all() and (np.abs(steps - (PIXELS * scale + offset)) <= allowed).all())


def compose(draft: Draft, before: Draft) -> None:
    """Write two rescalings as one."""
    draft.attributes["scale"], draft.attributes["offset"] = map(number, composed(draft, before))


def does_nothing(draft: Draft, before: list[FullShape]) -> bool:
    """Tell whether a draft hands on exactly what it reads, of the shape `before`."""
    if draft.op in SHAPING:
        return before[0] == draft.shape and sum(size is None for size in draft.shape[1:]) <= 1
    if draft.op == "permute":
        return bool(draft.attributes["axes"] == sorted(draft.attributes["axes"]))
    return draft.op == "rescaling" and [draft.attributes["scale"], draft.attributes["offset"]] == [1, 0]


def stand_in(draft: Draft, index: int, seen: dict[str, int]) -> int:
    """Return the place of an equal earlier draft, where two copies cannot differ; else the draft's own."""
    if draft.random or draft.parameters or draft.shared_with is not None or draft.attributes.get("training"):
        return index
    return seen.setdefault(json.dumps([draft.op, draft.attributes, draft.inputs, draft.shape], sort_keys=True), index)


def flatten_joins(drafts: list[Draft], outputs: list[int]) -> None:
    """Write a sum of sums as one sum, where the inner one is used nowhere else. Likewise other associative joins."""
    uses = Counter(source for draft in drafts for source in draft.inputs) + Counter(outputs)
    for draft in drafts:
        if draft.op in ASSOCIATIVE:
            draft.inputs = [leaf for source in draft.inputs for leaf in leaves(drafts, draft, source, uses)]


def leaves(drafts: list[Draft], outer: Draft, source: int, uses: Counter[int]) -> list[int]:
    """Return what an input of a join joins itself, or the input."""
    inner = drafts[source] if source >= 0 else None
    if inner is None or uses[source] > 1 or (inner.op, inner.attributes) != (outer.op, outer.attributes):
        return [source]
    return [source] if any(drowns(drafts, place) for place in (*inner.inputs, *outer.inputs)) else inner.inputs


def drowns(drafts: list[Draft], place: int) -> bool:
    """Tell whether what stands at a place is a rescaling to numbers beside which others are lost."""
    draft = drafts[place] if place >= 0 else None
    if draft is None or draft.op != "rescaling":
        return False
    return not scalars(draft) or max(abs(draft.attributes["scale"]), abs(draft.attributes["offset"])) > LARGE


def prune(drafts: list[Draft], outputs: list[int]) -> tuple[list[Draft], list[int]]:
    """Drop the drafts that no output needs and renumber the rest."""
    needed: set[int] = set()
    stack = [place for place in outputs if place >= 0]
    while stack:
        index = stack.pop()
        if index not in needed:
            needed.add(index)
            stack.extend(source for source in drafts[index].inputs if source >= 0)
    kept = sorted(needed)
    renumbered = {index: k for k, index in enumerate(kept)}
    for index in kept:
        draft = drafts[index]
        draft.inputs = [renumbered.get(source, source) for source in draft.inputs]
        if draft.shared_with is not None:
            draft.shared_with = renumbered.get(draft.shared_with)
    return [drafts[index] for index in kept], [renumbered.get(place, place) for place in outputs]
