from tests.end_to_end.conftest import autograder, course, environment, home, isolation
from tests.sandbox.conftest import forkserver

__all__ = ["autograder", "course", "environment", "forkserver", "home", "isolation"]
