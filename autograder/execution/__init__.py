"""Where work runs: a coordinator with a journal, engines that carry jobs to nodes, an agent on each node."""

from autograder.execution.agent import Agent, Report, Slot
from autograder.execution.coordinator import ATTEMPTS, Coordinator, Ended
from autograder.execution.engine import Engine, Job
from autograder.execution.journal import Journal
from autograder.execution.local import LocalEngine
from autograder.execution.memory import available_mb
from autograder.execution.run_log import End, Entry, Event, Log, Told, Unwritten, What

__all__ = [
    "ATTEMPTS",
    "Agent",
    "Coordinator",
    "End",
    "Ended",
    "Engine",
    "Entry",
    "Event",
    "Job",
    "Journal",
    "LocalEngine",
    "Log",
    "Report",
    "Slot",
    "Told",
    "Unwritten",
    "What",
    "available_mb",
]
