"""Run a submission in boxes and decode what they leave into evidence."""

from autograder.collect.evidence import Collected, Collector
from autograder.collect.task import Inputs, Task, judges_itself

__all__ = ["Collected", "Collector", "Inputs", "Task", "judges_itself"]
