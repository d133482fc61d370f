"""Run a submission in boxes and decode what they leave into evidence."""

from autograder.collect.collector import Collector
from autograder.collect.evidence import Collected
from autograder.collect.task import Inputs, Task, judges_itself

__all__ = ["Collected", "Collector", "Inputs", "Task", "judges_itself"]
