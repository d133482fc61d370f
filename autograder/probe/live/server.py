"""The student's end of a line: does what the tests ask of the student's code, one thing after the other."""

from __future__ import annotations

import io
import random
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any

import numpy as np

from autograder.contracts import OutOfTime
from autograder.errors import WireError
from autograder.probe.limits import soft_limit
from autograder.probe.live import forms
from autograder.wire.frames import ClosedError, Frame, framed, receive, send
from autograder.wire.value_decoder import ValueDecoder
from autograder.wire.values import ValueEncoder, is_tensor

MAX_PRINTED = 20_000
MAX_TEXT = 2_000
Namespaces = Mapping[str, Mapping[str, Any] | str]
"""What the tests may ask for: the names of each module, or why it cannot be imported."""
Where = Callable[[BaseException], str]


def serve(stream: socket.socket, modules: Namespaces, where: Where) -> None:
    """Do what is asked on a stream until it is closed.

    Args:
        stream: the line.
        modules: what the tests may import.
        where: says at which place of the student's code an error was raised.
    """
    server = _Server(stream, modules, where)
    try:
        while True:
            server.answer(*receive(stream).opened())
    except ClosedError:
        return


class _Server:
    """What the tests hold of the student's objects, and how each operation is done."""

    def __init__(self, stream: socket.socket, modules: Namespaces, where: Where) -> None:
        self._stream, self._modules, self._where = stream, modules, where
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._told: set[int] = set()
        self._next = 0

    def answer(self, asked: Any, arrays: Sequence[Any]) -> None:
        """Do one thing, and say what came of it."""
        for number in asked.get("dropped", ()):
            self._numbers.pop(id(self._objects.pop(number, None)), None)
        given: list[Any] = []

        def made(value: Any) -> Any:
            given.append(value)
            return value

        decoder = ValueDecoder(arrays, self._inside, made=made)
        args, kwargs = decoder.decode(asked.get("args", [])), decoder.decode(asked.get("kwargs", {}))
        before = [_copied(value) for value in given]
        printed = io.StringIO()
        try:
            with _printing(printed), soft_limit(asked["within_s"]):
                value = self._done(asked, args, kwargs)
            frame = self._returned(value, given, before, printed.getvalue())
        except ClosedError:
            raise
        except BaseException as error:  # noqa: BLE001 - a student's code may raise anything
            frame = framed({"raised": self._raised(error), "printed": printed.getvalue()[:MAX_PRINTED]})
        send(self._stream, frame)

    def _returned(self, value: Any, given: Sequence[Any], before: Sequence[Any], printed: str) -> Frame:
        """Return what is said of a call that returned: its value, what it changed of its arguments, what it printed."""
        encoder = self._encoder({id(each): {forms.GIVEN: number} for number, each in enumerate(given)})
        said: dict[str, Any] = {"value": encoder.encode(value), "printed": printed[:MAX_PRINTED]}
        pairs = enumerate(zip(given, before, strict=True))
        said["changed"] = [
            [number, encoder.encode(_copied(now))] for number, (now, old) in pairs if _is_changed(now, old)
        ]
        return framed(said, encoder.arrays)

    def _encoder(self, known: Mapping[int, Any] | None = None) -> ValueEncoder:
        encoder = ValueEncoder(lambda value: self._outside(value, encoder), known or {})
        return encoder

    def _done(self, asked: Any, args: Any, kwargs: Any) -> Any:
        operation = asked["op"]
        if operation == "hello":
            return {name: found if isinstance(found, str) else list(found) for name, found in self._modules.items()}
        if operation == "test":
            self._told.clear()  # so that what a test hears does not depend on those before it
            return _seed(asked["seed"])
        if operation == "get":
            return _named(self._modules[asked["module"]], asked["name"])
        target, name = self._objects[asked["of"]], asked.get("name", "")
        done: dict[str, Callable[[], Any]] = {
            "call": lambda: target(*args, **kwargs),
            "attribute": lambda: getattr(target, name),
            "set": lambda: setattr(target, name, args[0]),
            "delete": lambda: delattr(target, name),
            "special": lambda: _special(target, name, args),
        }
        return done[operation]()

    def call_back(self, number: int, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Have the tests call a function of theirs; meanwhile they may ask for something."""
        encoder = self._encoder()
        said = {"call": number, "args": encoder.encode(list(args)), "kwargs": encoder.encode(dict(kwargs))}
        send(self._stream, framed(said, encoder.arrays))
        while True:
            asked, arrays = receive(self._stream).opened()
            if not isinstance(asked, dict) or "op" in asked:
                self.answer(asked, arrays)
            elif "raised" in asked:
                raise forms.ERRORS.get(str(asked["raised"]), RuntimeError)(str(asked.get("text", "")))
            else:
                return ValueDecoder(arrays, self._inside).decode(asked["value"])

    # --- forms ---

    def _inside(self, form: str, value: Any) -> Any:
        if form == forms.OBJECT:
            return self._objects[value]
        if form == forms.CALLBACK:
            return _Callback(self, value)
        if form == "$rng":
            return np.random.default_rng(value)
        raise WireError(f"expected a known form, found {form}")

    def _outside(self, value: Any, encoder: ValueEncoder) -> Any:
        if value is NotImplemented:
            return {forms.NOT_IMPLEMENTED: True}
        if isinstance(value, _Callback):
            return {forms.CALLBACK: value.number}
        if _is_foreign_array(value):
            return encoder.encode(np.asarray(value))
        if (base := _base_of(value)) is not None:
            return encoder.encode(base(value))
        if isinstance(value, type):
            return {forms.CLASS: self._class(value)}
        return {forms.OBJECT: {"id": self._held(value), "class": self._class(type(value))}}

    def _held(self, value: Any) -> int:
        number = self._numbers.get(id(value))
        if number is None or self._objects.get(number) is not value:
            self._next += 1
            number = self._next
            self._objects[number], self._numbers[id(value)] = value, number
        return number

    def _class(self, kind: type) -> Any:
        """Return what is said of a class: everything the first time, then its number."""
        number = self._held(kind)
        if number in self._told:
            return {"id": number}
        self._told.add(number)
        own = [name for name in forms.SPECIAL if _has(kind, name)]
        above = [self._class(each) for each in kind.__mro__[1:] if each.__module__ not in {"builtins", "typing", "abc"}]
        errors = [each.__name__ for each in kind.__mro__ if forms.ERRORS.get(each.__name__) is each]
        return {"id": number, "name": _name_of(kind), "special": sorted(own), "above": above, "errors": errors}

    def _raised(self, error: BaseException) -> dict[str, Any]:
        late = isinstance(error, OutOfTime)
        try:
            alone = error.args[0] if len(error.args) == 1 and type(error.args[0]) is str else str(error)
            text, place = alone[:MAX_TEXT], self._where(error)
        except Exception:  # noqa: BLE001 - an error of the student's own may refuse to be printed
            text, place = "", ""
        return {"text": text, "where": place[:200], "late": late, "class": self._class(type(error))}


class _Callback:
    """A function of the tests, as the student's code sees it."""

    def __init__(self, server: _Server, number: int) -> None:
        self._server, self.number = server, number

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._server.call_back(self.number, args, kwargs)


def _named(names: Mapping[str, Any] | str, name: str) -> Any:
    if isinstance(names, str):
        raise ImportError(names)  # noqa: TRY004 - the text says why
    return names[name]


def _base_of(value: Any) -> Callable[[Any], Any] | None:
    """Return what makes plain data of a number or text of a class below Python's own; members of enumerations stay."""
    if isinstance(value, Enum):
        return None
    return next((base for base in (int, float, complex, str, bytes) if isinstance(value, base)), None)


def _special(target: Any, name: str, args: Sequence[Any]) -> Any:
    if name not in forms.SPECIAL:
        raise WireError(f"expected a special method, found {name}")
    if name == "__iter__":
        return iter(target)
    if name == forms.ARRAY:
        return np.asarray(target)
    return getattr(type(target), name)(target, *args)


def _has(kind: type, name: str) -> bool:
    """Tell whether a class has a special method that is not what every object has."""
    found = getattr(kind, name, None)
    return found is not None and found is not getattr(object, name, None)


def _name_of(kind: type) -> str:
    return str(kind.__name__)[:100]


def _is_foreign_array(value: Any) -> bool:
    tensorflow: Any = sys.modules.get("tensorflow")
    return tensorflow is not None and isinstance(value, getattr(tensorflow, "Tensor", ()))


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002 - what a student's code may draw from
    if (torch := sys.modules.get("torch")) is not None:
        torch.manual_seed(seed)


def _copied(value: Any) -> Any:
    """Return what a container holds now."""
    if isinstance(value, np.ndarray):
        return value.copy()
    return value.detach().clone() if is_tensor(value) else value.copy()


def _is_changed(value: Any, old: Any) -> bool:
    """Tell whether a container holds something else than before."""
    if isinstance(value, np.ndarray):
        return value.shape != old.shape or value.dtype != old.dtype or _bytes_of(value) != _bytes_of(old)
    if is_tensor(value):
        return _is_changed(value.detach().cpu().numpy(), old.cpu().numpy())
    if isinstance(value, dict):
        pairs = zip(value.items(), old.items(), strict=False)
        return len(value) != len(old) or any(a is not c or b is not d for (a, b), (c, d) in pairs)
    if isinstance(value, list):
        return len(value) != len(old) or any(a is not b for a, b in zip(value, old, strict=True))
    return bool(value != old)


def _bytes_of(array: Any) -> memoryview:
    flat: Any = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    return memoryview(flat)


@contextmanager
def _printing(into: io.StringIO) -> Iterator[None]:
    there, sys.stdout = sys.stdout, into
    try:
        yield
    finally:
        sys.stdout = there
