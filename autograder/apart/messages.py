"""What goes to the server and what comes back. An answer is data, of a type that the coordinator names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from autograder import errors
from autograder.apart.codec import UndecodableError, decode, encode
from autograder.errors import AutograderError, ReaderError
from autograder.sentences import Nouns

MB = 2**20
_VALUE, _ERROR, _SYSTEM, _FAILED = b"v", b"e", b"o", b"f"
_ERRORS: Mapping[str, type[AutograderError]] = {
    name: found
    for name, found in vars(errors).items()
    if isinstance(found, type) and issubclass(found, AutograderError)
}


@dataclass(frozen=True, slots=True)
class Most:
    """What one call may take, and which files and folders it may read and write beside Python's own.

    `wall_s` is long, for a machine that has little time for it.
    """

    cpu_s: int = 10
    wall_s: float = 60.0
    memory_mb: int = 1024
    answer_mb: int = 64
    readable: tuple[Path, ...] = ()
    writable: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A function, by reference, what it is called with, and how it speaks: in which language, whose words, of what."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    most: Most
    language: str
    words: Mapping[str, str]
    nouns: Nouns


def answer_of(value: Any) -> bytes:
    """Return the answer of a call that gave a value."""
    try:
        return _VALUE + encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        return failed(f"an answer that cannot be sent: {error}")


def refusal(error: AutograderError | OSError) -> bytes:
    """Return the answer of a call that raised an error that its caller knows."""
    if isinstance(error, OSError):
        name = None if error.filename is None else str(error.filename)
        return _SYSTEM + encode([error.errno, str(error.strerror or error), name])
    known = next(kind.__name__ for kind in type(error).__mro__ if _ERRORS.get(kind.__name__) is kind)
    attributes = {name: getattr(error, name) for name in ("kind", "problems") if hasattr(error, name)}
    return _ERROR + encode([known, str(error), attributes])


def failed(text: str) -> bytes:
    """Return the answer of a call that raised any other error."""
    return _FAILED + encode(text)


def read_answer(data: bytes, function: Callable[..., Any]) -> Any:
    """Return the value that a function gave, of the type that it is declared to return.

    Raises:
        AutograderError: as the function.
        OSError: as the function.
        ReaderError: the function raised something else, or what it gave cannot be read.
    """
    try:
        tag, rest = data[:1], data[1:]
        if tag == _VALUE:
            return decode(rest, get_type_hints(function).get("return", Any))
        error = _error(tag, rest)
    except UndecodableError as unread:
        name = getattr(function, "__name__", "a reader")
        raise ReaderError(f"{name} gave an answer that cannot be read: {unread}") from None
    raise error


def _error(tag: bytes, data: bytes) -> AutograderError | OSError:
    if tag == _FAILED:
        return ReaderError(decode(data, str))
    if tag == _SYSTEM:
        number, text, name = decode(data, tuple[int | None, str, str | None])
        return OSError(text) if number is None else OSError(number, text, *([] if name is None else [name]))
    if tag != _ERROR:
        raise UndecodableError("no answer")
    known, text, attributes = decode(data, tuple[str, str, dict[str, Any]])
    kind = _ERRORS.get(known, ReaderError)
    if issubclass(kind, errors.CourseError):
        return kind([str(problem) for problem in attributes.get("problems") or [text]])
    if issubclass(kind, errors.SubmissionError):
        return kind(text, kind=str(attributes.get("kind")))
    return kind(text)
