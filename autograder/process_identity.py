"""Which process something belongs to, told apart from every other one, in this container or elsewhere."""

from __future__ import annotations

import hashlib
import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process. `space` names the kernel's boot and the process namespace in which `pid` is its number."""

    host: str
    space: str
    pid: int
    born: int

    @classmethod
    def current(cls) -> ProcessIdentity:
        """Return this process."""
        return cls(platform.node(), _space(), os.getpid(), _born(os.getpid()) or 0)

    def alive(self) -> bool | None:
        """Return whether the process runs; None where that cannot be told from here."""
        if not self.space or self.space != _space():
            return None
        return _born(self.pid) == self.born

    @property
    def label(self) -> str:
        """A part of a file's name that names the process: letters, digits and two hyphens."""
        return f"{_short(self.space)}-{self.pid}-{self.born}"


def ended(label: str) -> bool:
    """Return whether the process with a label is known to have ended."""
    space, pid, born = label.split("-")
    here = _space()
    return bool(here) and space == _short(here) and _born(int(pid)) != int(born)


def _short(space: str) -> str:
    return hashlib.sha256(space.encode()).hexdigest()[:12]


def _space() -> str:
    """Return what names this boot of this kernel and the namespace of its processes; "" where that is not told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}:{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _born(pid: int) -> int | None:
    """Return when a process was started, in ticks since the boot; None where there is none that lives."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])
