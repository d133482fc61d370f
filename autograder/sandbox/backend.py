"""What the backends have in common: the layers they found, the groups they use."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from threading import Event, Lock

from autograder.contracts import Box
from autograder.records import IsolationLayer
from autograder.sandbox import selftest
from autograder.sandbox.cgroup import ControlGroup, Groups
from autograder.sandbox.interpreter import Interpreter
from autograder.sandbox.processors import leased, place
from autograder.sandbox.supervise import Started, Supervision

THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""Variables that say with how many threads a box computes."""

KERAS_BACKEND, TENSORFLOW = "KERAS_BACKEND", "tensorflow"


class Backend(ABC):
    """A way to run boxes. Thread-safe."""

    name: str

    def __init__(
        self,
        *,
        interpreter: Interpreter | None = None,
        threads: int | None = None,
        framework: str = TENSORFLOW,
    ) -> None:
        """Make a backend; nothing is started.

        Args:
            interpreter: what runs in the boxes; that of this process where it is left out.
            threads: on how many processors each box computes, so that those beside each other do not fight for them;
                where it is left out, on all.
            framework: what Keras computes with in the boxes.
        """
        self._environment = {KERAS_BACKEND: framework}
        self._share = threads
        if threads is not None:
            self._environment |= dict.fromkeys(THREADS, str(threads))
        self._interpreter = interpreter or Interpreter.current()
        self._lock = Lock()
        self._layers: tuple[IsolationLayer, ...] = ()

    def layers(self) -> tuple[IsolationLayer, ...]:
        """Return every layer of isolation, as attacks in boxes of this backend found them, once."""
        with self._lock:
            if not self._layers:
                self._layers = selftest.layers(self._supervise, hint=self._groups.missing, processors=self._share)
            return self._layers

    def run(self, box: Box, *, cancelled: Event | None = None) -> Supervision:
        """Run a box. A set `cancelled` kills it."""
        return self._supervise(box, layers=self.layers(), cancelled=cancelled)

    def close(self) -> None:  # noqa: B027 - most backends keep nothing running
        """Stop what the backend keeps running: nothing, as no process outlives its box."""

    @abstractmethod
    def _start(self, box: Box, stack: ExitStack) -> Started:
        """Start a box; what it holds is freed with the stack.

        Raises:
            SandboxError: it could not be started.
            OSError: likewise.
        """

    def _supervise(
        self, box: Box, *, layers: tuple[IsolationLayer, ...] = (), cancelled: Event | None = None
    ) -> Supervision:
        box = replace(box, environment={**self._environment, **box.environment})
        return Supervision(lambda stack: self._placed(box, stack), box, cancelled=cancelled, layers=layers)

    def _placed(self, box: Box, stack: ExitStack) -> Started:
        """Start a box on processors of its own."""
        processors = stack.enter_context(leased(self._share, place()))
        return self._start(replace(box, processors=processors), stack)

    @cached_property
    def _groups(self) -> Groups:
        return Groups.find()

    def _group(self, box: Box, stack: ExitStack, *, overhead: int) -> ControlGroup:
        """Make a box's control groups, with room for as many processes more as the backend itself needs."""
        group = self._groups.create(memory_mb=box.limits.memory_mb, processes=box.limits.processes + overhead)
        return stack.enter_context(contextlib.closing(group))
