"""What each command does, from paths to pages."""

from autograder.run.batch import Batch, Finished, HandIn
from autograder.run.grader import Grader, Options, opened

__all__ = ["Batch", "Finished", "Grader", "HandIn", "Options", "opened"]
