"""The tests' end of a line: ask something of the student's code, and wait for the answer."""

from __future__ import annotations

import contextlib
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from autograder.errors import WireError
from autograder.probe.live import forms
from autograder.probe.live.errors import EndedError, LateError, LiveError, UncrossableError
from autograder.wire.frames import GONE, ClosedError, Frame, LateAnswerError, framed, receive, send
from autograder.wire.value_decoder import ValueDecoder
from autograder.wire.values import ValueEncoder, is_tensor, mutable

GRACE_S = 2.0
"""How much longer than the student's process has for an answer it is waited for."""
MAX_CALLBACKS = 100_000
MAX_BYTES = 2**30
"""How much may come back in one test."""
_UNREADABLE = "your code's process gave an answer that cannot be read"


class Objects(Protocol):
    """Makes what stands for the student's objects and classes in the tests."""

    def inside(self, form: str, value: Any) -> Any:
        """Return what stands for a form."""

    def number_of(self, value: object) -> int | None:
        """Return the number of what stands for an object or a class of the student's; None for anything else."""

    def error(self, said: Any) -> BaseException:
        """Return the error that the student's code raised."""


class StudentLine:
    """Asks things of the student's code. Each test has a time, in which everything that it asks is answered."""

    objects: Objects

    def __init__(self, stream: socket.socket) -> None:
        self._stream = stream
        self._functions: dict[int, Callable[..., Any]] = {}
        self._dropped: list[int] = []
        self._deadline = time.monotonic() + 600.0
        self._ended = ""
        self._left = MAX_BYTES

    def begin(self, name: str, seconds: float, seed: int) -> None:
        """Begin a test: what it asks is answered within so many seconds."""
        self._deadline, self._left = time.monotonic() + seconds, MAX_BYTES
        self._functions.clear()
        with contextlib.suppress(LiveError):  # what the test asks is told that the process has ended
            self.ask("test", name=name, seed=seed)

    def drop(self, number: int) -> None:
        """Say with the next thing that is asked that an object of the student's is not needed any more."""
        self._dropped.append(number)

    def keep(self, number: int) -> None:
        """Need an object after all."""
        self._dropped = [each for each in self._dropped if each != number]

    def ask(
        self, operation: str, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, **what: Any
    ) -> Any:
        """Ask something, and return what came of it.

        Raises:
            EndedError: the student's process has ended.
            LateError: it did not answer in time.
            UncrossableError: an argument cannot cross.
            Exception: whatever the student's code raised.
        """
        if self._ended:
            raise EndedError(self._ended)
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise LateError("the time for this test is over")
        sent, named = list(args), dict(kwargs or {})
        frame = self._framed({"op": operation, **what, "within_s": round(left, 3)}, sent, named)
        answered = False
        try:
            self._send(frame)
            value, error = self._answered(mutable([sent, named]))
            answered = True
        finally:
            if not answered:  # an answer that comes later must not be taken for another one
                self._ended = self._ended or "your code did not answer an earlier test"
        if error is not None:
            raise error
        return value

    def _framed(self, message: Mapping[str, Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Frame:
        encoder = ValueEncoder(self._outside)
        try:
            said = {**message, "args": encoder.encode(list(args)), "kwargs": encoder.encode(dict(kwargs))}
            frame = framed({**said, "dropped": self._dropped}, encoder.arrays)
        except WireError as error:
            raise UncrossableError(f"an argument cannot cross to the student's process: {error}") from None
        self._dropped = []
        return frame

    def _send(self, frame: Frame) -> None:
        try:
            send(self._stream, frame)
        except ClosedError:
            raise self._over("your code's process had ended before this test asked something of it") from None

    def _over(self, said: str, kind: type[EndedError | LateError] = EndedError) -> BaseException:
        """Ask nothing any more."""
        self._ended = self._ended or said
        return kind(said)

    def _answered(self, given: Sequence[Any]) -> tuple[Any, BaseException | None]:
        """Wait for a value or an error; meanwhile do what the student's code asks of functions of the test."""
        for _ in range(MAX_CALLBACKS):
            said, arrays = self._heard()
            decoder = ValueDecoder(arrays, lambda form, value: self._inside(form, value, given))
            try:
                if "call" in said:
                    self._call(said, decoder)
                    continue
                sys.stdout.write(_text(said.get("printed")))
                error = self.objects.error(said["raised"]) if "raised" in said else None
                value = None if error is not None else decoder.decode(said["value"])
                for number, content in said.get("changed", []):
                    _change(given[number], decoder.decode(content))
            except Exception as problem:  # noqa: BLE001 - the student's process may say anything
                raise self._over(f"{_UNREADABLE}: {problem}") from None
            return value, error
        raise self._over("your code called functions of the test without end", LateError)

    def _heard(self) -> tuple[dict[str, Any], Sequence[Any]]:
        left = max(0.0, self._deadline - time.monotonic()) + GRACE_S
        try:
            frame = receive(self._stream, within_s=left)
            said, arrays = frame.opened()
        except LateAnswerError:
            raise self._over("your code did not answer in time", LateError) from None
        except ClosedError:
            raise self._over("your code's process ended") from None
        except WireError as error:
            raise self._over(f"{_UNREADABLE}: {error}") from None
        self._left -= frame.size
        if frame.kind == GONE:
            raise self._over("your code's process ended")
        if not isinstance(said, dict) or self._left < 0:
            raise self._over(_UNREADABLE if self._left >= 0 else "more than 1 GB came back in one test")
        return said, arrays

    def _call(self, said: Any, decoder: ValueDecoder) -> None:
        """Call a function of the test, and tell what it gave."""
        function = self._functions[said["call"]]
        args, kwargs = decoder.decode(said["args"]), decoder.decode(said["kwargs"])
        if type(args) is not list or type(kwargs) is not dict:
            raise WireError("expected arguments")
        encoder = ValueEncoder(self._outside)
        try:
            frame = framed({"value": encoder.encode(function(*args, **kwargs))}, encoder.arrays)
        except WireError as error:
            raise UncrossableError(f"what a function of the test gave cannot cross: {error}") from None
        except Exception as error:  # noqa: BLE001 - the student's code is told, as it would be in one process
            frame = framed({"raised": type(error).__name__, "text": str(error)[:2_000]})
        self._send(frame)

    # --- forms ---

    def _outside(self, value: Any) -> Any:
        number = self.objects.number_of(value)
        if number is not None:
            return {forms.OBJECT: number}
        if isinstance(value, np.random.Generator | np.random.RandomState):
            raise WireError("a random generator; give a seed, or arrays that were drawn in the test")
        if callable(value) and not isinstance(value, type):
            number = len(self._functions) + 1
            self._functions[number] = value
            return {forms.CALLBACK: number}
        raise WireError(
            f"expected numbers, text, lists, tuples, dicts, sets, arrays or functions, found {_kind(value)}"
        )

    def _inside(self, form: str, value: Any, given: Sequence[Any]) -> Any:
        if form == forms.GIVEN:
            return given[value]
        if form == forms.CALLBACK:
            return self._functions[value]
        if form == forms.NOT_IMPLEMENTED:
            return NotImplemented
        return self.objects.inside(form, value)


def _kind(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _text(value: object) -> str:
    return value[:20_000] if isinstance(value, str) else ""


def _change(container: Any, content: Any) -> None:
    """Make a container of the test hold what the student's code left in it; its kind and an array's shape stay.

    Raises:
        WireError: that is something else.
    """
    if isinstance(container, np.ndarray):
        if not isinstance(content, np.ndarray) or content.shape != container.shape or content.dtype != container.dtype:
            raise WireError("an array changed its shape")
        container[...] = content
    elif is_tensor(container):
        container.data.copy_(content)
    elif isinstance(container, dict) and type(content) is dict:
        container.clear()
        container.update(content)
    elif isinstance(container, list) and type(content) is list:
        container[:] = content
    elif isinstance(container, set) and type(content) is set:
        container.clear()
        container.update(content)
    else:
        raise WireError("an argument changed its kind")
