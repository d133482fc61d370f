"""Boxes without namespaces, for machines that refuse them: weak, and their layers say so."""

from __future__ import annotations

import contextlib
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from autograder.contracts import Box, Mount
from autograder.errors import SandboxError
from autograder.probe.confine import Paths
from autograder.sandbox import gpu, job_spec, seccomp, setup, uid_pool
from autograder.sandbox.backend import TENSORFLOW, Backend
from autograder.sandbox.bubblewrap_arguments import FILES, HOST_FILES, TOP
from autograder.sandbox.descriptors import Descriptors
from autograder.sandbox.interpreter import SYSTEM, Interpreter
from autograder.sandbox.program import Order, Program
from autograder.trees import remove_tree

DEVICES = tuple(f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts"))
WRITABLE = ("work", "out", "tmp")
PREFIX = "autograder-box-"


class PlainProcess(Backend):
    """Runs boxes as processes with rlimits, Landlock, a filter for system calls, and a user of their own under root.

    The root of a box is a temporary folder. Mounts are copied into it; those with an absolute target are left out.
    """

    name = "process"

    def __init__(
        self,
        *,
        scratch: Path | None = None,
        interpreter: Interpreter | None = None,
        threads: int | None = None,
        framework: str = TENSORFLOW,
    ) -> None:
        super().__init__(interpreter=interpreter, threads=threads, framework=framework)
        self._scratch = scratch or Path(tempfile.gettempdir())
        _sweep(self._scratch)

    def _start(self, box: Box, stack: ExitStack) -> Program:
        own_user = uid_pool.may_change_user() and self._interpreter.open_to_all()
        uid = stack.enter_context(uid_pool.leased()) if own_user else None
        group = self._group(box, stack, overhead=0)
        root = _furnished(box, stack, scratch=self._scratch, uid=uid)
        with Descriptors() as descriptors:
            channel, theirs = descriptors.socket()
            return Program(
                Order(self._interpreter.command(theirs), uid, group.doors),
                sheet=self._sheet(box, root, counted=group.counts_memory, own_user=own_user),
                environment=self._interpreter.environment(box, home=str(root / "work"), temporary=str(root / "tmp")),
                descriptors=descriptors,
                channel=channel,
                group=group,
                stack=stack,
            )

    def _sheet(self, box: Box, root: Path, *, counted: bool, own_user: bool) -> bytes:
        system = (str(SYSTEM), *TOP, *HOST_FILES, *FILES, "/proc", "/sys/devices/system/cpu")
        given = (Path(mount.target).parts[0] for mount in box.mounts if not mount.target.startswith("/"))
        own = (str(root / name) for name in dict.fromkeys(("in", "data", *given)))
        paths = Paths(
            readable=(*system, *own, *map(str, self._interpreter.readable()), *(gpu.READABLE if box.gpu else ())),
            writable=tuple(str(root / name) for name in WRITABLE),
            devices=(*DEVICES, *map(str, gpu.devices(box.gpu)), *gpu.writable(box.gpu)),
            listable=tuple(map(str, self._interpreter.folders)),
        )
        return job_spec.write(
            box,
            root=str(root),
            paths=paths,
            seccomp=seccomp.program(namespaces=False, memory_counted=counted, pinned=bool(box.processors)),
            internet=False,
            memory_counted=counted,
            others=0 if own_user else _tasks_of(os.geteuid()),
        )


def _tasks_of(uid: int) -> int:
    """Return how many processes and threads a user has on this machine."""
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.stat().st_uid == uid:
                count += sum(1 for _ in (process / "task").iterdir())
    return count


def _furnished(box: Box, stack: ExitStack, *, scratch: Path, uid: int | None) -> Path:
    """Return a box's root: its folders, with copies of its mounts. It goes when the stack is closed."""
    root = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=scratch))
    stack.callback(remove_tree, root)
    root.chmod(0o711)
    for name in ("in", "data", *WRITABLE):
        (root / name).mkdir(mode=0o755)
    for mount in box.mounts:
        _copy(mount, root)
    if uid is not None:
        for name in WRITABLE:
            os.chown(root / name, uid, uid)
    return root


def _copy(mount: Mount, root: Path) -> None:
    if mount.target.startswith("/"):
        return
    target = root / mount.target
    if target.is_symlink() or not target.parent.resolve().is_relative_to(root.resolve()):
        raise SandboxError(f"{mount.target}: a link in what is mounted there leads outside the box")
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if target.is_dir():
        target.rmdir()
    setup.copy(str(mount.source), str(target))


def _sweep(scratch: Path) -> None:
    """Remove the roots that coordinators of this user left behind which were killed."""
    for root in scratch.glob(f"{PREFIX}*-*"):
        owner = root.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", owner).exists() and root.lstat().st_uid == os.geteuid():
            remove_tree(root)
