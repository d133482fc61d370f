"""Write recurrent layers in one way: what they return is what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from autograder.frameworks.drafts import Draft

CELLS: Final = frozenset({"lstm", "gru", "simple_rnn"})
BOTH_WAYS: Final = "bidirectional"


def settle_recurrent(drafts: list[Draft], outputs: list[int]) -> None:
    """Let each recurrent layer return a sequence, and its states, only where somebody reads them.

    The last step of a sequence is the state that it ends with. A layer that runs both ways ends with the states of
    both: its last step is another thing, because there the way back has only begun.
    """
    for place, draft in enumerate(drafts):
        if draft.op not in CELLS and draft.op != BOTH_WAYS:
            continue
        configs = _settings(draft)
        for config in configs if "arguments" not in draft.attributes else ():
            config["zero_output_for_mask"] = False  # it is given no mask
        if any(config.get("zero_output_for_mask") for config in configs):
            continue
        if draft.op in CELLS:
            _settle_one_way(drafts, place, outputs)
        elif draft.attributes.get("merge_mode") == "concat" and len(configs) == 2:
            _settle_both_ways(drafts, place, outputs, configs)


def _settings(draft: Draft) -> list[dict[str, Any]]:
    """Return the settings of a layer, of one that runs both ways those of each."""
    if draft.op in CELLS:
        return [draft.attributes]
    ways = [draft.attributes.get(name) for name in ("layer", "backward_layer")]
    return [way["config"] for way in ways if isinstance(way, dict) and isinstance(way.get("config"), dict)]


def _settle_one_way(drafts: list[Draft], place: int, outputs: list[int]) -> None:
    layer = drafts[place]
    whole = bool(layer.attributes.get("return_sequences"))
    _read_directly(drafts, place, outputs)
    used = _used(drafts, outputs)
    readers = [drafts[k] for k in used if place in drafts[k].inputs]
    ends = [draft for draft in readers if _is_item(draft, 1) or (whole and _is_last_step(draft))]
    layer.attributes["return_state"] = any(_is_item(draft, 2) for draft in readers)
    rest = [draft for draft in readers if draft not in ends and draft.op != "item"]
    if whole and (rest or place in outputs):
        for draft in ends:
            draft.op, draft.attributes = "select", {"axis": 1, "index": -1}
        return
    if whole:
        layer.attributes["return_sequences"] = False
        layer.shape = (layer.shape[0], layer.shape[-1])
    for draft in ends:
        _hand_on(draft)


def _settle_both_ways(drafts: list[Draft], place: int, outputs: list[int], configs: list[dict[str, Any]]) -> None:
    layer = drafts[place]
    _read_directly(drafts, place, outputs)
    back = 3 if layer.attributes["layer"]["class"] == "LSTM" else 2
    used = _used(drafts, outputs)
    joined = [k for k in used if _joins_ends(drafts, drafts[k], place, back)]
    whole = bool(configs[0].get("return_sequences"))
    direct = place in outputs or any(place in drafts[k].inputs and drafts[k].op != "item" for k in used)
    if whole and direct:
        joined = []
    elif whole:
        layer.shape = (layer.shape[0], layer.shape[-1])
    for k in joined:
        drafts[k].inputs = [place]
        _hand_on(drafts[k])
    states = any(place in drafts[k].inputs and drafts[k].op == "item" for k in _used(drafts, outputs))
    for config in configs:
        config["return_sequences"] = whole and direct
        config["return_state"] = states


def _joins_ends(drafts: list[Draft], draft: Draft, place: int, back: int) -> bool:
    """Tell whether a draft joins the states that the two ways of a layer end with."""
    if draft.op != "concatenate" or draft.attributes.get("axis") != 1 or len(draft.inputs) != 2:
        return False
    read = [drafts[source] for source in draft.inputs if source >= 0 and drafts[source].inputs == [place]]
    return len(read) == 2 and _is_item(read[0], 1) and _is_item(read[1], back)


def _read_directly(drafts: list[Draft], place: int, outputs: list[int]) -> None:
    """Let whoever reads the first of a layer's outputs read the layer."""
    firsts = {k for k, draft in enumerate(drafts) if draft.inputs == [place] and _is_item(draft, 0)}
    for draft in drafts if firsts else ():
        draft.inputs = [place if source in firsts else source for source in draft.inputs]
    outputs[:] = [place if source in firsts else source for source in outputs]


def _used(drafts: Sequence[Draft], outputs: Sequence[int]) -> list[int]:
    """Return the places that an output needs."""
    needed: set[int] = set()
    waiting = [place for place in outputs if place >= 0]
    while waiting:
        place = waiting.pop()
        if place not in needed:
            needed.add(place)
            waiting += [source for source in drafts[place].inputs if source >= 0]
    return sorted(needed)


def _is_item(draft: Draft, index: int) -> bool:
    return draft.op == "item" and draft.attributes.get("index") == index


def _is_last_step(draft: Draft) -> bool:
    return draft.op == "select" and draft.attributes == {"axis": 1, "index": -1}


def _hand_on(draft: Draft) -> None:
    """Let a draft do nothing: a reshape to the shape that is there."""
    draft.op, draft.attributes = "reshape", {"shape": list(draft.shape[1:])}
