"""Name the concrete sandboxes, and choose among them. Nothing else knows them by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import Event, Lock

from autograder.contracts import Box, RunningBox, Sandbox
from autograder.errors import AutograderError, IsolationError, SandboxError, UsageError
from autograder.extensions import EntryPointGroup
from autograder.protocol.gpu import SHARE
from autograder.records import IsolationLayer
from autograder.sandbox.backend import TENSORFLOW, Backend
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.forkserver.backend import ForkServer
from autograder.sandbox.podman import Podman
from autograder.sandbox.process import PlainProcess

SANDBOXES: Mapping[str, type[Backend]] = {
    "forkserver": ForkServer,
    "bubblewrap": Bubblewrap,
    "process": PlainProcess,
}
"""From the strongest to the weakest."""

CHOSEN: EntryPointGroup[Callable[..., Sandbox]] = EntryPointGroup(
    "autograder.sandboxes",
    "sandbox",
    {**SANDBOXES, "podman": Podman},
    "a class or function that takes threads and framework, and gives a contracts.Sandbox",
)
"""What can be asked for by name: "auto" leaves out what depends on a service of the machine's own, or is another's."""

DEGRADED = "all"
"""Allows every layer of isolation to be missing."""


def open_sandbox(
    name: str, allowed: Sequence[str], *, threads: int | None = None, framework: str = TENSORFLOW
) -> Sandbox:
    """Open a backend; "auto" takes the first that works with the allowed gaps.

    Args:
        name: "auto" or a backend's name.
        allowed: layers of isolation that may be missing; "all" for any.
        threads: with how many threads each box computes; all cores where it is left out.
        framework: what Keras computes with in its boxes.

    Raises:
        UsageError: there is no such backend.
        IsolationError: a layer is missing that was not allowed to be, in every backend that was tried.
    """
    if name != "auto" and name not in CHOSEN.names():
        raise UsageError(f"unknown sandbox {name!r}; there are: auto, {', '.join(CHOSEN.names())}")
    reasons: list[str] = []
    for candidate in SANDBOXES if name == "auto" else [name]:
        try:
            sandbox = _made(candidate, threads, framework)
            refusal = _refusal(sandbox, allowed)
        except SandboxError as error:
            reasons.append(f"{candidate}: {error}")
            continue
        if not refusal:
            return sandbox
        sandbox.close()
        reasons.extend(f"{candidate}: {reason}" for reason in refusal)
    raise IsolationError(
        "this machine cannot isolate submissions as asked, so nothing was run.\n"
        + "\n".join(f"  {reason}" for reason in reasons)
        + "\nInstall bubblewrap, or allow the gaps by name: --allow-degraded LAYER (or “all”)."
    )


def _made(name: str, threads: int | None, framework: str) -> Sandbox:
    make = CHOSEN.find(name)
    try:
        return make(threads=threads, framework=framework)
    except AutograderError:
        raise
    except Exception as error:
        origin = CHOSEN.origin(name)
        if not origin:
            raise
        raise SandboxError(f"{origin} failed: {type(error).__name__}: {error}") from error


def _refusal(sandbox: Sandbox, allowed: Sequence[str]) -> list[str]:
    """Return why a backend cannot be used: it runs no box at all, or lacks a layer that must be there."""
    layers = sandbox.layers()
    if not any(layer.active for layer in layers):
        return [layers[0].reason if layers else "it has no layer of isolation"]
    gaps = [layer for layer in layers if not layer.active and layer.name not in allowed]
    return [] if DEGRADED in allowed else [f"{gap.name} is missing: {gap.reason}" for gap in gaps]


def missing(sandbox: Sandbox) -> tuple[IsolationLayer, ...]:
    """Return the layers of isolation that a backend lacks on this machine."""
    return tuple(layer for layer in sandbox.layers() if not layer.active)


class Deferred:
    """A sandbox that is opened when the first box is to be run: work on stored evidence needs none."""

    name = "deferred"

    def __init__(
        self, name: str, allowed: Sequence[str], *, threads: int | None = None, framework: str = TENSORFLOW
    ) -> None:
        self._open_it = partial(open_sandbox, name, tuple(allowed), threads=threads, framework=framework)
        self._lock = Lock()
        self._opened: Sandbox | None = None

    def layers(self) -> tuple[IsolationLayer, ...]:
        """Return the layers of the backend that is opened for it."""
        return self._open().layers()

    def run(self, box: Box, *, cancelled: Event | None = None) -> RunningBox:
        """Run a box in the backend that is opened for it."""
        return self._open().run(box, cancelled=cancelled)

    def close(self) -> None:
        """Close the backend, if one was opened."""
        if self._opened is not None:
            self._opened.close()

    def _open(self) -> Sandbox:
        with self._lock:
            if self._opened is None:
                self._opened = self._open_it()
            return self._opened


class Assigned:
    """A sandbox whose boxes see one GPU, and keep to a share of its memory.

    CUDA counts the fastest card first, the driver's library by place on the bus; here the place counts for both.
    """

    def __init__(self, sandbox: Sandbox, gpu: str, memory_mb: int) -> None:
        self.name = sandbox.name
        self._sandbox, self._gpu = sandbox, gpu
        self._environment = {"CUDA_DEVICE_ORDER": "PCI_BUS_ID"} | ({SHARE: str(memory_mb)} if memory_mb else {})

    def layers(self) -> tuple[IsolationLayer, ...]:
        """Return the backend's layers."""
        return self._sandbox.layers()

    def run(self, box: Box, *, cancelled: Event | None = None) -> RunningBox:
        """Run a box on its GPU."""
        assigned = replace(box, gpu=self._gpu, environment={**self._environment, **box.environment})
        return self._sandbox.run(assigned, cancelled=cancelled)

    def close(self) -> None:
        """Close the backend."""
        self._sandbox.close()
