"""The grade book of a course: who handed in what, what it earned, what people decided. Nothing is ever changed."""

from autograder.gradebook.book import Gradebook, open_gradebook
from autograder.gradebook.history import Happening, history
from autograder.gradebook.standing import Decision, Remark, Standing, decided
from autograder.gradebook.standings import standings

__all__ = [
    "Decision",
    "Gradebook",
    "Happening",
    "Remark",
    "Standing",
    "decided",
    "history",
    "open_gradebook",
    "standings",
]
