"""Run a notebook with nbclient against a preforked kernel, and hand over its model."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from typing import Any

from autograder.probe import cells, notebook_file
from autograder.probe.assignments import made_later
from autograder.probe.box_paths import Room
from autograder.probe.framework import framework_of
from autograder.probe.limits import Clock, SoftLimits, grace_s
from autograder.probe.progress import ProgressWriter
from autograder.protocol.jobs import RunJob
from autograder.records import BY_SIGKILL, Failure, FailureKind

HAND_OVER = "%autograder_hand_over"
MAX_SHOWN = 8 * 2**20
"""Characters of figures and tables that are kept of a notebook, beside what it may print."""
KEPT_OF_A_FLOOD = 16_000
"""Characters of a cell's output that are kept where it printed too much."""
TICK_S = 0.2
"""How often the clocks are looked at while cells run."""


def run_notebook(room: Room, job: RunJob) -> None:
    """Run every cell, also after one that failed; write `executed.ipynb` and `run.json`, and hand over the model."""
    from autograder.probe import kernel

    limits = SoftLimits.from_now(job)
    folder = room.work / ".jupyter"
    forked = kernel.prefork(folder, lambda: _prepare(room, job), lambda shell: _attach(shell, room, job, limits))
    notebook = notebook_file.read(room.inputs / job.entry)
    asyncio.run(_Run(room, job, limits, notebook, kernel.manager(forked)).drive())


def _prepare(room: Room, job: RunJob) -> None:
    from autograder.probe.session import prepare

    prepare(room, job)


def _attach(shell: Any, room: Room, job: RunJob, limits: SoftLimits) -> None:
    """Make the kernel seed its first cell, keep a snapshot of a model after each, and offer the hand-over."""
    from autograder.probe import magics, notes, packages
    from autograder.probe.places import Files
    from autograder.probe.progress import part_of
    from autograder.probe.session import hand_over
    from autograder.probe.snapshots import Snapshots

    def seed(_: Any) -> None:
        """Seed everything again: a kernel draws numbers while it starts, and not always as many."""
        shell.events.unregister("pre_run_cell", seed)
        framework_of(job).seed(job.seed)

    def count(_: Any) -> None:
        known.number = part_of(room.out)

    sources = [cell.source for cell in _code(notebook_file.read(room.inputs / job.entry))]
    known = cells.Cells(sources, Files((room.hand_in, room.inputs)))
    shell.compile = cells.compiler(shell, known, room.out)
    cells.record(shell, known, room.out, left_out=lambda: notes.left_out(room.out))
    shell.events.register("pre_run_cell", count)
    shell.events.register("pre_run_cell", seed)
    magics.teach(shell, notes.writer(room.out))
    packages.teach(shell)
    kept = Snapshots(room, job)
    shell.events.register(
        "post_run_cell", lambda ran: kept(shell.user_ns, interrupted=bool(cells.interruption(ran.error_in_exec)))
    )
    shell.register_magic_function(
        lambda _: hand_over(shell.user_ns, room, job, limits, own=known, kept=kept), magic_name="autograder_hand_over"
    )


def _code(notebook: Any) -> Iterator[Any]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")


class _Run:
    """One run of a notebook: its cells in order, what they print, and what went wrong."""

    def __init__(self, room: Room, job: RunJob, limits: SoftLimits, notebook: Any, manager: Any) -> None:
        self._room, self._job, self._notebook, self._manager = room, job, notebook, manager
        self._progress = ProgressWriter(room.out)
        self._clock = Clock(limits.deadline, limits.cpu_s, grace_s(min(limits.wall_s, limits.cpu_s)) / 3)
        self._executed = notebook_file.ExecutedNotebook(notebook, room.out / "executed.ipynb")
        self._flooded = False
        self._stopping: asyncio.Future[None] | None = None

    async def drive(self) -> None:
        """Run the cells and hand over; a kernel that dies on the way ends both."""
        from nbclient.exceptions import DeadKernelError

        client = self._client()
        try:
            async with client.async_setup_kernel():
                await self._cells(client)
                self._executed.write()
                self._progress.finish()
                await self._hand_over(client)
        except DeadKernelError:
            self._died()
        self._executed.write()
        self._progress.write()

    def _client(self) -> Any:
        from nbclient import NotebookClient

        flood, most = self._flood, self._job.output_mb * 2**20

        class Client(NotebookClient):  # type: ignore[misc] # nbclient's traits are untyped
            """A client that keeps so much of what a notebook shows and no more, and stops a cell that prints more."""

            kept: int = 0
            printed: int = 0

            def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
                """Take in what the kernel says, unless that is too much."""
                if msg["msg_type"] not in {"stream", "display_data", "execute_result"}:
                    return super().process_message(msg, cell, cell_index)
                length = _length(msg["content"])
                self.kept, self.printed = self.kept + length, self.printed + length * (msg["msg_type"] == "stream")
                if self.printed > most:
                    flood(cell)
                fits = self.printed <= most and self.kept <= most + MAX_SHOWN
                return super().process_message(msg, cell, cell_index) if fits else None

        return Client(
            self._notebook,
            km=self._manager,
            allow_errors=True,
            startup_timeout=max(60, int(self._job.soft_s)),
            resources={"metadata": {"path": str(self._room.hand_in)}},
        )

    async def _cells(self, client: Any) -> None:
        watch = asyncio.ensure_future(self._stop_in_time())
        try:
            for number, (index, cell) in enumerate(_numbered(self._notebook), start=1):
                cell.outputs, cell.execution_count = [], None
                if not self._shortened(cell, number):
                    continue
                if self._is_late(number):
                    break
                await self._cell(client, index, number)
        finally:
            watch.cancel()

    def _shortened(self, cell: Any, number: int) -> bool:
        """Leave of a cell what is to be run of it; tell whether that is anything."""
        if (until := self._job.until) is not None and number > until.parts:
            lines = until.lines if number == until.parts + 1 else 0
            cell.source = "\n".join(cell.source.splitlines()[:lines])
        return bool(cell.source.strip())

    def _is_late(self, number: int) -> bool:
        """Tell whether the time was over before a cell could start, and note it where no cell was stopped."""
        late = self._clock.reached(self._manager.provisioner.cpu_s())
        if late and not self._clock.over:
            self._progress.failures.append(Failure(late, "out of time", f"cell {number}"))
        return bool(late or self._clock.over)

    async def _cell(self, client: Any, index: int, number: int) -> None:
        """Run one cell and note what went wrong in it: the first thing, and nothing that our own interruption did."""
        cell = self._notebook.cells[index]
        cells.forget(self._room.out)
        self._progress.start(number, f"cell {number}")
        self._executed.write_now_and_then()
        client.kept -= client.printed if self._flooded else 0
        client.printed, self._flooded, replies = 0, False, []
        client.on_cell_executed = lambda execute_reply, **_: replies.append(execute_reply["content"])
        self._clock.running = True
        await client.async_execute_cell(cell, index)
        self._clock.running = False
        expected = "raises-exception" in cell.metadata.get("tags", [])
        if failure := self._stopped(number) or (None if expected else self._failure(number, replies)):
            self._progress.failures.append(failure)

    def _stopped(self, number: int) -> Failure | None:
        """Return why a cell was stopped that has ended, if it was."""
        recorded, interrupted = cells.recorded(self._room.out)
        where = recorded.where if recorded is not None and interrupted else f"cell {number}"
        if self._clock.over:
            return Failure(self._clock.over, "out of time", where)
        if self._flooded:
            return Failure(FailureKind.OUTPUT_FLOOD, f"more than {self._job.output_mb} MB of output", where)
        return None

    def _failure(self, number: int, replies: list[Any]) -> Failure | None:
        """Return what went wrong in a cell that has ended by itself."""
        recorded, _interrupted = cells.recorded(self._room.out)
        if recorded is not None:
            return made_later(recorded, [cell.source for _, cell in _numbered(self._notebook)], number)
        if replies and replies[-1].get("status") == "error":
            said = f"{replies[-1].get('ename')}: {replies[-1].get('evalue')}"
            return Failure(
                FailureKind.EXCEPTION, said[:2000], f"cell {number}", details={"type": str(replies[-1].get("ename"))}
            )
        return None

    async def _stop_in_time(self) -> None:
        """Interrupt the cell that runs when the time is over, once; kill the kernel if it does not mind."""
        while not (reached := self._clock.reached(self._manager.provisioner.cpu_s())):
            await asyncio.sleep(TICK_S)
        if self._clock.running:
            self._clock.over = reached
            await self._manager.interrupt_kernel()
            await self._clock.wait(self._manager.provisioner.cpu_s)
            await self._manager.provisioner.kill()

    def _flood(self, cell: Any) -> None:
        """Interrupt a cell that prints too much, once, and keep the beginning of what it printed."""
        if not self._flooded:
            self._flooded = True
            cell.outputs = _beginning(cell.outputs)
            self._stopping = asyncio.ensure_future(self._manager.interrupt_kernel())

    async def _hand_over(self, client: Any) -> None:
        import nbformat

        self._notebook.cells.append(nbformat.v4.new_code_cell(HAND_OVER))
        try:
            await client.async_execute_cell(
                self._notebook.cells[-1], len(self._notebook.cells) - 1, store_history=False
            )
        finally:
            self._notebook.cells.pop()

    def _died(self) -> None:
        """Note that the kernel died: because its time was over, or by itself."""
        self._progress.reach(*cells.reached(self._room.out))
        where = self._progress.at
        said = BY_SIGKILL if self._manager.provisioner.status == -signal.SIGKILL else "the kernel died"
        if self._manager.provisioner.status == -signal.SIGXCPU:
            failure = Failure(FailureKind.PROCESSOR_TIME, "out of processor time", "" if self._progress.done else where)
        elif self._progress.done:
            failure = Failure(FailureKind.DIED_IN_USE, said)
        elif self._clock.over:
            failure = Failure(self._clock.over, "out of time", where)
        else:
            failure = Failure(FailureKind.KERNEL_DIED, said, where)
        self._progress.failures.append(failure)


def _numbered(notebook: Any) -> Iterator[tuple[int, Any]]:
    return ((index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code")


def _length(content: Any) -> int:
    """Return how many characters a message prints."""
    data = content.get("data")
    return len(str(content.get("text", ""))) + sum(len(str(value)) for value in (data or {}).values())


def _beginning(outputs: Any) -> list[Any]:
    """Return the first outputs of a cell, cut where they are long."""
    kept = []
    left = KEPT_OF_A_FLOOD
    for output in outputs:
        if output.output_type == "stream":
            output.text = output.text[:left]
        left -= _length(output)
        if left < 0:
            break
        kept.append(output)
    return kept
