"""A Jupyter kernel forked from the process that drives it, through jupyter_client's kernel provisioners.

The kernel's process is forked before the driver starts an event loop or a ZeroMQ context, and waits on a pipe for
its connection file. Where the driver comes from a fork server, the framework is already imported in it.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase

NAME = "autograder"
_PID = "AUTOGRADER_KERNEL_PID"
_PIPE = "AUTOGRADER_KERNEL_PIPE"


def prefork(prepare: Callable[[], None], attach: Callable[[Any], None]) -> tuple[int, int]:
    """Fork a process that becomes a kernel when told its connection file; return its pid and the pipe to tell it.

    `prepare` runs in the new process while the driver imports its own parts; `attach` gets the kernel's shell.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(reading)
        return pid, writing
    os.close(writing)
    os.setsid()
    prepare()
    with os.fdopen(reading, encoding="utf-8") as pipe:
        connection_file = pipe.read()
    if connection_file:
        _become_kernel(connection_file, attach)
    os._exit(0)


def _become_kernel(connection_file: str, attach: Callable[[Any], None]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGINT, signal.default_int_handler)
    app = IPKernelApp.instance()
    app.initialize(["-f", connection_file, "--IPKernelApp.parent_handle=0", "--matplotlib=inline"])
    attach(app.shell)
    app.start()


def manager(folder: Path, pid: int, pipe: int) -> AsyncKernelManager:
    """Return a kernel manager whose kernel is the preforked process; its files go to `folder`."""
    spec = {
        "argv": ["{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "metadata": {
            "kernel_provisioner": {"provisioner_name": "autograder-forked", "config": {"pid": pid, "pipe": pipe}}
        },
    }
    (folder / NAME).mkdir(parents=True, exist_ok=True)
    (folder / NAME / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    specs = KernelSpecManager(kernel_dirs=[str(folder)], ensure_native_kernel=False)
    return AsyncKernelManager(
        kernel_name=NAME,
        kernel_spec_manager=specs,
        transport="ipc",
        connection_file=str(folder / "kernel-connection.json"),
        ip=str(folder / "kernel-ipc"),
    )


class ForkedProvisioner(KernelProvisionerBase):  # type: ignore[misc] # jupyter_client's traits are untyped
    """Own the preforked kernel process."""

    status: int | None = None

    def __init__(self, *, pid: int, pipe: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pid, self.pipe = pid, pipe
        self.connection_info: KernelConnectionInfo = {}

    @property
    def has_process(self) -> bool:
        """Tell whether the kernel was started and has not been waited for."""
        return self.status is None

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
        """Tell the waiting process its connection file."""
        with os.fdopen(self.pipe, "w", encoding="utf-8") as pipe:
            pipe.write(cmd[0])
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002
        """Nothing is left: the box's folders vanish with it."""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write the connection file that the kernel reads."""
        parent = self.parent
        parent.write_connection_file()
        self.connection_info = parent.get_connection_info()
        settings: dict[str, Any] = await super().pre_launch(cmd=[parent.connection_file], **kwargs)
        return settings
