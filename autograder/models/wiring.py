"""How much the graph of a network says besides which layers learn: its operations, their settings, and the edges.

What a network should learn can stand in the form of a graph as well as in numbers: which pixels are added, by what a
layer rescales, how often a row is repeated. Layers in blocks say the same again and again, and a compressed
description stays short, however many blocks there are; what was learned elsewhere does not compress.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

FIXED: Final = frozenset({"Zeros", "Ones", "Constant", "Identity"})
BESIDE: Final = frozenset({"bias", "beta", "gamma", "moving_mean", "moving_variance"})
"""Weights that begin with plain values in layers of every kind."""
UNSAID: Final = frozenset({"name", "trainable", "dtype", "module", "registered_name", "keras_history", "inbound_nodes"})
"""What says nothing about a graph, or is told in another way."""
LETTERS: Final = range(25, 1_000)
"""How long words are that are charged letter by letter: Keras has shorter ones, and arrays are charged as numbers."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """The bits that describe a graph, and how many of its layers begin with weights that are drawn."""

    bits: int
    drawn: int


def wiring(config: Any, defaults: Callable[[str], Mapping[str, Any]]) -> Wiring:
    """Measure the configuration of a network, in its one spelling (`models.plan`).

    Args:
        config: the network.
        defaults: returns what Keras gives the settings of a class of layers by itself.
    """
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = [compressor.compress(part) for part in _Book(defaults).layer(config)] + [compressor.flush()]
    return Wiring(8 * sum(map(len, packed)), sum(_is_drawn(layer) for layer in _layers(config)))


@dataclass(frozen=True, slots=True)
class _Book:
    """Writes a graph down; words, fractions and arrays as numbers, in the order in which they come up."""

    defaults: Callable[[str], Mapping[str, Any]]
    known: dict[str, int] = field(default_factory=dict)

    def layer(self, layer: Mapping[str, Any]) -> Iterator[bytes]:
        """Yield what a layer is and does; how large one is whose weights are drawn is left out, sizes say little."""
        kind, settings = str(layer["class_name"]), layer["config"]
        yield self.word(kind)
        if isinstance(settings.get("layers"), list):
            yield from self.graph(settings["layers"])
        elif _is_drawn(layer):
            for inner in _inner(settings):
                yield from self.layer(inner)
        else:
            usual = self.defaults(kind)
            chosen = {name: item for name, item in settings.items() if not _same(item, usual.get(name))}
            yield from self.leaves(chosen)

    def graph(self, layers: list[Any]) -> Iterator[bytes]:
        """Yield layers and from where each reads: how far back."""
        places: dict[str, int] = {}
        for place, layer in enumerate(layers):
            yield from self.layer(layer)
            for call in layer.get("inbound_nodes", ()):
                for name, number, output in _references(call):
                    yield _whole(place - places.get(name, 0) - 1) + _whole(number) + _whole(output)
                yield from self.leaves([call.get("args"), call.get("kwargs")])
            places[layer.get("name") or layer["config"].get("name", "")] = place

    def leaves(self, value: Any) -> Iterator[bytes]:
        """Yield the values of settings or arguments, of an array only which one it is."""
        kind = value.get("class_name") if isinstance(value, dict) else ""
        if kind == "__numpy__":
            yield self.word(json.dumps(value))
        elif _is_layer(value):
            yield from self.layer(value)
        elif isinstance(value, dict) and kind != "__keras_tensor__":
            for name, item in value.items():
                if name not in UNSAID:
                    yield from self.leaves(item)
        elif isinstance(value, list):
            for item in value:
                yield from self.leaves(item)
        elif isinstance(value, int):
            yield _whole(value)
        elif isinstance(value, str | float):
            yield self.word(str(value))

    def word(self, text: str) -> bytes:
        """Return the number of a word, and where it is new and no word of Keras the word itself."""
        new = text not in self.known
        number = _whole(self.known.setdefault(text, len(self.known)))
        return number + text.encode() if new and len(text) in LETTERS else number


def _layers(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every layer in a configuration, those inside others too."""
    if _is_layer(value):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _layers(item)


def _inner(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the layers that stand in the settings of one."""
    if _is_layer(value):
        yield value
    else:
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _inner(item)


def _is_layer(value: Any) -> bool:
    settings = value.get("config") if isinstance(value, dict) and "class_name" in value else None
    return isinstance(settings, dict) and {"name", "trainable"} <= settings.keys()


def _is_drawn(layer: Mapping[str, Any]) -> bool:
    """Tell whether a layer begins with weights that are drawn around nothing, and none of them is given."""
    settings = layer["config"]
    started = {name.removesuffix("_initializer"): item for name, item in settings.items() if "_initializer" in name}
    main = [item for name, item in started.items() if name not in BESIDE and item is not None]
    if not main:
        return any(_is_drawn(inner) for inner in _inner(settings)) if "layers" not in settings else False
    return all(_around_nothing(item) for item in main)


def _around_nothing(initialiser: Any) -> bool:
    if not isinstance(initialiser, dict):
        return initialiser not in {name.lower() for name in FIXED}
    settings = initialiser.get("config") or {}
    middle = settings.get("mean", settings.get("minval", 0.0) + settings.get("maxval", 0.0))
    return initialiser.get("class_name") not in FIXED and middle == 0


def _references(value: Any) -> Iterator[tuple[str, int, int]]:
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        name, number, output = value["config"]["keras_history"]
        yield name, number, output
    else:
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _references(item)


def _same(value: Any, usual: Any) -> bool:
    """Tell whether a setting is as usual, also where Keras writes it out: (2, 2) for 2, an initialiser for its name."""
    if isinstance(value, dict):
        return isinstance(usual, str) and str(value.get("class_name")).lower() == usual.replace("_", "").lower()
    if isinstance(value, list) and not isinstance(usual, list | tuple):
        return bool(value) and all(_same(item, usual) for item in value)
    if isinstance(value, list):
        return len(value) == len(usual) and all(map(_same, value, usual))
    return bool(value == usual) and isinstance(value, bool) == isinstance(usual, bool)


def _whole(number: int) -> bytes:
    """Return a whole number as seven bits a byte, the sign in the first."""
    left = number * 2 if number >= 0 else -number * 2 - 1
    found = bytearray()
    while left >= 0x80:
        found.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*found, left])
