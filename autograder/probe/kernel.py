"""A Jupyter kernel forked from the process that drives it, through jupyter_client's kernel provisioners.

The kernel's process is forked before the driver starts an event loop or a ZeroMQ context, and starts while the driver
makes itself ready. Where the driver comes from a fork server, the framework is already imported in both.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo, write_connection_file
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase, KernelProvisionerFactory
from nbclient.exceptions import DeadKernelError

NAME = "autograder"
PATIENCE_S = 0.02
"""How long after a reply the kernel's news must have come; if not, the subscription was late, and it is asked again."""


@dataclass(frozen=True, slots=True)
class Forked:
    """A forked kernel: its process, its folder, the file that tells how to connect."""

    pid: int
    folder: Path
    connection: Path


def warm() -> None:
    """Find out, once for all forks, what the packages offer: Jupyter and matplotlib read every package's metadata."""
    from matplotlib.backends.registry import backend_registry

    KernelProvisionerFactory.instance()
    backend_registry.list_all()


def prefork(folder: Path, prepare: Callable[[], None], attach: Callable[[Any], None]) -> Forked:
    """Fork a process that becomes a kernel.

    Args:
        folder: takes the kernel's files; made here.
        prepare: runs in the new process first.
        attach: gets the kernel's shell.
    """
    (folder / NAME).mkdir(parents=True, exist_ok=True)
    connection = folder / "kernel-connection.json"
    write_connection_file(str(connection), transport="ipc", ip=str(folder / "kernel-ipc"))
    pid = os.fork()
    if pid == 0:
        os.setsid()
        prepare()
        _become_kernel(connection, attach)
        os._exit(0)
    return Forked(pid, folder, connection)


def _become_kernel(connection: Path, attach: Callable[[Any], None]) -> None:
    import ipykernel
    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = [str(Path(ipykernel.__file__).parent.with_name("ipykernel_launcher.py")), "-f", str(connection)]
    app = IPKernelApp.instance()
    app.initialize(["-f", str(connection), "--IPKernelApp.parent_handle=0", "--matplotlib=inline"])
    attach(app.shell)
    app.start()


def manager(forked: Forked) -> AsyncKernelManager:
    """Return a kernel manager whose kernel is the forked process."""
    spec = {
        "argv": [],
        "display_name": "Python 3",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": "autograder-forked", "config": {"pid": forked.pid}}},
    }
    (forked.folder / NAME / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    made = AsyncKernelManager(
        kernel_name=NAME,
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(forked.folder)], ensure_native_kernel=False),
        client_class=f"{__name__}.{ForkedClient.__name__}",
    )
    made.load_connection_file(str(forked.connection))
    return made


class ForkedClient(AsyncKernelClient):  # type: ignore[misc] # jupyter_client's traits are untyped
    """A client that knows a kernel to be ready by its news, where jupyter_client's own waits until they fall silent."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has answered, and what it tells everybody arrives here.

        Args:
            timeout: for how long to try, in seconds; None for ever.

        Raises:
            DeadKernelError: the kernel died.
            RuntimeError: the time is over.
        """
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        while time.monotonic() < deadline:
            asked = self.kernel_info()
            try:
                self._handle_kernel_info_reply(await self.shell_channel.get_msg(timeout=1))
                while not _idle_after(asked, await self.iopub_channel.get_msg(timeout=PATIENCE_S)):
                    pass
            except Empty:
                if not await self.parent.is_alive():
                    raise DeadKernelError("the kernel died before it was ready") from None
            else:
                return
        raise RuntimeError(f"the kernel was not ready within {timeout} seconds")


def _idle_after(asked: str, news: Mapping[str, Any]) -> bool:
    of = news["parent_header"].get("msg_id")
    return bool(of == asked and news["content"].get("execution_state") == "idle")


class ForkedProvisioner(KernelProvisionerBase):  # type: ignore[misc] # jupyter_client's traits are untyped
    """Own the preforked kernel process."""

    status: int | None = None

    def __init__(self, *, pid: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pid = pid
        self.connection_info: KernelConnectionInfo = {}

    @property
    def has_process(self) -> bool:
        """Tell whether the kernel was started and has not been waited for."""
        return self.status is None

    def cpu_s(self) -> float:
        """Return the processor time that the kernel has used; 0 where it has ended."""
        try:
            return time.clock_gettime(~self.pid << 3 | 2)  # what clock_getcpuclockid(3) gives
        except OSError:
            return 0.0

    async def poll(self) -> int | None:
        """Return the exit status, or None while the kernel lives."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status

    async def wait(self) -> int | None:
        """Wait for the kernel to end."""
        while await self.poll() is None:
            await asyncio.sleep(0.01)
        return self.status

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel's process group."""
        if self.status is None:
            os.killpg(self.pid, signum) if signum == signal.SIGKILL else os.kill(self.pid, signum)

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - jupyter_client's signature
        """Kill the kernel."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """End the kernel; it has nothing to save."""
        await self.send_signal(signal.SIGKILL)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:  # noqa: ARG002
        """Return how to connect: the process has started."""
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002
        """Nothing is left: the box's folders vanish with it."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Take over the connection that the kernel was forked with."""
        self.connection_info = self.parent.get_connection_info()
        settings: dict[str, Any] = await super().pre_launch(cmd=[], **kwargs)
        return settings
