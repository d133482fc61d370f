"""Read assignments that were written for other graders, and write them as ours."""

from autograder.importing.parts import Imported, Question, Test
from autograder.importing.reading import read_source
from autograder.importing.writing import write_assignment

__all__ = ["Imported", "Question", "Test", "read_source", "write_assignment"]
