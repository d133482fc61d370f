"""Run a notebook with nbclient against a preforked kernel, and hand over its model."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.probe.export import failure_json, write_json
from autograder.probe.room import Room
from autograder.records import BY_SIGKILL, Failure

HAND_OVER = "%autograder_hand_over"


def run_notebook(room: Room, job: Mapping[str, Any]) -> None:
    """Run every cell, also after one that failed; write `executed.ipynb` and `run.json`, and hand over the model."""
    from autograder.probe import kernel

    forked = kernel.prefork(
        room.work / ".jupyter", lambda: _prepare(room, job), lambda shell: _attach(shell, room, job)
    )
    import nbformat

    notebook = nbformat.read(room.inputs / job["entry"], as_version=4)
    run = asyncio.run(_drive(notebook, kernel.manager(forked), room, job))
    write_json(room.out / "run.json", {"failures": [failure_json(failure) for failure in run.failures]})


@dataclass(slots=True)
class _Run:
    """How a notebook went: the cell that was run last, counting those of code from 1, and what went wrong."""

    number: int = 0
    failures: list[Failure] = field(default_factory=list)

    def died(self, status: int) -> None:
        """Note that the kernel died. If it was killed, that comes before whatever went wrong earlier."""
        place = f"cell {max(1, self.number)}"
        if status == -signal.SIGKILL:
            self.failures.insert(0, Failure("kernel_died", BY_SIGKILL, place))
        else:
            self.failures.append(Failure("kernel_died", "the kernel died", place))


def _prepare(room: Room, job: Mapping[str, Any]) -> None:
    from autograder.probe.session import prepare

    prepare(room, job)


def _attach(shell: Any, room: Room, job: Mapping[str, Any]) -> None:
    """Make the kernel seed its first cell, keep a snapshot of a model after each, and offer the hand-over."""
    import keras

    from autograder.probe import colab
    from autograder.probe.session import hand_over, snapshots

    def seed(_: Any) -> None:
        """Seed everything again: a kernel draws numbers while it starts, and not always as many."""
        shell.events.unregister("pre_run_cell", seed)
        keras.utils.set_random_seed(job["seed"])

    shell.events.register("pre_run_cell", seed)
    colab.attach(shell, room.out)
    snapshot = snapshots(room)
    shell.events.register("post_run_cell", lambda _: snapshot(shell.user_ns))
    shell.register_magic_function(lambda _: hand_over(shell.user_ns, room, job), magic_name="autograder_hand_over")


async def _drive(notebook: Any, manager: Any, room: Room, job: Mapping[str, Any]) -> _Run:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    deadline = time.monotonic() + float(job["soft_s"])
    client = NotebookClient(
        notebook,
        km=manager,
        allow_errors=True,
        interrupt_on_timeout=True,
        startup_timeout=max(60, int(job["soft_s"])),
        timeout_func=lambda _: max(1, round(deadline - time.monotonic())),
        resources={"metadata": {"path": str(room.work)}},
    )
    run = _Run()
    try:
        async with client.async_setup_kernel():
            await _cells(client, notebook, run, deadline)
            nbformat.write(notebook, room.out / "executed.ipynb")
            client.timeout_func = client.timeout = None
            notebook.cells.append(nbformat.v4.new_code_cell(HAND_OVER))
            try:
                await client.async_execute_cell(notebook.cells[-1], len(notebook.cells) - 1, store_history=False)
            finally:
                notebook.cells.pop()
    except DeadKernelError:
        run.died(manager.provisioner.status)
    nbformat.write(notebook, room.out / "executed.ipynb")
    return run


async def _cells(client: Any, notebook: Any, run: _Run, deadline: float) -> None:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        run.number += 1
        cell.outputs, cell.execution_count = [], None
        if not cell.source.strip():
            continue
        await client.async_execute_cell(cell, index)
        if failure := _failure(cell, run.number):
            run.failures.append(failure)
        if time.monotonic() > deadline - 0.5:
            run.failures.append(Failure("timed_out", "out of time", f"cell {run.number}"))
            return


def _failure(cell: Any, number: int) -> Failure | None:
    error = next((output for output in cell.outputs if output.output_type == "error"), None)
    if error is None or "raises-exception" in cell.metadata.get("tags", []):
        return None
    from autograder.probe.failures import from_cell

    return from_cell(error, cell.source, number)
