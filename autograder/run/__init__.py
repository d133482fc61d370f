"""What each command does, from paths to pages."""

from autograder.run.batch import Batch
from autograder.run.grader import Grader, Options, opened
from autograder.submissions.hand_in import HandIn

__all__ = ["Batch", "Grader", "GradingOutcome", "HandIn", "Options", "opened"]
