"""Boxes by bubblewrap: namespaces, a user and a root of their own. One process start a box."""

from __future__ import annotations

import json
import os
import shutil
import signal
from contextlib import ExitStack
from typing import BinaryIO

from autograder.errors import SandboxError
from autograder.hookspecs import Box
from autograder.probe.confine import Paths
from autograder.sandbox import gpu, seccomp, sheet, slots
from autograder.sandbox.backend import Backend
from autograder.sandbox.descriptors import Descriptors
from autograder.sandbox.layout import ROOT, WRITABLE, Stage, arguments
from autograder.sandbox.program import Order, Program, end

OWN_PROCESSES = 4
"""What bubblewrap itself counts for in the group of a box."""


class Bubblewrap(Backend):
    """Runs boxes with bubblewrap, as root (a user of its own for each box) or as a plain user."""

    name = "bubblewrap"

    def _start(self, box: Box, stack: ExitStack) -> _Running:
        program = shutil.which("bwrap")
        if program is None:
            raise SandboxError("bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap)")
        uid = stack.enter_context(slots.leased()) if os.geteuid() == 0 else None
        group = self._group(box, stack, overhead=OWN_PROCESSES)
        stage = Stage(active=uid is not None)
        with Descriptors() as descriptors:
            mounts = arguments(box, self._interpreter, descriptors=descriptors, stage=stage)
            rules = descriptors.file(seccomp.program(namespaces=True, memory_counted=group.counts_memory))
            told, tell = descriptors.pipe()
            channel, theirs = descriptors.socket()
            command = (program, *mounts, "--seccomp", str(rules), "--info-fd", str(tell), "--")
            running = _Running(
                Order((*command, *self._interpreter.command(theirs)), uid, group.doors, stage=stage.order()),
                sheet=_sheet(box, counted=group.counts_memory),
                environment=self._interpreter.environment(box, home=f"{ROOT}/work", temporary="/tmp"),  # noqa: S108 - the box's own
                descriptors=descriptors,
                channel=channel,
                group=group,
                stack=stack,
            )
        running.meet(told, stack)
        return running


class _Running(Program):
    """A box that bubblewrap runs. When the first process inside is gone, the kernel has ended all others."""

    _first: int | None = None

    def meet(self, told: BinaryIO, stack: ExitStack) -> None:
        """Take hold of the first process inside, of which bubblewrap tells; of none where it did not come so far."""
        with told:
            text = b"".join(iter(lambda: told.read(4096), b""))
        if text:
            self._first = os.pidfd_open(json.loads(text)["child-pid"])
            stack.callback(os.close, self._first)

    def kill(self) -> None:
        """Kill every process of the box; none is left on return."""
        super().kill()
        if self._first is not None:
            end(self._first, signal.SIGKILL)


def _sheet(box: Box, *, counted: bool) -> bytes:
    paths = Paths(readable=("/",), writable=WRITABLE, devices=("/dev", *gpu.writable(box.gpu)))
    return sheet.write(box, root=ROOT, paths=paths, seccomp=b"", internet=True, memory_counted=counted)
