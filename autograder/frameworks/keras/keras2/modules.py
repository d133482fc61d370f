"""Modules that are gone: they can be imported, and their names are looked up where they are today."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from autograder.frameworks.keras.keras2 import wrappers
from autograder.frameworks.keras.keras2.merging import merge
from autograder.frameworks.keras.keras2.names import stand_in
from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.frameworks.keras.namespaces import ROOTS, WHOLE, homes
from autograder.keras_names.table import ENGINE, MODULES, NAMES, PREPROCESSING, PREPROCESSING_TODAY

_OF_PREPROCESSING = (PREPROCESSING, *(f"{PREPROCESSING}.{part}" for part in ("image", "sequence", "text")))


def install(spelled: Spelled) -> None:
    """Let old modules be imported, and be found as attributes."""
    sys.meta_path.append(_OldModules(spelled))
    _modules_as_attributes()


class _OldModule(ModuleType):
    """A module that is gone; its names are looked up where they are today."""

    def __init__(self, name: str, *, part: str, spelled: Spelled) -> None:
        super().__init__(name)
        self._part, self._spelled = part, spelled
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        instead, home = MODULES[self._part]
        if self._part == "wrappers.scikit_learn":
            return wrappers.noted(name, self._spelled)
        if (old := f"{self._part}.{name}") in NAMES:
            return stand_in(old, NAMES[old], self._spelled)
        found = _today(home, name)
        self._spelled(f"keras.{self._part}", instead)
        return found


class _Merge(_OldModule):
    """`keras.layers.merge`, which was a function in Keras 1 and a module in Keras 2."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        self._spelled("keras.layers.merge", "keras.layers.concatenate, keras.layers.add")
        return merge(*args, **options)


def _today(home: str, name: str) -> Any:
    """Return what has a name today in the module that has the names of an old one.

    Raises:
        AttributeError: nothing has it.
    """
    if home == "engine":
        having = [each for part in ENGINE if hasattr(each := homes(part)[0], name)]
        return getattr((having or homes(ENGINE[0]))[0], name)
    if home == "preprocessing.text":
        return getattr(importlib.import_module(f"{WHOLE}.{home}"), name)
    return getattr(homes(home)[0], name)


class _Preprocessing(ModuleType):
    """`keras_preprocessing`, once Keras's own package, or a part of it; its names are in `keras.preprocessing`."""

    def __init__(self, name: str, *, spelled: Spelled) -> None:
        super().__init__(name)
        self._spelled = spelled
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._spelled(PREPROCESSING, PREPROCESSING_TODAY)
        home = self.__name__.replace(PREPROCESSING, f"{WHOLE}.preprocessing", 1)
        return getattr(importlib.import_module(home), name)


class _OldModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules that are gone, below `keras` and `tensorflow.keras`, and `keras_preprocessing`."""

    def __init__(self, spelled: Spelled) -> None:
        self._spelled = spelled

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a specification for a module that is gone, None for every other."""
        del path, target
        gone = _part(fullname) or fullname in _OF_PREPROCESSING
        return importlib.machinery.ModuleSpec(fullname, self) if gone else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return the stand-in."""
        if spec.name in _OF_PREPROCESSING:
            return _Preprocessing(spec.name, spelled=self._spelled)
        part = _part(spec.name)
        return (_Merge if part == "layers.merge" else _OldModule)(spec.name, part=part, spelled=self._spelled)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is to be run."""


def _part(name: str) -> str:
    """Return the part of Keras that is gone and that a full name stands for, or ""."""
    parts = (name.removeprefix(f"{root}.") for root in ROOTS if name.startswith(f"{root}."))
    return next((part for part in parts if part in MODULES), "")


def _modules_as_attributes() -> None:
    """Let `keras.utils.np_utils.to_categorical` work without an import of its own."""
    for part in MODULES:
        above, _dot, name = part.rpartition(".")
        for home in homes(above):
            vars(home).setdefault(name, importlib.import_module(f"keras.{part}"))
