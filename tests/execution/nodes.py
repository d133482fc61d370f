"""A Dask cluster of processes of its own on this machine, which can be killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DASK = Path(sys.executable).with_name("dask")
PATIENCE_S = 60.0


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Nodes:
    """A scheduler, and a worker for each of `environments`; what they print goes into files of a folder."""

    folder: Path
    environments: Sequence[Mapping[str, str]] = ({},)
    threads: int = 2
    port: int = field(default_factory=_free_port)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    @property
    def scheduler(self) -> subprocess.Popen[bytes]:
        return self.running[0]

    def start(self) -> None:
        """Start them all; the scheduler answers when this returns."""
        own = ["--host", "127.0.0.1", "--no-dashboard"]
        self._start("scheduler", {}, *own, "--port", str(self.port))
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert time.monotonic() < deadline, (self.folder / "scheduler.out").read_text()
            time.sleep(0.1)
        size = ["--nworkers", "1", "--nthreads", str(self.threads), "--local-directory", str(self.folder)]
        for environment in self.environments:
            self._start("worker", environment, self.address, *own, *size)

    def stop(self) -> None:
        """Kill what still runs, with all that it started."""
        for process in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()

    def _start(self, kind: str, environment: Mapping[str, str], *arguments: str) -> None:
        with (self.folder / f"{kind}.out").open("ab") as output:
            process = subprocess.Popen(
                [DASK, kind, *arguments],
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.running.append(process)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True
