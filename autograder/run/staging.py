"""Carry hand-ins to nodes that share no folder with the coordinator, and evidence back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from autograder.errors import SubmissionError
from autograder.execution import Engine, Slot
from autograder.partial import partial_folder
from autograder.run.job import GradingJob
from autograder.run.outcome import GradingOutcome
from autograder.run.worker import Worker
from autograder.run_folder import RunFolder
from autograder.submissions.files import MAX_FILE_MB, MAX_TOTAL_MB, MB, list_folder
from autograder.submissions.hand_in import HandIn

LIMIT_BYTES = (MAX_TOTAL_MB + 2 * MAX_FILE_MB) * MB
"""More than a submission may have, so that what is too large is refused where it arrives."""


def packed(job: GradingJob) -> GradingJob:
    """Return a job with its hand-in's regular files; links, and what is beyond all limits, stay behind.

    A folder that no submission may be is not carried: the job says what is wrong with it.
    """
    hand_in, left = job.hand_in, LIMIT_BYTES
    files: dict[str, bytes] = {}
    try:
        paths = [] if hand_in.problem else _regular(hand_in.path)
    except SubmissionError as error:
        return replace(job, files=files, hand_in=replace(hand_in, problem=str(error), kind=error.kind))
    for path in paths:
        size = path.stat().st_size
        if size <= left:
            left -= size
            files[path.relative_to(hand_in.path.parent).as_posix()] = path.read_bytes()
    return replace(job, files=files)


def unpacked(files: Mapping[str, bytes], hand_in: HandIn, folder: Path) -> HandIn:
    """Write the files of a hand-in into a folder; return the hand-in that lies there."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return replace(hand_in, path=folder / hand_in.path.name)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Does jobs that bring their files, in folders below `scratch`, and sends along what came with the evidence."""

    worker: Worker
    scratch: Path

    def __call__(self, job: GradingJob, slot: Slot, cancelled: Event) -> GradingOutcome:
        """Return a hand-in with its evidence and all that came with it."""
        with partial_folder(self.scratch) as folder:
            hand_in = unpacked(job.files or {}, job.hand_in, folder / "hand-in")
            run = RunFolder(folder / "run")
            outcome = replace(self.worker, folder=run)(GradingJob(job.name, hand_in), slot, cancelled)
            return replace(outcome, artefacts=run.evidence.artefacts(outcome.record.evidence_key))


def located(job: GradingJob) -> GradingJob:
    """Return a job whose hand-in is named by its whole path, for a node that shares it."""
    return replace(job, hand_in=replace(job.hand_in, path=job.hand_in.path.absolute()))


class Sending:
    """An engine that makes jobs ready for their way to another machine."""

    def __init__(self, engine: Engine[GradingJob, GradingOutcome], ready: Callable[[GradingJob], GradingJob]) -> None:
        self._engine, self._ready = engine, ready
        self.name = engine.name

    def capacity(self) -> int:
        """Return how many jobs can be done at a time."""
        return self._engine.capacity()

    def submit(self, job: GradingJob) -> Future[GradingOutcome]:
        """Have a job done elsewhere."""
        return self._engine.submit(self._ready(job))

    def cancel(self, name: str) -> None:
        """End a job early."""
        self._engine.cancel(name)

    def close(self) -> None:
        """End every job."""
        self._engine.close()


def _regular(path: Path) -> list[Path]:
    if not path.is_dir() or path.is_symlink():
        return [path] if path.is_file() and not path.is_symlink() else []
    listing = list_folder(path)
    return sorted(path / item.source.relative_to(path.resolve()) for item in (*listing.items, *listing.checkpoints))
