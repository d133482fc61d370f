"""What stands in a test for objects and classes of the student's: every use of them is asked of their process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from autograder.errors import WireError
from autograder.probe.live import forms
from autograder.probe.live.errors import LateError, UncrossableError
from autograder.probe.live.line import StudentLine
from autograder.wire.value_decoder import is_identifier

MAX_CLASSES = 2_000
_SUBCLASS = (
    "the tests make a class of their own from the student's `{name}`. Their process has no student code, so this "
    "cannot cross: let the student's module have the class that is needed, or pass functions"
)
_PATCH = (
    "the tests set `{name}` of the student's {of}. Their process has no student code, so a patch cannot cross: pass "
    "what is to be replaced as an argument"
)


_OF_PYTEST = frozenset({"_mock_name", "_pytestfixturefunction", "pytestmark"})
"""What pytest looks for in whatever a file names."""


class RemoteObject:
    """Stands for an object of the student's. Subclasses have the special methods that the student's class has."""

    __slots__ = ("__weakref__", "_line", "_name", "_number")
    __array_ufunc__ = None
    """NumPy leaves operators to the object."""

    def __init__(self, line: StudentLine, number: int) -> None:
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_name", "")

    def __getattr__(self, name: str) -> Any:
        if name == "__name__" and self._name:
            return self._name
        if name in _OF_PYTEST or (name.startswith("__") and name not in {"__name__", "__qualname__", "__dict__"}):
            raise AttributeError(name)
        return self._line.ask("attribute", of=self._number, name=name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._line.ask("set", [value], of=self._number, name=name)

    def __delattr__(self, name: str) -> None:
        self._line.ask("delete", of=self._number, name=name)

    def __del__(self) -> None:
        with contextlib.suppress(BaseException):
            self._line.drop(self._number)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of the student's>"


class RemoteClass(type):
    """The type of what stands for a class of the student's."""

    _class_line: StudentLine
    _class_number: int
    _ancestors: frozenset[int]

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Make an object in the student's process."""
        return cls._class_line.ask("call", args, kwargs, of=cls._class_number)

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") or "_class_number" not in cls.__dict__:
            raise AttributeError(name)
        return cls._class_line.ask("attribute", of=cls._class_number, name=name)

    def __setattr__(cls, name: str, value: Any) -> None:
        raise UncrossableError(_PATCH.format(name=name, of=f"class `{cls.__name__}`"))


def _asking(name: str, kind: type | None) -> Callable[..., Any]:
    """Return the special method that asks the student's."""

    def method(self: RemoteObject, *args: Any, **kwargs: Any) -> Any:
        if name == "__call__":
            return self._line.ask("call", args, kwargs, of=self._number)
        value = self._line.ask("special", args, of=self._number, name=name)
        if kind is not None and type(value) is not kind:
            raise TypeError(f"{name} returned {type(value).__name__}, expected {kind.__name__}")
        return value

    return method


def _comparing(name: str, own: str, *, believed: bool) -> Callable[[RemoteObject, Any], Any]:
    """Return the comparison of an object with another; with values of the test only where that is believed."""

    def method(self: RemoteObject, other: Any) -> Any:
        if isinstance(other, RemoteObject) or believed:
            return self._line.ask("special", [other], of=self._number, name=name)
        raise AssertionError(
            f"expected numbers, text, lists or arrays to compare with, found an object of the class {own} (its own "
            f"`{name}` is not asked, as it could say anything)"
        )

    return method


def _as_array(self: RemoteObject, dtype: Any = None, copy: Any = None) -> Any:  # noqa: ARG001 - NumPy's signature
    value = self._line.ask("special", of=self._number, name=forms.ARRAY)
    if not isinstance(value, np.ndarray):
        raise TypeError("__array__ returned no array")
    return value if dtype is None else value.astype(dtype)


class RemoteObjects:
    """Knows what stands for which object and class. `believed` are classes whose comparisons with values count."""

    def __init__(self, line: StudentLine, believed: frozenset[str] = frozenset()) -> None:
        self._line, self._believed = line, believed
        self._classes: dict[int, Any] = {}
        self._there: WeakValueDictionary[int, RemoteObject] = WeakValueDictionary()
        line.objects = self

    def number_of(self, value: object) -> int | None:
        """Return the number of what stands for an object or a class of the student's; None for anything else."""
        if isinstance(value, RemoteObject):
            return int(object.__getattribute__(value, "_number"))
        numbers = (number for number, kind in self._classes.items() if kind is value)
        return next(numbers, None) if isinstance(value, type) else None

    def inside(self, form: str, value: Any) -> Any:
        """Return what stands for an object or a class.

        Raises:
            WireError: the form is neither.
        """
        if form == forms.CLASS:
            return self.class_of(value)
        if form != forms.OBJECT or not isinstance(value, dict) or type(value.get("id")) is not int:
            raise WireError(f"expected a known form, found {form[:40]!r}")
        kind = self.class_of(value["class"])
        if issubclass(kind, BaseException):
            return _error_of(kind, {})
        return self._standing(kind, value["id"])

    def _standing(self, kind: Any, number: int) -> RemoteObject:
        """Return what stands for an object: the same thing as long as the tests have it."""
        found = self._there.get(number)
        if found is None or type(found) is not kind:
            found = object.__new__(kind)
            RemoteObject.__init__(found, self._line, number)
            self._there[number] = found
            self._line.keep(number)
        return found

    def class_of(self, said: Any) -> Any:
        """Return what stands for a class; the first time everything is said of it.

        Raises:
            WireError: what is said is no such thing.
        """
        number = said.get("id") if isinstance(said, dict) else None
        if type(number) is not int:
            raise WireError("expected a class")
        if number not in self._classes:
            if len(self._classes) >= MAX_CLASSES or "name" not in said:
                raise WireError("expected a class that is known, or everything about it")
            self._classes[number] = self._made(number, said)
        return self._classes[number]

    def _made(self, number: int, said: Mapping[str, Any]) -> Any:
        name, special, errors, above = (said.get(key) for key in ("name", "special", "errors", "above"))
        lists = all(isinstance(each, list) and len(each) <= 200 for each in (special, errors, above))
        if not isinstance(name, str):
            raise WireError("expected the name of a class")
        if not lists or not isinstance(special, list) or not isinstance(errors, list) or not isinstance(above, list):
            raise WireError("expected lists about a class")
        shown = name if is_identifier(name) else "Object"
        first = next((forms.ERRORS[each] for each in errors if isinstance(each, str) and each in forms.ERRORS), None)
        ancestors = [self.class_of(each) for each in above]
        if first is not None:
            parents = [each for each in ancestors[:1] if issubclass(each, BaseException)]
            builtin = first.__name__ == shown and not above
            return first if builtin else type(shown, tuple(parents) or (first,), {"__module__": "submission"})
        return self._class(number, shown, [each for each in special if each in forms.SPECIAL], ancestors)

    def _class(self, number: int, name: str, special: list[str], ancestors: list[Any]) -> Any:
        methods: dict[str, Any] = {each: _asking(each, forms.ANSWERS.get(each)) for each in special}
        believed = name in self._believed
        methods |= {each: _comparing(each, name, believed=believed) for each in special if each in forms.COMPARISONS}
        if "__eq__" in methods or "__hash__" not in methods:
            methods["__hash__"] = object.__hash__
        if forms.ARRAY in special:
            methods[forms.ARRAY] = _as_array
        for dunder in ("__str__", "__repr__"):
            if dunder not in special:
                methods.pop(dunder, None)

        def refused(_cls: Any, /, **_: Any) -> Any:
            raise UncrossableError(_SUBCLASS.format(name=name))

        found = {**methods, "__slots__": (), "__module__": "submission", "__init_subclass__": classmethod(refused)}
        found |= {"_class_line": self._line, "_class_number": number}
        found["_ancestors"] = frozenset(id(each) for each in ancestors)
        return type.__new__(_Standing, name, (RemoteObject,), found)

    def error(self, said: Any) -> BaseException:
        """Return the error that the student's code raised.

        Raises:
            WireError: what is said is none.
        """
        if not isinstance(said, dict):
            raise WireError("expected an error")
        if said.get("late") is True:
            return LateError("your code took longer than this test gives it")
        kind = self.class_of(said.get("class"))
        return _error_of(kind, said)


class _Standing(RemoteClass):
    """The type of what stands for a class whose objects stay with the student."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return cls.__subclasscheck__(type(instance))

    def __subclasscheck__(cls, other: Any) -> bool:
        return other is cls or id(cls) in getattr(other, "_ancestors", ())


class StudentError(Exception):
    """What the student's code raised where that is no `Exception` of Python's own: a `SystemExit`, say."""


def _error_of(kind: Any, said: Mapping[str, Any]) -> BaseException:
    text = said.get("text") if isinstance(said.get("text"), str) else ""
    place = said.get("where") if isinstance(said.get("where"), str) else ""
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        return _marked(StudentError(f"{getattr(kind, '__name__', 'an error')}: {text}"), str(place))
    try:
        error = kind(text) if kind not in _PARTICULAR else RuntimeError(f"{kind.__name__}: {text}")
    except Exception:  # noqa: BLE001 - an error of several arguments
        error = StudentError(f"{kind.__name__}: {text}")
    return _marked(error, str(place))


_PARTICULAR = (UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError, ExceptionGroup)
"""Errors that take more than a text."""


def _marked(error: Exception, place: str) -> Exception:
    error.raised_by_student = True  # type: ignore[attr-defined]
    if place:
        error.add_note(f"raised in {place[:200]}")
    return error
