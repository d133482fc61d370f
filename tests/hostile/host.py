"""A host with everything that a hostile submission could want, and witnesses of what it got."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from autograder.sandbox.selftest import _shared_memory
from tests.hostile.corpus import LIMITS, Entry

BARE = Path(__file__).with_name("bare.py")
NAMESPACES = ("unshare", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc")


class Host:
    """Secrets, services and a process of the host. Any user may reach them as far as file permissions go."""

    def __init__(self, stack: ExitStack) -> None:
        token = secrets.token_hex(8)
        self.marker = f"secret-{token}"
        self.daemon = f"hostile-{token}"
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-hostile-")))
        self.folder.chmod(0o777)
        for name in ("labels", "solution.py", "test_hidden.py", "calibration.json"):
            (self.folder / name).write_text(f"# {self.marker}\n")
        self._kept = {path.name for path in self.folder.iterdir()} | {"socket", "__pycache__"}
        self._victim = self._sleeper()
        self._services = [_listening(stack, family, address) for family, address in _addresses(self.folder, token)]
        (self.folder / "socket").chmod(0o777)
        self._udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self._udp.bind(("127.0.0.1", 0))
        self._udp.settimeout(0)
        self._shm = stack.enter_context(_shared_memory())
        self._queue = stack.enter_context(_message_queue(f"/autograder-{token}"))
        self._shared = Path("/dev/shm", f"autograder-{token}")
        self._shared.write_text(self.marker)
        stack.callback(self._shared.unlink)
        stack.callback(self._end_victim)

    def targets(self) -> dict[str, Any]:
        """Return what attacks aim at."""
        if self._victim.poll() is not None:
            self._victim = self._sleeper()
        tcp, tcp6, *_ = (service.getsockname()[1] if service else 0 for service in self._services[:2])
        return {
            "marker": self.marker,
            "folder": str(self.folder),
            "secret": str(self.folder / "labels"),
            "socket": str(self.folder / "socket"),
            "abstract": self._services[3].getsockname()[1:].decode(),
            "tcp": tcp,
            "tcp6": tcp6,
            "udp": self._udp.getsockname()[1],
            "address": socket.gethostbyname(socket.gethostname()),
            "victim": self._victim.pid,
            "daemon": self.daemon,
            "shm": self._shm,
            "queue": self._queue,
            "shared": self._shared.name,
            "processes": LIMITS.processes,
            "memory_mb": LIMITS.memory_mb,
            "disk_mb": LIMITS.disk_mb,
        }

    def reached(self) -> list[str]:
        """Return what the host itself saw of an attack, and undo it."""
        found = [f"the file {path.name}" for path in self.folder.iterdir() if path.name not in self._kept]
        for path in self.folder.iterdir():
            if path.name not in self._kept:
                path.unlink()
        if self._victim.poll() is not None:
            found.append("the victim died")
        with contextlib.suppress(BlockingIOError):
            found.append(f"the datagram {self._udp.recv(64)!r}")
        found += [f"the connection to {service}" for service in self._services if service and _called(service)]
        for pid in _named(self.daemon + "-left"):
            found.append(f"the daemon {pid}")
            os.killpg(os.getpgid(pid), signal.SIGKILL)
        return found

    def bare(self, entry: Entry, folder: Path) -> str:
        """Return what an attack says and does without protection."""
        targets = self.targets()
        namespaces = NAMESPACES if entry.control == "namespace" else ()
        if namespaces:
            targets["victim"] = 0
        for name in ("in", "work", "out"):
            (folder / name).mkdir()
        for name, text in entry.files().items():
            (folder / "in" / name).write_text(text)
        python = _own_python(folder) if entry.control == "venv" else sys.executable
        command = [*namespaces, python, "-B", BARE, folder / "in" / "payload.py"]
        trick = f"../out/{entry.harvest or 'trick'}"
        ran = subprocess.run(
            [*map(str, command), json.dumps(targets), entry.naive, trick],
            check=False,
            cwd=folder / "work",
            env={"PATH": os.environ["PATH"], "TOKEN": self.marker, "TMPDIR": tempfile.gettempdir()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        shutil.rmtree(folder / "out")
        said = (ran.stdout[-10_000:] + ran.stderr[-10_000:]).decode(errors="replace")
        return said + "".join(f"\nGOT {seen}" for seen in self.reached())

    def _sleeper(self) -> subprocess.Popen[bytes]:
        command = ["bash", "-c", f"exec -a {self.daemon} sleep 600"]
        return subprocess.Popen(command, env={"PATH": os.environ["PATH"], "TOKEN": self.marker})

    def _end_victim(self) -> None:
        self._victim.kill()
        self._victim.wait()


def _own_python(folder: Path) -> Path:
    """Make a Python environment that may be spoilt."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    return folder / "venv" / "bin" / "python"


def _addresses(folder: Path, token: str) -> Iterator[tuple[socket.AddressFamily, Any]]:
    yield socket.AF_INET, ("0.0.0.0", 0)
    yield socket.AF_INET6, ("::1", 0)
    yield socket.AF_UNIX, str(folder / "socket")
    yield socket.AF_UNIX, f"\0autograder-{token}"


def _listening(stack: ExitStack, family: socket.AddressFamily, address: Any) -> socket.socket | None:
    """Return a service at an address; None where the machine lacks IPv6."""
    try:
        server = stack.enter_context(socket.socket(family))
        server.bind(address)
    except OSError:
        if family is socket.AF_INET6:
            return None
        raise
    server.listen()
    server.settimeout(0)
    return server


def _called(service: socket.socket) -> bool:
    try:
        service.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def _named(name: str) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if name.encode() in (process / "cmdline").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:
            continue
    return found


@contextmanager
def _message_queue(name: str) -> Iterator[str]:
    """Yield the name of a message queue that everyone on this machine may open."""
    library = ctypes.CDLL("librt.so.1", use_errno=True)
    descriptor = library.mq_open(name.encode(), os.O_RDWR | os.O_CREAT, 0o666, None)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "mq_open")
    os.close(descriptor)
    try:
        yield name
    finally:
        library.mq_unlink(name.encode())
