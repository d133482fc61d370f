"""How a job ended: one record from where it is done to whoever observes the run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOutcome:
    """How a job ended. A kind of work extends it by what its jobs give; on its way it is completed, never rebuilt.

    `name` is the job's, `student` whose it is. The agent adds `node` and `device`, where it was done; the coordinator
    `fault`, why it does not count because of us, "" where it counts; who keeps what it gave `result`, a digest of it.
    """

    name: str
    student: str
    node: str = ""
    device: str = ""
    fault: str = ""
    result: str = ""
