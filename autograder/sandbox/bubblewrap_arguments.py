"""What a bubblewrap box looks like from inside, as arguments of bubblewrap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.contracts import Box, Mount
from autograder.probe.box_paths import HAND_IN
from autograder.sandbox import gpu
from autograder.sandbox.descriptors import Descriptors
from autograder.sandbox.interpreter import Interpreter

ROOT = "/box"
UID = 1000
STAGE = Path("/run/autograder/stage")

FILES = {
    "/etc/passwd": f"student:x:{UID}:{UID}:student:{ROOT}/work:/bin/sh\n",
    "/etc/group": f"student:x:{UID}:\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
HOST_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime", "/etc/mime.types")
TEMPORARY = "/tmp"  # noqa: S108 - the box's own
WRITABLE = (f"{ROOT}/work", f"{ROOT}/out", TEMPORARY, "/dev/shm")  # noqa: S108 - likewise
TOP = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
HOME_OF_COLAB = "/content"
"""The folder of the submission's copy under the name that it has in Colab."""
NAMESPACES = ("user", "net", "pid", "ipc", "uts", "cgroup-try")


class Stage:
    """Where root lays out a box's mounts, so that the box's user can reach them; nothing where no user is dropped."""

    def __init__(self, *, active: bool) -> None:
        self._active = active
        self._sources: list[tuple[str, str, bool]] = []

    def source(self, path: Path, *, copy_private: bool) -> str:
        """Return the path under which a host's path will be found when bubblewrap starts."""
        place = str(path.absolute())  # the programs that read it stand elsewhere
        if not self._active:
            return place
        name = str(len(self._sources))
        self._sources.append((name, place, copy_private))
        return str(STAGE / name)

    def order(self) -> dict[str, Any] | None:
        """Return what `setup` has to lay out."""
        if not self._active:
            return None
        STAGE.mkdir(mode=0o755, parents=True, exist_ok=True)
        return {"root": str(STAGE), "sources": self._sources}


def arguments(box: Box, interpreter: Interpreter, *, descriptors: Descriptors, stage: Stage) -> list[str]:
    """Return bubblewrap's arguments for a box, up to the command."""
    return [
        *(f"--unshare-{namespace}" for namespace in NAMESPACES),
        *("--disable-userns", "--uid", str(UID), "--gid", str(UID), "--hostname", "box"),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *_system(descriptors),
        *("--proc", "/proc", "--dev", "/dev"),
        *_gpu(box),
        *_own_folders(box),
        *_python(interpreter, stage),  # after /tmp, beneath which it may lie
        *_mounts(box, stage),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", f"{ROOT}/work"),
    ]


def folder_bytes(box: Box) -> int:
    """Return the size of each of a box's writable folders, which are memory."""
    return min(box.limits.disk_mb, box.limits.memory_mb) * 2**20


def _system(descriptors: Descriptors) -> Iterator[str]:
    yield from ("--ro-bind", "/usr", "/usr")
    for top in map(Path, TOP):
        if top.is_symlink():
            yield from ("--symlink", str(top.readlink()), str(top))
        else:
            yield from ("--ro-bind-try", str(top), str(top))
    for path in HOST_FILES:
        yield from ("--ro-bind-try", path, path)
    for path, text in FILES.items():
        yield from ("--perms", "0444", "--file", str(descriptors.file(text.encode())), path)


def _python(interpreter: Interpreter, stage: Stage) -> Iterator[str]:
    for folder in interpreter.folders:
        yield from ("--ro-bind", stage.source(folder, copy_private=False), str(folder))
    for folder in interpreter.masked:
        yield from ("--perms", "0555", "--size", "4096", "--tmpfs", str(folder))


def _gpu(box: Box) -> Iterator[str]:
    for device in gpu.devices(box.gpu):
        yield from ("--dev-bind", str(device), str(device))
    for path in gpu.READABLE if box.gpu else ():
        yield from ("--ro-bind-try", path, path)


def _own_folders(box: Box) -> Iterator[str]:
    yield from ("--dir", f"{ROOT}/in", "--dir", f"{ROOT}/data", "--symlink", f"{ROOT}/{HAND_IN}", HOME_OF_COLAB)
    for folder in WRITABLE:
        yield from ("--perms", "0755", "--size", str(folder_bytes(box)), "--tmpfs", folder)


def _mounts(box: Box, stage: Stage) -> Iterator[str]:
    for mount in box.mounts:
        yield from ("--ro-bind", stage.source(mount.source, copy_private=True), _target(mount))


def _target(mount: Mount) -> str:
    """Return where a mount goes; bubblewrap follows no link of the environment that leads to an absolute path."""
    target = PurePosixPath(mount.target)
    return str(Path(target).resolve() if target.is_absolute() else ROOT / target)
