"""Tell the kinds of exceptions apart that a student can do something about, with the values that the message needs."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path, PurePath, PureWindowsPath

from autograder.contracts import OutOfTime
from autograder.explain import PROVIDED
from autograder.probe import course_packages
from autograder.probe.endings import taken_argument, was_asked_for
from autograder.probe.limits import OutOfProcessorTime
from autograder.probe.writing import was_writing
from autograder.records import FailureKind

Details = Mapping[str, str]
Kind = tuple[FailureKind, Details]

BY_CLASS = {
    "StdinNotImplementedError": FailureKind.INPUT,
    "MemoryError": FailureKind.OUT_OF_MEMORY,
    "ResourceExhaustedError": FailureKind.OUT_OF_MEMORY,
    "UsageError": FailureKind.USAGE,
}
"""Kinds by the name of a class that the exception has among its own."""

MOST_LOOKED_AT = 5_000
"""Files and folders among which one that is missing elsewhere is looked for."""
_NETWORK = re.compile(
    r"URLError|ConnectionError|MaxRetryError|gaierror|NameResolutionError|ConnectTimeout|HTTPSConnectionPool"
    r"|Network is unreachable|name resolution|Name or service not known|Could not resolve host"
)
_FILE = re.compile(
    r"(?:File (?:not found|format not supported): filepath=|No file or directory found at |Could not find directory "
    r"|File )"
    r"[`'\"]?(?P<file>[^`'\"\s]+?)[`'\"]?(?:\. |\.?$| not found)|name(?: =)? '(?P<inside>[^']+)', errno = 2"
)
_NO_FOLDER = re.compile(
    r"(?:Cannot save file into a non-existent|Parent) directory:? '?(?P<folder>.+?)'?(?: does not exist\.)?"
)
"""What pandas and PyTorch say of a folder that is to be written to."""
_WINDOWS_MODULES = frozenset(
    {"msvcrt", "winreg", "winsound", "win32api", "win32com", "win32con", "win32gui", "_winapi"}
)
_WINDOWS_NAMES = re.compile(r"module 'os' has no attribute '(add_dll_directory|startfile|O_BINARY)'")
_INSTALLER = re.compile(r"\b(?:pip3?|conda|apt(?:-get)?|wget|curl|git|gdown|kaggle)\b")


@dataclass(frozen=True, slots=True)
class _Raised:
    """An exception with what was said, whether the student's own line raised it, and what was left out before."""

    error: BaseException
    said: str
    here: bool
    left_out: Sequence[str]


def kind_of(error: BaseException, said: str, *, here: bool, left_out: Sequence[str] = ()) -> Kind:
    """Return the kind of an exception and the values of its message.

    Args:
        error: what was raised.
        said: its message.
        here: whether the student's own line raised it, and not something that it called.
        left_out: commands of the submission that were not run, as they need a network.
    """
    raised = _Raised(error, said, here, left_out)
    found = (rule(raised) for rule in _RULES)
    return next((kind for kind in found if kind), (FailureKind.EXCEPTION, {"type": type(error).__name__}))


def _told(raised: _Raised) -> Kind | None:
    """Use what one of our own stand-ins says of itself."""
    kind, details = getattr(raised.error, "failure_kind", None), getattr(raised.error, "failure_details", None)
    return (kind, details) if isinstance(kind, FailureKind) and isinstance(details, dict) else None


def _disk(raised: _Raised) -> Kind | None:
    full = isinstance(raised.error, OSError) and raised.error.errno in {errno.ENOSPC, errno.EDQUOT}
    return (FailureKind.DISK_FULL, {}) if full or "No space left on device" in raised.said else None


def _by_class(raised: _Raised) -> Kind | None:
    names = [parent.__name__ for parent in type(raised.error).__mro__]
    kind = next((BY_CLASS[name] for name in names if name in BY_CLASS), None)
    return (kind, {"type": names[0]}) if kind else None


def _out_of_time(raised: _Raised) -> Kind | None:
    if isinstance(raised.error, OutOfProcessorTime):
        return FailureKind.PROCESSOR_TIME, {}
    return (FailureKind.TIMED_OUT, {}) if isinstance(raised.error, OutOfTime) else None


def _ended(raised: _Raised) -> Kind | None:
    """Tell who ended the program, and that an argument was taken from a command line that has none."""
    if isinstance(raised.error, SystemExit):
        asked = raised.here or was_asked_for(raised.error)
        return FailureKind.SYSTEM_EXIT if asked else FailureKind.ENDED_WITHIN, {}
    taken = taken_argument(raised.error) if isinstance(raised.error, IndexError) and raised.here else ""
    return (FailureKind.ARGUMENTS, {"message": taken}) if taken else None


def _keyboard(raised: _Raised) -> Kind | None:
    return (
        (FailureKind.INPUT, {})
        if isinstance(raised.error, EOFError) and raised.said == "EOF when reading a line"
        else None
    )


def _unwritten(raised: _Raised) -> Kind | None:
    return (FailureKind.NOT_IMPLEMENTED, {}) if isinstance(raised.error, NotImplementedError) and raised.here else None


def _windows(raised: _Raised) -> Kind | None:
    if isinstance(raised.error, ModuleNotFoundError) and raised.error.name in _WINDOWS_MODULES:
        return FailureKind.WINDOWS_ONLY, {"what": f"import {raised.error.name}"}
    found = _WINDOWS_NAMES.fullmatch(raised.said) if isinstance(raised.error, AttributeError) else None
    return (FailureKind.WINDOWS_ONLY, {"what": f"os.{found[1]}"}) if found else None


def _package(raised: _Raised) -> Kind | None:
    missing = re.match(r"No module named '([\w.]+)'", raised.said)
    return (FailureKind.MISSING_PACKAGE, {"package": missing[1], "provided": provided()}) if missing else None


def _unwritable(raised: _Raised) -> Kind | None:
    """Tell that a file was to be made in a folder that is not there."""
    said = _NO_FOLDER.fullmatch(raised.said) if isinstance(raised.error, OSError | RuntimeError) else None
    name = _missing_file(raised) if was_writing(raised.error) else None
    if said is None and name is None:
        return None
    folder = said["folder"] if said else str(_pure(name or "").parent)
    if os.path.isdir(folder):  # noqa: PTH112 - False for names that no file can have
        return None
    return FailureKind.NO_PLACE if is_elsewhere(folder) else FailureKind.NO_FOLDER, {"folder": folder}


def is_elsewhere(name: str) -> bool:
    """Tell whether a path leads away from where the submission runs."""
    return bool(PureWindowsPath(name).drive) or (name.startswith("/") and not name.startswith(str(Path.cwd())))


def _pure(name: str) -> PurePath:
    return PureWindowsPath(name) if PureWindowsPath(name).drive else PurePath(name)


def _file(raised: _Raised) -> Kind | None:
    """Tell what is missing: a download, something of the student's own computer, a folder, a file."""
    name = _missing_file(raised)
    if name is None:
        return None
    if command := _download(name, raised.left_out):
        return FailureKind.MISSING_DOWNLOAD, {"file": name, "command": command}
    if name.startswith(("/content/drive", "/gdrive")):
        return FailureKind.MISSING_IN_DRIVE, {"file": name}
    if is_elsewhere(name):
        return FailureKind.MISSING_ELSEWHERE, {"file": name, "name": PureWindowsPath(name).name}
    return _file_beside(name)


def _file_beside(name: str) -> Kind:
    folder = PurePath(name).parent
    if folder != PurePath() and not Path(name).parent.is_dir():
        return FailureKind.MISSING_FOLDER, {"file": name, "folder": str(folder)}
    found = _elsewhere(PurePath(name).name)
    return (
        (FailureKind.MISSING_THERE, {"file": name, "found": found})
        if found
        else (FailureKind.MISSING_FILE, {"file": name})
    )


def _elsewhere(name: str) -> str:
    """Return where below the working folder something of a name lies; "" where nothing does."""
    reached = chain.from_iterable(
        (os.path.relpath(os.path.join(folder, each)) for each in (*folders, *files))  # noqa: PTH118 - paths as text
        for folder, folders, files in os.walk(os.curdir)
    )
    return next((path for path in islice(reached, MOST_LOOKED_AT) if PurePath(path).name == name), "")


def _missing_file(raised: _Raised) -> str | None:
    error = raised.error
    if isinstance(error, OSError) and error.errno == errno.ENOENT and isinstance(error.filename, str | bytes | Path):
        return str(error.filename.decode(errors="replace") if isinstance(error.filename, bytes) else error.filename)
    if not isinstance(error, OSError | ValueError) and type(error).__name__ != "NotFoundError":
        return None
    found = _FILE.search(raised.said)
    name = (found["file"] or found["inside"]) if found else None
    return None if name and "format not supported" in raised.said and _is_there(name) else name


def _is_there(name: str) -> bool:
    """Tell whether there is something of a name, or a checkpoint, whose files begin with it."""
    path = Path(name)
    return os.path.lexists(name) or any(each.name.startswith(f"{path.name}.") for each in _siblings(path))


def _siblings(path: Path) -> Sequence[Path]:
    return list(islice(path.parent.iterdir(), MOST_LOOKED_AT)) if path.parent.is_dir() else []


def _download(name: str, left_out: Sequence[str]) -> str:
    """Return the command that would have brought a file: the one that names it, else the last one."""
    commands = [command for command in left_out if not re.search(r"\b(?:pip3?|conda|apt(?:-get)?)\b", command)]
    parts = [part for part in (PurePath(name).name, *PurePath(name).parts) if len(part) > 2]
    named = [command for command in commands if any(part in command for part in parts)]
    return (named or commands or [""])[-1]


def _read_only(raised: _Raised) -> Kind | None:
    error = raised.error
    if not isinstance(error, OSError) or error.errno not in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return None
    return (FailureKind.READ_ONLY, {"file": str(error.filename)}) if isinstance(error.filename, str) else None


def _network(raised: _Raised) -> Kind | None:
    names = " ".join(parent.__name__ for parent in type(raised.error).__mro__)
    if type(raised.error).__name__ == "CalledProcessError":
        command = getattr(raised.error, "cmd", "")
        shown = command if isinstance(command, str) else " ".join(map(str, command))
        return (FailureKind.NO_NETWORK, {"what": shown[:200]}) if _INSTALLER.search(shown) else None
    remote = isinstance(raised.error, OSError) or "Exception" in names
    return (
        (FailureKind.NO_NETWORK, {"what": raised.said[:200]})
        if remote and _NETWORK.search(f"{names} {raised.said}")
        else None
    )


_RULES: tuple[Callable[[_Raised], Kind | None], ...] = (
    _told,
    _out_of_time,
    _disk,
    _by_class,
    _ended,
    _keyboard,
    _unwritten,
    _windows,
    _package,
    _unwritable,
    _file,
    _read_only,
    _network,
)
"""The first rule that knows an exception decides."""


MODULES = {"scikit-learn": "sklearn", "pillow": "PIL"}
"""Where a package's module has another name."""


def provided() -> str:
    """Return what a submission can import here besides the standard library."""
    names = dict.fromkeys((os.environ.get("KERAS_BACKEND", "tensorflow"), *PROVIDED.split(", ")))
    found = [name for name in names if find_spec(MODULES.get(name, name)) is not None]
    return ", ".join([*found, *course_packages.names()])
