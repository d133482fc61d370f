"""Take what is given to seaborn by its place as seaborn did until 0.11, where values came before the table.

Today the first one is the table: `sns.countplot(labels)` draws a bar for each of 60,000 labels, which takes minutes,
and `sns.barplot(names, values)` is an error.
"""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from autograder.contracts import Noting
from autograder.records import NoteKind

SEABORN = "seaborn"
_DISTRIBUTIONS = ("count", "bar", "box", "boxen", "violin", "strip", "swarm", "point", "cat")
_RELATIONS = ("scatter", "line", "rel", "reg", "lm", "joint")
FUNCTIONS = frozenset(f"{kind}plot" for kind in _DISTRIBUTIONS + _RELATIONS)
"""Functions that took values first."""
BEFORE = ("x", "y", "hue", "data")
"""What the first arguments of each of them were."""


def install(note: Noting) -> None:
    """Serve the old order in this process, now or as soon as seaborn is imported; each use is noted."""
    if module := sys.modules.get(SEABORN):
        _serve(module, note)
    else:
        sys.meta_path.insert(0, _Import(note))


def as_before(name: str, given: Sequence[Any], options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return arguments that are given by their place under their names; None where today's order is meant."""
    first = given[0] if given else None
    column = isinstance(first, str) and ("data" in options or len(given) == len(BEFORE))
    values = _is_vector(first) and (name == "countplot" or len(given) > 1)
    named = dict(zip(BEFORE, given, strict=False))
    return None if not (column or values) or len(given) > len(BEFORE) or named.keys() & options.keys() else named


def _is_vector(value: Any) -> bool:
    return isinstance(value, list | tuple) or getattr(value, "ndim", None) == 1


def _serve(module: ModuleType, note: Noting) -> None:
    for name in FUNCTIONS & vars(module).keys():
        setattr(module, name, _serving(getattr(module, name), name, note))


def _serving(original: Callable[..., Any], name: str, note: Noting) -> Callable[..., Any]:
    @functools.wraps(original)
    def draw(*given: Any, **options: Any) -> Any:
        named = as_before(name, given, options)
        if named is None:
            return original(*given, **options)
        note(NoteKind.SEABORN, name)
        return original(**named, **options)

    return draw


class _Import(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Waits for seaborn, and serves the old order as soon as its own loader is done."""

    def __init__(self, note: Noting) -> None:
        self._note = note
        self._loader: importlib.abc.Loader | None = None

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return seaborn's own specification with this loader around its own; None for everything else."""
        del path, target
        if fullname != SEABORN or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(SEABORN)
        if spec is not None:
            self._loader, spec.loader = spec.loader, self
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """Leave it to seaborn's own loader."""
        return self._loader.create_module(spec) if self._loader else None

    def exec_module(self, module: ModuleType) -> None:
        """Run seaborn, then serve the old order."""
        if self._loader:
            self._loader.exec_module(module)
        _serve(module, self._note)
