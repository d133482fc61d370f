"""Report a GPU whose memory is used up: no fault of the box."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.probe.json_files import write_answer
from autograder.protocol.answers import InspectedReport, TrainedReport
from autograder.protocol.gpu import exhausted
from autograder.records import Failure, FailureKind


@contextmanager
def reported(out: Path, report: type[InspectedReport | TrainedReport], kind: FailureKind) -> Iterator[None]:
    """Report it as a failure of a kind when the GPU's memory is used up: no fault of the box."""
    try:
        yield
    except Exception as error:
        told = f"{type(error).__name__}: {error}"[:2000]
        if not exhausted(told):
            raise
        write_answer(out, report(problem=Failure(kind, told)))
