"""Boxes by bubblewrap: namespaces, a user and a root of their own. One process start a box."""

from __future__ import annotations

import shutil
from contextlib import ExitStack

from autograder.contracts import Box
from autograder.errors import SandboxError
from autograder.probe.confine import Paths
from autograder.sandbox import gpu, job_spec, seccomp, uid_pool
from autograder.sandbox.backend import Backend
from autograder.sandbox.bubblewrap_arguments import ROOT, TEMPORARY, WRITABLE, Stage, arguments
from autograder.sandbox.descriptors import Descriptors
from autograder.sandbox.program import Order, Program

OWN_PROCESSES = 4
"""What bubblewrap itself counts for in the group of a box."""


class Bubblewrap(Backend):
    """Runs boxes with bubblewrap, as root (a user of its own for each box) or as a plain user."""

    name = "bubblewrap"

    def _start(self, box: Box, stack: ExitStack) -> Program:
        program = shutil.which("bwrap")
        if program is None:
            raise SandboxError("bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap)")
        uid = stack.enter_context(uid_pool.leased()) if uid_pool.required() else None
        group = self._group(box, stack, overhead=OWN_PROCESSES)
        stage = Stage(active=uid is not None)
        with Descriptors() as descriptors:
            mounts = arguments(box, self._interpreter, descriptors=descriptors, stage=stage)
            rules = seccomp.program(namespaces=True, memory_counted=group.counts_memory, pinned=bool(box.processors))
            guarded = ("--seccomp", str(descriptors.file(rules))) if rules else ()
            channel, theirs = descriptors.socket()
            command = self._interpreter.command(theirs)
            return Program(
                Order(
                    (program, *mounts, *guarded, "--", *command),
                    uid,
                    group.doors,
                    stage.order(),
                    processors=box.processors,
                ),
                sheet=_sheet(box, counted=group.counts_memory),
                environment=self._interpreter.environment(box, home=f"{ROOT}/work", temporary=TEMPORARY),
                descriptors=descriptors,
                channel=channel,
                group=group,
                stack=stack,
            )


def _sheet(box: Box, *, counted: bool) -> bytes:
    paths = Paths(readable=("/",), writable=WRITABLE, devices=("/dev", *gpu.writable(box.gpu)))
    return job_spec.write(box, root=ROOT, paths=paths, seccomp=b"", internet=True, memory_counted=counted)
