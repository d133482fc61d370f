"""Modules that are gone: they can be imported, and their names are looked up where they are today."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from autograder.probe.homes import ROOTS, homes
from autograder.probe.keras2 import wrappers
from autograder.probe.keras2.notes import Spelled
from autograder.probe.keras2.table import MODULES, PREPROCESSING, PREPROCESSING_TODAY

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
        self._spelled(f"keras.{self._part}", instead)
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
        home = self.__name__.replace(PREPROCESSING, "keras._tf_keras.keras.preprocessing", 1)
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
        return _OldModule(spec.name, part=_part(spec.name), spelled=self._spelled)

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
            if not hasattr(home, name):
                setattr(home, name, importlib.import_module(f"keras.{part}"))
