"""The smallest sandbox and engine, as another distribution would bring them."""

import sys
from threading import Event

from autograder.contracts import Box, RunningBox
from autograder.execution import Engine
from autograder.records import IsolationLayer
from autograder.run.batch import in_process
from autograder.run.run_configuration import Opening
from autograder.sandbox.process import PlainProcess


class Told:
    """A plain process that says what it runs."""

    name = "told"

    def __init__(self, *, threads: int | None, framework: str) -> None:
        self._process = PlainProcess(threads=threads, framework=framework)

    def layers(self) -> tuple[IsolationLayer, ...]:
        """Return the layers of the process."""
        return self._process.layers()

    def run(self, box: Box, *, cancelled: Event | None = None) -> RunningBox:
        """Run a box, and say which."""
        print(f"box: {box.task}", file=sys.stderr)
        return self._process.run(box, cancelled=cancelled)

    def close(self) -> None:
        """End nothing: no process outlives its box."""
        self._process.close()


def one_at_a_time(opening: Opening) -> Engine:
    """Do one job after the other, in this process."""
    print(f"engine for {opening.out.name}", file=sys.stderr)
    return in_process(opening.worker, 1, opening.devices)
