"""Boxes that begin as a process of the coordinator: start it, end it, collect it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

from autograder.sandbox import setup
from autograder.sandbox.cgroup import ControlGroup
from autograder.sandbox.descriptors import Descriptors
from autograder.sandbox.supervise import Exit

PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Order:
    """What `setup` does on the way to the command, see there."""

    argv: Sequence[str]
    uid: int | None
    doors: Sequence[str]
    stage: Mapping[str, Any] | None = None
    third: int | None = None
    processors: Sequence[int] = ()
    drops_rights_itself: bool = False
    parent: int = field(default_factory=os.getpid)


class Program:
    """A running box whose first process is a child of the coordinator."""

    shared_mb = 0.0

    def __init__(
        self,
        order: Order,
        *,
        sheet: bytes,
        environment: Mapping[str, str],
        descriptors: Descriptors,
        channel: socket.socket,
        group: ControlGroup,
        stack: ExitStack,
    ) -> None:
        """Start it; what it holds is freed with the stack.

        Args:
            order: How to get to the command.
            sheet: The standard input.
            environment: All of its environment variables.
            descriptors: What it inherits.
            channel: This side of its socket.
            group: Its control groups.
            stack: Holds what must be freed.
        """
        self.channel = stack.enter_context(contextlib.closing(channel))
        self.group = group
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", setup.__file__, json.dumps(asdict(order))],
            stdin=descriptors.file(sheet),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd="/",
            pass_fds=descriptors.passed,
            start_new_session=True,
            umask=0o022,
        )
        self.pidfd = os.pidfd_open(self._process.pid)
        stack.callback(os.close, self.pidfd)
        self.stdout, self.stderr = (
            stack.enter_context(contextlib.closing(stream)).fileno()
            for stream in (self._process.stdout, self._process.stderr)
            if stream is not None
        )

    def kill(self) -> None:
        """Kill every process of the box; none is left on return. The first process ends the others when asked to."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, number)
            if select.select([self.pidfd], [], [], PATIENCE_S)[0]:
                break
        self.group.kill()

    def members(self) -> Iterable[int]:
        """Return the box's processes, as the host numbers them."""
        return setup.descendants(self._process.pid)

    def reap(self) -> Exit:
        """Collect how the first process ended, which passes on how the probe did; a signal to it came from outside."""
        _, wait_status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(wait_status)
        status = self._process.returncode if os.WIFEXITED(wait_status) else None
        return Exit(status, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
