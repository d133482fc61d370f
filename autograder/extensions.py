"""What other distributions bring: exporters, data sets, sandboxes and engines, found by their entry points.

The package's own are tables in code and no entry points of its own: a checkout without installed metadata has them all,
what is there stands in one place, and a run that uses one loads nobody else's code. A name that is there twice is
refused where it is used: which of the two was meant cannot be told. What lies in the working directory, which may be a
student's, is no distribution.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_string
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Generic, TypeVar

from autograder.errors import UsageError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""What an extension may be called: names become parts of paths."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListedExtension:
    """One extension as it is listed: its name, a sentence about it or what is wrong with it, and who brings it."""

    name: str
    about: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class EntryPointGroup(Generic[T]):
    """A group of entry points, and the package's own implementations by name.

    Args:
        name: the group's ("autograder.exporters").
        noun: what one of it is called in messages.
        own: the package's own.
        expected: what an entry point must name, in words.
        fits: tells whether an object is one.
    """

    name: str
    noun: str
    own: Mapping[str, T]
    expected: str
    fits: Callable[[object], bool] = callable

    def names(self) -> tuple[str, ...]:
        """Return every name that is there, the package's own first."""
        return tuple(dict.fromkeys((*self.own, *(each.name for each in _installed(self.name)))))

    def origin(self, name: str) -> str:
        """Return the distribution that brings an extension; "" for the package's own."""
        return next((_origin(each) for each in _installed(self.name) if each.name == name), "")

    def places(self, name: str) -> set[Path]:
        """Return the folders and files of the module that brings an extension; it is not imported."""
        return _places(each for each in _installed(self.name) if each.name == name)

    def reference(self, name: str) -> str:
        """Return what the entry point of an extension names, which is not loaded; raises as `find`."""
        entry = self._entry(name)
        return str(self.own[name]) if entry is None else entry.value

    def find(self, name: str) -> T:
        """Return an extension.

        Raises:
            UsageError: there is none, there are two, or it cannot be loaded. The message names the distribution.
        """
        entry = self._entry(name)
        return self.own[name] if entry is None else self._loaded(entry)

    def _entry(self, name: str) -> EntryPoint | None:
        """Return the entry point of an extension; None for one of the package's own."""
        given = [each for each in _installed(self.name) if each.name == name]
        if not given and name not in self.own:
            raise UsageError(f"unknown {self.noun} {name!r}; there are: {', '.join(map(_shown, self.names()))}")
        if len(given) + (name in self.own) > 1:
            brought = " and ".join([*(["autograder itself"] if name in self.own else []), *map(_origin, given)])
            raise UsageError(f"the {self.noun} {name!r} is brought by {brought}; uninstall one, or have it renamed")
        return given[0] if given else None

    def listed(self) -> Iterator[ListedExtension]:
        """Yield every extension with the first line of its docstring, or with what is wrong with it."""
        for name in self.names():
            try:
                about = (self.find(name).__doc__ or "").strip().partition("\n")[0]
            except UsageError as error:
                about = str(error)
            yield ListedExtension(_shown(name), _shown(about), self.origin(name))

    def _loaded(self, entry: EntryPoint) -> T:
        where = f"{_origin(entry)}: the {self.noun} {entry.name!r} ({entry.value})"
        if not NAME.fullmatch(entry.name):
            raise UsageError(f"{where}: expected a name of letters, digits, - and _, at most 64 characters")
        try:
            found = entry.load()
        except (Exception, SystemExit) as error:
            raise UsageError(f"{where} cannot be loaded: {type(error).__name__}: {error}") from error
        if not self.fits(found):
            raise UsageError(f"{where}: expected {self.expected}, found {type(found).__name__}")
        loaded: T = found
        return loaded


def places(group: str) -> set[Path]:
    """Return the folders and files of the modules that bring a group's extensions; none of them is imported."""
    return _places(_installed(group))


def _places(entries: Iterable[EntryPoint]) -> set[Path]:
    specs = [_spec(entry) for entry in entries]
    found = [place for spec in specs if spec for place in spec.submodule_search_locations or [spec.origin or ""]]
    return {Path(place).resolve() for place in found if place}


def _spec(entry: EntryPoint) -> ModuleSpec | None:
    name = re.match(r"\w+", entry.value)
    try:
        return find_spec(name[0]) if name else None
    except ValueError:  # a module of this process that has none
        return None


def _installed(group: str) -> list[EntryPoint]:
    """Return the entry points of a group, of every distribution once, in the order of their names."""
    here = Path.cwd()
    found = [entry for entry in entry_points(group=group) if _folder(entry) != here]
    return sorted(found, key=lambda entry: (entry.name, entry.value))


def _shown(text: str) -> str:
    """Return text of a package's metadata without what would act in a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _folder(entry: EntryPoint) -> Path | None:
    return Path(str(entry.dist.locate_file(""))).absolute() if entry.dist else None


def _origin(entry: EntryPoint) -> str:
    return _named(entry.dist) if entry.dist else "a distribution without a name"


def _named(found: Distribution) -> str:
    """Return the name and version of a distribution; where it says none, its folder."""
    facts = message_from_string(found.read_text("METADATA") or "")
    name = " ".join(filter(None, (facts["Name"], facts["Version"]))) or f"a distribution in {found.locate_file('')}"
    return _shown(name)
