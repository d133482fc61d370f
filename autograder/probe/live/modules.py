"""The student's modules as tests import them: each name is asked of the student's process."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, NoReturn

from autograder.probe.live.errors import AbsentError, LiveError, UncrossableError
from autograder.probe.live.line import StudentLine
from autograder.probe.live.objects import _PATCH, _SUBCLASS, RemoteObject

_AT_IMPORT = (
    "the tests use `{name}` of the student's code while they are read. Which tests there are must not depend on it: "
    "use it inside a test or a fixture"
)


class Absent:
    """Stands for a name that the student's code has not got, or before there is any; whatever is done with it fails."""

    def __init__(self, name: str, *, reading: bool, why: str = "") -> None:
        self.__name__ = name
        self._reading, self._why = reading, why

    def _fail(self) -> NoReturn:
        if self._reading:
            raise UncrossableError(_AT_IMPORT.format(name=self.__name__))
        raise AbsentError(self._why or self.__name__)

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        """Fail."""
        self._fail()

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_") or name == "pytestmark":  # what pytest looks for in whatever a file names
            raise AttributeError(name)
        self._fail()

    def __iter__(self) -> NoReturn:
        self._fail()

    def __getitem__(self, _: Any) -> NoReturn:
        self._fail()

    def __len__(self) -> int:  # noqa: PLE0303 - it fails
        self._fail()

    def __eq__(self, other: object) -> bool:
        if self is not other:
            self._fail()
        return True

    __hash__ = object.__hash__
    __add__ = __radd__ = __sub__ = __mul__ = __rmul__ = __lt__ = __gt__ = __le__ = __ge__ = __getitem__

    def __instancecheck__(self, _: object) -> NoReturn:
        self._fail()

    def __mro_entries__(self, bases: tuple[object, ...]) -> NoReturn:
        raise UncrossableError(_SUBCLASS.format(name=self.__name__))


class RemoteModule(ModuleType):
    """A module of the student's. Without a line there is no student: its names are read by nobody yet."""

    def __init__(self, name: str, line: StudentLine | None, names: Sequence[str], why: str) -> None:
        super().__init__(name)
        vars(self).update(_line=line, _names=frozenset(names), __all__=[n for n in names if not n.startswith("_")])
        vars(self).update(_running=False, _why=why)
        if line is None:
            vars(self).pop("__all__")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self._line is None:
            return Absent(name, reading=True)
        if name in self._names:
            value = self._line.ask("get", module=self.__name__, name=name)
            if isinstance(value, RemoteObject):
                object.__setattr__(value, "_name", name)
            return value
        if self._running:
            raise AttributeError(self._why or f"`{name}` is not in your code")
        return Absent(name, reading=False, why=self._why)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__"):
            super().__setattr__(name, value)
            return
        raise UncrossableError(_PATCH.format(name=name, of="module"))


class StudentModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the student's modules before anything else of their names, and the packages that they stand in."""

    def __init__(self, modules: Sequence[str], line: StudentLine | None) -> None:
        self._modules, self._line = tuple(modules), line
        self._names: dict[str, list[str]] = {}
        self._why: dict[str, str] = {}
        self.made: list[RemoteModule] = []
        if line is not None:
            listed = _said_first(line, modules)
            self._names = {name: _texts(listed.get(name)) for name in modules}
            self._why = {name: said[:600] for name in modules if isinstance(said := listed.get(name), str)}

    def install(self) -> None:
        """Serve imports of this process."""
        sys.meta_path.insert(0, self)

    def running(self) -> None:
        """Tell the modules that tests run: a name that is not there is an `AttributeError` from now on."""
        for module in self.made:
            vars(module)["_running"] = True

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:  # noqa: ARG002
        """Return how a module of the student's is made; None for any other."""
        if fullname in self._modules:
            return importlib.machinery.ModuleSpec(fullname, self)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return what stands for the module."""
        name = spec.name
        module = RemoteModule(name, self._line, self._names.get(name, []), self._why.get(name, ""))
        self.made.append(module)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing."""


def _said_first(line: StudentLine, modules: Sequence[str]) -> Mapping[str, Any]:
    """Return the names that each module has, or why there are none."""
    try:
        said = line.ask("hello")
    except Exception as error:  # noqa: BLE001 - whatever the student's process says
        said = dict.fromkeys(modules, f"{type(error).__name__}: {error}")
    except LiveError as error:
        said = dict.fromkeys(modules, str(error))
    return said if isinstance(said, dict) else {}


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
