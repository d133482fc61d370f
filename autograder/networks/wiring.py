"""How much the graph of a network says: which layers, their sizes and other settings, and the edges.

What a network should learn can stand in the form of a graph as well as in numbers: which pixels are added, by what a
layer rescales, how many units each of many layers has. So all that a configuration says is written down and compressed,
behind networks that are usual (`usual.json`): blocks that repeat, and architectures that everybody knows, cost next to
nothing; what was learned elsewhere does not compress.
"""

from __future__ import annotations

import base64
import json
import lzma
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from autograder.networks.plan import is_reference

UNSAID: Final = frozenset({"module", "registered_name"})
"""What an object repeats of its class."""
ALWAYS: Final = {"trainable": True, "dtype": "float32"}
"""What Keras gives the settings of layers of every class."""
LETTERS: Final = 25
"""How long a word is that is charged letter by letter: Keras has shorter ones."""
END: Final = b"\1"

FILTER: Final = {
    "id": lzma.FILTER_LZMA1,
    "preset": 9 | lzma.PRESET_EXTREME,
    "lc": 0,
    "lp": 0,
    "pb": 0,
    "dict_size": 2**20,
}
"""How a description is compressed: bytes of one kind, without a header, and nothing too far back."""


def wiring(config: Any, defaults: Callable[[str], Mapping[str, Any]]) -> int:
    """Return the bits that describe a graph beyond what usual networks say as well.

    Args:
        config: the configuration of a network, in its one spelling (`networks.plan`).
        defaults: returns what Keras gives the settings of a class of layers by itself.
    """
    usual = usual_networks()
    return 8 * (len(packed(usual.text + written(config, usual.words, defaults))) - usual.size)


def written(config: Any, words: Sequence[str], defaults: Callable[[str], Mapping[str, Any]]) -> bytes:
    """Return all that a configuration says, but for names, as bytes in which what is said again looks the same."""
    return b"".join(_Book(defaults, {word: place for place, word in enumerate(words)}).layer(config))


def packed(text: bytes) -> bytes:
    """Return a text as short as it can be told."""
    return lzma.compress(text, format=lzma.FORMAT_RAW, filters=[FILTER])


@dataclass(frozen=True, slots=True)
class Usual:
    """Usual networks, written down one behind the other; their words, and the bytes that they take."""

    words: tuple[str, ...]
    text: bytes
    size: int


@cache
def usual_networks() -> Usual:
    """Return the networks that `python -m benchmarks.usual_networks` wrote down."""
    found = json.loads(Path(__file__).with_name("usual.json").read_text(encoding="utf-8"))
    data = base64.b64decode("".join(found["networks"]))
    text = lzma.decompress(data, format=lzma.FORMAT_RAW, filters=[FILTER])
    return Usual(tuple(found["words"]), text, len(packed(text)))


@dataclass(frozen=True, slots=True)
class _Book:
    """Writes a graph down: whole numbers as they are; words, fractions and arrays as numbers, as they come up."""

    defaults: Callable[[str], Mapping[str, Any]]
    known: dict[str, int] = field(default_factory=dict)

    def layer(self, layer: Mapping[str, Any]) -> Iterator[bytes]:
        """Yield what a layer is, and those of its settings that are not as usual."""
        kind, settings = str(layer["class_name"]), layer["config"]
        module = str(layer.get("module")).rpartition(".")[2]
        yield self.word(kind if module == "layers" else f"{module}.{kind}")
        if isinstance(settings.get("layers"), list):
            yield from self.graph(settings)
            return
        usual = {**ALWAYS, **self.defaults(kind)}
        for name, item in settings.items():
            if name != "name" and not _same(item, usual.get(name)):
                yield self.word(name)
                yield from self.leaves(item, {})
        yield END

    def graph(self, settings: Mapping[str, Any]) -> Iterator[bytes]:
        """Yield layers and from where each reads: how far back."""
        places: dict[str, int] = {}
        for place, layer in enumerate(settings["layers"]):
            yield from self.layer(layer)
            for call in layer.get("inbound_nodes", ()):
                yield from self.leaves([call.get("args"), call.get("kwargs")], places)
            yield END
            places[layer.get("name") or layer["config"].get("name", "")] = place + 1
        yield from self.leaves([settings.get(name) for name in ("input_layers", "output_layers")], places)

    def leaves(self, value: Any, places: Mapping[str, int]) -> Iterator[bytes]:
        """Yield the values of settings or arguments, of an array only which one it is."""
        kind = value.get("class_name") if isinstance(value, dict) else None
        if kind == "__numpy__":
            yield self.number(json.dumps(value))
        elif kind == "__keras_tensor__" or (is_reference(value) and value[0] in places):
            yield self.reference(value["config"]["keras_history"] if kind else value, places)
        elif _is_layer(value):
            yield from self.layer(value)
        elif isinstance(value, dict):
            for name, item in value.items():
                if not (name in UNSAID and isinstance(kind, str)):
                    yield self.word(name)
                    yield from self.leaves(item, places)
            yield END
        elif isinstance(value, list):
            for item in value:
                yield from self.leaves(item, places)
            yield END
        else:
            yield self.plain(value)

    def plain(self, value: float | str | None) -> bytes:
        """Return a number, a word, or that there is nothing."""
        if isinstance(value, int):
            return _whole(value)
        return self.number(str(value)) if isinstance(value, float) else self.word(str(value))

    def reference(self, history: Any, places: Mapping[str, int]) -> bytes:
        """Return which layer is read, by how far back it stands, which of its calls, and which output of that."""
        name, number, output = history
        return _whole(len(places) - places.get(name, 0)) + _whole(number) + _whole(output)

    def word(self, text: str) -> bytes:
        """Return the number of a word, and where it is new and none as Keras has them the word itself."""
        new = text not in self.known
        return self.number(text) + (text.encode() if new and not (text.isidentifier() and len(text) < LETTERS) else b"")

    def number(self, text: str) -> bytes:
        """Return the number of a word, a fraction or an array, the next one where it is new."""
        return _whole(self.known.setdefault(text, len(self.known)))


def _is_layer(value: Any) -> bool:
    settings = value.get("config") if isinstance(value, dict) and "class_name" in value else None
    return isinstance(settings, dict) and {"name", "trainable"} <= settings.keys()


def _same(value: Any, usual: Any) -> bool:
    """Tell whether a setting is as usual, also where Keras writes it out: (2, 2) for 2, an initialiser for its name."""
    if isinstance(value, dict) and value.get("class_name") == "DTypePolicy":
        return bool(value["config"].get("name") == usual)
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
