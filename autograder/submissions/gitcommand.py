"""Run git on repositories that students own: as a transport and a reader of objects, never of their configuration."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.submissions.files import MB, shown

SCHEMES = ("https", "http", "ssh")
_SAID_BYTES = 4_000
_PLAIN = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.askPass=true",
    "core.attributesFile=/dev/null",
    "credential.interactive=false",
    "fetch.recurseSubmodules=false",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.unpackLimit=1",
    "log.showSignature=false",
    "protocol.allow=never",
    "http.followRedirects=initial",
)


@dataclass(frozen=True, slots=True)
class Caps:
    """What one repository may cost: seconds for each command, megabytes of its history and of memory."""

    wall_s: float = 300.0
    history_mb: int = 1_000
    memory_mb: int = 4_000


DEFAULT = Caps()


def git(
    folder: Path,
    arguments: Sequence[str],
    *,
    scheme: str = "",
    asked: bytes = b"",
    caps: Caps = DEFAULT,
    most: int | None = None,
) -> bytes:
    """Run git in a bare repository and return what it wrote, at most the cap on history.

    With `most`, git is ended where it writes more bytes than that, and what it wrote so far is returned.

    No hook, filter, submodule or helper that a repository names is run: nothing is ever checked out, and every
    protocol but `scheme` is refused. Nobody is asked for a password.

    Raises:
        SubmissionError: `repository`; git failed, took too long or wrote too much.
    """
    allowed = [f"protocol.{scheme}.allow=always"] if scheme else []
    settings = [part for setting in (*_PLAIN, *allowed) for part in ("-c", setting)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as given:
        given.write(asked)
        given.seek(0)
        try:
            process = subprocess.Popen(
                ["git", "--git-dir=.", "--no-replace-objects", *settings, *arguments],
                cwd=folder,
                stdin=given,
                stdout=out,
                stderr=said,
                start_new_session=True,
            )
        except FileNotFoundError:
            raise _failed(_("git is not installed")) from None
        _limit(process.pid, caps, most or caps.history_mb * MB)
        status = _wait(process, caps.wall_s)
        if status != 0 and not (most and status == -signal.SIGXFSZ):
            said.seek(0, os.SEEK_END)
            said.seek(max(0, said.tell() - _SAID_BYTES))
            cut = _("it needs more than {megabytes} MB or too much time").format(megabytes=caps.history_mb)
            raise _failed(cut if status < 0 else _last_line(said.read()) or f"git: {status}")
        out.seek(0)
        return out.read(caps.history_mb * MB)


def _limit(pid: int, caps: Caps, file_bytes: int) -> None:
    """Cap what the process and its children may take, where the system can do that from outside."""
    limits = {
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_AS: caps.memory_mb * MB,
        resource.RLIMIT_CPU: int(caps.wall_s) + 1,
        resource.RLIMIT_CORE: 0,
    }
    if hasattr(resource, "prlimit"):
        with contextlib.suppress(ProcessLookupError):
            for kind, most in limits.items():
                resource.prlimit(pid, kind, (most, most))


def _wait(process: subprocess.Popen[bytes], wall_s: float) -> int:
    try:
        return process.wait(wall_s)
    except BaseException as stopped:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if not isinstance(stopped, subprocess.TimeoutExpired):
            raise
        raise _failed(_("it took longer than {seconds:.0f} s").format(seconds=wall_s)) from None


def _last_line(said: bytes) -> str:
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return shown(told[-1].removeprefix("fatal:").removeprefix("error:").strip(" .")) if told else ""


def _failed(reason: str) -> SubmissionError:
    return SubmissionError(_("The repository cannot be read: {reason}.").format(reason=reason), kind="repository")
