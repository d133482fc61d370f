"""Read what students hand in: find it, lay it out in a folder of its own, and read its code without running it."""

from autograder.submissions.answers import read_answers
from autograder.submissions.discovery import discover
from autograder.submissions.hand_in import HandIn
from autograder.submissions.keras2 import OldSpelling
from autograder.submissions.loader import lay_out, load, put
from autograder.submissions.static import Findings, SyntaxProblem, read_source

__all__ = [
    "Findings",
    "HandIn",
    "OldSpelling",
    "SyntaxProblem",
    "discover",
    "lay_out",
    "load",
    "put",
    "read_answers",
    "read_source",
]
