"""Run a course's checks over stored evidence: one pytest session serves many submissions.

The session runs in this process, without the course's configuration, without other plugins and without pytest's
rewritten assertions, which would print hidden values. A process runs one session at a time: a lock makes other
threads wait. A session leaves nothing behind in `sys.modules` or the environment.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock, get_ident
from typing import TextIO

import pytest

from autograder.checks.cases import Check, CheckCase
from autograder.checks.plugin import CheckPlugin
from autograder.errors import CourseError
from autograder.records import CheckResult, Visibility

_one_session = RLock()
_LEFT_OUT = (
    *("cacheprovider", "terminalreporter", "faulthandler", "logging", "warnings", "doctest", "threadexception"),
    *("unraisableexception", "unittest", "junitxml", "pastebin", "debugging", "recwarn"),
)
_ARGUMENTS = (
    "--assert=plain",
    "--import-mode=importlib",
    "--noconftest",
    "--strict-markers",
    "--capture=no",
    "--tb=native",
    "--disable-plugin-autoload",
    *(f"-pno:{plugin}" for plugin in _LEFT_OUT),
)


def run_checks(
    files: Sequence[tuple[Path, Visibility]], cases: Sequence[CheckCase]
) -> Mapping[str, tuple[CheckResult, ...]]:
    """Run every check of `files` on every case.

    A check in a later file replaces the one of the same name in an earlier file. A check's visibility is its file's
    unless it is marked otherwise; the message of a hidden one goes to staff only.

    Args:
        files: check files, the public ones first.
        cases: the submissions; their keys are distinct.

    Returns:
        Each case's results by its key, in the order of the checks.

    Raises:
        CourseError: a check file cannot be read, or a check lacks its points or title; carries every problem.
        RuntimeError: the session itself failed, at a case or at all.
        ValueError: two cases have the same key.
    """
    if len({case.key for case in cases}) != len(cases):
        raise ValueError("expected a distinct key for each case")
    if not cases:
        return {}
    plugin = _session(files, cases, collect_only=False)
    return {key: tuple(results) for key, results in plugin.results.items()}


def collect_checks(files: Sequence[tuple[Path, Visibility]]) -> tuple[Check, ...]:
    """Return the checks of `files` without running any.

    Raises:
        CourseError: as `run_checks`.
    """
    return tuple(_session(files, (), collect_only=True).checks.values())


def _session(
    files: Sequence[tuple[Path, Visibility]], cases: Sequence[CheckCase], *, collect_only: bool
) -> CheckPlugin:
    visibilities = {path.resolve(): visibility for path, visibility in files}
    missing = [f"{path}: expected a file of checks, found none" for path in visibilities if not path.is_file()]
    if missing:
        raise CourseError(missing)
    plugin = CheckPlugin(visibilities, cases)
    with _one_session, _process_state(plugin), TemporaryDirectory(prefix="checks-") as folder:
        code = pytest.main(_arguments(Path(folder), list(visibilities), collect_only=collect_only), [plugin])
    if not plugin.checks and not plugin.problems:
        plugin.problems.append(f"{', '.join(map(str, visibilities)) or 'no file'}: expected checks, found none")
    if plugin.problems:
        raise CourseError(plugin.problems)
    if code is pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code is pytest.ExitCode.INTERNAL_ERROR:
        raise RuntimeError("the session of checks failed")
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        raise CourseError([f"{path}: pytest ended with {code!r}" for path in visibilities])
    return plugin


def _arguments(folder: Path, files: Sequence[Path], *, collect_only: bool) -> list[str]:
    """Return pytest's arguments; `folder` becomes its root, its configuration and its temporary folder."""
    settings = folder / "pytest.ini"
    settings.write_text("[pytest]\npython_files = *.py\npython_functions = test_*\npython_classes = []\n")
    where = [f"--config-file={settings}", f"--rootdir={folder}", f"--basetemp={folder / 'tmp'}"]
    return [*_ARGUMENTS, *where, *(["--collect-only"] if collect_only else []), *map(str, files)]


@contextmanager
def _process_state(plugin: CheckPlugin) -> Iterator[None]:
    """Keep what pytest reads of the process away from it, and take back what it leaves."""
    variables = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    modules, write_bytecode = set(sys.modules), sys.dont_write_bytecode
    finders, output, errors = list(sys.meta_path), sys.stdout, sys.stderr
    sys.dont_write_bytecode = True
    sys.meta_path[:] = [finder for finder in finders if not type(finder).__module__.startswith("_pytest.")]
    sys.stdout, sys.stderr = _Aside(output), _Aside(errors)
    try:
        yield
    finally:
        sys.stdout, sys.stderr, sys.meta_path[:] = output, errors, finders
        sys.dont_write_bytecode = write_bytecode
        for name in {parent for module in plugin.modules for parent in _with_parents(module)} - modules:
            sys.modules.pop(name, None)
        os.environ.update(variables)


def _with_parents(module: str) -> Iterator[str]:
    parts = module.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))


class _Aside(io.TextIOBase):
    """Drop what this thread writes; let other threads (a progress bar) write on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._thread = get_ident()

    def write(self, text: str) -> int:
        """Write the text, unless it comes from a check."""
        return len(text) if get_ident() == self._thread else self._stream.write(text)

    def flush(self) -> None:
        """Flush the stream behind."""
        self._stream.flush()
