"""What a network brings along besides its form: initialisers, and numbers of its own.

A network that the grader trains begins with weights that the grader draws. Numbers that stand in its configuration are
another way in: arrays that an operation multiplies by, indices by which it chooses pixels, constants.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

INITIALISERS: Final = frozenset(
    {"Zeros", "Ones", "Constant", "Identity", "RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling"}
    | {"GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform", "Orthogonal"}
)
"""What may draw first weights: classes of Keras, told by plain numbers and words."""
FORM: Final = frozenset(
    {"batch_shape", "batch_input_shape", "input_shape", "shape", "target_shape", "newshape", "output_shape"}
    | {"kernel_size", "strides", "pool_size", "dilation_rate", "size", "noise_shape", "keras_history"}
    | {"axis", "axes", "dims", "input_layers", "output_layers", "attention_axes"}
    | {"rate", "dropout", "recurrent_dropout"}
)
"""Settings whose numbers are the form of a network, or act only while it is trained."""
COMMON: Final = frozenset({0.0, 0.5, 1.0, 2.0, -1.0})
FLOAT: Final = 32
"""The bits of a number with a fraction, at most."""


def checked(config: Any, default: Callable[[str, str], Any]) -> tuple[Any, tuple[str, ...]]:
    """Return a configuration in which every initialiser is a plain one, and which were others: "layer, setting".

    Args:
        config: what Keras serialised.
        default: returns an initialiser for a class of layers and the name of its setting, in Keras's own words.
    """
    replaced: list[str] = []

    def walk(value: Any, kind: str, layer: str) -> Any:
        if isinstance(value, list):
            return [walk(item, kind, layer) for item in value]
        if not isinstance(value, dict):
            return value
        kind = str(value["class_name"]) if isinstance(value.get("config"), dict) and "class_name" in value else kind
        layer = str(value.get("name") or layer)
        made = {}
        for name, item in value.items():
            if name.endswith("_initializer") and not is_plain(item):
                replaced.append(f"{layer}, {name}")
                made[name] = default(kind, name)
            else:
                made[name] = walk(item, kind, layer)
        return made

    return walk(config, "", ""), tuple(replaced)


def is_plain(initialiser: Any) -> bool:
    """Tell whether an initialiser brings no weights along."""
    if initialiser is None:
        return True
    if isinstance(initialiser, str):
        return initialiser.replace("_", "").lower() in {name.lower() for name in INITIALISERS}
    if not isinstance(initialiser, dict) or initialiser.get("class_name") not in INITIALISERS:
        return False
    settings = initialiser.get("config")
    return (
        initialiser.get("module") == "keras.initializers"
        and isinstance(settings, dict)
        and all(item is None or isinstance(item, int | float | str) for item in settings.values())
    )


def bits(config: Any) -> int:
    """Return how many bits the numbers take, in shortest form, that a configuration brings besides a network's form.

    Every list or array counts, True and False too, unless it is a shape, a window or an axis; so do the arguments of
    calls, and settings that are no whole numbers of a size (rates, momenta, scales). What stands there again counts
    once: where it is used again is told by the wiring (`networks.wiring`).
    """
    found = dict.fromkeys((name, json.dumps(value)) for name, value in _brought("", config, argument=False))
    return sum(number_bits(json.loads(text)) for _, text in found)


def _brought(name: str, value: Any, *, argument: bool) -> Iterator[tuple[str, Any]]:
    """Yield each number, and each list of nothing but such, that is no form, with the setting in which it stands."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            return
        for key, item in value.items():
            if key not in FORM:
                yield from _brought(key, item, argument=argument or key in {"args", "kwargs"})
    elif isinstance(value, list) and value and _all_numbers(value):
        yield name, value
    elif isinstance(value, list):
        for item in value:
            yield from _brought(name, item, argument=argument)
    elif (isinstance(value, float) and value not in COMMON) or (argument and isinstance(value, int | float)):
        yield name, value


def _all_numbers(value: Any) -> bool:
    return all(map(_all_numbers, value)) if isinstance(value, list) else isinstance(value, int | float)


def number_bits(value: Any) -> int:
    """Return the bits of a number, or of all in a list: of True one, of a whole number its own and a sign."""
    if isinstance(value, list):
        return sum(map(number_bits, value))
    if isinstance(value, bool):
        return 1
    if isinstance(value, int):
        return max(value.bit_length(), 1) + (value < 0)
    _, digits, exponent = Decimal(f"{value:.8g}").normalize().as_tuple()
    if not isinstance(exponent, int):
        return FLOAT
    return min(FLOAT, int("".join(map(str, digits))).bit_length() + abs(exponent).bit_length() + 1)
