"""Where work runs: a coordinator with a journal, engines that carry jobs to nodes, an agent on each node."""

from autograder.execution.agent import Agent, Slot
from autograder.execution.coordinator import ATTEMPTS, Coordinator
from autograder.execution.engine import Engine, Job
from autograder.execution.events import Observer, RunEvent, What
from autograder.execution.journal import Journal
from autograder.execution.local import LocalEngine
from autograder.execution.memory import available_mb
from autograder.execution.outcome import JobOutcome
from autograder.execution.run_log import JobRecord, Log, ObservedLog, Unwritten

__all__ = [
    "ATTEMPTS",
    "Agent",
    "Coordinator",
    "Engine",
    "Job",
    "JobOutcome",
    "JobRecord",
    "Journal",
    "LocalEngine",
    "Log",
    "ObservedLog",
    "Observer",
    "RunEvent",
    "Slot",
    "Unwritten",
    "What",
    "available_mb",
]
