"""Hold a box's memory and processes, and give it its share of processors, with control groups, version 1 or 2."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "autograder"
CONTROLLERS = ("memory", "pids", "cpuacct", "cpu")
"""What is looked for. A group of `cpu` has the same weight as every other one, however many processes are in it."""
UNIFIED = "unified"
PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class ControlGroup:
    """The control groups of one box. `folders` maps a controller to its folder; version 2 has one for all."""

    folders: Mapping[str, Path]

    @property
    def counts_memory(self) -> bool:
        """Return whether the box's memory is counted and held."""
        return "memory" in self.folders

    @property
    def doors(self) -> tuple[str, ...]:
        """Return the files through which a process joins."""
        return tuple(str(folder / "cgroup.procs") for folder in dict.fromkeys(self.folders.values()))

    def memory_kills(self) -> int:
        """Return how many processes the kernel killed because the box's memory was used up."""
        return self._count("memory", ("memory.events", "memory.oom_control"), "oom_kill")

    def refusals(self) -> int:
        """Return how often the box wanted to start a process or thread beyond its limit."""
        return self._count("pids", ("pids.events",), "max")

    def cpu_s(self) -> float | None:
        """Return the processor time that the box used; None where nothing counts it."""
        folder = self.folders.get("cpuacct")
        with contextlib.suppress(OSError):
            if folder is not None and (folder / "cpuacct.usage").exists():
                return int((folder / "cpuacct.usage").read_text()) / 1e9
            if folder is not None:
                return self._count("cpuacct", ("cpu.stat",), "usage_usec") / 1e6
        return None

    def peak_mb(self) -> float | None:
        """Return the most memory that the box used; None where nothing counts it."""
        for name in ("memory.peak", "memory.max_usage_in_bytes"):
            with contextlib.suppress(OSError, KeyError):
                return int((self.folders["memory"] / name).read_text()) / 2**20
        return None

    def kill(self) -> None:
        """Kill every process of the box and return when none is left, or after five seconds."""
        if "pids" in self.folders:
            with contextlib.suppress(OSError):
                (self.folders["pids"] / "pids.max").write_text("0")  # or a fork bomb would outrun this
        deadline = time.monotonic() + PATIENCE_S
        while (members := self._members()) and time.monotonic() < deadline:
            for folder in set(self.folders.values()):
                with contextlib.suppress(OSError):
                    (folder / "cgroup.kill").write_text("1")
            for member in members:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member, signal.SIGKILL)
            time.sleep(0.005)

    def close(self) -> None:
        """Kill what is left and remove the groups."""
        self.kill()
        for folder in set(self.folders.values()):
            remove(folder)

    def _members(self) -> set[int]:
        found: set[int] = set()
        for door in self.doors:
            with contextlib.suppress(OSError):
                found.update(int(line) for line in Path(door).read_text().split())
        return found

    def _count(self, controller: str, names: tuple[str, ...], key: str) -> int:
        folder = self.folders.get(controller)
        for name in names if folder is not None else ():
            with contextlib.suppress(OSError):
                text = (folder / name).read_text()  # type: ignore[operator]
                return int(dict(line.split(maxsplit=1) for line in text.splitlines()).get(key, 0))
        return 0


@dataclass(frozen=True, slots=True)
class Groups:
    """Where groups for boxes can be made on this machine. `missing` says why a controller has no place."""

    parents: Mapping[str, Path]
    missing: str

    @classmethod
    def find(cls) -> Groups:
        """Look for a place for each controller, and prove it by making a group and joining it."""
        parents = {**_version_1(), **_version_2()}
        for parent in set(parents.values()):
            _sweep(parent)
        usable = {name: parent for name, parent in parents.items() if _works(parent)}
        wanted = [name for name in ("memory", "pids") if name not in usable]
        reason = f"no control group for {' and '.join(wanted)} may be made here" if wanted else ""
        return cls(usable, reason)

    def create(self, *, memory_mb: int, processes: int) -> ControlGroup:
        """Make the groups of one box.

        Raises:
            OSError: the kernel refused.
        """
        name = f"{PREFIX}-{os.getpid()}-{secrets.token_hex(8)}"
        folders = {controller: parent / name for controller, parent in self.parents.items()}
        for folder in set(folders.values()):
            folder.mkdir()
        group = ControlGroup(folders)
        try:
            _limit(group, memory_bytes=memory_mb * 2**20, processes=processes)
        except OSError:
            group.close()
            raise
        return group


def _limit(group: ControlGroup, *, memory_bytes: int, processes: int) -> None:
    if "memory" in group.folders:
        folder = group.folders["memory"]
        if (folder / "memory.max").exists():
            (folder / "memory.max").write_text(str(memory_bytes))
            _write_optional(folder / "memory.swap.max", "0")
        else:
            (folder / "memory.limit_in_bytes").write_text(str(memory_bytes))
            _write_optional(folder / "memory.memsw.limit_in_bytes", str(memory_bytes))
    if "pids" in group.folders:
        (group.folders["pids"] / "pids.max").write_text(str(processes))


def _write_optional(path: Path, text: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.write_text(text)


def _version_1() -> dict[str, Path]:
    """Return the folder of this process for each controller of version 1."""
    own = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        own.update(dict.fromkeys(controllers.split(","), path))
    found = {}
    for mount, kind, options in _mounts():
        for controller in set(CONTROLLERS) & set(options.split(",")) if kind == "cgroup" else ():
            folder = mount / own.get(controller, "/").lstrip("/")
            found[controller] = folder if folder.is_dir() else mount
    return found


def _version_2() -> dict[str, Path]:
    """Return the nearest folder above this process that passes memory and pids on to its children.

    A mixed machine has its controllers in version 1; version 2 then only ends processes.
    """
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    own = next((line[3:] for line in lines if line.startswith("0::")), "/")
    for mount, kind, _ in _mounts():
        if kind != "cgroup2":
            continue
        for folder in ((mount / own.lstrip("/")), *(mount / own.lstrip("/")).parents):
            control = folder / "cgroup.subtree_control"
            if control.exists() and {"memory", "pids"} <= set(control.read_text().split()):
                found = {"memory", "pids", "cpuacct", *({"cpu"} & set(control.read_text().split())), UNIFIED}
                return dict.fromkeys((*found,), folder)
        return {UNIFIED: mount}
    return {}


def _mounts() -> Iterator[tuple[Path, str, str]]:
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, mount, kind, options, *_ = line.split()
        yield Path(mount), kind, options


def _works(parent: Path) -> bool:
    trial = parent / f"{PREFIX}-{os.getpid()}-{secrets.token_hex(8)}"
    try:
        trial.mkdir()
    except OSError:
        return False
    try:
        door = str(trial / "cgroup.procs")
        joined = subprocess.run(["/bin/sh", "-c", 'echo 0 > "$0"', door], capture_output=True, check=False)
        return joined.returncode == 0
    finally:
        remove(trial)


def _sweep(parent: Path) -> None:
    """Remove the groups that coordinators left behind which were killed."""
    for folder in parent.glob(f"{PREFIX}-*-*"):
        owner = folder.name.split("-")[1]
        if not Path("/proc", owner).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()


def remove(folder: Path) -> None:
    """Remove a group, waiting while its last process is on its way out."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return
