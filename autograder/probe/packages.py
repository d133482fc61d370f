"""Stand in for packages that are neither handed in nor installed: what does not need them runs all the same.

Code that catches the absence of a package meets that absence. Elsewhere an import gives a stand-in, and whatever uses
the stand-in raises what the import would have raised, at its own place.
"""

from __future__ import annotations

import builtins
import copy
import dis
import functools
import sys
from collections.abc import Mapping, MutableMapping, Sequence, Set
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

from autograder.contracts import Noting
from autograder.probe.guards import guarded
from autograder.probe.unusable import Unusable, is_marked, marked
from autograder.records import NoteKind

STATEMENTS = frozenset({"__main__", "submission"})
"""The names under which a submission's own cells and its module run."""
_BINDING = frozenset({"STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL"})
_MAKING = frozenset({"STORE_NAME", "STORE_GLOBAL"})
_CHANGING = frozenset({"STORE_ATTR", "STORE_SUBSCR", "STORE_SLICE", "DELETE_ATTR", "DELETE_SUBSCR"})


class AbsentModule(Unusable, ModuleType):
    """A module that is not there, or a name out of one; to use it raises ModuleNotFoundError."""

    def __init__(self, name: str, package: str) -> None:
        ModuleType.__init__(self, name)
        Unusable.__init__(self, lambda: _absence(package))


class _Unmade(Unusable, ModuleType):
    """What a statement would have made; to use it raises what the statement raised."""

    def __init__(self, name: str, error: BaseException) -> None:
        ModuleType.__init__(self, name)
        kept = copy.copy(error)
        Unusable.__init__(self, lambda: copy.copy(kept))


def _absence(package: str) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {package!r}", name=package)


def install(note: Noting, home: Path) -> None:
    """Let packages that are not there be imported by the submission where nothing catches their absence.

    Args:
        note: is told which.
        home: the folder of the submission's files.
    """
    known = builtins.__import__
    known = getattr(getattr(known, "__self__", None), "_system_import", known)  # debugpy's would put itself back

    @functools.wraps(known)
    def imported(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the names that Python's own has
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        __tracebackhide__ = True
        try:
            return known(name, globals, locals, fromlist or (), level)
        except ModuleNotFoundError as error:
            package = name.partition(".")[0]
            if level or error.name != package or not _is_own(_asking(), home) or _is_expected():
                raise
            note(NoteKind.ABSENT, package)
            if "*" in (fromlist or ()):
                raise marked(error) from None
            return _stand_in(name, fromlist or ())

    vars(builtins)["__import__"] = imported


def _asking() -> FrameType:
    """Return the frame that an import came from, through debugpy's own hook where a kernel has brought that."""
    frame = sys._getframe(2)  # noqa: SLF001 - the only way to see who asks
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("_pydev"):
        frame = frame.f_back
    return frame


def _is_own(frame: FrameType, home: Path) -> bool:
    """Tell whether a frame is at an import statement of the submission's: its calls of libraries import things too."""
    if frame.f_code.co_code[frame.f_lasti] != dis.opmap["IMPORT_NAME"]:
        return False
    return frame.f_globals.get("__name__") in STATEMENTS or frame.f_code.co_filename.startswith(f"{home}/")


def _is_expected() -> bool:
    return guarded("ImportError", "ModuleNotFoundError", module=__name__)


def _stand_in(name: str, fromlist: Sequence[str]) -> AbsentModule:
    """Return what an import statement gets: the package, or the module that names are taken from."""
    package, *parts = name.split(".")
    whole = inner = AbsentModule(package, package)
    for part in parts:
        outer, inner = inner, AbsentModule(f"{inner.__name__}.{part}", package)
        setattr(outer, part, inner)
    for part in fromlist:
        setattr(inner, part, AbsentModule(f"{inner.__name__}.{part}", package))
    return inner if fromlist else whole


def present(names: Mapping[str, Any]) -> dict[str, Any]:
    """Return names without those that stand for something that is not there."""
    return {name: value for name, value in names.items() if not isinstance(value, Unusable)}


def goes_on(error: BaseException | None, statement: CodeType, names: MutableMapping[str, Any], there: Set[str]) -> bool:
    """Tell whether what follows a statement can run although that needed a package or argument that is not there.

    It cannot where the statement would have changed what was there before: what follows would use an old value. The
    names that it would have made stand for what is not there from then on.

    Args:
        error: what the statement raised.
        statement: its code.
        names: where it ran.
        there: the names that were there before it.
    """
    if error is None or not is_marked(error):
        return False
    steps = list(dis.get_instructions(statement))
    bound = {step.argval for step in steps if step.opname in _BINDING}
    if bound & there or any(step.opname in _CHANGING for step in steps):
        return False
    for name in {step.argval for step in steps if step.opname in _MAKING} - names.keys():
        names[name] = _Unmade(name, error)
    return True


def teach(shell: Any) -> None:
    """Let a shell run the rest of a cell behind a statement that needs what is not there."""
    known = shell.run_code

    async def run_code(code: CodeType, result: Any = None, *, async_: bool = False) -> bool:
        there = present(shell.user_ns).keys() & set(code.co_names)
        failed: bool = await known(code, result, async_=async_)
        if failed and result is not None and goes_on(result.error_in_exec, code, shell.user_ns, there):
            result.error_in_exec = None
            return False
        return failed

    shell.run_code = run_code
