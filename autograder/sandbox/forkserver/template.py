"""What the server's template and each box's own part of it hold, as orders for `mounts` and `child`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.contracts import Box
from autograder.probe.box_paths import HAND_IN
from autograder.sandbox import gpu
from autograder.sandbox.bubblewrap_arguments import (
    FILES,
    HOME_OF_COLAB,
    HOST_FILES,
    ROOT,
    STAGE,
    TEMPORARY,
    TOP,
    WRITABLE,
    folder_bytes,
)
from autograder.sandbox.forkserver.child import UID
from autograder.sandbox.forkserver.mounts import OUTSIDE
from autograder.sandbox.interpreter import SYSTEM, Interpreter

DEVICES = tuple(f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty"))
FOLDERS = ("/proc", TEMPORARY, ROOT, OUTSIDE, "/etc", "/sys")
DEVICE_LINKS = {
    "/dev/ptmx": "pts/ptmx",
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
    HOME_OF_COLAB: f"{ROOT}/{HAND_IN}",
}
MODULES = (
    "sklearn.datasets.data",
    "sklearn.datasets.descr",
    "sklearn.model_selection",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "pandas",
    "seaborn",
    "rich._emoji_codes",
    "encodings.cp437",
    "IPython",
    "IPython.core.completerlib",
    "IPython.core.magics.execution",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "matplotlib_inline.backend_inline",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
    "nbclient",
    "nbformat",
)
"""What a server imports beside its framework, as far as it is installed."""

View = Mapping[str, list[Any]]


def root() -> Path:
    """Return an empty folder to lay the template over; nobody but the server and its boxes will see it."""
    place = STAGE if os.geteuid() == 0 else Path(tempfile.gettempdir()) / f"autograder-stage-{os.geteuid()}"
    place.mkdir(mode=0o755, parents=True, exist_ok=True)
    return place


def template(interpreter: Interpreter, *, framework: str) -> dict[str, Any]:
    """Return the order for a server's template, and for what to import; `framework` as a job names it."""
    tops = [Path(top) for top in TOP if Path(top).exists()]
    system = [SYSTEM, *(top for top in tops if not top.is_symlink()), *map(Path, HOST_FILES)]
    view = _view((*system, *interpreter.folders), interpreter.masked)
    return {
        "root": str(root()),
        "folders": FOLDERS,
        "view": _outside(view),
        "late": _inside(view),
        "devices": DEVICES,
        "points": [str(device) for device in gpu.devices(gpu.EVERY)],
        "device_links": DEVICE_LINKS,
        "links": {str(top): str(top.readlink()) for top in tops if top.is_symlink()},
        "files": FILES,
        "modules": MODULES,
        "framework": framework,
    }


def order(
    box: Box, interpreter: Interpreter, *, uid: int | None, doors: Iterable[str], environment: Mapping[str, str]
) -> dict[str, Any]:
    """Return the order for one box."""
    late = _inside(_view(interpreter.folders, interpreter.masked))
    if box.gpu:
        late = {**late, "binds": [*late["binds"], ("/sys", "/sys")]}
    return {
        "root": str(root()),
        "uid": uid,
        "owner": UID if uid is None else uid,
        "doors": list(doors),
        "mounts": [(str(mount.source.absolute()), str(PurePosixPath(ROOT) / mount.target)) for mount in box.mounts],
        "writable": WRITABLE,
        "folder_bytes": folder_bytes(box),
        "late": late,
        "devices": [str(device) for device in gpu.devices(box.gpu)],
        "environment": dict(environment),
    }


def _view(folders: Iterable[Path], masked: Iterable[Path]) -> View:
    binds = [(str(folder), str(folder)) for folder in folders if folder.exists()]
    return {"binds": binds, "masks": [str(path) for path in masked]}


def _inside(view: View) -> View:
    """Return the part of a view that lies below the temporary folder, which every box has for itself."""
    return {kind: [entry for entry in entries if _temporary(entry)] for kind, entries in view.items()}


def _outside(view: View) -> View:
    return {kind: [entry for entry in entries if not _temporary(entry)] for kind, entries in view.items()}


def _temporary(entry: str | tuple[str, str]) -> bool:
    path = entry if isinstance(entry, str) else entry[1]
    return path.startswith(f"{TEMPORARY}/")
