"""Find models that no plain name holds: in attributes, lists, dictionaries and estimators."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from types import FunctionType, MethodType, ModuleType
from typing import Any

MAX_DEPTH = 4
MAX_OBJECTS = 20_000
MAX_ITEMS = 1_000
PLAIN = (str, bytes, int, float, complex, bool, type(None), FunctionType, MethodType)
OF_IPYTHON = frozenset({"In", "Out", "exit", "quit", "get_ipython"})
"""Names that a notebook has beside the submission's own."""


def own_names(names: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the names that a submission chose: neither private nor a notebook's."""
    return {name: value for name, value in names.items() if name[:1] != "_" and name not in OF_IPYTHON}


def held_models(names: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the models below the names, the nearest first, each as it is written ("tf.model", "nets['cnn']")."""
    import keras

    waiting = deque((name, value, 0) for name, value in own_names(names).items())
    seen: set[int] = set()
    while waiting and len(seen) < MAX_OBJECTS:
        path, value, depth = waiting.popleft()
        if id(value) in seen or isinstance(value, PLAIN):
            continue
        seen.add(id(value))
        if isinstance(value, keras.Model):
            if depth:
                yield path, value
        elif depth < MAX_DEPTH:
            waiting.extend((inner, item, depth + 1) for inner, item in _inside(path, value))


def _inside(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what an object holds, each under its path."""
    import keras

    if isinstance(value, dict):
        for key, item in list(value.items())[:MAX_ITEMS]:
            if isinstance(key, str | int):
                yield f"{path}[{key!r}]", item
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value[:MAX_ITEMS]):
            yield f"{path}[{place}]", item
    elif isinstance(value, ModuleType):
        models = {name: item for name, item in vars(value).items() if isinstance(item, keras.Model)}
        yield from ((f"{path}.{name}", item) for name, item in models.items())
    elif _is_theirs(value):
        attributes = vars(value) if isinstance(getattr(value, "__dict__", None), Mapping) else {}
        yield from ((f"{path}.{name}", item) for name, item in attributes.items() if name[:2] != "__")


def _is_theirs(value: Any) -> bool:
    """Tell whether an object may hold a model of the submission's: none of a library's arrays, tables and layers."""
    import keras

    kind = value if isinstance(value, type) else type(value)
    library = kind.__module__.partition(".")[0]
    if isinstance(value, type):
        return library in {"__main__", "submission"}
    return library not in {"numpy", "pandas", "matplotlib", "tensorflow"} and not isinstance(value, keras.layers.Layer)
