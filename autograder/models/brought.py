"""What a network brings along besides its form: initialisers, and numbers of its own.

A network that the grader trains begins with weights that the grader draws. Numbers that stand in its configuration are
another way in: arrays that an operation multiplies by, indices by which it chooses pixels, constants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
)
"""Settings whose lists of numbers are the form of a network."""
COMMON: Final = frozenset({0.0, 0.5, 1.0, 2.0, -1.0})


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


def numbers(config: Any) -> int:
    """Count the numbers that a configuration brings besides the form of a network.

    Every number in a list, an array or the arguments of a call counts, unless the list is a shape, a window or an
    axis; of the others each fraction counts once, however often it stands there (rates, momenta, penalties).
    """
    listed, fractions = 0, set[float]()
    for number, counted in _numbers(config, argument=False):
        if counted:
            listed += 1
        elif isinstance(number, float) and number not in COMMON and not number.is_integer():
            fractions.add(number)
    return listed + len(fractions)


def _numbers(value: Any, *, argument: bool) -> Iterator[tuple[float, bool]]:
    """Yield each number, and whether it stands in a list or among the arguments of a call."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            return
        for name, item in value.items():
            if name not in FORM:
                yield from _numbers(item, argument=argument or name in {"args", "kwargs"})
    elif isinstance(value, list):
        for item in value:
            yield from _numbers(item, argument=True) if is_number(item) else _numbers(item, argument=argument)
    elif is_number(value):
        yield value, argument


def is_number(value: Any) -> bool:
    """Tell whether a value is a number, True and False apart."""
    return isinstance(value, int | float) and not isinstance(value, bool)
